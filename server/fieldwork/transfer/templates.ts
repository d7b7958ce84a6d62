import {
  CHECK_ANSWER_LABELS,
  CHECK_ANSWERS,
  itemsOf,
  mayBeListed,
  NOT_APPLICABLE,
  subjectWords,
} from '../../../rules/index.ts';
import type { Item, Option, Tool } from '../../../rules/index.ts';
import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import { guidedWorkbook } from '../../formats/guidedWorkbook.ts';
import type { GuidedColumn } from '../../formats/guidedWorkbook.ts';

export const TEMPLATE_FORMATS = ['csv', 'xlsx'] as const;
export type TemplateFormat = (typeof TEMPLATE_FORMATS)[number];

/** The empty sheet of an audit's case files, with every question of its tool; or of its caseload list. */
export async function templateOf(
  kind: 'caseFiles' | 'caseload',
  tool: Tool,
  groups: readonly string[],
  format: TemplateFormat,
): Promise<Buffer> {
  const place: GuidedColumn[] = [
    { heading: 'reference', asText: true },
    groups.length === 0 ? { heading: 'group' } : { heading: 'group', choices: groups },
  ];
  const columns =
    kind === 'caseload'
      ? [...place, ...itemsOf(tool).filter(mayBeListed).map(columnOf)]
      : [
          ...place,
          { heading: 'complete', choices: ['Yes', 'No'] },
          ...itemsOf(tool).map(columnOf),
          { heading: 'comment', asText: true },
        ];
  if (format === 'csv') return Buffer.from(CSV_BEGIN + csvLine(columns.map(({ heading }) => heading)));
  const { Many, areCaseFiles } = subjectWords(tool.subject);
  return guidedWorkbook(kind === 'caseload' && areCaseFiles ? 'Caseload' : Many, columns);
}

function columnOf(item: Item): GuidedColumn {
  const heading = item.label;
  if (item.kind === 'check') {
    const answers = CHECK_ANSWERS.filter((answer) => answer !== 'na' || item.na);
    return { heading, choices: answers.map((answer) => CHECK_ANSWER_LABELS[answer]) };
  }
  if (item.kind === 'rating') return { heading, choices: labelsOf(item) };
  switch (item.type) {
    case 'choice':
      return { heading, choices: labelsOf(item) };
    case 'multiple':
      return { heading, asText: true };
    case 'number':
      return { heading, between: [item.minimum, item.maximum] };
    case 'date':
      return { heading };
    case 'text':
      return { heading, asText: true };
  }
}

/** By their labels alone: that is what a sheet is read by. */
const labelsOf = ({ options, na }: { options: readonly Option[]; na: boolean }): string[] => [
  ...options.map(({ label }) => label),
  ...(na ? [NOT_APPLICABLE.text] : []),
];
