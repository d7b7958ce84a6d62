import { contradicts, GIVEN_ANSWERS } from './answers.ts';
import { isOutOfPlace } from './exclusions.ts';
import type { Answers } from './answers.ts';
import { checksOf } from './tool.ts';
import type { Check, Tool } from './tool.ts';

/** The answers to a check in some files, counted. Percentages are whole, or null where there is nothing to divide by. */
export interface AnswerTally {
  yes: number;
  no: number;
  notApplicable: number;
  notRecorded: number;
  /** yes + no: the denominator of percentOfApplicable. */
  applicable: number;
  percentOfApplicable: number | null;
  /** yes of every file of the group, as the report of 2012 prints it; null too where nothing was applicable. */
  percentOfFiles: number | null;
}

/** The figures of a check in those files alone that have the answer to another check that it hangs on, such as a plan. */
export interface AmongTally extends AnswerTally {
  /** How many files have that answer, whatever they have to the check itself. */
  files: number;
}

/** The figures of one check in one group or overall. */
export interface CheckTally extends AnswerTally {
  id: string;
  /** Not there where the check hangs on no other, or where files were counted without saying what goes with what. */
  among?: AmongTally;
}

/** Files, of which it may be known from what list they were drawn. */
export interface Drawn {
  files: number;
  /** How many files of the list were not read; not there where the files were not drawn from one. */
  unread?: number;
}

export interface GroupTally extends Drawn {
  name: string;
  checks: CheckTally[];
}

/** Files of a group whose answer does not fit: to the check that a check hangs on, or to the set-up of the group. */
interface Contradiction {
  group: string;
  /** The id of the check, or of another item that the group is not asked. */
  check: string;
  files: number;
  /** The group is not asked it, so that no answer was expected there. */
  excluded?: true;
}

export interface Tally {
  tool: string;
  version: number;
  /** In the order of the sample groups. */
  groups: GroupTally[];
  overall: Drawn & { checks: CheckTally[] };
  contradictions: Contradiction[];
}

/** How many files of a group have a given answer to a check; answers that were not recorded are not counted. */
export interface AnswerCount {
  group: string;
  check: string;
  answer: string;
  files: number;
}

/** How many files of a group pair an answer with an answer to the check it hangs on. */
interface PairCount extends AnswerCount {
  parentAnswer: string;
}

/** What a tally is made of, wherever it was counted: in a database, or row by row from a sheet. */
export interface Counts {
  /** excluded: ids of the items that the group is not asked, as far as that is known. */
  groups: (Drawn & { name: string; excluded?: readonly string[] })[];
  answers: AnswerCount[];
  /** With every answer that can be given to the check that it hangs on; null where that is not known, as in a printed table. */
  pairs: PairCount[] | null;
}

/**
 * A share in whole percent, rounded half up from the integers; null without a denominator.
 *
 * @example percent(41, 52) // 79
 * @example percent(1, 8) // 13
 * @example percent(0, 0) // null
 */
export function percent(numerator: number, denominator: number): number | null {
  if (denominator === 0) return null;
  return Math.floor((200 * numerator + denominator) / (2 * denominator));
}

/**
 * The tally of an audit: per check and group, and overall, the answers, both denominators and percentages.
 *
 * Overall figures are added up from the counts of the groups, never from percentages.
 *
 * @throws RangeError when a check has more answers in a group than the group has files, or an answer is of a
 *   group or check that is not there: a tally must not be printed from counts that cannot be.
 */
export function tally(tool: Tool, counts: Counts): Tally {
  const checks = checksOf(tool);
  const checkIds = new Set(checks.map((check) => check.id));
  const byGroup = new Map(counts.groups.map((group) => [group.name, new Map<string, number>()]));
  for (const { group, check, answer, files } of counts.answers) {
    const answers = byGroup.get(group);
    if (!answers) throw new RangeError(`answers counted for a group that is not there: ${group}`);
    if (!checkIds.has(check)) throw new RangeError(`answers counted for a check that is not there: ${check}`);
    const key = `${check} ${answer}`;
    answers.set(key, (answers.get(key) ?? 0) + files);
  }

  const paired = counts.pairs && pairsByGroup(counts.pairs);
  const groups = counts.groups.map(({ name, files, unread }): GroupTally => {
    const answers = byGroup.get(name);
    const count = (id: string, answer: string) => answers?.get(`${id} ${answer}`) ?? 0;
    return {
      name,
      files,
      ...(unread !== undefined && { unread }),
      checks: checks.map(({ id, dependsOn }) => {
        const own = checkTally(id, files, count(id, 'yes'), count(id, 'no'), count(id, 'na'));
        if (!dependsOn || !paired) return own;
        const pair = (answer: string) => paired.get(name)?.get(`${id} ${dependsOn.answer} ${answer}`) ?? 0;
        const there = count(dependsOn.item, dependsOn.answer);
        return { ...own, among: amongTally(id, there, pair('yes'), pair('no'), pair('na')) };
      }),
    };
  });

  return {
    tool: tool.id,
    version: tool.version,
    groups,
    overall: combine(tool, groups),
    contradictions: contradictionsOf(checks, counts),
  };
}

