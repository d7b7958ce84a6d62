import {
  checksOf,
  figureOf,
  figureOfCheck,
  figureOfCompleteness,
  figureOfCriterion,
  isClosed,
  labelOf,
  NDTMS_MEASURES,
  overallFigures,
} from '../../rules/index.ts';
import type { AboutFigure, AuditFigure, AuditFigureKind, ShownUnit, Tool } from '../../rules/index.ts';
import { can } from '../access/policy.ts';
import type { Actor } from '../access/policy.ts';
import type { Audit, AuditRepository } from '../audits/repository.ts';
import type { Tools } from '../audits/tools.ts';
import { NDTMS_LABELS, showCompleteness } from '../fieldwork/sampling/completenessPresenter.ts';
import type { ShownCompleteness } from '../fieldwork/sampling/completenessPresenter.ts';
import type { SamplingService } from '../fieldwork/sampling/service.ts';
import type { ActivityRepository } from '../people/activity/repository.ts';
import type { Database } from '../platform/db/database.ts';
import { InputError, NotFoundError } from '../platform/errors.ts';
import { groupBy } from '../platform/groupBy.ts';
import type { ResultsService, ShownResults } from '../results/figures/service.ts';
import { outcomeOfAll, outcomeOfProvider } from '../results/figures/standards.ts';
import { topDown } from '../results/scores/order.ts';
import type { ScoresService } from '../results/scores/service.ts';
import type { ShownScores, ShownScoreUnit } from '../results/scores/shown.ts';
import { criterionIdOf } from '../results/scores/unit.ts';
import type { MeasureLink, MeasureLinkRepository } from './linkRepository.ts';
import type { KeptMeasure, MeasureRepository } from './repository.ts';

/** What of an audit can be put beside a measure. */
export interface LinkablePart {
  kind: AuditFigureKind;
  part: string;
  label: string;
  /** The id of the measure that the tool names for it; null where it names none. */
  proposed: string | null;
}

/** A figure of an audit beside a measure, as one reader may see it: of the whole audit, and by provider. */
export interface LinkedFigure {
  link: MeasureLink;
  audit: Audit;
  label: string;
  isFinal: boolean;
  /** Null for who may not read the results yet. */
  overall: AuditFigure | null;
  providers: AuditFigure[];
}

/** What the engines say of an audit to one reader; null what was not asked for or may not be read. */
interface Said {
  tool: Tool;
  shown: ShownResults | null;
  scored: ShownScores | null;
  complete: ShownCompleteness | null;
}

export type MeasureLinkService = ReturnType<typeof createMeasureLinkService>;

