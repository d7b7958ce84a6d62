import { createHash } from 'node:crypto';
import {
  checkDraft,
  instrumentChanges,
  freeId,
  idsOf,
  partIn,
  readDraft,
  renameItem,
  mapItems,
} from '../../../rules/index.ts';
import type { DraftTool, InstrumentChange, InstrumentProblem, PartName, Tool } from '../../../rules/index.ts';
import type { ActivityAction, ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { ShippedTools, Tools } from '../tools.ts';
import { withTraining } from '../trainingSets.ts';
import type { TrainingSets } from '../trainingSets.ts';
import type { DraftRevision, StoredTool, ToolVersionRepository } from './repository.ts';

/** A draft as it is kept, with its definition read. */
export interface Draft extends Omit<StoredTool, 'definition'> {
  definition: DraftTool;
}

/** What a step of editing does; the part is what its form showed, where it showed one. */
export interface DraftStep {
  /** The revision on which the form was based; null where the step fits whatever others did meanwhile. */
  revision: number | null;
  part: PartName | null;
  /** The mark of the part as the form showed it (`partMark`), which tells whether it was changed, however long ago. */
  seen?: string;
  /** In words that follow "Undo:". */
  what: string;
  change: (draft: DraftTool) => DraftTool;
}

/** Somebody else has changed the same part of a draft since the form was opened; nothing was saved. */
export class DraftConflict extends StateError {
  readonly current: Draft;
  /** As it was when the form was opened; null where that is not kept any more. */
  readonly base: DraftTool | null;
  constructor(current: Draft, base: DraftTool | null) {
    super(
      `${current.updatedByName ?? 'Somebody'} has changed this since you opened it. Nothing of yours was saved yet.`,
    );
    this.current = current;
    this.base = base;
  }
}

/** What publishing a draft comes to: what is in its way, and how it differs from the version before. */
export interface Publication {
  draft: Draft;
  problems: InstrumentProblem[];
  /** The newest version of the same tool, retired or not; null where it is the first. */
  before: Tool | null;
  changes: InstrumentChange[];
  /** Whether the version that it was copied from has been retired since. */
  baseIsRetired: boolean;
}

/** To each item that was changed: whether the same record could now get another answer. */
export type OtherAnswers = ReadonlyMap<string, 'yes' | 'no'>;

export type DraftService = ReturnType<typeof createDraftService>;

/** Writing tools, publishing them and retiring them. */
export function createDraftService(parts: {
  database: Database;
  toolVersions: ToolVersionRepository;
  shipped: ShippedTools;
  tools: Tools;
  trainingSets: TrainingSets;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, toolVersions, shipped, tools, trainingSets, activity, now } = parts;
  const at = () => now().toISOString();

  async function get(id: number): Promise<Draft> {
    const stored = await toolVersions.byId(id);
    if (stored?.state !== 'draft') {
      throw new NotFoundError(
        'There is no such draft: it was published or discarded. Published versions are under Tools.',
      );
    }
    return { ...stored, definition: definitionOf(stored.definition) };
  }

  /** The draft, held until the end of the transaction. */
  async function held(id: number): Promise<Draft> {
    await toolVersions.lock(id);
    const stored = await toolVersions.byId(id);
    if (!stored) throw new NotFoundError();
    if (stored.state !== 'draft') {
      throw new StateError(
        `This draft was published meanwhile, as version ${stored.version}. What is published does not change: begin a new version instead.`,
      );
    }
    return { ...stored, definition: definitionOf(stored.definition) };
  }

  /** The highest number that a version of a tool has; 0 where there is none. */
  async function highestVersion(toolId: string): Promise<number> {
    const made = (await toolVersions.numbers()).filter((one) => one.toolId === toolId);
    const own = shipped.all().filter(({ id }) => id === toolId);
    return Math.max(0, ...[...made, ...own].map(({ version }) => version));
  }

  /**
   * The number that the next version of a tool gets. Several organisations can make versions of a tool of the program,
   * and audits are pinned to a number, so no two of them get the same.
   */
  const nextVersion = async (toolId: string): Promise<number> =>
    Math.max(await highestVersion(toolId), await toolVersions.highestOfAll(toolId)) + 1;

  const log = (userId: number, action: ActivityAction, toolId: string, version: number) =>
    activity.add({ userId, action, subject: `tool ${toolId}, version ${version}` });

  async function put(draft: Draft, definition: DraftTool, step: Parameters<typeof toolVersions.change>[2]) {
    const { id: toolId } = definition;
    const version = toolId === draft.toolId ? draft.version : await nextVersion(toolId);
    const changed = await toolVersions.change(
      draft,
      { toolId, version, definition: { ...definition, version } },
      step,
    );
    if (!changed) throw new StateError('The draft was changed at the same moment. Try again.');
    return draft.revision + 1;
  }

  async function publicationOf(draft: Draft): Promise<Publication> {
    const { basedOn } = draft;
    const newest = await highestVersion(draft.toolId);
    const before = newest > 0 ? ((await tools.published(draft.toolId, newest)) ?? null) : null;
    const checked = checkDraft(draft.definition);
    return {
      draft,
      problems: checked.problems,
      before,
      changes:
        before && 'instrument' in checked
          ? instrumentChanges(withTraining(before, trainingSets), checked.instrument)
          : [],
      baseIsRetired:
        basedOn !== null &&
        (await toolVersions.numbers()).some(
          ({ toolId, version, isRetired }) =>
            toolId === basedOn.toolId && version === basedOn.version && isRetired,
        ),
    };
  }

  return {
    get,
    /** A version that was a draft and is published, as a draft can be shown; null where there is none. */
    async published(id: number): Promise<Draft | null> {
      const stored = await toolVersions.byId(id);
      return stored && stored.state !== 'draft'
        ? { ...stored, definition: definitionOf(stored.definition) }
        : null;
    },
    /** Ids that a new tool cannot have, whoever made what has them. */
    takenIds: (): Promise<string[]> => toolVersions.takenIds(),
    /** All that was made here: drafts, published and retired versions. */
    all: () => toolVersions.all(),
    publication: async (id: number): Promise<Publication> => publicationOf(await get(id)),

    /**
     * Begins a draft from a definition of either format, whatever is still wrong in it. It is a new version of the tool
     * that has its id, or a new tool where none has.
     *
     * @param basedOn - the version that it is copied from, if any
     * @throws InputError that names each spot where it has not even the shape of a tool, or the draft that there is
     */
    async createDraft(
      actorId: number,
      definition: unknown,
      basedOn: { toolId: string; version: number } | null = null,
    ): Promise<number> {
      const read = readDraft(definition);
      if ('problems' in read) {
        throw new InputError(
          read.problems.map((problem) => ({
            field: 'definition',
            text: `${problem.at}: ${problem.problem}.`,
          })),
        );
      }
      const { draft } = read;
      return database.alone('directory', async () => {
        await refuseSecondDraft(draft.id);
        await refuseIdOfOthers(draft.id, 'toolId');
        const version = await nextVersion(draft.id);
        const what = basedOn ? `copied from version ${basedOn.version}` : 'begun';
        const begun = { toolId: draft.id, version, definition: { ...draft, version }, basedOn };
        const id = await toolVersions.begin(begun, what, actorId, at());
        await log(actorId, 'tool.drafted', draft.id, version);
        return id;
      });
    },

    /**
     * Takes one step of editing. A step on an older revision is taken where nobody has changed the same part since.
     *
     * @returns the new revision
     * @throws DraftConflict where somebody has
     */
    async edit(actorId: number, id: number, step: DraftStep): Promise<number> {
      return database.alone('directory', async () => {
        const draft = await held(id);
        if (step.revision !== null && step.revision !== draft.revision) {
          const kept = await toolVersions.revision(id, step.revision);
          const base = kept && definitionOf(kept.definition);
          const seen = step.seen ?? (base && step.part && partMark(base, step.part));
          const isSame =
            seen !== null && step.part !== null && seen === partMark(draft.definition, step.part);
          if (!isSame) throw new DraftConflict(draft, base);
        }
        const definition = step.change(draft.definition);
        if (JSON.stringify(definition) === JSON.stringify(draft.definition)) return draft.revision;
        if (definition.id !== draft.toolId) await refuseTakenId(definition.id);
        return put(draft, definition, { what: step.what, by: actorId, at: at(), backTo: draft.revision });
      });
    },

    /** What taking the last change back would take back; null where there is nothing, or it is not kept any more. */
    async undoable(draft: Draft): Promise<{ what: string; byName: string | null } | null> {
      const last = await toolVersions.revision(draft.id, draft.revision);
      const target = await backFrom(draft.id, last);
      return last && target && { what: last.what, byName: last.byName };
    },

    /**
     * Takes the last change back that was not taken back yet.
     *
     * @throws StateError where somebody has changed the draft since the page was opened
     */
    async undo(actorId: number, id: number, revision: number): Promise<void> {
      await database.alone('directory', async () => {
        const draft = await held(id);
        if (draft.revision !== revision) {
          throw new StateError(
            `${draft.updatedByName ?? 'Somebody'} has changed the draft since you opened the page, so nothing was taken back. Look at what it is now first.`,
          );
        }
        const last = await toolVersions.revision(id, revision);
        const target = await backFrom(id, last);
        if (!target) throw new StateError('There is nothing to take back any more.');
        const step = { what: `back to before: ${last?.what ?? ''}`, by: actorId, at: at() };
        await put(draft, definitionOf(target.definition), { ...step, backTo: target.backTo });
      });
    },

    async discard(actorId: number, id: number): Promise<void> {
      await database.write(async () => {
        const draft = await held(id);
        await toolVersions.discard(id);
        await log(actorId, 'tool.discarded', draft.toolId, draft.version);
      });
    },

    /**
     * Publishes a draft; it never changes from then on. An item of which the same record could now get another answer
     * gets a new id, and keeps the old one as a name by which sheets may bring it.
     *
     * @param revision - the one that was looked at
     * @throws InputError for each question that was not answered; StateError where something is in the way
     */
    async publish(
      actorId: number,
      id: number,
      revision: number,
      otherAnswers: OtherAnswers,
    ): Promise<{ toolId: string; version: number }> {
      return database.alone('directory', async () => {
        const draft = await held(id);
        if (draft.revision !== revision) {
          throw new StateError(
            `${draft.updatedByName ?? 'Somebody'} has changed the draft since you looked at it, so it was not published. Look at it once more.`,
          );
        }
        await refuseIdOfOthers(draft.toolId, 'id');
        const publication = await publicationOf(draft);
        if (publication.problems.length > 0) {
          throw new StateError('The draft still has problems, so it was not published.');
        }
        const renamed = renamesOf(publication, otherAnswers);
        const version = await nextVersion(draft.toolId);
        const definition = { ...withNewIds(draft.definition, renamed, version), version };
        const problems = checkDraft(definition).problems;
        if (problems.length > 0) {
          throw new StateError(
            `With its new ids the draft has problems: ${problems.map((one) => `${one.at}: ${one.problem}`).join('; ')}.`,
          );
        }
        const answers = Object.fromEntries(otherAnswers);
        if (!(await toolVersions.publish(draft, { version, definition, answers }, actorId, at()))) {
          throw new StateError('The draft was published or changed at the same moment.');
        }
        await log(actorId, 'tool.published', draft.toolId, version);
        return { toolId: draft.toolId, version };
      });
    },

    /** Offers a version for new audits no longer, or again. Audits that have it keep it. */
    async setRetired(actorId: number, toolId: string, version: number, isRetired: boolean): Promise<void> {
      await database.write(async () => {
        const stored = (await toolVersions.all()).find(
          (one) => one.toolId === toolId && one.version === version && one.state !== 'draft',
        );
        if (!stored) throw new NotFoundError();
        // Pressed twice, or by two: it is so already.
        if (!(await toolVersions.setRetired(stored.id, isRetired, actorId, at()))) return;
        await log(actorId, isRetired ? 'tool.retired' : 'tool.offered', toolId, version);
      });
    },
  };

  /** The state that is come back to when a draft's last one is taken back; null where there is none, or it is not kept. */
  async function backFrom(id: number, last: DraftRevision | null): Promise<DraftRevision | null> {
    const backTo = last?.backTo ?? null;
    return backTo === null ? null : toolVersions.revision(id, backTo);
  }

  async function refuseSecondDraft(toolId: string): Promise<void> {
    const other = (await toolVersions.all()).find((one) => one.toolId === toolId && one.state === 'draft');
    if (!other) return;
    throw new InputError([
      {
        field: 'toolId',
        text: `There is a draft of this tool already, last changed by ${other.updatedByName ?? 'somebody'}. Go on with that one, or discard it first.`,
      },
    ]);
  }

  /**
   * An id means one tool in the whole installation, so what was made of it elsewhere is in its way. A tool of the program
   * is everybody's, and each organisation may make versions of it.
   */
  async function refuseIdOfOthers(toolId: string, field: string): Promise<void> {
    if (shipped.find(toolId) !== undefined) return;
    if (!(await toolVersions.isOfOthers(toolId))) return;
    throw new InputError([
      { field, text: 'This id is taken in this installation. Give your tool an id of its own.' },
    ]);
  }

  async function refuseTakenId(toolId: string): Promise<void> {
    await refuseSecondDraft(toolId);
    await refuseIdOfOthers(toolId, 'id');
    if ((await highestVersion(toolId)) === 0) return;
    throw new InputError([{ field: 'id', text: 'Another tool has this id already. Choose another one.' }]);
  }
}

/** What tells a state of a part from any other: states of drafts are kept for so many changes only. */
export const partMark = (draft: DraftTool, part: PartName): string =>
  createHash('sha256')
    .update(JSON.stringify(partIn(draft, part)) ?? '')
    .digest('base64url');

/** What is kept was read as a draft before it was, so it can be read again. */
function definitionOf(kept: unknown): DraftTool {
  const read = readDraft(kept);
  if ('problems' in read) throw new Error('a draft that was kept cannot be read');
  return read.draft;
}

/** The items that get a new id: those whose answers changed for certain, and those of which a person says so. */
function renamesOf({ changes }: Publication, otherAnswers: OtherAnswers): string[] {
  const asked = changes.filter(({ otherAnswer }) => otherAnswer === 'asked');
  const unanswered = asked.filter(({ id }) => !otherAnswers.has(id));
  if (unanswered.length > 0) {
    throw new InputError(
      unanswered.map(({ id, label }) => ({
        field: `other.${id}`,
        text: `Say whether the same record could now get another answer to “${label}”.`,
      })),
    );
  }
  return changes
    .filter(({ id, otherAnswer }) => otherAnswer === 'certain' || otherAnswers.get(id) === 'yes')
    .filter(({ otherAnswer }) => otherAnswer !== 'no')
    .map(({ id }) => id);
}

function withNewIds(draft: DraftTool, renamed: readonly string[], version: number): DraftTool {
  return renamed.reduce((now, id) => {
    const to = freeId(`${id.slice(0, 50)}_v${version}`, new Set(idsOf(now)));
    return mapItems(renameItem(now, id, to), (item) =>
      item.id === to ? { ...item, aliases: [...new Set([...item.aliases, id])] } : item,
    );
  }, draft);
}
