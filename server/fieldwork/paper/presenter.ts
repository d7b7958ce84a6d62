import {
  checksOf,
  choicesOf,
  isCodedAfterwards,
  itemById,
  isSelfAudit,
  itemsOf,
  leftOutText,
  subjectWords,
} from '../../../rules/index.ts';
import type { Check, Item, SubjectWords, Tool } from '../../../rules/index.ts';
import { listOf } from '../../formats/english.ts';
import type { FormField } from '../../formats/pdf/index.ts';

/** A blank form for one case file, in words, with nothing left to compute. */
export interface BlankForm {
  documentTitle: string;
  footer: string;
  kicker: string;
  heading: string;
  /** What is filled in above the questions. */
  head: { term: string; field: FormField; note?: string }[];
  instructions: string[];
  sections: {
    heading: string;
    description: string | null;
    /** Numbered through the whole form. */
    checks: { label: string; notes: string[]; field: FormField; comment: FormField; seen?: FormField }[];
    /** Facts and ratings, each with what there is to choose or a line to write on. */
    others: { label: string; notes: string[]; field: FormField }[];
    /** Whether none of these is a rating. */
    asksFacts: boolean;
  }[];
  /** Whether each check has room for where its answer was seen. */
  withSeen: boolean;
  comment: { heading: string; label: string };
  /** How to decide, question by question; null where it was not asked for. */
  guidance: { heading: string; definitions: { term: string; text: string }[] } | null;
}

/** A sample group of the audit that a form is for, with what it is not asked. */
interface AskedGroup {
  name: string;
  exclusions: readonly string[];
}

/** The blank form of a tool, for panels that read on paper and record later. */
export function presentBlankForm(
  tool: Tool,
  {
    withGuidance,
    withSeen = false,
    groups = [],
  }: { withGuidance: boolean; withSeen?: boolean; groups?: readonly AskedGroup[] },
): BlankForm {
  const words = subjectWords(tool.subject);
  const title = `${tool.title}, version ${tool.version}`;
  const items = itemsOf(tool).filter((item) => !isCodedAfterwards(item));
  const numbers = new Map(items.map((item, i) => [item.id, i + 1]));
  const numbered = (item: Item) => `${numbers.get(item.id) ?? ''}. ${item.label}`;
  return {
    documentTitle: `Audit form: ${title}`,
    footer: `Audit form: ${title}`,
    kicker: words.areCaseFiles ? 'Case-file audit: form for one case file' : `Form for one ${words.one}`,
    heading: tool.title,
    head: [
      {
        term: words.One,
        field: { kind: 'line', label: words.One },
        note: words.personal
          ? 'its pseudonym; no name, no date of birth, no NHS number'
          : 'its name or reference',
      },
      ...['Sample group', words.read === 'read' ? 'Read by' : 'Recorded by', 'Day'].map((term) => ({
        term,
        field: { kind: 'line' as const, label: term },
      })),
      {
        term: 'Reading',
        field: { kind: 'boxes', label: 'Reading', choices: ['first', 'second'], several: false },
      },
    ],
    instructions: [
      checksOf(tool).length > 0
        ? `Tick one box a line, with a pen or on a screen. ${noText(words)} N/A means that the check does not fit this ${words.file}. Leave all boxes of a line empty where you could not look.`
        : `Tick one box a line, with a pen or on a screen. Not applicable means that the question does not fit this ${words.file}. Leave all boxes of a line empty where you could not look.`,
      // What is about no person may belong to no provider, such as a partnership.
      `${words.personal || isSelfAudit(tool) ? 'The provider reads comments' : 'Comments go with the results'}: write what would help${words.personal ? ', and nothing about who the person is' : ''}.`,
      ...(withSeen
        ? [
            'Under “Where seen” write the page or document, and the day of the entry. It stays within the panel.',
          ]
        : []),
      ...(tool.leftOut ? [leftOutText(tool)] : []),
    ],
    sections: tool.sections.map((section) => ({
      heading: section.title,
      description: section.description ?? null,
      checks: section.items
        .filter((item): item is Check => item.kind === 'check')
        .map((check) => ({
          label: numbered(check),
          notes: [...dependencyNote(tool, check, numbers), ...notAskedNote(check, groups)],
          field: fieldOf(check, numbered(check)),
          comment: { kind: 'room', label: `Comment on ${numbered(check)}`, lines: 1 },
          ...(withSeen
            ? {
                seen: {
                  kind: 'room' as const,
                  label: `Where ${numbered(check)} was seen, and the day`,
                  lines: 1,
                },
              }
            : {}),
        })),
      asksFacts: section.items.every(({ kind }) => kind !== 'rating'),
      others: section.items
        .filter((item) => item.kind !== 'check' && items.includes(item))
        .map((item) => ({
          label: numbered(item),
          notes: notAskedNote(item, groups),
          field: fieldOf(item, numbered(item)),
        })),
    })),
    withSeen,
    comment: { heading: `About ${words.theWhole}`, label: `Comment about ${words.theWhole}` },
    guidance: withGuidance
      ? {
          heading: 'How to decide',
          definitions: items.map((item) => ({
            term: `${numbers.get(item.id) ?? ''}. ${item.shortLabel}`,
            text: item.guidance,
          })),
        }
      : null,
  };
}

function dependencyNote(tool: Tool, check: Check, numbers: ReadonlyMap<string, number>): string[] {
  const { dependsOn } = check;
  const parent = dependsOn && itemById(tool, dependsOn.item);
  if (!dependsOn || !parent) return [];
  return [`a yes fits only where question ${numbers.get(parent.id) ?? ''} is ${dependsOn.answer}`];
}

/** In which groups a question is left empty. */
function notAskedNote({ id }: Item, groups: readonly AskedGroup[]): string[] {
  const names = groups.filter(({ exclusions }) => exclusions.includes(id)).map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    names.length === groups.length
      ? 'not asked in this audit: leave it empty'
      : `not asked in ${listOf(names)}: leave it empty there`,
  ];
}

/** Of several answers one or more are ticked. */
export function fieldOf(item: Item, label: string): FormField {
  const choices = item.kind === 'check' ? ['Yes', 'No', 'N/A'] : choicesOf(item).map(({ text }) => text);
  const several = item.kind === 'field' && item.type === 'multiple';
  if (choices.length > 0) return { kind: 'boxes', label, choices, several };
  if (item.kind === 'field' && item.type === 'number' && item.unit)
    return { kind: 'line', label, after: item.unit };
  return item.kind === 'field' && item.type === 'text'
    ? { kind: 'room', label, lines: 3 }
    : { kind: 'line', label };
}

/** What a no stands for besides: a file can lack something, a call or partnership has nothing to look it up in. */
const noText = ({ areCaseFiles, file }: SubjectWords): string =>
  areCaseFiles
    ? `No includes that there is no evidence in the ${file}.`
    : 'No includes that you found no evidence of it.';
