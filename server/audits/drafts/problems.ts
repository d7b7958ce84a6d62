import { draftCriteriaOf, foldName, partAt } from '../../../rules/index.ts';
import type { DraftTool, InstrumentProblem, PartName } from '../../../rules/index.ts';
import { WORD_LISTS } from './wordLists.ts';

/** A problem of a draft at the part and the field of a form where it can be put right. */
export interface DraftProblem {
  part: PartName;
  /** The name of the field in the form of the part. */
  field: string;
  text: string;
}

/** What to enter where a field is empty. */
const MISSING: Record<string, string> = {
  title: 'Enter its title.',
  description: 'Say what it looks for.',
  source: 'Say what it rests on, as its source.',
  label: 'Write the question.',
  shortLabel: 'Enter a short label.',
};

const ANSWERS = ['scale', 'kind'];

/** The field of a form in which a spot of a part is edited; the first field where it has none of its own. */
function fieldOf(kind: PartName['kind'], spot: string, text: string): string {
  const [, table, row, column] = /^(options|bands|limits)\[(\d+)\]\.?(\w*)/.exec(spot) ?? [];
  if (row !== undefined && kind !== 'item') {
    const prefix = table === 'options' ? 'o' : table === 'bands' ? 'b' : 'l';
    if (spot.includes('.answers')) return `${prefix}.${row}.when`;
    return `${prefix}.${row}.${column === '' || column === 'item' || column === 'aliases' ? 'label' : (column ?? 'label')}`;
  }
  if (row !== undefined && table === 'options') return `o.${row}.${column || 'label'}`;
  const first = /^\w+/.exec(spot)?.[0] ?? '';
  switch (kind) {
    case 'item':
      return fieldOfItem(first, spot, text);
    case 'scale':
      return 'o.0.label';
    case 'criterion':
      return first === 'of'
        ? 'parts'
        : first === 'bands'
          ? 'b.0.label'
          : first === 'weights'
            ? 'parts'
            : first || 'title';
    case 'section':
      return first === 'description' ? 'description' : 'title';
    case 'calls':
      return first === 'stories' ? storyField(spot, text) : first === '' ? 'scenario' : first;
    case 'top':
      return fieldOfTop(first, spot);
    case 'words':
      return fieldOfWords(spot);
    case 'training':
      return fieldOfTraining(spot);
    case 'head':
      if (first === 'answeredBy') return 'answeredBy';
      if (first === 'selfCompletion') return 'alone';
      if (first === 'catalogue')
        return spot.endsWith('who') ? 'listWho' : spot.endsWith('basis') ? 'listBasis' : 'listGroup';
      if (first === 'subject') return spot.endsWith('many') ? 'subjectMany' : 'subjectOne';
      if (first === 'rankBy') return 'rank.0';
      return ['title', 'id', 'description', 'source'].includes(first) ? first : 'title';
  }
}

/** A story by the script that it is for, which a missing one names. */
function storyField(spot: string, text: string): string {
  const script = /^stories\.(\w+)/.exec(spot)?.[1] ?? /"(\w+)"/.exec(text)?.[1];
  return script === undefined ? 'scenario' : `story.${script}`;
}

function fieldOfTop(first: string, spot: string): string {
  if (first !== 'review') return first || 'from';
  if (spot.includes('further')) return spot.endsWith('openDays') ? 'furtherOpen' : 'furtherEvery';
  return /to(?:Week|Day)$/.test(spot) ? 'reviewTo' : 'reviewFrom';
}

function fieldOfWords(spot: string): string {
  const list = /^[\w.]+/.exec(spot)?.[0] ?? '';
  const known = WORD_LISTS.find((one) => one.list === list || list.startsWith(`${one.list}.`));
  return known ? `w.${known.list}` : 'others';
}

/** What is settled of a question stands in two fields, the answer and why. */
function fieldOfTraining(spot: string): string {
  const [, id, within] = /^settled\.(\w+)(?:\.(\w+))?/.exec(spot) ?? [];
  if (id !== undefined) return `${within === 'reason' ? 'r' : 'a'}.${id}`;
  return spot.startsWith('notes') ? 'notes' : 'title';
}

function fieldOfItem(first: string, spot: string, text: string): string {
  if (ANSWERS.includes(first)) return 'answer';
  if (first === 'target') return spot.includes('atLeast') ? 'targetAtLeast' : 'targetOf';
  if (first === 'options') return 'o.0.label';
  if (first === 'from')
    return text.includes('number item') ? 'fromNumber' : spot.includes('codes') ? 'fromCodes' : 'fromBands';
  return first || 'label';
}

/** Problems in words that say where they are put right. */
export const problemsOf = (draft: DraftTool, problems: readonly InstrumentProblem[]): DraftProblem[] =>
  problems.map(({ at, problem }) => {
    const { kind, id, field } = partAt(draft, at);
    const { own, other } = CLASH.exec(problem)?.groups ?? {};
    if (own !== undefined && other !== undefined) return clashOf(draft, { kind, id }, own, other);
    return {
      part: { kind, id },
      field: fieldOf(kind, field, problem),
      text: about(draft, kind, field) + inWords(problem, field, kind),
    };
  });

