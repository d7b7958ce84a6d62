import { isClosed } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { OrganisationStore } from '../../people/organisations/store.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import { groupBy } from '../../platform/groupBy.ts';
import type { ResultsService } from '../figures/service.ts';
import { publishedOf } from './figures.ts';
import type { PublishedFigures } from './figures.ts';
import { hashOf } from './store.ts';
import type { PublicationStore, PublishedByAny, PublishedVersion } from './store.ts';

/** What would be published of an audit now. */
export interface Publishable {
  figures: PublishedFigures;
  /** Labels of checks that are left out since they would tell something small beside what was shown before. */
  told: string[];
  /** The newest first. */
  versions: PublishedVersion[];
  /** What is published now is what would be. */
  isSame: boolean;
}

/** Partnerships that stand beside each other: by one version of a tool, each with its latest audit. */
export interface Partnerships {
  tool: { id: string; version: number; title: string };
  partnerships: (PublishedByAny & { figures: PublishedFigures; isOwn: boolean })[];
  /** Other versions of the tool of which anything is published that this reader may see, which are compared by themselves. */
  otherVersions: number[];
}

/** By one version of a tool, the partnerships that let themselves be compared. */
export interface ComparisonListed {
  tool: { id: string; version: number; title: string };
  partnerships: PublishedByAny[];
}

export interface PublishedList {
  readable: PublishedByAny[];
  comparisons: ComparisonListed[];
  /** Whether what one's own organisation has published may stand beside what others have. */
  compares: boolean;
}

/** Whether somebody reads what all have published, or what their own organisation has and takes part in. */
export const reads = (user: User): 'all' | 'own' => (user.roles.includes('national') ? 'all' : 'own');

export type PublicationService = ReturnType<typeof createPublicationService>;

