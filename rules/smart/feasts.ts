import { dayOf, easter, weekdayOf } from './calendar.ts';
import type { Day } from './calendar.ts';
import type { Token } from './tokens.ts';

/** Days that have a name and fall on one day of each year everywhere in Britain and Northern Ireland. */
export type Feast = (typeof FEASTS)[number]['name'];

/** The Sunday of a month that is the nth. */
const nthSunday = (year: number, month: number, nth: number): Day | null => {
  const first = dayOf(year, month, 1);
  return first === null ? null : first + ((7 - weekdayOf(first)) % 7) + (nth - 1) * 7;
};

const FEASTS = [
  { name: 'goodFriday', written: ['good friday'], on: (year: number) => easter(year) - 2 },
  { name: 'easterMonday', written: ['easter monday'], on: (year: number) => easter(year) + 1 },
  {
    name: 'shroveTuesday',
    written: ['shrove tuesday', 'pancake day', 'pancake tuesday'],
    on: (year: number) => easter(year) - 47,
  },
  { name: 'ashWednesday', written: ['ash wednesday'], on: (year: number) => easter(year) - 46 },
  { name: 'palmSunday', written: ['palm sunday'], on: (year: number) => easter(year) - 7 },
  {
    name: 'whitSunday',
    written: ['whit sunday', 'whitsun', 'pentecost'],
    on: (year: number) => easter(year) + 49,
  },
  {
    name: 'mothersDay',
    written: ["mother's day", 'mothers day', "mothers' day", 'mothering sunday'],
    on: (year: number) => easter(year) - 21,
  },
  {
    name: 'fathersDay',
    written: ["father's day", 'fathers day'],
    on: (year: number) => nthSunday(year, 6, 3),
  },
  {
    name: 'remembranceSunday',
    written: ['remembrance sunday'],
    on: (year: number) => nthSunday(year, 11, 2),
  },
  { name: 'burnsNight', written: ['burns night', "burns' night"], on: (year: number) => dayOf(year, 1, 25) },
  {
    name: 'valentinesDay',
    written: ["valentine's day", 'valentines day', "valentine's", 'valentines'],
    on: (year: number) => dayOf(year, 2, 14),
  },
  {
    name: 'stDavidsDay',
    written: ["st david's day", 'st davids day'],
    on: (year: number) => dayOf(year, 3, 1),
  },
  {
    name: 'stPatricksDay',
    written: ["st patrick's day", 'st patricks day', "paddy's day", 'paddys day'],
    on: (year: number) => dayOf(year, 3, 17),
  },
  {
    name: 'stGeorgesDay',
    written: ["st george's day", 'st georges day'],
    on: (year: number) => dayOf(year, 4, 23),
  },
  { name: 'halloween', written: ['halloween', "hallowe'en"], on: (year: number) => dayOf(year, 10, 31) },
  {
    name: 'bonfireNight',
    written: ['bonfire night', 'guy fawkes night', 'guy fawkes'],
    on: (year: number) => dayOf(year, 11, 5),
  },
  {
    name: 'stAndrewsDay',
    written: ["st andrew's day", 'st andrews day'],
    on: (year: number) => dayOf(year, 11, 30),
  },
  { name: 'christmasEve', written: ['christmas eve'], on: (year: number) => dayOf(year, 12, 24) },
  { name: 'christmasDay', written: ['christmas day'], on: (year: number) => dayOf(year, 12, 25) },
  { name: 'boxingDay', written: ['boxing day'], on: (year: number) => dayOf(year, 12, 26) },
  {
    name: 'newYearsEve',
    written: ["new year's eve", 'new years eve', 'new year eve', 'hogmanay'],
    on: (year: number) => dayOf(year, 12, 31),
  },
] as const;

const BY_FIRST = new Map<string, { words: string[]; name: Feast }[]>();
for (const { name, written } of FEASTS) {
  for (const text of written) {
    const words = text.split(' ');
    const [first = ''] = words;
    BY_FIRST.set(first, [...(BY_FIRST.get(first) ?? []), { words, name }]);
  }
}

const ON = new Map<Feast, (year: number) => Day | null>(FEASTS.map(({ name, on }) => [name, on]));

/** A day by its name at a place, and the first token after it. */
export function feastAt(part: readonly Token[], i: number): { to: number; name: Feast } | null {
  for (const { words, name } of BY_FIRST.get(part[i]?.word ?? '') ?? []) {
    if (words.every((word, n) => part[i + n]?.word === word)) return { to: i + words.length, name };
  }
  return null;
}

/** The day of a feast in a year. */
export const feastIn = (name: Feast, year: number): Day | null => ON.get(name)?.(year) ?? null;
