import { checksOf } from '../../rules/index.ts';
import type { ShownUnit, Tool } from '../../rules/index.ts';
import type { User } from '../people/accounts/repository.ts';
import type { Audit, SampleGroup } from '../audits/repository.ts';
import { can } from '../access/policy.ts';
import { leftOutAsData } from '../results/exports/presenter.ts';
import { presentSelfAuditData } from '../results/exports/selfAuditPresenter.ts';
import type { TakenSelfAudits } from '../results/exports/selfAuditPresenter.ts';
import { describedItems, itemsOfUnit } from '../results/figures/items.ts';
import type { ShownResults } from '../results/figures/service.ts';
import { presentScoreData } from '../results/scores/exportPresenter.ts';
import { divisionId } from '../results/scores/presenter.ts';
import type { ShownScores } from '../results/scores/shown.ts';
import type {
  ApiAudit,
  ApiAuditDetails,
  ApiAuditList,
  ApiCheck,
  ApiResults,
  ApiScores,
  ApiSelfAudits,
} from './schemas.ts';

function presentAudit(audit: Audit, user: User): ApiAudit {
  return {
    id: audit.id,
    title: audit.title,
    partnership: audit.partnership,
    state: audit.state,
    baseline: audit.isBaseline,
    fieldwork: { start: audit.fieldworkStart, end: audit.fieldworkEnd },
    tool: { id: audit.toolId, version: audit.toolVersion },
    predecessor: audit.predecessorId,
    part: audit.panel.get(user.id) ?? 'auditor',
    mayReadResults: can(user, 'results.read', { audit }),
  };
}

const presentChecks = (tool: Tool): ApiCheck[] =>
  checksOf(tool).map(({ id, label, shortLabel, polarity, standard, dependsOn }) => ({
    id,
    label,
    shortLabel,
    polarity,
    standard: standard ?? null,
    hangsOn: dependsOn ? { check: dependsOn.item, answer: dependsOn.answer } : null,
  }));

export function presentAudits(audits: Audit[], user: User): ApiAuditList {
  return { audits: audits.map((audit) => presentAudit(audit, user)) };
}

export function presentAuditDetails(parts: {
  audit: Audit;
  groups: SampleGroup[];
  tool: Tool;
  user: User;
}): ApiAuditDetails {
  const { audit, groups, tool, user } = parts;
  return {
    audit: presentAudit(audit, user),
    groups: groups.map(({ name, plannedFiles, providers, exclusions }) => ({
      name,
      plannedFiles,
      providers: providers.map((provider) => provider.name),
      notAsked: exclusions,
    })),
    checks: presentChecks(tool),
    leftOut: leftOutAsData(tool),
  };
}

export function presentResults(shown: ShownResults, user: User): ApiResults {
  const { audit, tool, breakdown, table, asAt, suppressed, threshold, completeFiles, items } = shown;
  const withItems = (unit: ShownUnit) => ({ ...unit, ...(items && { items: itemsOfUnit(items, unit.key) }) });
  return {
    audit: presentAudit(audit, user),
    by: breakdown.by === 'fields' ? breakdown.fields.join(' and ') : breakdown.by,
    asAt,
    suppressed,
    threshold,
    completeFiles,
    chosen: shown.chosen,
    weighted: shown.weighted,
    headline: shown.headline,
    ...(shown.outcomes.length > 0 && { outcomes: shown.outcomes }),
    checks: presentChecks(tool),
    leftOut: leftOutAsData(tool),
    ...(shown.validated && { validated: shown.validated }),
    ...(items && { items: describedItems(items) }),
    units: table.units.map(withItems),
    overall: withItems(table.overall),
    ...(table.notRecorded === undefined ? {} : { notRecorded: table.notRecorded }),
  };
}

export function presentScores(shown: ShownScores, user: User): ApiScores {
  const { audit, instrument, asAt, suppressed } = shown;
  const { one, many, personal } = instrument.subject;
  return {
    audit: presentAudit(audit, user),
    subject: { one, many, personal },
    by: divisionId(shown),
    asAt,
    excluded: [...shown.excluded],
    suppressed,
    threshold: audit.smallNumberThreshold,
    ...presentScoreData(shown),
  };
}

export const presentSelfAudits = (taken: TakenSelfAudits): ApiSelfAudits => presentSelfAuditData(taken);