/** How many files of each group pair answers, by check, the answer to the check it hangs on, and its own. */
function pairsByGroup(pairs: PairCount[]): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const { group, check, parentAnswer, answer, files } of pairs) {
    const own = found.get(group) ?? new Map<string, number>();
    found.set(group, own);
    const key = `${check} ${parentAnswer} ${answer}`;
    own.set(key, (own.get(key) ?? 0) + files);
  }
  return found;
}

/** The figures of several groups taken together, added up from their counts: all groups, or those of a provider. */
export function combine(tool: Tool, groups: GroupTally[]): Drawn & { checks: CheckTally[] } {
  const sum = (of: (group: GroupTally) => number) => groups.reduce((total, group) => total + of(group), 0);
  const unread = unreadTogether(groups);
  return {
    files: sum((group) => group.files),
    ...(unread !== null && { unread }),
    checks: checksOf(tool).map((check, i) => {
      const own = groups.map((group) => {
        const figures = group.checks[i];
        if (figures?.id !== check.id)
          throw new RangeError(`the figures of ${group.name} are not of this tool`);
        return figures;
      });
      const add = <Of>(all: readonly Of[], of: (figures: Of) => number) =>
        all.reduce((total, figures) => total + of(figures), 0);
      const added = checkTally(
        check.id,
        sum((group) => group.files),
        add(own, ({ yes }) => yes),
        add(own, ({ no }) => no),
        add(own, ({ notApplicable }) => notApplicable),
      );
      const among = own.flatMap((figures) => figures.among ?? []);
      if (among.length === 0 || among.length < own.length) return added;
      const there = amongTally(
        check.id,
        add(among, ({ files }) => files),
        add(among, ({ yes }) => yes),
        add(among, ({ no }) => no),
        add(among, ({ notApplicable }) => notApplicable),
      );
      return { ...added, among: there };
    }),
  };
}

/**
 * How many files of their lists several groups leave unread, where that can be said of them as of one list: all were drawn, at
 * one rate. Of a group of which nothing is read yet nothing is known, so it cannot be said of it together with others.
 */
function unreadTogether(groups: readonly Drawn[]): number | null {
  const [first] = groups;
  if (first?.unread === undefined || first.files === 0) return null;
  let sum = 0;
  for (const { files, unread } of groups) {
    if (unread === undefined || unread * first.files !== first.unread * files) return null;
    sum += unread;
  }
  return sum;
}

/** The figures of a check, from how often each answer was given. */
export function checkTally(
  id: string,
  files: number,
  yes: number,
  no: number,
  notApplicable: number,
): CheckTally {
  const applicable = yes + no;
  const notRecorded = files - applicable - notApplicable;
  if (notRecorded < 0) throw new RangeError(`more answers than files for the check ${id}`);
  return {
    id,
    yes,
    no,
    notApplicable,
    notRecorded,
    applicable,
    percentOfApplicable: percent(yes, applicable),
    // 0 of 12 files would read as a figure where the check fits none of the twelve.
    percentOfFiles: applicable === 0 ? null : percent(yes, files),
  };
}

/** The same among the files alone that have the answer a check hangs on. */
export function amongTally(
  id: string,
  files: number,
  ...counts: [yes: number, no: number, na: number]
): AmongTally {
  const { id: _, ...figures } = checkTally(id, files, ...counts);
  return { files, ...figures };
}

