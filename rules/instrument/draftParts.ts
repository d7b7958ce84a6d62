import { draftCriteriaOf, idsOf } from './draft.ts';
import { renamedAnswersBeside, renamedCalls, renamedTraining, withoutSettled } from './draftBeside.ts';
import type { DraftCriterion, DraftItem, DraftSection, DraftTool } from './draftSchema.ts';

// What is done to a draft: each a new draft, with every reference to what was renamed or moved kept.

/** What of a draft has a page of its own. */
export type PartKind =
  'head' | 'section' | 'item' | 'scale' | 'criterion' | 'calls' | 'top' | 'words' | 'training';

/** One part of a draft; the head, the plan of calls and the words have no id, a set of TOP windows has its first day. */
export interface PartName {
  kind: PartKind;
  id: string;
}

export const draftItemsOf = ({ sections }: Pick<DraftTool, 'sections'>): DraftItem[] =>
  sections.flatMap(({ items }) => items);

/** The part itself, to be told from what it was; undefined where there is none. Of the head what is not in other parts. */
export function partIn(draft: DraftTool, { kind, id }: PartName): unknown {
  switch (kind) {
    case 'head': {
      const { id: toolId, title, description, source, subject, rankBy } = draft;
      const { answeredBy, selfCompletion, catalogue } = draft;
      const head = { id: toolId, title, description, source, subject, rankBy };
      return { ...head, answeredBy, selfCompletion, catalogue };
    }
    case 'section': {
      const section = draft.sections.find((one) => one.id === id);
      return section && { title: section.title, description: section.description };
    }
    case 'item':
      return draftItemsOf(draft).find((one) => one.id === id);
    case 'scale':
      return draft.scales[id];
    case 'criterion': {
      const criterion = draftCriteriaOf(draft).find((one) => one.id === id);
      return criterion && { ...criterion, of: idsOfParts(criterion), parent: parentOf(draft, id)?.id };
    }
    case 'calls':
      return draft.calls;
    case 'top':
      return draft.topWindows?.find(({ from }) => from === id);
    case 'words':
      return draft.smartWords;
    case 'training':
      return draft.training?.find((one) => one.id === id);
  }
}

export const idsOfParts = ({ of }: Pick<DraftCriterion, 'of'>): string[] =>
  of.map((part) => (typeof part === 'string' ? part : part.id));

/** The criterion that another one stands in; undefined for one at the top. */
export const parentOf = (draft: DraftTool, id: string): DraftCriterion | undefined =>
  draftCriteriaOf(draft).find(({ of }) => of.some((part) => typeof part !== 'string' && part.id === id));

/** A draft with each of its items changed or left as it is. */
export const mapItems = (draft: DraftTool, change: (item: DraftItem) => DraftItem): DraftTool => ({
  ...draft,
  sections: draft.sections.map((section) => ({ ...section, items: section.items.map(change) })),
});

/** A draft with each of its criteria changed or left as it is, those within others first. */
export function mapCriteria(
  draft: DraftTool,
  change: (criterion: DraftCriterion) => DraftCriterion,
): DraftTool {
  const each = (one: DraftCriterion): DraftCriterion =>
    change({ ...one, of: one.of.map((part) => (typeof part === 'string' ? part : each(part))) });
  return { ...draft, criteria: draft.criteria.map(each) };
}

const renamedKeys = <T>(record: Record<string, T> | undefined, from: string, to: string) =>
  record &&
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name === from ? to : name, value]));

