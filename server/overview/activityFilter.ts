import type { Request } from 'express';
import { dayAfter, parseDate } from '../../rules/index.ts';
import { dayForForm, startOfDayInBritain } from '../formats/english.ts';
import type { ActivityAction, ActivityFilter } from '../people/activity/repository.ts';

/** What narrows the activity, as it stands in the address. */
export interface AskedActivity {
  /** As typed, to be shown again. */
  typed: { q: string; who: string; from: string; until: string; sort: string };
  filter: ActivityFilter;
  oldestFirst: boolean;
  /** The line beyond which the next page begins. */
  cursor: number | null;
  narrowed: boolean;
  /** Days that could not be read, each as a sentence. */
  problems: { field: 'from' | 'until'; text: string }[];
}

const LONGEST = 100;

/**
 * Reads what narrows the activity.
 *
 * @param words - what every action is called: words are looked for among these
 */
export function readActivityFilter(
  query: Request['query'],
  words: Readonly<Record<ActivityAction, string>>,
): AskedActivity {
  const text = (name: string) => {
    const value = query[name];
    return typeof value === 'string' ? value.trim().slice(0, LONGEST) : '';
  };
  const typed = {
    q: text('q'),
    who: text('who'),
    from: text('from'),
    until: text('until'),
    sort: text('sort'),
  };
  const problems: AskedActivity['problems'] = [];
  const day = (field: 'from' | 'until') => {
    if (typed[field] === '') return null;
    const date = parseDate(typed[field]);
    if (date === null)
      problems.push({ field, text: 'Enter a day such as 28/02/2027, with the year in four digits.' });
    return date;
  };
  const [from, until] = [day('from'), day('until')];
  const userId = /^[1-9]\d{0,8}$/.test(typed.who) ? Number(typed.who) : null;
  const wanted = typed.q
    .toLocaleLowerCase('en-GB')
    .split(/\s+/)
    .filter((word) => word !== '');
  const cursor = /^[1-9]\d{0,8}$/.test(text('beyond')) ? Number(text('beyond')) : null;
  return {
    typed: {
      ...typed,
      ...(from === null ? {} : { from: dayForForm(from) }),
      ...(until === null ? {} : { until: dayForForm(until) }),
    },
    filter: {
      ...(userId === null ? {} : { userId }),
      ...(from === null ? {} : { from: startOfDayInBritain(from) }),
      ...(until === null ? {} : { until: startOfDayInBritain(dayAfter(until, 1)) }),
      ...(wanted.length === 0
        ? {}
        : {
            actions: actionsOf(words).filter((action) =>
              wanted.every((word) => words[action].toLocaleLowerCase('en-GB').includes(word)),
            ),
          }),
    },
    oldestFirst: typed.sort === 'oldest',
    cursor,
    narrowed: typed.q !== '' || userId !== null || from !== null || until !== null,
    problems,
  };
}

const actionsOf = (words: Readonly<Record<ActivityAction, string>>): ActivityAction[] =>
  Object.keys(words) as ActivityAction[];

/** What stands in the address for what is asked; a leading question mark, or nothing. */
export function activitySearch({ typed }: AskedActivity, beyond: number | null = null): string {
  const pairs: [string, string][] = [
    ...Object.entries(typed),
    ['beyond', beyond === null ? '' : String(beyond)],
  ];
  const query = new URLSearchParams(pairs.filter(([, value]) => value !== '')).toString();
  return query === '' ? '' : `?${query}`;
}