function contradictionsOf(checks: Check[], counts: Counts): Contradiction[] {
  const found: Contradiction[] = [];
  const sum = (of: readonly AnswerCount[]) => of.reduce((total, { files }) => total + files, 0);
  for (const group of counts.groups) {
    for (const check of checks) {
      const isHere = (count: AnswerCount) => count.group === group.name && count.check === check.id;
      const isExcluded = group.excluded?.includes(check.id) ?? false;
      const files = isExcluded
        ? sum(counts.answers.filter((count) => isHere(count) && isOutOfPlace(count.answer)))
        : sum(
            (counts.pairs ?? []).filter(
              (pair) => isHere(pair) && contradicts(check, pair.answer, pair.parentAnswer),
            ),
          );
      if (files > 0) {
        found.push({
          group: group.name,
          check: check.id,
          files,
          ...(isExcluded ? { excluded: true as const } : {}),
        });
      }
    }
  }
  return found;
}

/** Where an answer was not recorded; the answers that can be given follow in their order. */
const NOT_RECORDED = 0;
const CODES = GIVEN_ANSWERS.length + 1;
const codeByAnswer = new Map<string, number>(GIVEN_ANSWERS.map((answer, i) => [answer, i + 1]));

/** The number under which a `Counter` counts an answer to a check; 0 where it is none that can be given. */
export const codeOfAnswer = (answer: string | undefined): number =>
  answer === undefined ? NOT_RECORDED : (codeByAnswer.get(answer) ?? NOT_RECORDED);

/** What has been counted of one group, by the codes of answers. */
interface Counted {
  files: number;
  /** By check, then its answer. */
  answers: Uint32Array;
  /** By check, then the answer to the check that it hangs on, then its own. */
  pairs: Uint32Array;
}

/**
 * Counts case files one at a time, so that a sheet of any length needs no more memory than its groups.
 * Groups come out in the order of first appearance.
 */
export class Counter {
  readonly #checks: Check[];
  /** Of each check the place of the one that it hangs on, or -1. */
  readonly #parents: Int32Array;
  readonly #groups = new Map<string, Counted>();

  constructor(tool: Tool) {
    this.#checks = checksOf(tool);
    this.#parents = Int32Array.from(this.#checks, ({ dependsOn }) =>
      this.#checks.findIndex((check) => check.id === dependsOn?.item),
    );
  }

  /** Counts one case file. */
  add(group: string, answers: Answers): void {
    this.addCodes(
      group,
      this.#checks.map((check) => codeOfAnswer(answers.get(check.id))),
    );
  }

  /** Counts one case file by the codes of its answers (`codeOfAnswer`) in the order of the tool's checks. */
  addCodes(group: string, codes: ArrayLike<number>): void {
    const parents = this.#parents;
    let counted = this.#groups.get(group);
    if (!counted) {
      counted = {
        files: 0,
        answers: new Uint32Array(parents.length * CODES),
        pairs: new Uint32Array(parents.length * CODES * CODES),
      };
      this.#groups.set(group, counted);
    }
    counted.files += 1;
    // Run through for every answer of a large audit, so by numbers alone.
    const { answers, pairs } = counted;
    for (let i = 0; i < parents.length; i += 1) {
      const own = codes[i] ?? NOT_RECORDED;
      const answer = i * CODES + own;
      answers[answer] = (answers[answer] ?? 0) + 1;
      const parent = parents[i] ?? -1;
      if (parent === -1) continue;
      const pair = (i * CODES + (codes[parent] ?? NOT_RECORDED)) * CODES + own;
      pairs[pair] = (pairs[pair] ?? 0) + 1;
    }
  }

  /** What has been counted so far. */
  counts(): Counts & { pairs: PairCount[] } {
    const result: Counts & { pairs: PairCount[] } = { groups: [], answers: [], pairs: [] };
    for (const [group, counted] of this.#groups) {
      result.groups.push({ name: group, files: counted.files });
      this.#checks.forEach(({ id: check }, i) => {
        for (const [answer, own] of codeByAnswer) {
          const files = counted.answers[i * CODES + own] ?? 0;
          if (files > 0) result.answers.push({ group, check, answer, files });
          for (const [parentAnswer, parent] of codeByAnswer) {
            const paired = counted.pairs[(i * CODES + parent) * CODES + own] ?? 0;
            if (paired > 0) result.pairs.push({ group, check, answer, parentAnswer, files: paired });
          }
        }
      });
    }
    return result;
  }
}