/** Gives an item another id, in everything that names it. */
export function renameItem(draft: DraftTool, from: string, to: string): DraftTool {
  if (from === to) return draft;
  const now = (id: string) => (id === from ? to : id);
  const items = mapItems(draft, (item) => ({
    ...item,
    id: now(item.id),
    ...(item.dependsOn && { dependsOn: { ...item.dependsOn, item: now(item.dependsOn.item) } }),
    ...(item.from && {
      from: {
        ...item.from,
        ...(item.from.number !== undefined && { number: now(item.from.number) }),
        ...(item.from.codes !== undefined && { codes: now(item.from.codes) }),
      },
    }),
  }));
  const named = mapCriteria(items, (criterion) => ({
    ...criterion,
    of: criterion.of.map((part) => (typeof part === 'string' ? now(part) : part)),
    limits: criterion.limits.map((limit) => ({ ...limit, item: now(limit.item) })),
    ...(criterion.weights && { weights: renamedKeys(criterion.weights, from, to) }),
  }));
  const { selfCompletion } = named;
  const called = renamedCalls(renamedTraining(named, from, to), now);
  return selfCompletion
    ? { ...called, selfCompletion: { ...selfCompletion, item: now(selfCompletion.item) } }
    : called;
}

/** Gives a criterion another id, in everything that names it. */
export function renameCriterion(draft: DraftTool, from: string, to: string): DraftTool {
  if (from === to) return draft;
  const now = (id: string) => (id === from ? to : id);
  const named = mapCriteria(draft, (criterion) => ({
    ...criterion,
    id: now(criterion.id),
    ...(criterion.weights && { weights: renamedKeys(criterion.weights, from, to) }),
  }));
  const ranked = { ...named, ...(named.rankBy && { rankBy: named.rankBy.map(now) }) };
  return renamedTraining(ranked, from, to);
}

/** Gives a scale another id, in every item and criterion that has it. */
export function renameScale(draft: DraftTool, from: string, to: string): DraftTool {
  if (from === to) return draft;
  const own = <T extends { scale?: string | undefined }>(one: T): T =>
    one.scale === from ? { ...one, scale: to } : one;
  const renamed = mapCriteria(mapItems(draft, own), own);
  return { ...renamed, scales: renamedKeys(renamed.scales, from, to) ?? {} };
}

/**
 * Gives answers other ids in everything that names them as answers to certain items.
 *
 * @param answers - what each is called now, by what it was called
 */
export function renameAnswers(
  draft: DraftTool,
  ofItems: ReadonlySet<string>,
  answers: ReadonlyMap<string, string>,
): DraftTool {
  const now = (id: string) => answers.get(id) ?? id;
  const items = mapItems(draft, (item) => ({
    ...item,
    ...(item.dependsOn &&
      ofItems.has(item.dependsOn.item) && {
        dependsOn: { ...item.dependsOn, answer: now(item.dependsOn.answer) },
      }),
    ...(ofItems.has(item.id) && {
      ...(item.target && { target: { ...item.target, of: item.target.of.map(now) } }),
      ...(item.highest !== undefined && { highest: now(item.highest) }),
      ...(item.from?.bands && {
        from: {
          ...item.from,
          bands: item.from.bands.map((band) => ({ ...band, answer: now(band.answer) })),
        },
      }),
    }),
  }));
  const limited = mapCriteria(items, (criterion) => ({
    ...criterion,
    limits: criterion.limits.map((limit) =>
      ofItems.has(limit.item) ? { ...limit, answers: limit.answers.map(now) } : limit,
    ),
  }));
  return renamedAnswersBeside(limited, ofItems, now);
}

