import { percent, subjectWords } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import { countOf, cutShort } from '../../formats/english.ts';
import type { FeedbackReport, ReportFigures } from '../store/report.ts';
import { figure, figuresOf, filesText, remarksOn, sectionsOf } from './figureText.ts';

const GROUPS_PER_TABLE = 5;
/** Longer names are cut short at the head of a column. */
const LONGEST_HEAD = 40;

/** The figures of each sample group of which files were read. */
export function presentGroups(
  tool: Tool,
  own: ReportFigures['groups'],
  heading: string,
): FeedbackReport['byGroup'] {
  const words = subjectWords(tool.subject);
  const { file, files } = words;
  const groups = own.filter((group) => group.files > 0);
  const [only] = groups;
  if (only === undefined) {
    return {
      heading,
      paragraphs: [`No ${files} have been ${words.read} yet.`],
      caution: '',
      shortNames: false,
      tables: [],
    };
  }
  const smallest = Math.min(...groups.map((group) => group.files));
  const effect =
    smallest === 1
      ? `A group of ${filesText(1, words)} can only show 0% or 100%`
      : `In a group of ${filesText(smallest, words)}, one ${file} more or less moves a percentage by about ${percent(1, smallest)} points`;
  const caution = `Please take small groups with care. ${effect}, and chance alone makes groups of this size differ. The figures are for looking at together, not for ranking.`;
  if (groups.length === 1) {
    return {
      heading,
      paragraphs: [
        `All your ${files} that were ${words.read} belong to one sample group, ${only.name}. The figures above are those of this group.`,
      ],
      caution,
      shortNames: false,
      tables: [],
    };
  }
  const count = Math.ceil(groups.length / GROUPS_PER_TABLE);
  const size = Math.ceil(groups.length / count);
  return {
    heading,
    paragraphs: [
      `The same figures for each sample group: the number of yes answers of the ${files} the check applied to, and the percentage.`,
      ...(groups.some(({ name }) => name.length > LONGEST_HEAD)
        ? [
            `Long names are cut short at the heads of these tables. The groups stand in their order, with their names in full, under “What was ${words.read}”.`,
          ]
        : []),
    ],
    caution,
    shortNames: false,
    tables: Array.from({ length: count }, (_, t) => {
      const shown = groups.slice(t * size, (t + 1) * size);
      return {
        caption: `Yes answers by sample group${count > 1 ? `, table ${t + 1} of ${count}` : ''}`,
        columns: [
          'Check',
          ...shown.map(
            ({ name, files: read }, i) =>
              `${headOf(name, t * size + i, groups)} (${countOf(read, file, files)})`,
          ),
        ],
        sections: sectionsOf(tool).map(({ title, checks }) => ({
          title,
          rows: checks.map((check) => ({
            label: check.label,
            remarks: remarksOn(check),
            cells: shown.map((group) => figure(figuresOf(group.checks, check))),
          })),
        })),
      };
    }),
  };
}

/** The name of a group for the head of a column, with its place where another would be cut to the same. */
function headOf(name: string, place: number, groups: ReportFigures['groups']): string {
  const head = cutShort(name, LONGEST_HEAD);
  const isAlone = groups.filter((group) => cutShort(group.name, LONGEST_HEAD) === head).length === 1;
  return isAlone ? head : `${place + 1}. ${head}`;
}
