import { checksOf, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { CheckTally } from '../../../rules/index.ts';
import { chosenFrom, chosenText } from '../../results/figures/chosen.ts';
import { othersOf } from '../store/report.ts';
import type { FeedbackReport, GlanceRow, ReportFigures } from '../store/report.ts';
import { glanceChart } from './chart.ts';
import { figure, files, remarksOn, sectionsOf } from './figureText.ts';
import type { FeedbackInput } from './input.ts';

/** All checks at a glance: the provider's own figures beside those of all other files of the audit. */
export function presentGlance(
  { tool, tally, samples }: FeedbackInput,
  figures: ReportFigures,
  heading: string,
): FeedbackReport['glance'] {
  const checks = checksOf(tool);
  const sections = sectionsOf(tool).map((section) => ({
    title: section.title,
    rows: section.checks.map((check) => {
      const found = figures.checks.find((entry) => entry.id === check.id);
      if (!found) throw new RangeError(`no figures for the check ${check.id}`);
      const { own } = found;
      const others = othersOf(found);
      const row: GlanceRow = {
        label: check.label,
        remarks: remarksOn(check),
        own: figure(own),
        partnership: others ? figure(others) : { count: SUPPRESSED_MARK, percent: '', interval: '' },
        leftOut: leftOut(own),
      };
      return { check, row, own, others };
    }),
  }));
  const labelOf = (id: string | undefined) => checks.find((check) => check.id === id)?.label ?? '';
  const ownNames = new Set(figures.groups.map((group) => group.name));
  const contradictions = tally.contradictions
    .filter(({ group }) => ownNames.has(group))
    .map(({ group, check: id, files: count, excluded }) => {
      if (excluded) {
        return `${group}, ${files(count)}: yes or no to “${labelOf(id)}”, although it was not to be asked of this group.`;
      }
      const dependsOn = checks.find((check) => check.id === id)?.dependsOn;
      return `${group}, ${files(count)}: yes to “${labelOf(id)}”, although the answer to “${labelOf(dependsOn?.item)}” is not ${dependsOn?.answer ?? 'yes'}.`;
    });
  return {
    heading,
    paragraphs: [
      `For each check, the share of your files with a yes stands beside that of the ${files(figures.allFiles - figures.files)} of others in this audit, none of yours among them. The line through a dot is its 95% interval: with as few files as these, chance alone could have moved the percentage anywhere along it.`,
    ],
    chart: figures.files === 0 ? null : glanceChart(sections),
    reading: [
      '“8 of 12, 67%” means: the check applied to 12 files, and 8 of these had a yes. Only files with a yes or a no count; the last column says how many of yours are left out, and why. The range below a figure is its 95% interval.',
      chosenText(chosenFrom(figures.groups, samples)),
    ],
    caption: 'Yes answers of the files each check applied to',
    columns: ['Check', 'Your files', 'Other files', 'Left out of yours'],
    sections: sections.map(({ title, rows }) => ({ title, rows: rows.map(({ row }) => row) })),
    contradictions:
      contradictions.length > 0
        ? {
            heading: 'Answers that do not fit together',
            lead: 'Some answers disagree with another answer about the same file, or were given where none was to be asked. They are counted above as they were recorded, so please read these checks with care.',
            items: contradictions,
          }
        : null,
  };
}

function leftOut({ notApplicable, notRecorded }: CheckTally): string[] {
  return [
    ...(notApplicable > 0 ? [`${notApplicable} did not apply`] : []),
    ...(notRecorded > 0 ? [`${notRecorded} not recorded`] : []),
  ];
}
