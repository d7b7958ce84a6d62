import {
  GROUP_FIELD,
  headlineOf,
  keptItemIds,
  mayBeCrossed,
  otherItemIds,
  otherItemsOf,
  segmentField,
  shownOutcomes,
  tally,
  unreadOf,
  weightedFigures,
  withAnswersOutOfPlace,
} from '../../../rules/index.ts';
import type {
  CheckOutcome,
  CopiedGoal,
  Headline,
  HowChosen,
  OtherItem,
  ShownTable,
  SuppressionRule,
  Tool,
  Validated,
  WeightedCheck,
} from '../../../rules/index.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { BandsRepository } from '../bands/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { AuditPlans, RecoveryPlanService } from '../../fieldwork/recoveryPlans/service.ts';
import { can } from '../../access/policy.ts';
import type { Actor } from '../../access/policy.ts';
import type { Tools } from '../../audits/tools.ts';
import type { ValidatedCounts } from '../../fieldwork/selfAudits/validated.ts';
import type { SamplingService } from '../../fieldwork/sampling/service.ts';
import type { StoppingService } from '../../fieldwork/stopping/service.ts';
import { chosenFrom } from './chosen.ts';
import type { ResultsRepository } from './repository.ts';
import { showItems } from './items.ts';
import type { ShownItems } from './items.ts';
import type { Results } from './results.ts';
import { createOutside, lastYearOf } from './outside.ts';
import type { ReleasesParts } from './outside.ts';
import { showSegments } from './segments.ts';
import type { Dimension } from './segments.ts';
import { showGroups } from './shown.ts';
import type { Breakdown } from './shown.ts';

export type { Results } from './results.ts';

/** The figures of one view of an audit, as one reader may see them. */
export interface ShownResults {
  audit: Audit;
  tool: Tool;
  breakdown: Breakdown;
  table: ShownTable;
  /** Its sample groups, in the order of the audit, each with the providers whose work it is and the items it is not asked. */
  groups: { key: string; name: string; providers: string[]; exclusions: string[] }[];
  /** Whether the rule on small numbers applies to this reader, be there something to mask or not. */
  suppressed: boolean;
  /** The rule, where it applies. */
  rule: SuppressionRule | null;
  threshold: number;
  /** Whether all figures by two fields are suppressed, since others were seen before the records changed. */
  isCrossedBefore: boolean;
  /** How the files of the audit were chosen. */
  chosen: HowChosen;
  /** All files weighted by what groups were drawn from; null where there is nothing to weigh. */
  weighted: WeightedCheck[] | null;
  /** Which of the figures of all files it goes by. */
  headline: Headline;
  /** What the rule by which the panel may stop reading says, as this reader may see it; empty where there is none. */
  outcomes: CheckOutcome[];
  asAt: string;
  completeFiles: number;
  /** Of self-audits: how many of their answers are validated; null of any other audit. */
  validated: Validated | null;
  /** The answers to items that are no checks; null where they were not asked for, and where files are divided by fields. */
  items: ShownItems | null;
}

/** What is asked for of a view of results. */
interface Asked {
  /** Small numbers are suppressed even for those who may see them. */
  suppressed?: boolean;
  /** The answers to items that are no checks, too: counting them takes as long as counting checks. */
  items?: boolean;
}

/** The same with the items that are no checks. */
export interface ResultsWithItems extends Results {
  items: OtherItem[];
}

/** The same with what the recovery plans of the audit come to. */
export interface ResultsWithPlans extends Results, AuditPlans {
  copied: CopiedGoal[];
}

export type ResultsService = ReturnType<typeof createResultsService>;