/** Which question a problem of a made-up file is about: all of them stand in one list beside those of other files. */
function about(draft: DraftTool, kind: PartName['kind'], spot: string): string {
  const id = kind === 'training' ? /^settled\.(\w+)/.exec(spot)?.[1] : undefined;
  const item = draft.sections.flatMap(({ items }) => items).find((one) => one.id === id);
  const label = item?.label ?? draftCriteriaOf(draft).find((one) => one.id === id)?.title;
  return label ? `“${label}” ` : '';
}

const CLASH = /^the name "(?<own>.+)" \(.*\) is also that of (?<other>.+)$/;

/** Two questions with one name, at the field in which it stands. */
function clashOf(draft: DraftTool, part: PartName, name: string, otherId: string): DraftProblem {
  const items = draft.sections.flatMap(({ items: own }) => own);
  const item = items.find(({ id }) => id === part.id);
  const other = items.find(({ id }) => id === otherId)?.label ?? otherId;
  const is = (text: string | undefined) => text !== undefined && foldName(text) === name;
  const field = is(item?.shortLabel)
    ? 'shortLabel'
    : is(item?.label)
      ? 'label'
      : is(item?.id)
        ? 'id'
        : 'aliases';
  const words = { shortLabel: 'short label', label: 'wording', id: 'id', aliases: 'other name' }[field];
  return {
    part,
    field,
    text: `Its ${words} “${name}” is what “${other}” is called in sheets too. Give it another ${words}.`,
  };
}

/** What is wrong, as a sentence for whoever writes the tool. */
function inWords(problem: string, spot: string, kind: PartName['kind']): string {
  const unknown = /^Unrecognized keys?: (.+)$/.exec(problem)?.[1];
  if (unknown !== undefined && kind === 'words') return `There is no list called ${unknown}.`;
  if (unknown !== undefined) return `${unknown} is no part of a tool. Saving this page leaves it out.`;
  const beside = wordsBeside(problem, spot, kind);
  if (beside !== null) return beside;
  if (problem.startsWith('Invalid input: expected number')) return 'A number is missing.';
  if (problem === 'must not be empty' && spot === 'guidance') {
    return 'Say how to decide, so that two people answer alike.';
  }
  if (problem === 'must not be empty') {
    const missing = MISSING[spot];
    if (missing !== undefined) return missing;
  }
  if (problem === 'needs at least one item' && kind === 'section')
    return 'Add a question to this section, or take the section out.';
  return asSentence(problem);
}

function asSentence(problem: string): string {
  const begun = problem.charAt(0).toUpperCase() + problem.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** What is said of what stands beside the questions, in the words of its own form; null where nothing is. */
function wordsBeside(problem: string, spot: string, kind: PartName['kind']): string | null {
  if (kind === 'training') return inTrainingWords(problem, spot);
  if (kind === 'calls') return inCallsWords(problem, spot);
  return kind === 'top' ? (TOP_WORDS.find(([begin]) => problem.startsWith(begin))?.[1] ?? null) : null;
}

const TOP_WORDS: [begin: string, words: string][] = [
  ['needs either fromWeek', 'Enter both ends of the review.'],
  ['must be after', 'It must come after the first of the two.'],
  ['goes with', 'Further reviews need the review in days.'],
  ['must be at most everyDays', 'It can be at most the days from one review to the next.'],
];

function inCallsWords(problem: string, spot: string): string | null {
  const script = /^"(\w+)" has no guidance/.exec(problem)?.[1];
  if (script !== undefined) {
    return `What a right answer to “${script}” holds is not said yet. Write it at that option of the question, as “When to choose it”.`;
  }
  if (problem.startsWith('must be lower-case letters')) return 'Choose the question.';
  if (spot === 'accuracy') return 'Tick at least one question.';
  return problem.startsWith('there is no story') ? 'Write what the caller tells.' : null;
}

/** What is wrong with a made-up file. */
function inTrainingWords(problem: string, spot: string): string {
  if (problem === 'is not settled') return 'Choose the answer that is right.';
  if (problem === 'is no item of the tool')
    return 'Something is settled of a question that is not there any more. Saving this page leaves it out.';
  if (problem.endsWith('is a yes beside an answer that rules it out'))
    return 'It is a yes beside an answer that rules it out.';
  if (problem.startsWith('holds what looks like')) return `It ${problem}`;
  if (problem === 'must not be empty' && spot.endsWith('.reason')) return 'Say why it is that answer.';
  if (problem === 'must not be empty' && spot.endsWith('.answer')) return 'Choose the answer that is right.';
  if (problem === 'must not be empty' && spot === 'notes') return 'Write what stands in it.';
  return asSentence(problem);
}