/** Takes a part out, and a criterion or item out of the criteria that it is part of. */
export function removePart(draft: DraftTool, { kind, id }: PartName): DraftTool {
  const without = (gone: ReadonlySet<string>) => (one: DraftCriterion) => ({
    ...one,
    of: one.of.filter((part) => !gone.has(typeof part === 'string' ? part : part.id)),
    ...(one.weights && {
      weights: Object.fromEntries(Object.entries(one.weights).filter(([name]) => !gone.has(name))),
    }),
  });
  switch (kind) {
    case 'item':
    case 'section': {
      const gone = new Set(
        kind === 'item'
          ? [id]
          : draft.sections.flatMap((one) => (one.id === id ? one.items.map((item) => item.id) : [])),
      );
      const left = {
        ...draft,
        sections: draft.sections
          .filter((one) => kind === 'item' || one.id !== id)
          .map((one) => ({ ...one, items: one.items.filter((item) => !gone.has(item.id)) })),
      };
      return withoutSettled(mapCriteria(left, without(gone)), gone);
    }
    case 'scale':
      return {
        ...draft,
        scales: Object.fromEntries(Object.entries(draft.scales).filter(([name]) => name !== id)),
      };
    case 'criterion': {
      const left = { ...draft, criteria: draft.criteria.filter((one) => one.id !== id) };
      return withoutSettled(mapCriteria(left, without(new Set([id]))), new Set([id]));
    }
    case 'calls': {
      const { calls: _, ...left } = draft;
      return left;
    }
    case 'words': {
      const { smartWords: _, ...left } = draft;
      return left;
    }
    case 'top':
      return listed(
        draft,
        'topWindows',
        draft.topWindows?.filter(({ from }) => from !== id),
      );
    case 'training':
      return listed(
        draft,
        'training',
        draft.training?.filter((one) => one.id !== id),
      );
    case 'head':
      return draft;
  }
}

/** A draft with a list of what few tools have; without it where nothing is in it, since the format takes no empty one. */
function listed<K extends 'topWindows' | 'training'>(
  draft: DraftTool,
  name: K,
  list: DraftTool[K],
): DraftTool {
  const { [name]: _, ...left } = draft;
  return (list && list.length > 0 ? { ...left, [name]: list } : left) as DraftTool;
}

const movedBy = <T>(all: readonly T[], at: number, by: -1 | 1): T[] => {
  const to = at + by;
  if (at < 0 || to < 0 || to >= all.length) return [...all];
  const moved = [...all];
  moved.splice(to, 0, ...moved.splice(at, 1));
  return moved;
};

/** Moves a section, item, criterion or scale by one place; an item at the edge of its section goes into the next. */
export function movePart(draft: DraftTool, { kind, id }: PartName, by: -1 | 1): DraftTool {
  switch (kind) {
    case 'section':
      return {
        ...draft,
        sections: movedBy(
          draft.sections,
          draft.sections.findIndex((one) => one.id === id),
          by,
        ),
      };
    case 'item':
      return moveItemBy(draft, id, by);
    case 'criterion': {
      const at = draft.criteria.findIndex((one) => one.id === id);
      if (at >= 0) return { ...draft, criteria: movedBy(draft.criteria, at, by) };
      return mapCriteria(draft, (one) => ({
        ...one,
        of: movedBy(
          one.of,
          one.of.findIndex((part) => typeof part !== 'string' && part.id === id),
          by,
        ),
      }));
    }
    case 'training': {
      const files = draft.training ?? [];
      const at = files.findIndex((one) => one.id === id);
      return listed(draft, 'training', movedBy(files, at, by));
    }
    case 'scale':
    case 'head':
    case 'calls':
    case 'top':
    case 'words':
      return draft;
  }
}

function moveItemBy(draft: DraftTool, id: string, by: -1 | 1): DraftTool {
  const s = draft.sections.findIndex(({ items }) => items.some((item) => item.id === id));
  const section = draft.sections[s];
  if (!section) return draft;
  const at = section.items.findIndex((item) => item.id === id);
  const isEdge = by < 0 ? at === 0 : at === section.items.length - 1;
  if (!isEdge) {
    const items = movedBy(section.items, at, by);
    return { ...draft, sections: draft.sections.map((one) => (one === section ? { ...one, items } : one)) };
  }
  const next = draft.sections[s + by];
  return next ? placeItem(draft, id, next.id, by < 0 ? next.items.length : 0) : draft;
}

/**
 * Puts an item at a place in a section.
 *
 * @param place - from 0; how many items of that section, itself not counted, stand before it
 */
