import type { Database } from '../../platform/db/database.ts';

type ToolVersionState = 'draft' | 'published' | 'retired';

/** A version of a tool that was made here: a draft, or published, then never changed again. */
export interface StoredTool {
  id: number;
  toolId: string;
  /** Of a draft the number that it would have. */
  version: number;
  state: ToolVersionState;
  /** As it was written, in the second format; of a draft with whatever is still wrong in it. */
  definition: unknown;
  /** Rises by one with every change of a draft. */
  revision: number;
  basedOn: { toolId: string; version: number } | null;
  /** Everybody who has changed it as a draft, by user id. */
  draftedBy: ReadonlySet<number>;
  updatedAt: string;
  updatedByName: string | null;
  publishedAt: string | null;
  publishedByName: string | null;
  retiredAt: string | null;
}

/** One state that a draft was in. */
export interface DraftRevision {
  revision: number;
  definition: unknown;
  what: string;
  byName: string | null;
  at: string;
  backTo: number | null;
}

interface Row {
  id: number;
  tool_id: string;
  version: number;
  state: ToolVersionState;
  definition: string;
  revision: number;
  based_on_tool: string | null;
  based_on_version: number | null;
  drafted_by: string;
  updated_at: string;
  updated_by_name: string | null;
  published_at: string | null;
  published_by_name: string | null;
  retired_at: string | null;
}

/** As the format of tools has it. */
const TOOL_ID = /^[a-z][a-z0-9_]*$/;

/** How many states of a draft are kept. */
const KEPT = 40;

export type ToolVersionRepository = ReturnType<typeof createToolVersionRepository>;

