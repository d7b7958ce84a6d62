import {
  isFewFiles,
  itemById,
  maskOverReleases,
  maskSampleGroups,
  segmentField,
  segmentItemsOf,
  shownNow,
  suppressionRuleOf,
} from '../../../rules/index.ts';
import type { OtherItem, ShownBefore, SuppressionRule } from '../../../rules/index.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { BandsRepository } from '../bands/repository.ts';
import { isTakenOut } from '../../fieldwork/caseFiles/oneCase.ts';
import { itemsOutside } from './items.ts';
import type { ResultsRepository } from './repository.ts';
import { shownOfField } from './segments.ts';
import type { Results } from './results.ts';
import { allOf, groupsOfProviders } from './shown.ts';
import type { Breakdown } from './shown.ts';
import type { ShownBeforeStore } from './shownBefore.ts';

/** What of an audit could be seen outside its panel: all of it, one view, or its scores. */
export type Seen = 'everything' | 'scores' | Breakdown;

const isFieldSeen = (id: string, seen: Seen): boolean =>
  seen === 'everything' || (seen !== 'scores' && seen.by === 'fields' && seen.fields.includes(id));

/** The last year that stands by itself where files are divided by a date. */
export const lastYearOf = ({ fieldworkEnd }: Audit): number => Number(fieldworkEnd.slice(0, 4));

export interface ReleasesParts {
  shownBefore: ShownBeforeStore;
  /** What is shown of scores, which are made elsewhere; null where there are none. */
  scoresOutside: (
    audit: Audit,
    before: readonly ShownBefore[],
  ) => Promise<{ shown: NonNullable<ShownBefore['scores']>; told: { groups: string[] }[] } | null>;
}

