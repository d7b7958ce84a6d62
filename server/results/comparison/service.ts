import {
  amongParents,
  checksOf,
  compareTables,
  GROUP_FIELD,
  isClosed,
  itemById,
  judgeUnits,
  reversedChecks,
} from '../../../rules/index.ts';
import type { ComparedUnit, ShownTable, ShownUnit, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { ForbiddenError, NotFoundError } from '../../platform/errors.ts';
import { can, refusalText } from '../../access/policy.ts';
import { dayInBritain } from '../../formats/english.ts';
import type { TrainingService } from '../../fieldwork/training/service.ts';
import type { ResultsService, ShownResults } from '../figures/service.ts';
import type { ScoresService } from '../scores/service.ts';
import type { ShownScores } from '../scores/shown.ts';
import type { Tools } from '../../audits/tools.ts';
import { besideItemsOf, cutKey, divides, readCompareQuery } from './form.ts';

import type { Compared, CompareQuery, RawQuery } from './form.ts';
import { leaveOut } from './leftOut.ts';
import type { LeftOut } from './leftOut.ts';
import { areGroupsProviders } from './oneToOne.ts';
import type { Beside } from './view.ts';
import type { Together } from '../figures/shown.ts';

const DOCUMENTS = ['pdf', 'docx'];

/** Everything that one comparison says, as one reader may see it. */
export interface Comparison {
  query: CompareQuery;
  /** In words, what the address asked for that is not there. */
  unknown: string[];
  /** In the order of fieldwork. */
  results: ShownResults[];
  /** Which of them is the audit that is looked at. */
  main: number;
  /** Unit by unit, or audit by audit. */
  units: ComparedUnit[];
  /** The units that are not among them, because they have nothing to show. */
  leftOut: LeftOut;
  /** The audits as a whole; where there is but one, what it is held against is nothing. */
  auditTotals: ComparedUnit[];
  /** The checks that are shown, of the tool of the audit that is looked at, in its order. */
  checkIds: string[];
  /** What may be put beside this audit by this reader, in the order of fieldwork. */
  choices: { audit: Audit; related: boolean }[];
  /** What the records of each audit score; null where it is not scored, or is not divided by that. */
  scores: (ShownScores | null)[];
  /** What a document says of how readers were trained, by audit; empty of a page. */
  training: ReadonlyMap<number, string>;
  /** Whether it becomes a document, in which the answers of one audit are told in full. */
  isDocument: boolean;
  /** The day on which it is made, in Britain; YYYY-MM-DD. */
  today: string;
}

/** The same view of an audit, asked for by several comparisons of one document, is worked out once. */
interface Taken {
  results: Map<string, Promise<ShownResults>>;
  scores: Map<string, Promise<ShownScores>>;
}

const nothingTaken = (): Taken => ({ results: new Map(), scores: new Map() });

/** How a comparison leaves the panel: suppressed for everybody, or with all figures that the person may take along. */
export type ExportSuppression = 'suppressed' | 'all';

export type ComparisonService = ReturnType<typeof createComparisonService>;

export function createComparisonService(parts: {
  database: Database;
  audits: AuditRepository;
  results: ResultsService;
  scores: ScoresService;
  training: Pick<TrainingService, 'textsOf'>;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, results, scores, training, activity, tools, now } = parts;

  return {
    /**
     * One comparison, from one state of the database. Whether the person may read the audit is not asked here; of
     * the others, only those that they may read are taken.
     *
     * @param leaving - for what leaves the panel: small numbers suppressed for everybody, or "all" figures of the audits
     * whose figures this person may take along
     */
    of,

    /**
     * A comparison to be taken along, made into what is handed out, and then a line in the activity of each audit that
     * is in it: what could not be made was not taken.
     *
     * @throws ForbiddenError when all figures are asked for by somebody who may not take them
     */
    async take<Content>(
      auditId: number,
      raw: RawQuery,
      user: User,
      { format, all }: { format: string; all: boolean },
      make: (taken: Comparison) => Content | Promise<Content>,
    ): Promise<Content> {
      const taken = await of(auditId, raw, user, all ? 'all' : 'suppressed', DOCUMENTS.includes(format));
      const subject = { audit: taken.results[taken.main]?.audit as Audit };
      if (all && !can(user, 'results.exportUnsuppressed', subject)) {
        throw new ForbiddenError(refusalText(user, 'results.exportUnsuppressed', subject));
      }
      const content = await make(taken);
      await written(user, taken.results, { format, by: cutKey(taken.query.compared).split(',') });
      return content;
    },

    /**
     * All that a committee is told of an audit, suppressed for everybody, from one state of the database: by sample
     * group with the answers to other questions, by provider where that is anything else and, where there are audits that it repeats or that repeat
     * it, over time. Each is a family of comparisons of its own, as on its page. Written down as `take` does.
     *
     * @param make - gets the comparison by sample group first, and what those other audits say of groups and providers
     */
    async takeWhole<Content>(
      auditId: number,
      user: User,
      { format }: { format: string },
      make: (
        taken: [Comparison, ...Comparison[]],
        beside: Beside<Comparison>[],
      ) => Content | Promise<Content>,
    ): Promise<Content> {
      const { taken, beside } = await database.read(async () => {
        const once = nothingTaken();
        const view = (raw: RawQuery) => of(auditId, raw, user, 'suppressed', true, once);
        const byGroup = await view({});
        const audit = byGroup.results[byGroup.main]?.audit;
        const overTime = byGroup.choices.some(({ related }) => related) ? await view({ by: 'audit' }) : null;
        const isNothingMore = areGroupsProviders((overTime ?? byGroup).results.map(({ groups }) => groups));
        const byProvider = audit?.isBaseline || isNothingMore ? null : await view({ by: 'provider' });
        const all = [byGroup, byProvider, overTime].filter((one) => one !== null);
        return {
          taken: all as [Comparison, ...Comparison[]],
          beside: audit && overTime ? await besidesOf(audit, overTime, user, once) : [],
        };
      });
      const content = await make(taken, beside);
      const all = new Map(taken.flatMap((one) => one.results).map((one) => [one.audit.id, one]));
      await written(user, [...all.values()], {
        format,
        by: taken.map(({ query }) => cutKey(query.compared)),
      });
      return content;
    },
  };

  /** What the audits of a series say of groups and of providers, each by itself and over time, suppressed. */
  async function besidesOf(
    audit: Audit,
    overTime: Comparison,
    user: User,
    once: Taken,
  ): Promise<Beside<Comparison>[]> {
    // A published table has no groups or providers.
    const others = overTime.results
      .map((one) => one.audit)
      .filter(({ id, isBaseline }) => id !== audit.id && !isBaseline);
    if (audit.isBaseline || others.length === 0) return [];
    const view = (id: number, raw: RawQuery) => of(id, raw, user, 'suppressed', false, once);
    const found: Beside<Comparison>[] = [];
    for (const by of ['group', 'provider'] as const) {
      const own: Comparison[] = [];
      for (const { id } of others) own.push(await view(id, { by }));
      const together = await view(audit.id, { by, with: others.map(({ id }) => String(id)) });
      found.push({ by, others: own, overTime: together });
    }
    return found;
  }

  /** A line in the activity of each audit that was taken along. */
  async function written(
    user: User,
    taken: readonly ShownResults[],
    { format, by }: { format: string; by: string[] },
  ): Promise<void> {
    await database.write(async () => {
      for (const { audit, suppressed, breakdown } of taken) {
        if (suppressed && !isClosed(audit.state)) await results.keepShown(audit.id, breakdown);
        await activity.add({
          userId: user.id,
          action: suppressed ? 'results.exported' : 'results.exportedUnsuppressed',
          auditId: audit.id,
          detail: { view: 'comparison', format, by },
        });
      }
    });
  }

  function of(
    auditId: number,
    raw: RawQuery,
    user: User,
    leaving?: ExportSuppression,
    isDocument = false,
    taken: Taken = nothingTaken(),
  ): Promise<Comparison> {
    const isSuppressed = (audit: Audit) =>
      leaving === 'suppressed' || (leaving === 'all' && !can(user, 'results.exportUnsuppressed', { audit }));
    return database.read(async () => {
      const audit = await audits.byId(auditId);
      if (!audit) throw new NotFoundError();
      const tool = tools.of(audit);
      const { query, unknown } = readCompareQuery(raw, tool, { hasFiles: audit.hasCases });
      const { compared } = query;

      const readable = (await audits.ofMember(user.id)).filter((other) =>
        can(user, leaving ? 'results.export' : 'results.read', { audit: other }),
      );
      const { choices, divisible, missing } = besideOf(audit, query, readable);
      unknown.push(...missing);

      const inTime = [audit, ...divisible].toSorted(byFieldwork);
      const shownOf = (one: Audit, together?: Together) => {
        const breakdown =
          compared.by === 'group' || compared.by === 'audit' ? { by: 'group' as const, together } : compared;
        const key = JSON.stringify([one.id, breakdown]);
        const found =
          taken.results.get(key) ??
          results.shown(one.id, breakdown, user, {
            suppressed: isSuppressed(one),
            items: true,
          });
        taken.results.set(key, found);
        return found;
      };
      const scoresOf = async (all: Audit[]) => {
        const found: (ShownScores | null)[] = [];
        for (const one of all) {
          const isAsked =
            one.isScored && compared.by !== 'fields' && !(one.isBaseline && compared.by === 'provider');
          const by = compared.by === 'provider' ? 'provider' : 'group';
          const suppressed = isSuppressed(one);
          const key = JSON.stringify([one.id, by]);
          const own = isAsked
            ? (taken.scores.get(key) ?? scores.shown(one.id, by, user, { suppressed }))
            : null;
          if (own) taken.scores.set(key, own);
          found.push(await own);
        }
        return found;
      };
      const mainShown = await shownOf(audit, query.together ? { keys: query.units } : undefined);
      const together = mainShown.table.units.length < mainShown.groups.length && query.together;
      const byName = together ? { names: namesOf(mainShown.groups, query.units) } : undefined;
      const shown: ShownResults[] = [];
      for (const one of inTime) shown.push(one === audit ? mainShown : await shownOf(one, byName));

      const main = inTime.findIndex((one) => one.id === audit.id);
      const checkIds = checksOf(tool)
        .map((check) => check.id)
        .filter((id) => !divides(compared, id) && (query.checks.length === 0 || query.checks.includes(id)));
      const inDenominator = (table: ShownTable) =>
        query.denominator === 'parent' ? amongParents(table) : table;
      const tables = shown.map((one) => ({
        table: inDenominator(withoutChecks(one.table, reversedChecks(one.tool, tool))),
        rule: one.rule,
      }));
      const wholes = compareTables(tables, main, checkIds, 'wholes');
      const all = compared.by === 'audit' ? [] : compareTables(tables, main, checkIds, 'units');
      const lines = compared.by === 'group' ? mainShown.groups : all.map(({ unit }) => unit);
      const known = query.units.filter((wanted) => lines.some(({ key }) => key === wanted));
      if (known.length < query.units.length) unknown.push('a part of the audit');
      // Asked for by its key in the audit that is looked at, shown by its name in all of them.
      const names = new Set(together ? [] : namesOf(lines, known));
      const { units, leftOut } = leaveOut(all, compared, names);
      const seen = names.size === 0 ? units : units.filter(({ unit }) => names.has(unit.name));
      // What this reader sees on this page is one family, so what may be said comes after what is chosen.
      const judged = judgeUnits([...seen, ...wholes]);
      return {
        query: {
          ...query,
          units: known,
          together,
          withAudits: query.withAudits.filter((id) => divisible.some((other) => other.id === id)),
        },
        unknown: [...new Set(unknown)],
        results: shown,
        main,
        units: judged.slice(0, seen.length),
        leftOut,
        auditTotals: judged.slice(seen.length),
        checkIds,
        choices,
        scores: await scoresOf(inTime),
        training: isDocument ? await training.textsOf(inTime) : new Map(),
        isDocument,
        today: dayInBritain(now()),
      };
    });
  }

  /** The audits that can be put beside one, those of them that are, and what was asked for that cannot. */
  function besideOf(audit: Audit, { compared, withAudits }: CompareQuery, readable: Audit[]) {
    const tool = toolOf(audit);
    const family = relativesOf(audit, readable);
    const choices: Comparison['choices'] = readable
      .filter((other) => other.id !== audit.id && sharesQuestions(tool, toolOf(other)))
      .toSorted(byFieldwork)
      .map((other) => ({ audit: other, related: family.has(other.id) }));
    const asked = withAudits.filter((id) => id !== audit.id);
    const beside = choices
      .map((choice) => choice.audit)
      // Whole audits without a word of which: those that this one repeats, and that repeat it.
      .filter((other) =>
        asked.length === 0 && compared.by === 'audit' ? family.has(other.id) : asked.includes(other.id),
      );
    const divisible = beside.filter((other) => hasFields(other, toolOf(other), compared));
    return {
      choices,
      divisible,
      missing: [
        ...(asked.some((id) => !beside.some((other) => other.id === id)) ? ['an audit'] : []),
        ...(divisible.length < beside.length ? ['a field that one of the audits does not have'] : []),
      ],
    };
  }

  function toolOf(audit: Audit): Tool {
    return tools.of(audit);
  }
}

/** The names of lines, by their keys. */
const namesOf = (lines: readonly { key: string; name: string }[], keys: readonly string[]): string[] =>
  lines.filter(({ key }) => keys.includes(key)).map(({ name }) => name);

/** A table without the figures of these checks. */
function withoutChecks(table: ShownTable, ids: ReadonlySet<string>): ShownTable {
  if (ids.size === 0) return table;
  const without = (unit: ShownUnit) => ({ ...unit, checks: unit.checks.filter(({ id }) => !ids.has(id)) });
  return { ...table, units: table.units.map(without), overall: without(table.overall) };
}

const byFieldwork = (a: Audit, b: Audit): number =>
  a.fieldworkStart.localeCompare(b.fieldworkStart) || a.id - b.id;

/** The audits that this one repeats, at any remove, and those that repeat it or them. */
function relativesOf(audit: Audit, readable: Audit[]): Set<number> {
  const family = new Set([audit.id]);
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const { id, predecessorId } of [audit, ...readable]) {
      if (predecessorId === null) continue;
      if (family.has(id)) family.add(predecessorId);
      if (family.has(predecessorId)) family.add(id);
    }
  }
  family.delete(audit.id);
  return family;
}

/** Whether two tools ask anything that can stand side by side. */
function sharesQuestions(one: Tool, other: Tool): boolean {
  const idsOf = (tool: Tool) => [...checksOf(tool), ...besideItemsOf(tool)].map(({ id }) => id);
  const ids = new Set(idsOf(one));
  return idsOf(other).some((id) => ids.has(id));
}

/** A published table has no case files to divide, and another tool may not have the field. */
function hasFields(audit: Audit, tool: Tool, compared: Compared): boolean {
  if (compared.by !== 'fields') return true;
  return (
    audit.hasCases &&
    compared.fields.every((id) => id === GROUP_FIELD || itemById(tool, id)?.segment === true)
  );
}
