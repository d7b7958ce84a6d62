import { checksOf, parseTool } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';
import type { SampleGroup } from '../../server/audits/repository.ts';
import type { MadeAudit, MadeFile, View } from './disclosure.ts';

/**
 * A tool with so many choices of two and of three, checks, and checks by which files are divided.
 *
 * @param of - ratings: for each its highest
 */
export function makeTool(of: {
  fields: number[];
  checks: number;
  dividing: number;
  ratings?: number[];
}): Tool {
  const item = (id: string, more: object) => ({
    id,
    label: `What of ${id}?`,
    shortLabel: id,
    guidance: 'As it says.',
    ...more,
  });
  const parsed = parseTool({
    id: 'made_up',
    version: 1,
    title: 'Made up',
    description: 'For a test.',
    source: 'None.',
    sections: [
      {
        id: 'all',
        title: 'All',
        items: [
          ...Array.from({ length: of.checks + of.dividing }, (_, i) =>
            item(`check_${i}`, { kind: 'check', polarity: 'yes_is_good', segment: i >= of.checks }),
          ),
          ...of.fields.map((options, i) =>
            item(`field_${i}`, {
              kind: 'field',
              type: 'choice',
              segment: true,
              options: Array.from({ length: options }, (_o, o) => ({
                id: `value_${o}`,
                label: `Value ${o}`,
              })),
            }),
          ),
          ...(of.ratings ?? []).map((highest, i) => item(`rating_${i}`, { kind: 'rating', highest })),
        ],
      },
    ],
  });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.tool;
}

/** An audit of files at random: values and answers of very different shares, and what belongs together. */
export function makeAudit(tool: Tool, random: () => number, files: number): MadeAudit {
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const groups = Array.from({ length: 2 + upTo(3) }, (_, i): SampleGroup => {
    const providers = [1, 2, 3].filter(() => random() < 0.45).map((id) => ({ id, name: `Provider ${id}` }));
    return {
      id: i + 1,
      name: `Group ${i + 1}`,
      caseload: null,
      plannedFiles: 0,
      providers: providers.length > 0 ? providers : [{ id: 1, name: 'Provider 1' }],
      exclusions: [],
      files: 0,
    };
  });
  const skewed = () => random() ** (1 + upTo(3));
  const shares = new Map<string, number>();
  const shareOf = (key: string) => {
    const share = shares.get(key) ?? random();
    shares.set(key, share);
    return share;
  };
  const steep = 1 + upTo(2);
  const made = Array.from({ length: files }, (): MadeFile => {
    const group = Math.min(groups.length - 1, Math.floor(skewed() * groups.length));
    const answers = new Map<string, string>();
    for (const item of tool.sections.flatMap(({ items }) => items)) {
      if (item.kind === 'field' && item.type === 'choice') {
        if (random() < 0.04) continue;
        const at = Math.floor(random() ** steep * item.options.length);
        answers.set(item.id, item.options[at]?.id ?? '');
      } else if (item.kind === 'rating' && random() > shareOf(`${item.id} missing in ${group}`) ** 2) {
        answers.set(item.id, String(1 + Math.floor(random() ** steep * item.options.length)));
      }
    }
    for (const { id } of checksOf(tool)) {
      // Not applicable as a rule to a whole group.
      if (shareOf(`${id} group ${group}`) < 0.12) answers.set(id, 'na');
      else if (random() > 0.03) {
        const share = (shareOf(`${id} ${answers.get('field_0')}`) + shareOf(`${id} of ${group}`)) / 2;
        answers.set(id, random() < 0.04 ? 'na' : random() < share ? 'yes' : 'no');
      }
    }
    return { group, answers };
  });
  return { tool, groups, files: made };
}

/** How many files a figure is of, in the views as they are. */
export function applicableIn(views: View[]) {
  return (cut: View['cut'], key: string, check: string): number => {
    const view = views.find((other) => JSON.stringify(other.cut) === JSON.stringify(cut));
    const unit = key === 'all' ? view?.table.overall : view?.table.units.find((other) => other.key === key);
    const figure = unit?.checks.find(({ id }) => id === check);
    return figure?.kind === 'figure' ? figure.applicable : 0;
  };
}

/** A view by fields as it would be with all figures of its parts suppressed. */
export function withoutFieldFigures({ cut, table }: View): View {
  if (cut.by !== 'fields') return { cut, table };
  const units = table.units.map((unit) => ({
    ...unit,
    checks: unit.checks.map(({ id }) => ({ kind: 'suppressed' as const, id })),
  }));
  return { cut, table: { ...table, units } };
}