/** What readers outside the panel are shown of an audit, and were shown of it before its figures changed. */
export function createOutside(
  parts: ReleasesParts & {
    results: ResultsRepository;
    bands: BandsRepository;
    audits: AuditRepository;
    tools: Tools;
    of: (auditId: number, asked?: { items?: boolean }) => Promise<Results>;
    otherItems: (found: Results) => Promise<OtherItem[]>;
    now: () => Date;
  },
) {
  const { shownBefore, scoresOutside, results, bands, audits, tools, of, otherItems, now } = parts;

  /** The rule of an audit, with what was shown of it before. */
  async function ruleOf({ audit, tool }: Pick<Results, 'audit' | 'tool'>): Promise<SuppressionRule> {
    const before = [...(await shownBefore.of(audit.id)), ...(await ofSameFiles(audit))];
    return {
      ...suppressionRuleOf(tool, audit),
      before,
      ...(before.length > 0 && { state: await stateOf(audit) }),
    };
  }

  /** By what one state of the records, and of the bands that divide them, is told from another. */
  async function stateOf(audit: Audit): Promise<string> {
    const { complete, lastChange } = await results.progress(audit);
    const ofBands = [...(await bands.of(audit.id))].map(([id, from]) => `${id} ${from.join(' ')}`).toSorted();
    return [complete, lastChange, lastYearOf(audit), ...ofBands].join('; ');
  }

  /**
   * Of an audit that reads the files of the one that it repeats again, but for a few: how many of these had which value of a
   * field. Who somebody is stays the same, so the few would follow from both. What was answered about practice is read anew,
   * and nothing follows from that.
   */
  async function ofSameFiles(audit: Audit): Promise<ShownBefore[]> {
    const previous = audit.predecessorId === null ? null : await audits.byId(audit.predecessorId);
    if (!previous?.hasCases || !audit.hasCases) return [];
    const [then, today] = [await results.references(previous.id), await results.references(audit.id)];
    // What was taken out of one has its pair in the other, whom it stands for there.
    const [thenOut, todayOut] = [takenOutOf(then), takenOutOf(today)];
    const inOneOnly = [
      Math.max(0, difference(then, today) - thenOut - todayOut),
      Math.max(0, difference(today, then) - thenOut - todayOut),
    ];
    const isTold = (count: number) => count === 0 || isFewFiles(count, audit.smallNumberThreshold);
    // Where all are the same there are no few to be told.
    if (inOneOnly.every((count) => count === 0) || !inOneOnly.every(isTold)) return [];
    const found = { ...(await of(previous.id, { items: true })), tool: tools.of(previous) };
    const rule = { ...suppressionRuleOf(found.tool, previous), before: await shownBefore.of(previous.id) };
    const fields = await fieldsOutside(found, 'everything', rule);
    const own = { fields, ...(await questionsOutside(found, rule)).shown };
    return [own, ...rule.before].map(({ fields: divided = {}, persons = {} }) => ({
      until: '',
      groups: [],
      providers: [],
      checks: {},
      fields: Object.fromEntries(Object.entries(divided).map(([id, one]) => [id, { ...one, checks: {} }])),
      persons,
      crossed: false,
    }));
  }

  /** What readers outside the panel are shown of groups, and what of it tells something small beside what was shown before. */
  function groupsOutside({ tool, tally: figures, groups }: Results, rule: SuppressionRule) {
    const units = figures.groups.map((group, g) => ({ key: String(groups[g]?.id ?? ''), ...group }));
    const providers = groupsOfProviders(groups);
    const overall = { ...allOf(tool), ...figures.overall };
    const own = maskSampleGroups(units, providers, overall, rule);
    const { masks, told } = maskOverReleases(own, units, providers, rule.before ?? [], rule);
    return { told, shown: () => shownNow(masks, units, providers, now().toISOString()) };
  }

  /** The same of fields that files may be divided by. */
  async function fieldsOutside(found: Results, seen: Seen, rule: SuppressionRule) {
    const fields: NonNullable<ShownBefore['fields']> = {};
    if (!found.audit.hasCases) return fields;
    const kept = await bands.of(found.audit.id);
    for (const { id } of segmentItemsOf(found.tool)) {
      const field = segmentField(found.tool, id, { bands: kept, lastYear: lastYearOf(found.audit) });
      if (!field || !isFieldSeen(id, seen)) continue;
      const counts = await results.segments(found.audit.id, found.tool, [field]);
      fields[id] = shownOfField(field, counts, found, rule);
    }
    return fields;
  }

  /** The same of questions that are no checks. */
  async function questionsOutside(found: Results, rule: SuppressionRule) {
    const { audit, tool, groups, itemCounts: counts } = found;
    const items = counts === null || audit.isBaseline ? [] : await otherItems(found);
    if (counts === null || items.length === 0) return { shown: {}, told: [] };
    const { smallNumberRule } = audit;
    return itemsOutside({ instrument: tool.instrument, items, counts, groups }, { ...rule, smallNumberRule });
  }

  return {
    ruleOf,

    /**
     * Keeps what readers outside the panel are shown of an audit, before its figures change or when some of them leave it; to
     * be called within a write. Where nobody outside could see any, nothing is kept.
     *
     * @param seen - what could be seen: everything, or what leaves in one view
     */
    async keepShown(auditId: number, seen: Seen = 'everything'): Promise<void> {
      const found = await of(auditId, { items: true });
      const { audit, tool } = found;
      if (!tool.subject.personal || audit.isBaseline || found.tally.overall.files === 0) return;
      const rule = await ruleOf(found);
      const isByFields = seen !== 'everything' && seen !== 'scores' && seen.by === 'fields';
      const ofScores = seen === 'everything' || seen === 'scores';
      const scores = ofScores ? await scoresOutside(audit, rule.before ?? []) : null;
      await shownBefore.keep(auditId, {
        ...groupsOutside(found, rule).shown(),
        fields: await fieldsOutside(found, seen, rule),
        ...(isByFields || seen === 'scores' ? {} : (await questionsOutside(found, rule)).shown),
        ...(scores && { scores: scores.shown }),
        crossed: seen === 'everything' || (isByFields && seen.fields.length === 2),
        state: await stateOf(audit),
      });
    },

    /** What small would follow from these figures beside what was shown of the audit before, by checks, which have an id, and names of groups. */
    async toldByShowing(found: Results): Promise<{ id: string | null; check: string; groups: string[] }[]> {
      if (!found.tool.subject.personal || found.audit.isBaseline) return [];
      const rule = await ruleOf(found);
      // What is shown for the first time stands beside nothing.
      if (rule.before?.length === 0) return [];
      const names = new Map(found.groups.map(({ id, name }) => [String(id), name]));
      const nameOf = (key: string) => names.get(key) ?? key;
      const { told } = groupsOutside(found, rule);
      const questions = await questionsOutside(await of(found.audit.id, { items: true }), rule);
      const scores = await scoresOutside(found.audit, rule.before ?? []);
      const inOneLine = (check: string, small: readonly { groups: string[] }[]) => {
        const groups = [...new Set(small.flatMap((one) => one.groups))];
        return groups.length === 0 ? [] : [{ id: null, check, groups: groups.map(nameOf) }];
      };
      return [
        ...told.map(({ check, groups }) => ({
          id: check,
          check: itemById(found.tool, check)?.label ?? check,
          groups: groups.map(nameOf),
        })),
        // A file that was added answers nearly all of them, so they are told in one line.
        ...inOneLine('Questions that are no checks', questions.told),
        ...inOneLine('Scores', scores?.told ?? []),
      ];
    },
  };
}

const takenOutOf = (references: ReadonlySet<string>): number => [...references].filter(isTakenOut).length;

const difference = (of: ReadonlySet<string>, without: ReadonlySet<string>): number =>
  [...of].filter((one) => !without.has(one)).length;
