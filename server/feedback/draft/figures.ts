import {
  checksOf,
  combine,
  criteriaOf,
  isSmallFor,
  outcomeOf,
  suppressionRuleOf,
  withIntervals,
} from '../../../rules/index.ts';
import type { CheckTally, ShownItem, SmallNumberRule, Tally, Tool } from '../../../rules/index.ts';
import type { ShownCriterion } from '../../results/scores/shown.ts';
import type { FeedbackInput } from './input.ts';
import type { Finding } from '../store/findings.ts';
import { othersOf } from '../store/report.ts';
import type { ReportChanges, ReportFigures } from '../store/report.ts';
import type { BesideCounts } from '../store/reportData.ts';

/**
 * The figures of the report to one provider. Its own are shown as they are; those of the partnership are withheld
 * where what is left of them without the provider's, which is what stands beside its own, is small.
 *
 * @throws RangeError when the tally is not of this tool
 */
export function reportFigures(
  parts: Pick<FeedbackInput, 'answersBeside' | 'scores' | 'outcomes'> & {
    tool: Tool;
    /** Of the whole audit. */
    tally: Tally;
    ownGroups: string[];
    findings: Finding[];
    smallNumberThreshold: number;
    smallNumberRule: SmallNumberRule;
  },
): ReportFigures {
  const { tool, findings } = parts;
  const rule = suppressionRuleOf(tool, parts);
  if (parts.tally.tool !== tool.id || parts.tally.version !== tool.version) {
    throw new RangeError(`the tally is of ${parts.tally.tool} version ${parts.tally.version}`);
  }
  const tally = withIntervals(withoutAmong(parts.tally));
  const groups = parts.ownGroups.flatMap((name) => tally.groups.find((group) => group.name === name) ?? []);
  const isWithheld = (mine: CheckTally, all: CheckTally) => {
    const others = { yes: all.yes - mine.yes, applicable: all.applicable - mine.applicable };
    return others.applicable > 0 && isSmallFor(rule, all.id, others);
  };
  const own = withIntervals({ ...tally, groups: [], overall: combine(tool, groups) }).overall;
  return {
    tool: { id: tool.id, version: tool.version },
    files: own.files,
    allFiles: tally.overall.files,
    checks: checksOf(tool).map(({ id, label }) => {
      const ownFigures = of(own.checks, id);
      const all = of(tally.overall.checks, id);
      const outcome = outcomeOf(parts.outcomes ?? [], id, parts.ownGroups);
      return {
        id,
        label,
        own: ownFigures,
        ...(outcome === null ? {} : { outcome }),
        partnership: isWithheld(ownFigures, all) ? null : all,
      };
    }),
    groups: groups.map(({ name, files, checks }) => ({ name, files, checks })),
    findings: findings.map(({ id, kind, itemId, text }) => ({ id, kind, itemId, text })),
    ...besides(parts),
  };
}

/** The counts behind answers to questions that are no checks, and behind scores; nothing where there are none. */
function besides({
  answersBeside: answers,
  scores,
}: Pick<FeedbackInput, 'answersBeside' | 'scores'>): Pick<ReportFigures, 'besides'> {
  const ofItem = ({
    suppressed,
    counts,
    bands,
    notApplicable,
    notRecorded,
    sum,
  }: ShownItem): BesideCounts | null =>
    suppressed ? null : [...Object.values(bands ?? counts), notApplicable, notRecorded, sum];
  const ofCriterion = (figure: ShownCriterion | undefined): BesideCounts | null =>
    figure?.kind === 'figure'
      ? [figure.tally.scored, figure.tally.unscored, figure.tally.sum, ...Object.values(figure.tally.bands)]
      : null;
  const found = [
    ...(answers?.items ?? []).map(({ item }, i) => ({
      id: item.id,
      label: item.label,
      figures: [answers?.own.items[i], answers?.others.items[i]].map((shown) => shown && ofItem(shown)),
    })),
    ...(scores ? criteriaOf(scores.instrument) : []).map(({ id, title }, c) => ({
      id,
      label: title,
      figures: [scores?.own.criteria[c], scores?.others.criteria[c]].map(ofCriterion),
    })),
  ].map(({ id, label, figures: [own, others] }) => ({ id, label, own: own ?? [], others: others ?? null }));
  return found.length > 0 ? { besides: found } : {};
}

/** A report has one denominator, so what is kept with it has no figures in another, which would have to be withheld apart. */
function withoutAmong(tally: Tally): Tally {
  const without = (check: CheckTally): CheckTally => {
    const figures = { ...check };
    delete figures.among;
    return figures;
  };
  return {
    ...tally,
    groups: tally.groups.map((group) => ({ ...group, checks: group.checks.map(without) })),
    overall: { ...tally.overall, checks: tally.overall.checks.map(without) },
  };
}

function of<Figures extends CheckTally>(all: Figures[], id: string): Figures {
  const found = all.find((figures) => figures.id === id);
  if (!found) throw new RangeError(`no figures for the check ${id}`);
  return found;
}

/** What of the figures and findings differs from an earlier version; null is a figure that is withheld or was not there. */
export function changesBetween(before: ReportFigures, after: ReportFigures): ReportChanges {
  const earlier = new Map(before.checks.map((check) => [check.id, check]));
  const counts = (figures: CheckTally | null) =>
    figures && [figures.yes, figures.no, figures.notApplicable, figures.notRecorded].join(' ');
  const figures = after.checks.flatMap((check) =>
    (['own', 'others'] as const).flatMap((whose) => {
      const figureOf = (entry: ReportFigures['checks'][number] | undefined) =>
        entry === undefined ? null : whose === 'own' ? entry.own : othersOf(entry);
      const [was, is] = [figureOf(earlier.get(check.id)), figureOf(check)];
      return counts(was) === counts(is) ? [] : [{ label: check.label, whose, before: was, after: is }];
    }),
  );
  // Before they were told nothing is known of them.
  const known = before.besides && new Map(before.besides.map(({ id, own }) => [id, own.join(' ')]));
  const besidesChanged = (after.besides ?? []).flatMap(({ id, label, own }) =>
    known && known.get(id) !== own.join(' ') ? [label] : [],
  );
  const old = new Map(before.findings.map((finding) => [finding.id, finding]));
  const kept = new Set(after.findings.map((finding) => finding.id));
  const same = (a: ReportFigures['findings'][number], b: ReportFigures['findings'][number]) =>
    a.text === b.text && a.kind === b.kind && a.itemId === b.itemId;
  return {
    figures,
    ...(besidesChanged.length > 0 ? { besides: besidesChanged } : {}),
    findings: [
      ...after.findings.flatMap((finding): ReportChanges['findings'] => {
        const was = old.get(finding.id);
        if (!was) return [{ change: 'added', before: null, after: finding.text }];
        return same(was, finding) ? [] : [{ change: 'reworded', before: was.text, after: finding.text }];
      }),
      ...before.findings
        .filter((finding) => !kept.has(finding.id))
        .map((finding) => ({ change: 'removed' as const, before: finding.text, after: null })),
    ],
  };
}
