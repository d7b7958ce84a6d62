import { askedOf, checksOf, contradicts, isOutOfPlace, itemById } from '../../../rules/index.ts';
import type { Item, Tool } from '../../../rules/index.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { Tools } from '../../audits/tools.ts';
import type { FileProgress, ProgressRepository } from '../caseFiles/progress.ts';

/** A check of a case file whose answer does not fit the answer to another one, or the set-up of the file's group. */
export interface Contradiction {
  fileId: number;
  groupId: number;
  reference: string;
  item: Item;
  /** It does not apply to the group. */
  isExcluded: boolean;
}

/** A file that was called complete although answers are missing. */
interface IncompleteFile {
  file: FileProgress;
  missing: Item[];
}

/** How far an audit is, at one moment. */
export interface Progress {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  files: FileProgress[];
  /** Names by user id: of the panel, and of everybody who saved a file. */
  names: ReadonlyMap<number, string>;
  contradictions: Contradiction[];
  /** Complete files with answers that were not recorded; the first of them, with what is missing. */
  incomplete: IncompleteFile[];
  /** How many such files there are in all. */
  incompleteFiles: number;
  asAt: string;
}

/** Of more files than this the missing checks are not looked up: nobody reads so long a list. */
const INCOMPLETE_SHOWN = 100;

export type ProgressService = ReturnType<typeof createProgressService>;

export function createProgressService(parts: {
  database: Database;
  audits: AuditRepository;
  accounts: AccountRepository;
  progress: ProgressRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, accounts, progress, tools, now } = parts;

  async function contradictionsIn(auditId: number, tool: Tool): Promise<Contradiction[]> {
    const checks = checksOf(tool);
    const byId = new Map(checks.map((check) => [check.id, check]));
    const exclusions = new Map((await audits.groups(auditId)).map((group) => [group.id, group.exclusions]));
    const isExcluded = (groupId: number, checkId: string) =>
      exclusions.get(groupId)?.includes(checkId) ?? false;
    const outOfPlace = (await progress.answersToExcluded(auditId)).flatMap((found) => {
      const item = itemById(tool, found.itemId);
      return item && isOutOfPlace(found.answer) ? [{ ...found, item, isExcluded: true }] : [];
    });
    const hanging = (await progress.suspiciousPairs(auditId, checks)).flatMap((pair) => {
      const check = byId.get(pair.checkId);
      // What does not apply at all is told once, as such.
      if (!check || isExcluded(pair.groupId, pair.checkId)) return [];
      return contradicts(check, pair.answer, pair.parentAnswer)
        ? [{ ...pair, item: check, isExcluded: false }]
        : [];
    });
    return [...hanging, ...outOfPlace];
  }

  return {
    /** How far an audit is, from one state of the database. */
    of: (auditId: number): Promise<Progress> =>
      database.read(async () => {
        const audit = await audits.byId(auditId);
        if (!audit) throw new NotFoundError();
        const tool = tools.of(audit);
        const asked = askedOf(tool);
        const ids = asked.map(({ id }) => id);
        const groups = await audits.groups(auditId);
        const files = await progress.files(auditId, ids);
        const incomplete = files.filter((file) => file.complete && file.recorded < asked.length);
        const shown = incomplete.slice(0, INCOMPLETE_SHOWN);
        const recorded = await progress.recordedItems(
          shown.map((file) => file.readingId),
          ids,
        );
        const people = await accounts.list();
        return {
          audit,
          tool,
          groups,
          files,
          names: new Map(people.map((person) => [person.id, person.name])),
          contradictions: await contradictionsIn(auditId, tool),
          incomplete: shown.map((file) => ({
            file,
            missing: asked.filter(({ id }) => !recorded.get(file.readingId)?.has(id)),
          })),
          incompleteFiles: incomplete.length,
          asAt: now().toISOString(),
        };
      }),

    /** The contradictions of an audit, each with its case file. */
    contradictions: (audit: Audit): Promise<Contradiction[]> =>
      database.read(() => contradictionsIn(audit.id, tools.of(audit))),
  };
}
