import { stopWhenSure, stopWhenSureTogether } from '../../../rules/index.ts';
import type { Check, FileSays, ReadSoFar, Stopping, StoppingState } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { RecordAnswers } from '../caseFiles/recordAnswers.ts';
import type { GroupDraw, SampledFile } from '../sampling/repository.ts';
import type { StoppingSetUp } from '../sampling/stoppingStore.ts';

/** Where a chosen check stands in one sample group. */
export interface GroupStanding extends Stopping {
  group: string;
  /** Files on its list, and how many of them were drawn. */
  listed: number;
  drawn: number;
  /** Files that count: the drawn ones in their order, up to the first that is not complete. */
  read: number;
  /** Of these, yes and yes or no. */
  yes: number;
  applicable: number;
  /** Where the first readings by themselves are sure of something else: of what, and since which file; else null. */
  asFirstRead: { state: StoppingState; since: number } | null;
}

/** Where a chosen check stands, group by group and over all of them. */
export interface CheckStanding {
  check: Check;
  standard: number;
  groups: GroupStanding[];
  /** Names of groups with files that are asked it and were not drawn, so that nothing is said of them. */
  outside: string[];
  /** Null where there is but one group, or it was not asked for. */
  together: StoppingState | null;
}

/** The one definition of where reading may stop: the groups in which every chosen check that they are asked is sure, by name. */
export function sureGroups(checks: readonly CheckStanding[]): string[] {
  const all = checks.flatMap(({ groups }) => groups);
  const open = new Set(all.flatMap(({ group, state }) => (state === 'read on' ? [group] : [])));
  return [...new Set(all.map(({ group }) => group))].filter((group) => !open.has(group));
}

/** Whether the standard of a check is the most that may have a yes. */
export const isAtMost = ({ polarity }: Pick<Check, 'polarity'>): boolean => polarity === 'yes_is_bad';

/**
 * A standard told the other way round where a yes is bad: the most that may have a yes as the least that are to have a no, and
 * back; in percent.
 */
export const turned = (check: Pick<Check, 'polarity'>, standard: number): number =>
  isAtMost(check) ? 100 - standard : standard;

/** A group that was drawn at random, with its complete files in the order of the draw. */
export interface GroupInOrder {
  group: SampleGroup;
  draw: GroupDraw;
  /** Up to the first that is not complete; null for one that cannot be found. */
  read: (RecordAnswers | null)[];
  /** Complete ones that come later in the order than one that is not. */
  ahead: number;
  /** The reference of that one; null where no complete file waits for any. */
  waitsFor: string | null;
}

export function orderOf(
  groups: readonly SampleGroup[],
  draws: readonly GroupDraw[],
  files: readonly SampledFile[],
  answers: readonly RecordAnswers[],
): GroupInOrder[] {
  const complete = new Map(
    answers.flatMap((record) => (record.completedAt === null ? [] : [[record.fileId, record] as const])),
  );
  return groups.flatMap((group): GroupInOrder[] => {
    const draw = draws.find(({ groupId, method }) => groupId === group.id && method === 'random');
    if (!draw) return [];
    // One that was put into another group since is none of this list any more.
    const recordOf = ({ caseFileId }: SampledFile) => {
      const record = complete.get(caseFileId ?? -1);
      return record === undefined || record.groupId === group.id ? record : null;
    };
    const drawn = files.filter(({ groupId }) => groupId === group.id);
    const own = drawn.map((file) => (file.status === 'not_found' ? null : recordOf(file)));
    const first = own.indexOf(undefined);
    const end = first === -1 ? own.length : first;
    const isRead = (file: (typeof own)[number]) => file !== undefined;
    const read = own.slice(0, end).flatMap((file) => (file === undefined ? [] : [file]));
    const ahead = own.slice(end).filter(isRead).length;
    return [{ group, draw, read, ahead, waitsFor: ahead === 0 ? null : (drawn[end]?.reference ?? null) }];
  });
}

