import { drawSample, filesByWorker, sampleCount } from '../../../rules/index.ts';
import type { SampleAmount, SamplingMethod, SubjectWords } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import { countOf } from '../../formats/english.ts';
import { InputError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { amountField } from './fields.ts';
import type { DrawnFile, GroupDraw, ListedFile } from './repository.ts';

/** How the lead wants one group drawn. */
export interface GroupChoice extends SampleAmount {
  groupId: number;
  method: SamplingMethod;
}

/**
 * Draws every group that was chosen; the files of the others stay on the list as they are.
 *
 * @throws InputError for numbers that the list cannot give
 */
export function drawGroups(
  wanted: { seed: string; groups: GroupChoice[] },
  list: ListedFile[],
  groups: SampleGroup[],
  words: SubjectWords,
): { draws: GroupDraw[]; files: (ListedFile & Partial<DrawnFile>)[] } {
  const errors: FieldError[] = [];
  const draws: GroupDraw[] = [];
  const files: (ListedFile & Partial<DrawnFile>)[] = [];
  for (const [groupId, listed] of byGroup(list)) {
    const choice = wanted.groups.find((group) => group.groupId === groupId);
    const group = groups.find(({ id }) => id === groupId);
    if (!choice || !group) {
      files.push(...listed);
      continue;
    }
    const count = sampleCount(choice, listed.length);
    if (count > listed.length) {
      errors.push({ field: amountField(groupId), text: tooMany(group, listed.length, words) });
      continue;
    }
    const { method, by, amount } = choice;
    const workers = new Map(
      listed.flatMap(({ reference, worker }) => (worker ? [[reference, worker] as const] : [])),
    );
    const problem = method === 'workers' ? problemOfWorkers(group, listed, workers, count, words) : null;
    if (problem !== null) {
      errors.push({ field: amountField(groupId), text: problem });
      continue;
    }
    const draw = { seed: wanted.seed, group: group.name, method, count, workers };
    for (const file of drawGroup(draw, listed)) files.push(file);
    draws.push({ groupId, groupName: group.name, method, by, amount, listed: listed.length, drawn: count });
  }
  if (errors.length > 0) throw new InputError(errors);
  if (draws.length === 0) throw new InputError([{ field: 'seed', text: 'Choose at least one group.' }]);
  return { draws, files };
}

/** The files of one group, each with its place in the draw: the first are drawn, the rest is the reserve. */
function drawGroup(
  draw: {
    seed: string;
    group: string;
    method: SamplingMethod;
    count: number;
    workers: ReadonlyMap<string, string>;
  },
  listed: ListedFile[],
): DrawnFile[] {
  const { drawn, reserve } = drawSample({ ...draw, list: listed.map((file) => file.reference) });
  const place = new Map([...drawn, ...reserve].map((reference, i) => [reference, i + 1]));
  return listed.map((file) => {
    const position = place.get(file.reference) ?? 0;
    return { ...file, position, status: position <= draw.count ? 'drawn' : 'reserve' };
  });
}

function tooMany(group: SampleGroup, listed: number, words: SubjectWords): string {
  return `${group.name} has ${countOf(listed, words.file, words.files)} on the list. Draw at most as many.`;
}

/** Why at least one file of each worker cannot be drawn, with the numbers; null where it can. */
function problemOfWorkers(
  group: SampleGroup,
  listed: ListedFile[],
  workers: ReadonlyMap<string, string>,
  count: number,
  words: SubjectWords,
): string | null {
  const without = listed.length - workers.size;
  if (without > 0) {
    return `${group.name}: ${without} of ${countOf(listed.length, words.file, words.files)} on the list ${without === 1 ? 'has' : 'have'} no worker code, so nobody could say that every worker is ${words.read}.`;
  }
  const own = filesByWorker(
    listed.map(({ reference }) => reference),
    workers,
  );
  if (own === null || own.size <= count) return null;
  return `${group.name} has ${countOf(own.size, 'worker')} on the list, and ${countOf(count, words.file, words.files)} cannot have one of each. Draw at least ${own.size}, or draw at random.`;
}

/** A caseload list by sample group, each in the order of the sheet. */
function byGroup(list: ListedFile[]): Map<number, ListedFile[]> {
  const groups = new Map<number, ListedFile[]>();
  for (const file of list) {
    const own = groups.get(file.groupId);
    if (own) own.push(file);
    else groups.set(file.groupId, [file]);
  }
  return groups;
}
