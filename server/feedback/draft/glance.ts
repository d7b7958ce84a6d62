import { itemsOf, percent, subjectWords, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { Check, CheckTally, SubjectWords } from '../../../rules/index.ts';
import { chosenText } from '../../results/figures/chosen.ts';
import { othersOf } from '../store/report.ts';
import { groupBy } from '../../platform/groupBy.ts';
import type { FeedbackReport, GlanceRow, ReportFigures } from '../store/report.ts';
import { figure, figuresOf, filesText, remarksOn, sectionsOf } from './figureText.ts';
import { hangingParagraphs } from './hanging.ts';
import type { FeedbackInput } from './input.ts';
import { COUNTED, ownAlone } from './points.ts';
import { chosenOf } from './samples.ts';

/** All checks at a glance: the provider's own figures beside those of all other files of the audit. */
export function presentGlance(
  input: FeedbackInput,
  figures: ReportFigures,
  heading: string,
): FeedbackReport['glance'] {
  const { tool, tally } = input;
  const words = subjectWords(tool.subject);
  const { files } = words;
  const sections = sectionsOf(tool).map((section) => ({
    title: section.title,
    rows: section.checks.map((check) => {
      const found = figures.checks.find((entry) => entry.id === check.id);
      if (!found) throw new RangeError(`no figures for the check ${check.id}`);
      const { own } = found;
      const others = othersOf(found);
      const row: GlanceRow = {
        label: check.label,
        remarks: [...remarksOn(check), ...aloneRemark(input, figures, check)],
        own: figure(own),
        partnership: others ? figure(others) : { count: SUPPRESSED_MARK, percent: '', interval: '' },
        leftOut: leftOut(own),
      };
      return row;
    }),
  }));
  const all = sections.flatMap(({ rows }) => rows);
  const hidden = all.filter(({ partnership }) => partnership.count === SUPPRESSED_MARK);
  // A column of marks tells nothing: where they are the most of it, a sentence does.
  const isMostlyHidden = 2 * hidden.length > all.length;
  return {
    heading,
    paragraphs: [
      isMostlyHidden
        ? `For each check, the share of your ${files} with a yes. ${othersText(all, hidden.length)}`
        : `For each check, the share of your ${files} with a yes stands beside that of the ${filesText(figures.allFiles - figures.files, words)} of others in this audit, none of yours among them.`,
    ],
    chart: null,
    reading: [
      `${COUNTED.yes} “8 of 12, 67%” means: the check applied to 12 ${files}, and 8 of these had a yes. Only ${files} with a yes or a no count; the last column says how many of yours are left out, and why. The range below a figure is its 95% interval.`,
      chosenText(chosenOf(input, figures.groups), words),
    ],
    caption: `Yes answers of the ${files} each check applied to`,
    columns: ['Check', `Your ${files}`, ...(isMostlyHidden ? [] : [`Other ${files}`]), 'Left out of yours'],
    sections: isMostlyHidden ? sections.map(withoutOthers) : sections,
    below: hangingParagraphs(input, figures, words),
    contradictions: contradictionsOf(tool, tally, figures, words),
  };
}

/** What a check is without the files of joint work, as the table counts it. */
function aloneRemark(input: FeedbackInput, { groups }: ReportFigures, check: Check): string[] {
  const own = groups.filter(({ files }) => files > 0);
  const alone = ownAlone(
    input,
    own.map(({ name, checks }) => ({ name, ...figuresOf(checks, check) })),
  );
  if (!alone) return [];
  const { files } = subjectWords(input.tool.subject);
  return [
    alone.applicable === 0
      ? `yours are joint ${files} alone`
      : `yours without joint ${files}: ${alone.yes} of ${alone.applicable}, ${percent(alone.yes, alone.applicable) ?? 0}%`,
  ];
}

const withoutOthers = ({ title, rows }: { title: string; rows: GlanceRow[] }) => ({
  title,
  rows: rows.map((row) => ({ ...row, partnership: { count: '', percent: '', interval: '' } })),
});

/** What may be told of the others where most of it may not. */
function othersText(rows: GlanceRow[], hidden: number): string {
  const shown = rows.filter(({ partnership }) => partnership.percent !== '');
  const suppressed = `What the other files show is suppressed in ${hidden === rows.length ? 'all' : hidden} of ${rows.length} checks, because the numbers are small.`;
  if (shown.length === 0) return suppressed;
  return `${suppressed} In the rest it is: ${shown.map(({ label, partnership }) => `“${label}” ${partnership.count}, ${partnership.percent}${partnership.interval === '' ? '' : ` (${partnership.interval})`}`).join('; ')}.`;
}

/** From how many groups on a contradiction is a table. */
const TABLE_FROM = 4;

/** Answers of the provider's groups that do not fit together: a list of what is in few groups, a table of each that is in many. */
function contradictionsOf(
  tool: FeedbackInput['tool'],
  tally: FeedbackInput['tally'],
  { groups }: ReportFigures,
  words: SubjectWords,
): FeedbackReport['glance']['contradictions'] {
  const itemOf = (id: string | undefined) => itemsOf(tool).find((item) => item.id === id);
  const labelOf = (id: string | undefined) => itemOf(id)?.label ?? '';
  const ownNames = new Set(groups.map((group) => group.name));
  const found = tally.contradictions
    .filter(({ group }) => ownNames.has(group))
    .map(({ group, check: id, files, excluded }) => {
      const item = itemOf(id);
      const dependsOn = item?.kind === 'check' ? item.dependsOn : undefined;
      const text = excluded
        ? `${item?.kind === 'check' ? 'yes or no' : 'an answer'} to “${labelOf(id)}”, although it was not to be asked of ${words.files} of this group`
        : `yes to “${labelOf(id)}”, although the answer to “${labelOf(dependsOn?.item)}” is not ${dependsOn?.answer ?? 'yes'}`;
      return { group, files, text };
    });
  if (found.length === 0) return null;
  const byText = [...groupBy(found, ({ text }) => text)];
  return {
    heading: 'Answers that do not fit together',
    lead: `Some answers disagree with another answer about the same ${words.file}, or were given where none was to be asked. They are counted above as they were recorded, so please read these checks with care.`,
    items: byText
      .filter(([, of]) => of.length < TABLE_FROM)
      .flatMap(([, of]) =>
        of.map(({ group, files, text }) => `${group}, ${filesText(files, words)}: ${text}.`),
      ),
    tables: byText
      .filter(([, of]) => of.length >= TABLE_FROM)
      .map(([text, of]) => ({
        caption: `${text.charAt(0).toUpperCase()}${text.slice(1)}: ${filesText(
          of.reduce((sum, { files }) => sum + files, 0),
          words,
        )} in ${of.length} groups`,
        columns: ['Sample group', words.Files],
        rows: of.map(({ group, files }) => [group, String(files)]),
      })),
  };
}

function leftOut({ notApplicable, notRecorded }: CheckTally): string[] {
  return [
    ...(notApplicable > 0 ? [`${notApplicable} did not apply`] : []),
    ...(notRecorded > 0 ? [`${notRecorded} not recorded`] : []),
  ];
}