export function createResultsService(parts: {
  database: Database;
  audits: AuditRepository;
  results: ResultsRepository;
  bands: BandsRepository;
  plans: RecoveryPlanService;
  sampling: SamplingService;
  tools: Tools;
  validatedCounts: ValidatedCounts;
  releases: ReleasesParts;
  stopping: Pick<StoppingService, 'outcomes'>;
  now: () => Date;
}) {
  const { database, audits, results, bands, plans, sampling, tools, validatedCounts, stopping, now } = parts;

  const outside = createOutside({
    ...parts.releases,
    results,
    bands,
    audits,
    tools,
    now,
    of: (auditId, asked) => of(auditId, asked),
    otherItems: (found) => otherItems(found),
  });

  /** @param asked - items: with those that are no checks; outcomes: false where nobody holds a figure against a standard */
  async function of(
    auditId: number,
    { items = false, outcomes = true }: Pick<Asked, 'items'> & { outcomes?: boolean } = {},
  ): Promise<Results> {
    return database.read(async () => {
      const audit = await audits.byId(auditId);
      if (!audit) throw new NotFoundError();
      const tool = tools.of(audit);
      const groups = await audits.groups(auditId);
      const { complete, lastChange } = await results.progress(audit);
      const counts = await results.counts(audit, tool, groups, items ? otherItemIds(tool) : []);
      const kept = await results.kept(audit);
      const chosen =
        kept?.chosen ??
        chosenFrom(groups, await sampling.reports(auditId, groups), {
          sizes: await sampling.sizes(auditId, groups),
          printed: audit.isBaseline,
        });
      const drawn = counts.groups.map((group) => {
        const unread = unreadOf(chosen, group.name);
        return unread === null ? group : { ...group, unread };
      });
      return {
        audit,
        tool,
        groups,
        tally: withAnswersOutOfPlace(tally(tool, { ...counts, groups: drawn }), counts),
        itemCounts: items ? counts.items : null,
        printedItems: counts.printed,
        chosen,
        outcomes: !outcomes ? [] : kept ? (kept.outcomes ?? []) : await stopping.outcomes(audit, groups),
        completeFiles: audit.isBaseline ? groups.reduce((sum, group) => sum + group.files, 0) : complete,
        validated: (await validatedCounts.of(audit, tool, groups))?.all ?? null,
        asAt: lastChange !== null && lastChange > audit.updatedAt ? lastChange : audit.updatedAt,
      };
    });
  }

  const withPlans = (auditId: number, asked: Pick<Asked, 'items'> = {}): Promise<ResultsWithPlans> =>
    database.read(async () => {
      const found = await of(auditId, asked);
      const changed = await plans.lastChange(auditId);
      const ofPlans = await plans.ofAudit(found.audit, found.groups);
      return {
        ...found,
        asAt: changed !== null && changed > found.asAt ? changed : found.asAt,
        ...ofPlans,
        copied: plans.copied(found.audit, ofPlans.plans),
      };
    });

  /** What a field of a view divides by; an audit without case files has no fields. */
  async function dimensionsOf(
    { audit, tool }: Results,
    fields: [string] | [string, string],
  ): Promise<[Dimension] | [Dimension, Dimension]> {
    if (!audit.hasCases || fields[0] === fields[1]) throw new NotFoundError();
    const kept = await bands.of(audit.id);
    const lastYear = lastYearOf(audit);
    const found = fields.map((field): Dimension => {
      if (field === GROUP_FIELD) return GROUP_FIELD;
      const dimension = segmentField(tool, field, { bands: kept, lastYear });
      if (!dimension) throw new NotFoundError();
      return dimension;
    });
    return found as [Dimension] | [Dimension, Dimension];
  }

  /** A view of figures with what this reader may not see suppressed. */
  async function shownOf(
    found: Results,
    breakdown: Breakdown,
    user: Actor,
    { suppressed: anyway = false }: Pick<Asked, 'suppressed'> = {},
  ): Promise<ShownResults> {
    const { audit, tool, asAt, completeFiles } = found;
    const suppressed = tool.subject.personal && (anyway || !can(user, 'results.readUnsuppressed', { audit }));
    const rule = suppressed ? await outside.ruleOf(found) : null;
    const show = async () => {
      if (breakdown.by !== 'fields') return showGroups(breakdown, found, rule);
      const dimensions = await dimensionsOf(found, breakdown.fields);
      return showSegments(dimensions, await results.segments(audit.id, tool, dimensions), found, rule);
    };
    const byGroup = showGroups({ by: 'group' }, found, rule);
    const weighted = weightedFigures(byGroup, found.chosen, tool);
    return {
      audit,
      tool,
      breakdown,
      table: await show(),
      groups: found.groups.map(({ id, name, providers, exclusions }) => ({
        key: String(id),
        name,
        providers: providers.map((provider) => provider.name),
        exclusions,
      })),
      suppressed,
      rule,
      threshold: audit.smallNumberThreshold,
      isCrossedBefore:
        breakdown.by === 'fields' && breakdown.fields.length === 2 && rule !== null && !mayBeCrossed(rule),
      chosen: found.chosen,
      weighted,
      headline: headlineOf(audit.headline, weighted),
      outcomes: rule === null ? found.outcomes : shownOutcomes(found.outcomes, byGroup),
      asAt,
      completeFiles,
      validated: found.validated,
      items: await itemsOf(found, breakdown, rule),
    };
  }

  /** The items that are no checks and of which anything is known: of published tables those that it has. */
  const otherItems = async ({ audit, tool, printedItems }: Results): Promise<OtherItem[]> => {
    const printed = new Set(printedItems.map(({ item }) => item));
    return otherItemsOf(tool, { bands: await bands.of(audit.id), lastYear: lastYearOf(audit) }).filter(
      ({ item }) =>
        (!audit.isErased || keptItemIds(tool).includes(item.id)) &&
        (!audit.isBaseline || printed.has(item.id)),
    );
  };

  async function itemsOf(
    found: Results,
    breakdown: Breakdown,
    rule: SuppressionRule | null,
  ): Promise<ShownItems | null> {
    const { audit, tool, groups, itemCounts: counts, printedItems: printed } = found;
    if (counts === null || breakdown.by === 'fields') return null;
    const items = await otherItems(found);
    const { smallNumberRule } = audit;
    return showItems(
      breakdown.by,
      { instrument: tool.instrument, items, counts, groups, printed },
      rule && { ...rule, smallNumberRule },
    );
  }

  return {
    /** All figures of an audit, from one state of the database. */
    of: (auditId: number): Promise<Results> => of(auditId),

    /**
     * One view of an audit with what this reader may not see suppressed. Whether they may read results at all is not asked
     * here.
     *
     * @throws NotFoundError where the audit, or a field by which its results may be broken down, is not there
     */
    shown: (auditId: number, breakdown: Breakdown, user: Actor, options: Asked = {}): Promise<ShownResults> =>
      database.read(async () => {
        // By fields none are shown.
        const items = options.items === true && breakdown.by !== 'fields';
        return shownOf(await of(auditId, { items }), breakdown, user, options);
      }),

    /** What readers outside the panel are shown of an audit, and what of it tells something small beside what was shown before. */
    outside: (auditId: number, user: Actor) =>
      database.read(async () => {
        const found = await of(auditId);
        return {
          shown: await shownOf(found, { by: 'group' }, user, { suppressed: true }),
          told: await outside.toldByShowing(found),
        };
      }),

    /**
     * Keeps the counts that the figures of an audit are made of, before its cases are erased; to be called within a write.
     *
     * @returns the SHA-256 of what is kept
     */
    async keepFigures(auditId: number): Promise<string> {
      const { audit, tool, groups, chosen, outcomes } = await of(auditId);
      const { printed: _, ...counts } = await results.counts(audit, tool, groups, keptItemIds(tool), {
        anew: true,
      });
      const { complete, lastChange } = await results.progress(audit);
      return results.keep(auditId, { counts, chosen, outcomes, complete, lastChange }, groups);
    },

    /** Holds the counts that are kept of audits against their answers, and puts right those that are others. */
    async recount(): Promise<{ audit: Audit; wereRight: boolean }[]> {
      const found: { audit: Audit; wereRight: boolean }[] = [];
      for (const auditId of await results.keptAudits()) {
        const audit = await audits.byId(auditId);
        if (!audit) continue;
        const groups = await audits.groups(auditId);
        found.push({ audit, wereRight: await results.recount(auditId, tools.of(audit), groups) });
      }
      return found;
    },

    keepShown: (...asked: Parameters<typeof outside.keepShown>) => outside.keepShown(...asked),
    toldByShowing: (found: Results) => outside.toldByShowing(found),

    /** All figures with the answers to items that are no checks, and which these are. */
    withItems: (auditId: number, asked: { outcomes?: boolean } = {}): Promise<ResultsWithItems> =>
      database.read(async () => {
        const found = await of(auditId, { ...asked, items: true });
        return { ...found, items: await otherItems(found) };
      }),

    /** The figures with what the recovery plans come to, from the same state of the database. */
    withPlans: (auditId: number): Promise<ResultsWithPlans> => withPlans(auditId),

    /** The same, and the figures by group as this reader may see them, with those of items that are no checks. */
    both: (auditId: number, user: Actor): Promise<{ results: ResultsWithPlans; shown: ShownResults }> =>
      database.read(async () => {
        const found = await withPlans(auditId, { items: true });
        return { results: found, shown: await shownOf(found, { by: 'group' }, user) };
      }),
  };
}