/** Publishes figures to readers outside an organisation, and reads what is published. */
export function createPublicationService(parts: {
  database: Database;
  audits: AuditRepository;
  results: ResultsService;
  published: PublicationStore;
  organisations: OrganisationStore;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, audits, results, published, organisations, activity, now } = parts;
  const at = () => now().toISOString();

  const publishable = (user: User, auditId: number): Promise<Publishable> =>
    database.read(async () => {
      const { shown, told } = await results.outside(auditId, user);
      const figures = publishedOf(shown, new Set(told.flatMap(({ id }) => id ?? [])));
      const versions = await published.ofAudit(auditId);
      const [newest] = versions;
      return {
        figures,
        told: told.flatMap(({ id, check }) => (id === null ? [] : [check])),
        versions,
        isSame: newest?.endedAt === null && newest.sha256 === hashOf(figures),
      };
    });

  /** What somebody may read one by one: a national reader all, others what their own organisation has published. */
  const isRead = (user: User, one: PublishedByAny): boolean =>
    reads(user) === 'all' || one.organisationId === user.organisationId;

  return {
    publishable,

    /**
     * Publishes the figures of a closed audit, in the place of what was published of it before.
     *
     * @returns the version
     * @throws StateError with what stands in the way
     */
    publish: (user: User, auditId: number): Promise<number> =>
      database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (!isClosed(audit.state)) {
          throw new StateError('The audit is not closed. Its figures can be published once it is.');
        }
        const { figures, told, versions, isSame } = await publishable(user, auditId);
        if (isSame) throw new StateError('These figures are published already. Nothing was changed.');
        if (!figures.checks.some(({ figure }) => figure.kind === 'figure')) {
          throw new StateError(
            told.length > 0
              ? 'Beside what was shown of this audit before, its figures tell something small, so none of them can be published. What is published stays as it is.'
              : 'No check has a figure that can be shown, so there is nothing to publish.',
          );
        }
        const version = (versions[0]?.version ?? 0) + 1;
        await published.end(auditId, { how: 'replaced', by: user.id, at: at() });
        await published.add(auditId, { version, figures, by: user.id, at: at() });
        await activity.add({
          userId: user.id,
          action: 'publishedFigures.added',
          auditId,
          detail: { version },
        });
        return version;
      }),

    /** Takes back what is published of an audit: nobody sees its figures there any more. */
    withdraw: (user: User, auditId: number): Promise<void> =>
      database.write(async () => {
        // Whoever publishes at the same moment holds the audit too: what they add is withdrawn with the rest.
        if (!(await audits.lock(auditId))) throw new NotFoundError();
        const [newest] = await published.ofAudit(auditId);
        if (!(await published.end(auditId, { how: 'withdrawn', by: user.id, at: at() }))) {
          throw new StateError('Nothing of this audit is published, so there is nothing to withdraw.');
        }
        await activity.add({
          userId: user.id,
          action: 'publishedFigures.withdrawn',
          auditId,
          detail: { version: newest?.version ?? 0 },
        });
      }),

    /** What this person may read of what is published, and which comparisons of it. */
    list: (user: User): Promise<PublishedList> =>
      database.read(async () => {
        const all = await published.all();
        const own = await organisations.byId(user.organisationId);
        return {
          readable: all.filter((one) => isRead(user, one)),
          comparisons: comparisonsIn(all).filter(
            ({ partnerships }) =>
              reads(user) === 'all' ||
              partnerships.some(({ organisationId }) => organisationId === user.organisationId),
          ),
          compares: own?.compares ?? false,
        };
      }),

    /** One of them with its figures and the dates of its versions. @throws NotFoundError where it is not theirs to read */
    one: (user: User, id: number) =>
      database.read(async () => {
        const found = await published.one(id);
        if (!found || !isRead(user, found)) throw new NotFoundError();
        return { ...found, versions: await published.datesOf(found.auditId) };
      }),

    /**
     * The partnerships that let themselves be compared by one version of a tool, each with its latest audit, in the order of
     * their names.
     *
     * @throws NotFoundError for who takes no part in it, and where there is none
     */
    compare: (user: User, toolId: string, version: number): Promise<Partnerships> =>
      database.read(async () => {
        const ofTool = await published.newestOf(toolId);
        const heads = latestOf(ofTool.filter((one) => one.toolVersion === version && one.compares));
        const isOwn = (one: PublishedByAny) =>
          reads(user) === 'own' && one.organisationId === user.organisationId;
        if (reads(user) === 'own' && !heads.some(isOwn)) throw new NotFoundError();
        // Of each partnership one of all that it ever published.
        const figuresOf = await published.figuresOf(heads.map(({ id }) => id));
        const partnerships = heads
          .flatMap((one) => {
            const figures = figuresOf.get(one.id);
            return figures ? [{ ...one, figures, isOwn: isOwn(one) }] : [];
          })
          .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), 'en-GB') || a.id - b.id);
        const [first] = partnerships;
        if (!first) throw new NotFoundError();
        const others = ofTool.filter((one) => one.toolVersion !== version && isRead(user, one));
        return {
          tool: first.figures.tool,
          partnerships,
          otherVersions: [...new Set(others.map(({ toolVersion }) => toolVersion))].toSorted((a, b) => a - b),
        };
      }),

    /** Writes down that a comparison was taken along. */
    noteTaken: (user: User, detail: { tool: string; format: string }): Promise<void> =>
      activity.add({ userId: user.id, action: 'publishedFigures.exported', detail }),

    /** Says whether what an organisation has published may stand beside what others have. */
    setCompares: (user: User, compares: boolean): Promise<void> =>
      database.write(async () => {
        const own = await organisations.byId(user.organisationId);
        if (!own || own.compares === compares) return;
        await organisations.setCompares(own.id, compares);
        await activity.add({
          userId: user.id,
          action: compares ? 'organisation.compared' : 'organisation.notCompared',
          subject: `organisation ${own.id}`,
        });
      }),
  };
}

/** What a partnership is called beside others. */
export const nameOf = ({
  partnership,
  organisation,
}: Pick<PublishedByAny, 'partnership' | 'organisation'>) =>
  fold(partnership) === fold(organisation) ? partnership : `${partnership} (${organisation})`;

const fold = (text: string): string => text.trim().toLocaleLowerCase('en-GB');

/** By version of a tool, of each partnership of an organisation the latest audit; given the newest first. */
function latestOf<One extends PublishedByAny>(all: readonly One[]): One[] {
  const found = new Map<string, One>();
  for (const one of all) {
    const key = `${one.toolId} ${one.toolVersion} ${one.organisationId} ${fold(one.partnership)}`;
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}

/** By each version of a tool those that may be compared; given the newest first. */
function comparisonsIn(all: readonly PublishedByAny[]): ComparisonListed[] {
  const byTool = groupBy(
    latestOf(all.filter(({ compares }) => compares)),
    (one) => `${one.toolId} ${one.toolVersion}`,
  );
  return [...byTool.values()]
    .flatMap((partnerships) => {
      const [first] = partnerships;
      if (!first) return [];
      const { toolId: id, toolVersion: version, toolTitle: title } = first;
      return [{ tool: { id, version, title }, partnerships }];
    })
    .toSorted((a, b) => a.tool.title.localeCompare(b.tool.title, 'en-GB') || a.tool.version - b.tool.version);
}