/**
 * Works out where each check stands, a group at a time: the bounds of a long list take tens of milliseconds when they are
 * first asked for, in which nobody else gets an answer.
 */
export async function standingsOf(
  checks: readonly Check[],
  setUp: StoppingSetUp,
  {
    inOrder,
    groupsNotDrawn,
    isBrief,
  }: { inOrder: readonly GroupInOrder[]; groupsNotDrawn: readonly SampleGroup[]; isBrief: boolean },
): Promise<CheckStanding[]> {
  const standings: CheckStanding[] = [];
  for (const check of checks) {
    const standard = setUp.standards.get(check.id) ?? 0;
    // Where a yes is bad, the files with a no have to be as many as the standard leaves.
    const error = setUp.errorPerMille / 1000;
    const rule = { standard: turned(check, standard), error };
    const asked = inOrder.filter(({ group }) => !group.exclusions.includes(check.id));
    const soFar = asked.map(({ draw, read }) => soFarOf(check, draw, read));
    const groups: GroupStanding[] = [];
    for (const [i, { group, draw }] of asked.entries()) {
      const own = soFar[i] ?? { caseload: draw.listed, says: [] };
      groups.push({
        group: group.name,
        ...countsOf(check, draw, own),
        ...stopWhenSure(own, rule),
        asFirstRead: null,
      });
      await othersFirst();
    }
    const together = isBrief || asked.length < 2 ? null : togetherOf(soFar, rule);
    const outside = groupsNotDrawn
      .filter(({ exclusions, files }) => files > 0 && !exclusions.includes(check.id))
      .map(({ name }) => name);
    standings.push({ check, standard, groups, outside, together });
    await othersFirst();
  }
  return standings;
}

/** Puts beside each group what the first readings were sure of, where settled answers have changed that. */
export function besideFirst(now: CheckStanding[], first: CheckStanding[]): CheckStanding[] {
  return now.map((standing, i) => ({
    ...standing,
    groups: standing.groups.map((group) => {
      const was = first[i]?.groups.find((one) => one.group === group.group);
      return was && was.since !== null && was.state !== group.state
        ? { ...group, asFirstRead: { state: was.state, since: was.since } }
        : group;
    }),
  }));
}

/** Of so many checks, or states of them, it is remembered what holds of all lists together. */
const MOST_REMEMBERED = 500;
const remembered = new Map<string, StoppingState>();

/**
 * What holds of all lists together, remembered by all that it is made of: it takes tens of milliseconds a check, and every page
 * and document with a figure of it asks.
 */
function togetherOf(soFar: readonly ReadSoFar[], rule: Parameters<typeof stopWhenSure>[1]): StoppingState {
  const key = JSON.stringify([
    rule.standard,
    rule.error,
    soFar.map(({ caseload, says }) => [caseload, says]),
  ]);
  const state = remembered.get(key) ?? stopWhenSureTogether(soFar, rule);
  // The last that were asked for stay.
  remembered.delete(key);
  remembered.set(key, state);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return state;
}

/** Lets whoever else waits have an answer before going on. */
const othersFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const soFarOf = (check: Check, draw: GroupDraw, read: GroupInOrder['read']): ReadSoFar => ({
  caseload: draw.listed,
  says: read.map((file): FileSays =>
    file === null ? 'does not count' : saysOf(file.answers.get(check.id), isAtMost(check)),
  ),
});

function countsOf(check: Check, { listed, drawn }: GroupDraw, { says }: ReadSoFar) {
  const count = (...what: FileSays[]) => says.filter((one) => what.includes(one)).length;
  return {
    listed,
    drawn,
    read: says.length,
    yes: count(isAtMost(check) ? 'no' : 'yes'),
    applicable: count('yes', 'no'),
  };
}

function saysOf(answer: string | undefined, isTurned: boolean): FileSays {
  if (answer === 'yes' || answer === 'no') return (answer === 'yes') === isTurned ? 'no' : 'yes';
  return answer === 'na' ? 'does not count' : 'no answer';
}