/** Figures of audits beside measures: which, and what they are. Every figure is that of the results, for that reader. */
export function createMeasureLinkService(parts: {
  database: Database;
  links: MeasureLinkRepository;
  measures: MeasureRepository;
  audits: AuditRepository;
  tools: Tools;
  results: ResultsService;
  scores: ScoresService;
  sampling: SamplingService;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, links, measures, audits, tools, results, scores, sampling, activity, now } = parts;

  /** All that can be chosen of an audit, in the order of its tool. */
  function partsOf(audit: Audit): LinkablePart[] {
    const tool = tools.of(audit);
    const proposals = proposalsOf(tool);
    const part = (kind: AuditFigureKind, id: string, label: string): LinkablePart => ({
      kind,
      part: id,
      label,
      proposed: proposals.get(id) ?? null,
    });
    return [
      ...checksOf(tool).map(({ id, label }) => part('check', id, label)),
      ...(audit.isScored
        ? topDown(tool.instrument).map(({ criterion, depth }) =>
            part('criterion', criterion.id, `${depth === 0 ? 'Overall score' : 'Score'}: ${criterion.title}`),
          )
        : []),
      ...(audit.hasExtract
        ? NDTMS_MEASURES.map((id) => part('completeness', id, `NDTMS records: ${NDTMS_LABELS[id].label}`))
        : []),
    ];
  }

  const labelIn = (audit: Audit, all: readonly LinkablePart[], { kind, part }: MeasureLink): string =>
    all.find((one) => one.kind === kind && one.part === part)?.label ??
    `${labelOf(tools.of(audit), part) ?? part} (left out of this audit)`;

  /** What the engines say of one audit; each is asked once, and only where something of it is linked. */
  async function saidOf(
    audit: Audit,
    own: readonly MeasureLink[],
    user: Actor,
    suppressed: boolean,
  ): Promise<Said> {
    const has = (kind: AuditFigureKind) => own.some((link) => link.kind === kind);
    const may = can(user, suppressed ? 'results.export' : 'results.read', { audit });
    const mayCompleteness = can(user, suppressed ? 'completeness.export' : 'completeness.read', { audit });
    const extract = mayCompleteness && has('completeness') ? await sampling.extractOf(audit.id) : null;
    const isSuppressed = suppressed || !can(user, 'results.readUnsuppressed', { audit });
    return {
      tool: tools.of(audit),
      shown:
        may && has('check') ? await results.shown(audit.id, { by: 'provider' }, user, { suppressed }) : null,
      scored:
        may && has('criterion') && audit.isScored
          ? await scores.shown(audit.id, 'provider', user, { suppressed })
          : null,
      complete:
        extract &&
        showCompleteness(
          audit,
          { tool: tools.of(audit), groups: await audits.groups(audit.id), extract },
          isSuppressed,
        ),
    };
  }

  /** The figures of one audit that are linked. */
  async function figuresIn(
    audit: Audit,
    own: readonly MeasureLink[],
    user: Actor,
    suppressed: boolean,
  ): Promise<LinkedFigure[]> {
    const all = partsOf(audit);
    const said = await saidOf(audit, own, user, suppressed);
    return own.map((link) => {
      const about = (place: string): AboutFigure => ({
        measure: link.measure,
        place,
        period: { start: audit.fieldworkStart, end: audit.fieldworkEnd },
        source: audit.title,
      });
      const { overall, units } = unitsOf(said, link, about) ?? { overall: null, units: [] };
      return {
        link,
        audit,
        label: labelIn(audit, all, link),
        isFinal: isClosed(audit.state),
        overall: overall?.(audit.partnership) ?? null,
        providers: units.map(({ name, figure }) => figure(name)),
      };
    });
  }

  return {
    /**
     * The figures of audits that bear on a measure, newest fieldwork first; of audits that the reader has no part in
     * there is nothing, not even their number.
     *
     * @param suppressed - for what leaves the panel: small numbers are suppressed for everybody
     */
    ofMeasure: (measure: KeptMeasure, user: Actor, { suppressed = false } = {}): Promise<LinkedFigure[]> =>
      database.read(async () => {
        const own = groupBy(await links.ofMeasure(measure.key), ({ auditId }) => auditId);
        const seen = (await audits.byIds([...own.keys()]))
          .filter((audit) => can(user, 'audit.read', { audit }))
          .toSorted((a, b) => b.fieldworkEnd.localeCompare(a.fieldworkEnd) || b.id - a.id);
        const found: LinkedFigure[] = [];
        for (const audit of seen) {
          found.push(...(await figuresIn(audit, own.get(audit.id) ?? [], user, suppressed)));
        }
        return found;
      }),

    /** The measures that an audit bears on, with what of it does; null where there is no measure at all. */
    ofAudit: (
      audit: Audit,
    ): Promise<{ measures: KeptMeasure[]; links: (MeasureLink & { label: string })[] } | null> =>
      database.read(async () => {
        const all = await measures.measures();
        if (all.length === 0) return null;
        const known = partsOf(audit);
        const own = await links.ofAudit(audit.id);
        return { measures: all, links: own.map((link) => ({ ...link, label: labelIn(audit, known, link) })) };
      }),

    partsOf,

    /** The names of all partnerships with audits. */
    partnerships: (): Promise<string[]> => audits.partnerships(),

    /** The audits of which this person may put figures beside measures, newest fieldwork first. */
    linkable: async (user: Actor): Promise<Audit[]> =>
      (await audits.ofMember(user.id)).filter((audit) => can(user, 'measures.link', { audit })),

    async add(actorId: number, audit: Audit, measureId: string, kind: string, part: string): Promise<void> {
      await database.alone('measures', async () => {
        const measure = (await measures.measures()).find(({ id }) => id === measureId);
        const one = partsOf(audit).find((other) => other.kind === kind && other.part === part);
        if (!measure || !one) {
          throw new InputError([
            ...(one ? [] : [{ field: 'figure', text: 'Choose a figure of the audit.' }]),
            ...(measure ? [] : [{ field: 'measure', text: 'Choose the measure that it bears on.' }]),
          ]);
        }
        const link = { auditId: audit.id, kind: one.kind, part };
        await links.add(measure.key, link, actorId, now().toISOString());
        await activity.add({
          userId: actorId,
          action: 'measure.linked',
          auditId: audit.id,
          subject: `measure ${measureId}`,
        });
      });
    },

    /** @throws NotFoundError where the audit has no such link */
    async remove(actorId: number, audit: Audit, linkId: number): Promise<MeasureLink> {
      return database.write(async () => {
        const link = (await links.ofAudit(audit.id)).find(({ id }) => id === linkId);
        if (!link) throw new NotFoundError();
        await links.remove(linkId);
        await activity.add({
          userId: actorId,
          action: 'measure.unlinked',
          auditId: audit.id,
          subject: `measure ${link.measure}`,
        });
        return link;
      });
    },

    /** Writes down of each audit that its figures were taken along beside a measure. */
    async taken(actorId: number, found: readonly LinkedFigure[]): Promise<void> {
      for (const auditId of new Set(found.map(({ audit }) => audit.id))) {
        await activity.add({
          userId: actorId,
          action: 'results.exported',
          auditId,
          detail: { view: 'measure', format: 'pdf' },
        });
      }
    },
  };
}

