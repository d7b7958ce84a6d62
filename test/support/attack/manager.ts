import { GROUP_FIELD, SUPPRESSED_MARK } from '../../../rules/index.ts';
import { reportFigures } from '../../../server/feedback/draft/figures.ts';
import { DASH } from '../../../server/feedback/draft/figureText.ts';
import { presentFeedback } from '../../../server/feedback/draft/presenter.ts';
import { othersOf } from '../../../server/feedback/store/report.ts';
import type { TestApp } from '../app.ts';
import { tallyOf } from '../disclosure.ts';
import type { CountOf, MadeAudit, MadeFile } from '../disclosure.ts';
import type { Attacked } from './audits.ts';

/** What the manager of a provider reads of the others, by check. */
export type Beside =
  { id: string; kind: 'suppressed' | 'none' } | { id: string; kind: 'figure'; yes: number; of: number };

/** The reader of a report: which groups are their own, and what stands beside these. */
export interface Manager {
  name: string;
  own: CountOf;
  others: CountOf;
  beside: Beside[];
  /** What of other files would stand in the same report. */
  shown: (files: MadeFile[]) => string;
}

/** The managers of all providers of an audit, each with the report as it is printed. */
export async function managersOf({ deps }: TestApp, attacked: Attacked): Promise<Manager[]> {
  const { audit, threshold, rule } = attacked;
  const providers = new Map(
    audit.groups.flatMap((group) => group.providers.map((one) => [one.id, one.name])),
  );
  const found: Manager[] = [];
  for (const [id, name] of providers) {
    const groups = audit.groups.filter((group) => group.providers.some((one) => one.id === id));
    const rest = audit.groups.filter((group) => !groups.includes(group));
    const keys = (of: MadeAudit['groups']): CountOf =>
      new Map([[GROUP_FIELD, new Set(of.map((group) => String(group.id)))]]);
    const input = await deps.feedback.input(attacked.id, id);
    if (rest.length === 0 || reportFigures(input).files === 0) continue;
    const ownGroups = groups.map((group) => group.name);
    found.push({
      name,
      own: keys(groups),
      others: keys(rest),
      beside: besideIn(presentFeedback(input), input.tool),
      shown: (files) =>
        JSON.stringify(
          reportFigures({
            tool: audit.tool,
            tally: tallyOf({ ...audit, files }),
            ownGroups,
            findings: [],
            smallNumberThreshold: threshold,
            smallNumberRule: rule,
            answersBeside: null,
            scores: null,
          }).checks.map((check) => {
            const { own } = check;
            const others = othersOf(check);
            return [own.yes, own.no, own.notApplicable, others && [others.yes, others.applicable]];
          }),
        ),
    });
  }
  return found;
}

/** What a report says of the others: in its table, or where most of that is suppressed in a sentence. */
function besideIn({ glance }: ReturnType<typeof presentFeedback>, tool: MadeAudit['tool']): Beside[] {
  const text = glance.paragraphs.join(' ');
  const rows = glance.sections.flatMap((section) => section.rows);
  return tool.sections
    .flatMap(({ items }) => items)
    .flatMap((item): Beside[] => {
      if (item.kind !== 'check') return [];
      const cell = rows.find(({ label }) => label === item.label)?.partnership.count ?? '';
      const told = cell === '' ? (text.split(`“${item.label}” `)[1] ?? '') : cell;
      const [, yes, of] = /^(\d+) of (\d+)/.exec(told) ?? [];
      if (yes !== undefined) return [{ id: item.id, kind: 'figure', yes: Number(yes), of: Number(of) }];
      if (cell === DASH) return [{ id: item.id, kind: 'none' }];
      if (cell !== SUPPRESSED_MARK && cell !== '') throw new Error(`${item.id}: ${cell}`);
      return [{ id: item.id, kind: 'suppressed' }];
    });
}