export function placeItem(draft: DraftTool, id: string, sectionId: string, place: number): DraftTool {
  const item = draftItemsOf(draft).find((one) => one.id === id);
  if (!item || !draft.sections.some((one) => one.id === sectionId)) return draft;
  const placed = (section: DraftSection): DraftSection => {
    const items = section.items.filter((one) => one.id !== id);
    return { ...section, items: section.id === sectionId ? items.toSpliced(place, 0, item) : items };
  };
  return { ...draft, sections: draft.sections.map(placed) };
}

/** Puts a criterion into another one, or at the top; nothing is done where it would stand in itself. */
export function placeCriterion(draft: DraftTool, id: string, parentId: string | null): DraftTool {
  const criterion = draftCriteriaOf(draft).find((one) => one.id === id);
  if (!criterion || (parentOf(draft, id)?.id ?? null) === parentId) return draft;
  if (parentId !== null && draftCriteriaOf({ criteria: [criterion] }).some((one) => one.id === parentId)) {
    return draft;
  }
  const left = removePart(draft, { kind: 'criterion', id });
  if (parentId === null) return { ...left, criteria: [...left.criteria, criterion] };
  return mapCriteria(left, (one) => (one.id === parentId ? { ...one, of: [...one.of, criterion] } : one));
}

/** Which part of a draft a problem is of, by its path, and the field in it, such as `label` or `options[2].id`. */
export function partAt(draft: DraftTool, at: string): PartName & { field: string } {
  const inItem = /^sections\[(\d+)\](?:\.items\[(\d+)\])?\.?(.*)$/.exec(at);
  if (inItem) {
    const section = draft.sections[Number(inItem[1])];
    const item = inItem[2] === undefined ? undefined : section?.items[Number(inItem[2])];
    if (item) return { kind: 'item', id: item.id, field: inItem[3] ?? '' };
    if (section) return { kind: 'section', id: section.id, field: inItem[3] ?? '' };
  }
  const inScale = /^scales\.([^.[]+)\.?(.*)$/.exec(at);
  if (inScale) return { kind: 'scale', id: inScale[1] ?? '', field: inScale[2] ?? '' };
  return criterionAt(draft, at) ?? besideAt(draft, at) ?? { kind: 'head', id: '', field: at };
}

/** A spot in what stands beside the questions. */
function besideAt(draft: DraftTool, at: string): (PartName & { field: string }) | null {
  const [, name, index, field = ''] =
    /^(calls|smartWords|topWindows|training)(?:\[(\d+)\])?\.?(.*)$/.exec(at) ?? [];
  switch (name) {
    case 'calls':
      return { kind: 'calls', id: '', field };
    case 'smartWords':
      return { kind: 'words', id: '', field };
    case 'topWindows':
      return { kind: 'top', id: draft.topWindows?.[Number(index ?? 0)]?.from ?? '', field };
    case 'training':
      return { kind: 'training', id: draft.training?.[Number(index ?? 0)]?.id ?? '', field };
    case undefined:
    default:
      return null;
  }
}

function criterionAt(draft: DraftTool, at: string): (PartName & { field: string }) | null {
  const first = /^criteria\[(\d+)\]\.?(.*)$/.exec(at);
  const top = first ? draft.criteria[Number(first[1])] : undefined;
  return top ? spotWithin(top, first?.[2] ?? '') : null;
}

/** The criterion that a path leads to, from one that it begins in. */
function spotWithin(criterion: DraftCriterion, path: string): PartName & { field: string } {
  const within = /^of\[(\d+)\]\.?(.*)$/.exec(path);
  const part = within ? criterion.of[Number(within[1])] : undefined;
  if (part === undefined || typeof part === 'string') {
    return { kind: 'criterion', id: criterion.id, field: path };
  }
  return spotWithin(part, within?.[2] ?? '');
}

/** Whether an id is that of another section, item or criterion of the draft. */
export const isTaken = (draft: DraftTool, id: string, own: string): boolean =>
  id !== own && idsOf(draft).includes(id);