/** The measures that a tool names, by the id of the check or criterion. */
function proposalsOf({ instrument }: Tool): ReadonlyMap<string, string> {
  const named = [
    ...instrument.sections.flatMap(({ items }) => items),
    ...topDown(instrument).map(({ criterion }) => criterion),
  ];
  return new Map(
    named.flatMap((one) =>
      'measure' in one && one.measure !== undefined ? [[one.id, one.measure] as const] : [],
    ),
  );
}

type Figure = (place: string) => AuditFigure;

/** The figure of all records and those by provider, still to be told whose they are; null where there is none to see. */
function unitsOf(
  { tool, shown, scored, complete }: Said,
  { kind, part }: MeasureLink,
  about: (place: string) => AboutFigure,
): { overall: Figure; units: { name: string; figure: Figure }[] } | null {
  const all = <Unit extends { name: string }>(units: readonly Unit[], of: (unit: Unit) => Figure) =>
    units.map((unit) => ({ name: unit.name, figure: of(unit) }));
  const check = checksOf(tool).find(({ id }) => id === part);
  if (kind === 'check' && shown && check) {
    const of = (unit: ShownUnit) => (place: string) =>
      figureOfCheck(about(place), check, figureOf(unit, part), {
        outcome: outcomeOfProvider(shown, unit.name, part),
      });
    const headline = overallFigures(shown, part, 'applicable')?.headline ?? null;
    const overall = (place: string) =>
      figureOfCheck(about(place), check, figureOf(shown.table.overall, part), {
        headline,
        outcome: outcomeOfAll(shown, part),
      });
    return { overall, units: all(shown.table.units, of) };
  }
  if (kind === 'criterion' && scored) {
    const of = (unit: ShownScoreUnit) => (place: string) => criterionFigure(about(place), part, unit);
    return { overall: of(scored.overall), units: all(scored.units ?? [], of) };
  }
  const measure = NDTMS_MEASURES.find((id) => id === part);
  if (kind !== 'completeness' || !complete || !measure) return null;
  const at = NDTMS_MEASURES.indexOf(measure);
  const of =
    ({ counts }: Pick<ShownCompleteness['overall'], 'counts'>) =>
    (place: string) =>
      figureOfCompleteness(about(place), measure, counts[at], complete.threshold);
  return { overall: of(complete.overall), units: all(complete.units, of) };
}

function criterionFigure(about: AboutFigure, id: string, unit: ShownScoreUnit): AuditFigure {
  const found = unit.criteria.find((one) => criterionIdOf(one) === id);
  if (found?.kind === 'suppressed') return figureOfCriterion(about, null);
  if (found?.kind === 'printed') {
    const { mean: printed, scored: of } = found;
    const figure = { mean: printed?.value ?? null, scored: of, records: unit.records, interval: null };
    return figureOfCriterion(about, figure);
  }
  const { mean = null, scored = 0 } = found?.tally ?? {};
  return figureOfCriterion(about, { mean, scored, records: unit.records, interval: found?.interval ?? null });
}
