import { draftItemsOf, freeId, parseDate, proposedId } from '../../../rules/index.ts';
import type { DraftTool, DraftTopWindow, PartName } from '../../../rules/index.ts';
import { InputError, NotFoundError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { defined, linesOf, listedIn, numberIn, optionalText, tickedIn } from './fieldsOfForm.ts';
import { answersIn } from './itemForm.ts';
import { WORD_LISTS } from './wordLists.ts';

// What few tools have beside their questions, as forms: scripted calls, days on which TOP forms fall due, and words by
// which goals are read. A tool without any of it is asked for none of it.

export type BesideKind = 'calls' | 'top' | 'words';

/** A part beside the questions, as the fields of its form. */
export function besideValues(draft: DraftTool, kind: BesideKind, id: string): FormBody {
  switch (kind) {
    case 'calls':
      return callsValues(draft);
    case 'top':
      return topValues(topIn(draft, id));
    case 'words':
      return wordsValues(draft.smartWords ?? {});
  }
}

/** A draft with a part beside the questions as its form says, and the id that the part has now. */
export function saveBeside(
  draft: DraftTool,
  { kind, id }: PartName & { kind: BesideKind },
  body: FormBody,
): { draft: DraftTool; id: string } {
  switch (kind) {
    case 'calls':
      return { draft: saveCalls(draft, body), id: '' };
    case 'top':
      return saveTop(draft, id, body);
    case 'words':
      return { draft: { ...draft, smartWords: wordsIn(body) }, id: '' };
  }
}

/** The scripts of calls that a draft has: the options of the question that names them. */
export function scriptsOf(draft: DraftTool): { id: string; label: string }[] {
  const item = draftItemsOf(draft).find(({ id }) => id === draft.calls?.scenario);
  return item ? answersIn(draft, item) : [];
}

function callsValues(draft: DraftTool): FormBody {
  const { calls } = draft;
  if (!calls) throw new NotFoundError();
  const { scenario, caller, time, accuracy, stories } = calls;
  return {
    scenario,
    caller,
    time,
    accuracy: ['', ...accuracy],
    ...Object.fromEntries(scriptsOf(draft).map(({ id }) => [`story.${id}`, stories[id] ?? ''])),
  };
}

function saveCalls(draft: DraftTool, body: FormBody): DraftTool {
  const { calls } = draft;
  if (!calls) throw new NotFoundError();
  const chosen = {
    scenario: textOf(body, 'scenario'),
    caller: textOf(body, 'caller'),
    time: textOf(body, 'time'),
    accuracy: tickedIn(body, 'accuracy'),
  };
  const asked = scriptsOf({ ...draft, calls: { ...calls, ...chosen } });
  // Of another question that names the scripts, the stories are other ones.
  const stories = asked.flatMap(({ id }): [string, string][] => {
    const name = `story.${id}`;
    const story = name in body ? optionalText(body, name) : calls.stories[id];
    return story === undefined ? [] : [[id, story]];
  });
  return { ...draft, calls: { ...calls, ...chosen, stories: Object.fromEntries(stories) } };
}

/** A plan of calls that is begun: with the questions that it can only mean. */
export function addCalls(draft: DraftTool): DraftTool {
  if (draft.calls) return draft;
  const only = (kind: 'choice' | 'text', but: string[] = []) => {
    const found = draftItemsOf(draft).filter((item) => item.kind === kind && !but.includes(item.id));
    return found.length === 1 ? (found[0]?.id ?? '') : '';
  };
  const scenario =
    draftItemsOf(draft).find(({ id, kind }) => kind === 'choice' && id === 'scenario')?.id ?? '';
  const time = only('choice', [scenario]);
  return { ...draft, calls: { scenario, caller: only('text'), time, accuracy: [], stories: {} } };
}

function topIn({ topWindows = [] }: DraftTool, id: string): DraftTopWindow {
  const found = topWindows.find(({ from }) => from === id);
  if (!found) throw new NotFoundError();
  return found;
}

const typed = (value: string | number | undefined) => (value === undefined ? '' : String(value));

function topValues({
  from,
  start,
  review,
  exit,
  journey,
  threshold,
  source,
  choices,
}: DraftTopWindow): FormBody {
  const isInWeeks = review.fromWeek !== undefined || review.toWeek !== undefined;
  return {
    from: parseDate(from) === null ? from : from.split('-').toReversed().join('/'),
    start: typed(start.withinDays),
    reviewUnit: isInWeeks ? 'weeks' : 'days',
    reviewFrom: typed(isInWeeks ? review.fromWeek : review.fromDay),
    reviewTo: typed(isInWeeks ? review.toWeek : review.toDay),
    furtherEvery: typed(review.further?.everyDays),
    furtherOpen: typed(review.further?.openDays),
    exit: typed(exit.withinDays),
    journey: typed(journey?.withinDays),
    threshold: typed(threshold),
    source: typed(source),
    choices: (choices ?? []).join('\n'),
  };
}

/** A day as addresses and the format write it; others that begin on it are refused. */
function firstDayIn(draft: DraftTool, text: string, own: string | null, field: string): string {
  const day = parseDate(text);
  if (day === null) {
    const said = 'Enter the first day as day, month and year, such as 01/07/2009.';
    throw new InputError([{ field, text: said }]);
  }
  if (day !== own && draft.topWindows?.some(({ from }) => from === day)) {
    throw new InputError([{ field, text: 'Another entry is in force from this day. Change that one.' }]);
  }
  return day;
}

const inOrder = (windows: readonly DraftTopWindow[]) =>
  windows.toSorted((a, b) => (a.from < b.from ? -1 : 1));

function saveTop(draft: DraftTool, own: string, body: FormBody): { draft: DraftTool; id: string } {
  const before = topIn(draft, own);
  const from = firstDayIn(draft, textOf(body, 'from').trim(), own, 'from');
  const [reviewFrom, reviewTo] = [numberIn(body, 'reviewFrom'), numberIn(body, 'reviewTo')];
  const [everyDays, openDays] = [numberIn(body, 'furtherEvery'), numberIn(body, 'furtherOpen')];
  const hasFurther = everyDays !== undefined || openDays !== undefined;
  const journey = numberIn(body, 'journey');
  const choices = linesOf(textOf(body, 'choices'));
  const isInWeeks = textOf(body, 'reviewUnit') === 'weeks';
  const saved: DraftTopWindow = defined({
    from,
    start: defined({ withinDays: numberIn(body, 'start') }),
    review: defined({
      fromWeek: isInWeeks ? reviewFrom : undefined,
      toWeek: isInWeeks ? reviewTo : undefined,
      fromDay: isInWeeks ? undefined : reviewFrom,
      toDay: isInWeeks ? undefined : reviewTo,
      further: hasFurther ? defined({ everyDays, openDays }) : undefined,
    }),
    exit: defined({ withinDays: numberIn(body, 'exit') }),
    journey: journey === undefined ? undefined : { withinDays: journey },
    threshold: numberIn(body, 'threshold'),
    source: optionalText(body, 'source'),
    choices: choices.length > 0 ? choices : undefined,
  });
  const topWindows = inOrder((draft.topWindows ?? []).map((one) => (one === before ? saved : one)));
  return { draft: { ...draft, topWindows }, id: from };
}

/**
 * Another set of windows: as the one that was in force before, or empty where there is none. What the other one rests on,
 * and what was chosen there, is not so of this one.
 */
export function addTop(draft: DraftTool, day: string, field: string): { draft: DraftTool; id: string } {
  const from = firstDayIn(draft, day, null, field);
  const windows = draft.topWindows ?? [];
  const before = windows.findLast((one) => one.from < from);
  const days = before ?? { start: {}, review: {}, exit: {} };
  const added: DraftTopWindow = defined({ ...days, from, source: undefined, choices: undefined });
  return { draft: { ...draft, topWindows: inOrder([...windows, added]) }, id: from };
}

type Words = Record<string, unknown>;

const isRecord = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists of lists have two names, with a point between. */
const OF_LISTS = ['verbs', 'themes', 'notThemes'];

/** Words as they are typed: with commas between, or a line a pair. */
function wordsText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return isRecord(value)
    ? Object.entries(value)
        .map(([one, other]) => `${one} = ${String(other)}`)
        .join('\n')
    : String(value);
}