/** Tools that are made here, in all their versions, and the states that drafts were in. */
export function createToolVersionRepository(database: Database) {
  const rows = () =>
    database
      .query('tool_versions')
      .leftJoin('users as updater', 'updater.id', 'tool_versions.updated_by')
      .leftJoin('users as publisher', 'publisher.id', 'tool_versions.published_by')
      .select('tool_versions.*', 'updater.name as updated_by_name', 'publisher.name as published_by_name');
  const keepRevision = async (
    id: number,
    revision: number,
    definition: string,
    { what, by, at, backTo }: { what: string; by: number; at: string; backTo: number | null },
  ) => {
    await database.query('tool_draft_revisions').insert({
      tool_version_id: id,
      revision,
      definition,
      what: what.slice(0, 200),
      by,
      at,
      back_to: backTo,
    });
    await database
      .query('tool_draft_revisions')
      .where({ tool_version_id: id })
      .where('revision', '<=', revision - KEPT)
      .delete();
  };

  return {
    /** Every version, tools in the order of their ids, the newest of each first. */
    async all(): Promise<StoredTool[]> {
      const found: Row[] = await rows()
        .orderBy('tool_versions.tool_id')
        .orderBy('tool_versions.version', 'desc');
      return found.map(toStored);
    },
    async byId(id: number): Promise<StoredTool | null> {
      const found: Row[] = await rows().where('tool_versions.id', id);
      return found.map(toStored)[0] ?? null;
    },
    /** Which versions there are that are no drafts, and which of them are retired; without their definitions. */
    async numbers(): Promise<{ toolId: string; version: number; isRetired: boolean }[]> {
      const found: { tool_id: string; version: number; state: string }[] = await database
        .query('tool_versions')
        .whereNot({ state: 'draft' })
        .select('tool_id', 'version', 'state');
      return found.map(({ tool_id: toolId, version, state }) => ({
        toolId,
        version,
        isRetired: state === 'retired',
      }));
    },
    /** Every id that a tool made here has, as a draft too, whichever organisation made it. */
    takenIds: (): Promise<string[]> =>
      database.everywhere(() =>
        database.query('tool_versions').distinct('tool_id').pluck<string[]>('tool_id'),
      ),
    /** The highest number that a version of a tool has which is no draft, whichever organisation made it; 0 where none has. */
    async highestOfAll(toolId: string): Promise<number> {
      const [highest] = await database.everywhere(() =>
        database
          .query('tool_versions')
          .where({ tool_id: toolId })
          .whereNot({ state: 'draft' })
          .orderBy('version', 'desc')
          .limit(1)
          .pluck<number[]>('version'),
      );
      return highest ?? 0;
    },
    /** Whether any other organisation has a tool of this id, in whatever state. */
    async isOfOthers(toolId: string): Promise<boolean> {
      const { scope } = database;
      if (scope === null || scope.isOnly) return false;
      const row = await database.everywhere(() =>
        database
          .query('tool_versions')
          .where({ tool_id: toolId })
          .whereNotIn('organisation_id', scope.all)
          .first<{ id: number } | undefined>('id'),
      );
      return row !== undefined;
    },
    /**
     * Definitions that are published or retired, by tool and version, and whose they are: of all organisations, since
     * audits are pinned to them and each is read once. What is not there is left out.
     */
    async definitions(
      asked: readonly { toolId: string; version: number }[],
    ): Promise<{ definition: unknown; organisationId: number }[]> {
      // What no tool can be called may not even be asked for: a database refuses some characters.
      const of = asked.filter(({ toolId }) => TOOL_ID.test(toolId));
      if (of.length === 0) return [];
      const found: { definition: string; organisation_id: number }[] = await database.everywhere(() =>
        database
          .query('tool_versions')
          .whereNot({ state: 'draft' })
          .whereIn(
            ['tool_id', 'version'],
            of.map(({ toolId, version }) => [toolId, version]),
          )
          .select('definition', 'organisation_id'),
      );
      return found.map(({ definition, organisation_id: organisationId }) => ({
        definition: JSON.parse(definition) as unknown,
        organisationId,
      }));
    },
    /** Holds a version until the end of the transaction: nobody changes or publishes it meanwhile. */
    async lock(id: number): Promise<void> {
      await database.query('tool_versions').where({ id }).forUpdate().select('id');
    },
    /** Begins a draft, at revision 1. The database refuses a second draft of the same tool in one organisation. */
    async begin(
      draft: Pick<StoredTool, 'toolId' | 'version' | 'definition' | 'basedOn'>,
      what: string,
      by: number,
      at: string,
    ): Promise<number> {
      const definition = JSON.stringify(draft.definition);
      const [row] = await database
        .query('tool_versions')
        .insert({
          tool_id: draft.toolId,
          version: draft.version,
          state: 'draft',
          definition,
          revision: 1,
          based_on_tool: draft.basedOn?.toolId ?? null,
          based_on_version: draft.basedOn?.version ?? null,
          drafted_by: JSON.stringify([by]),
          answers: '{}',
          created_at: at,
          updated_by: by,
          updated_at: at,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new draft');
      await keepRevision(row.id, 1, definition, { what, by, at, backTo: null });
      return row.id;
    },
    /**
     * Changes a draft.
     *
     * @returns whether it still was at the revision before; otherwise nothing is written
     */
    async change(
      before: StoredTool,
      after: Pick<StoredTool, 'toolId' | 'version' | 'definition'>,
      step: { what: string; by: number; at: string; backTo: number | null },
    ): Promise<boolean> {
      const definition = JSON.stringify(after.definition);
      const changed = await database
        .query('tool_versions')
        .where({ id: before.id, state: 'draft', revision: before.revision })
        .update({
          tool_id: after.toolId,
          version: after.version,
          definition,
          revision: before.revision + 1,
          drafted_by: JSON.stringify([...new Set([...before.draftedBy, step.by])]),
          updated_by: step.by,
          updated_at: step.at,
        });
      if (changed === 0) return false;
      await keepRevision(before.id, before.revision + 1, definition, step);
      return true;
    },
    /**
     * Publishes a draft as it is given here; from then on it does not change.
     *
     * @returns whether it still was a draft at that revision; otherwise nothing is written
     */
    async publish(
      draft: StoredTool,
      published: { version: number; definition: unknown; answers: Record<string, string> },
      by: number,
      at: string,
    ): Promise<boolean> {
      const changed = await database
        .query('tool_versions')
        .where({ id: draft.id, state: 'draft', revision: draft.revision })
        .update({
          version: published.version,
          definition: JSON.stringify(published.definition),
          answers: JSON.stringify(published.answers),
          state: 'published',
          published_by: by,
          published_at: at,
        });
      if (changed === 0) return false;
      await database.query('tool_draft_revisions').where({ tool_version_id: draft.id }).delete();
      return true;
    },
    /** Takes a published version out of what is offered, or offers it again; whether it was in the other state. */
    async setRetired(id: number, isRetired: boolean, by: number, at: string): Promise<boolean> {
      const changed = await database
        .query('tool_versions')
        .where({ id, state: isRetired ? 'published' : 'retired' })
        .update({
          state: isRetired ? 'retired' : 'published',
          retired_by: isRetired ? by : null,
          retired_at: isRetired ? at : null,
        });
      return changed > 0;
    },
    /** Throws a draft away; nothing that is published. Whether there was one. */
    async discard(id: number): Promise<boolean> {
      return (await database.query('tool_versions').where({ id, state: 'draft' }).delete()) > 0;
    },
    /** A state that a draft was in; null where it is not kept any more. */
    async revision(id: number, revision: number): Promise<DraftRevision | null> {
      const found: {
        revision: number;
        definition: string;
        what: string;
        at: string;
        back_to: number | null;
        name: string | null;
      }[] = await database
        .query('tool_draft_revisions')
        .leftJoin('users', 'users.id', 'tool_draft_revisions.by')
        .where({ tool_version_id: id, revision })
        .select('tool_draft_revisions.*', 'users.name');
      const [row] = found;
      if (!row) return null;
      const definition: unknown = JSON.parse(row.definition);
      const { what, at, back_to: backTo, name: byName } = row;
      return { revision: row.revision, definition, what, byName, at, backTo };
    },
  };
}

function toStored(row: Row): StoredTool {
  const definition: unknown = JSON.parse(row.definition);
  const draftedBy = JSON.parse(row.drafted_by) as number[];
  return {
    id: row.id,
    toolId: row.tool_id,
    version: row.version,
    state: row.state,
    definition,
    revision: row.revision,
    basedOn:
      row.based_on_tool === null || row.based_on_version === null
        ? null
        : { toolId: row.based_on_tool, version: row.based_on_version },
    draftedBy: new Set(draftedBy),
    updatedAt: row.updated_at,
    updatedByName: row.updated_by_name,
    publishedAt: row.published_at,
    publishedByName: row.published_by_name,
    retiredAt: row.retired_at,
  };
}