function wordsValues(words: Words): FormBody {
  const lists = Object.entries(words).flatMap(([name, value]): [string, string][] =>
    OF_LISTS.includes(name) && isRecord(value)
      ? Object.entries(value).map(([inner, list]) => [`${name}.${inner}`, wordsText(list)])
      : [[name, wordsText(value)]],
  );
  const known = new Set(WORD_LISTS.map(({ list }) => list));
  const named = new Map(lists);
  return {
    ...Object.fromEntries(WORD_LISTS.map(({ list }) => [`w.${list}`, named.get(list) ?? ''])),
    others: lists
      // An empty list has no word to write in a line, and a line without one is refused.
      .filter(([list, text]) => !known.has(list) && text.trim() !== '')
      .flatMap(([list, text]) => text.split('\n').map((line) => `${list}: ${line}`))
      .join('\n'),
  };
}

function wordsIn(body: FormBody): Words {
  const words: Words = {};
  for (const { list } of WORD_LISTS) put(words, list, textOf(body, `w.${list}`), `w.${list}`);
  for (const line of linesOf(textOf(body, 'others'))) {
    const [, list, text = ''] = /^([a-z]+(?:\.[a-z]+)?)\s*:\s*(.+)$/i.exec(line) ?? [];
    if (list === undefined) {
      const said = `“${line}” cannot be read. Write the name of a list, a colon and words, such as events: intake.`;
      throw new InputError([{ field: 'others', text: said }]);
    }
    put(words, list, text, 'others');
  }
  return words;
}

/** Puts what was typed for a list into the words, beside what is in that list already. */
function put(words: Words, list: string, text: string, field: string): void {
  const typedText = text.toLowerCase().trim();
  if (typedText === '') return;
  const [name = '', inner] = list.split('.');
  const into = inner === undefined ? words : (words[name] ??= {});
  if (!isRecord(into)) return;
  const key = inner ?? name;
  if (name === 'spelling' || name === 'irregular') {
    into[key] = { ...(isRecord(into[key]) ? into[key] : {}), ...pairsIn(typedText, field) };
    return;
  }
  const already: unknown[] = Array.isArray(into[key]) ? into[key] : [];
  into[key] = [...already, ...listedIn(typedText.replace(/\n/g, ','))];
}

const pairsIn = (text: string, field: string): Record<string, string> =>
  Object.fromEntries(
    linesOf(text).map((line) => {
      const [, one, other] = /^([^=]+?)\s*=\s*([^=]+)$/.exec(line) ?? [];
      if (one !== undefined && other !== undefined) return [one, other];
      throw new InputError([{ field, text: `“${line}” cannot be read. Write it as recieve = receive.` }]);
    }),
  );

/** A made-up file that is begun, with an id of its own. */
export function addTrainingFile(draft: DraftTool, title: string): { draft: DraftTool; id: string } {
  const files = draft.training ?? [];
  const id = freeId(proposedId(title) || 'file', new Set(files.map((file) => file.id)));
  return { draft: { ...draft, training: [...files, { id, title, notes: [], settled: {} }] }, id };
}
