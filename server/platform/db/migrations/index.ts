import type { Knex } from 'knex';
import * as initial from './0001-initial.ts';
import * as devices from './0002-devices.ts';
import * as samples from './0003-samples.ts';
import * as secondReadings from './0004-second-readings.ts';
import * as reAudits from './0005-re-audits.ts';
import * as plans from './0006-plans.ts';
import * as bands from './0007-bands.ts';
import * as baselines from './0008-baselines.ts';
import * as apiTokens from './0009-api-tokens.ts';
import * as findings from './0010-findings.ts';
import * as reports from './0011-reports.ts';
import * as improvement from './0012-improvement.ts';
import * as mail from './0013-mail.ts';
import * as deviceCopies from './0014-device-copies.ts';
import * as countingIndex from './0015-counting-index.ts';
import * as listedFields from './0016-listed-fields.ts';
import * as training from './0070-training.ts';
import * as keptCounts from './0071-kept-counts.ts';
import * as safeguarding from './0072-safeguarding.ts';
import * as printedDistributions from './0060-printed-distributions.ts';
import * as declaredInterests from './0042-declared-interests.ts';
import * as whereSeen from './0041-where-seen.ts';
import * as correctedComments from './0017-corrected-comments.ts';
import * as reportData from './0018-report-data.ts';
import * as finalAudits from './0019-final-audits.ts';
import * as fullView from './0022-full-view.ts';
import * as ndtmsExtract from './0024-ndtms-extract.ts';
import * as smallNumberOrder from './0026-small-number-order.ts';
import * as leftOutItems from './0029-left-out-items.ts';
import * as smallNumberRule from './0021-small-number-rule.ts';
import * as questionnaires from './0027-questionnaires.ts';
import * as callPlans from './0030-call-plans.ts';
import * as nothingToAnswer from './0035-nothing-to-answer.ts';
import * as selfAudits from './0031-self-audits.ts';
import * as linksByMail from './0036-links-by-mail.ts';
import * as panelWork from './0037-panel-work.ts';
import * as joinedProviders from './0038-joined-providers.ts';
import * as auditAdministration from './0039-audit-administration.ts';
import * as providerDetails from './0040-provider-details.ts';
import * as longerReferences from './0033-longer-references.ts';
import * as toolVersions from './0034-tool-versions.ts';
import * as sheetWords from './0023-sheet-words.ts';
import * as hashedSessions from './0043-hashed-sessions.ts';
import * as headline from './0044-headline.ts';
import * as shownBefore from './0045-shown-before.ts';
import * as auditStandards from './0068-audit-standards.ts';
import * as changeDays from './0069-change-days.ts';
import * as reportContact from './0054-report-contact.ts';
import * as measures from './0048-measures.ts';
import * as measureLinks from './0055-measure-links.ts';
import * as backups from './0052-backups.ts';
import * as activitySeals from './0053-activity-seals.ts';
import * as stoppingRules from './0046-stopping-rules.ts';
import * as signIn from './0050-sign-in.ts';
import * as passkeys from './0051-passkeys.ts';
import * as signOn from './0058-sign-on.ts';
import * as programme from './0032-programme.ts';
import * as deliveryPlans from './0056-delivery-plans.ts';
import * as meetings from './0057-meetings.ts';
import * as erasedAccounts from './0065-erased-accounts.ts';
import * as rateLimits from './0059-rate-limits.ts';
import * as erasures from './0064-erasures.ts';
import * as providerLogos from './0075-provider-logos.ts';
import * as printedScores from './0066-printed-scores.ts';
import * as groupCaseloads from './0067-group-caseloads.ts';
import * as unfinishedReadings from './0078-unfinished-readings.ts';
import * as noCountingIndex from './0079-no-counting-index.ts';
import * as listLeftOut from './0080-list-left-out.ts';
import * as publishedFigures from './0077-published-figures.ts';
import * as organisations from './0076-organisations.ts';
import * as jobs from './0063-jobs.ts';
import * as waitingFiles from './0062-waiting-files.ts';

interface Migration {
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

// Named here one by one and not read from the folder, so that the compiled program and the tests run the same list.
const all: [string, Migration][] = [
  ['0001-initial', initial],
  ['0002-devices', devices],
  ['0003-samples', samples],
  ['0004-second-readings', secondReadings],
  ['0005-re-audits', reAudits],
  ['0006-plans', plans],
  ['0007-bands', bands],
  ['0008-baselines', baselines],
  ['0009-api-tokens', apiTokens],
  ['0010-findings', findings],
  ['0011-reports', reports],
  ['0012-improvement', improvement],
  ['0013-mail', mail],
  ['0014-device-copies', deviceCopies],
  ['0015-counting-index', countingIndex],
  ['0016-listed-fields', listedFields],
  ['0017-corrected-comments', correctedComments],
  ['0018-report-data', reportData],
  ['0019-final-audits', finalAudits],
  ['0021-small-number-rule', smallNumberRule],
  ['0022-full-view', fullView],
  ['0023-sheet-words', sheetWords],
  ['0024-ndtms-extract', ndtmsExtract],
  ['0026-small-number-order', smallNumberOrder],
  ['0027-questionnaires', questionnaires],
  ['0029-left-out-items', leftOutItems],
  ['0030-call-plans', callPlans],
  ['0035-nothing-to-answer', nothingToAnswer],
  ['0031-self-audits', selfAudits],
  ['0043-hashed-sessions', hashedSessions],
  ['0036-links-by-mail', linksByMail],
  ['0037-panel-work', panelWork],
  ['0039-audit-administration', auditAdministration],
  ['0040-provider-details', providerDetails],
  ['0033-longer-references', longerReferences],
  ['0034-tool-versions', toolVersions],
  ['0054-report-contact', reportContact],
  ['0048-measures', measures],
  ['0052-backups', backups],
  ['0053-activity-seals', activitySeals],
  ['0046-stopping-rules', stoppingRules],
  ['0050-sign-in', signIn],
  ['0051-passkeys', passkeys],
  ['0055-measure-links', measureLinks],
  ['0058-sign-on', signOn],
  ['0032-programme', programme],
  ['0056-delivery-plans', deliveryPlans],
  ['0057-meetings', meetings],
  ['0044-headline', headline],
  ['0045-shown-before', shownBefore],
  ['0064-erasures', erasures],
  ['0068-audit-standards', auditStandards],
  ['0038-joined-providers', joinedProviders],
  ['0059-rate-limits', rateLimits],
  ['0065-erased-accounts', erasedAccounts],
  ['0041-where-seen', whereSeen],
  ['0042-declared-interests', declaredInterests],
  ['0072-safeguarding', safeguarding],
  ['0075-provider-logos', providerLogos],
  ['0062-waiting-files', waitingFiles],
  ['0063-jobs', jobs],
  ['0070-training', training],
  ['0060-printed-distributions', printedDistributions],
  ['0069-change-days', changeDays],
  ['0076-organisations', organisations],
  ['0067-group-caseloads', groupCaseloads],
  ['0077-published-figures', publishedFigures],
  ['0071-kept-counts', keptCounts],
  ['0066-printed-scores', printedScores],
  ['0078-unfinished-readings', unfinishedReadings],
  ['0079-no-counting-index', noCountingIndex],
  ['0080-list-left-out', listLeftOut],
];

/** All migrations in order; a migration that was released is never edited. */
export const migrations: Knex.MigrationSource<[string, Migration]> = {
  getMigrations: () => Promise.resolve(all),
  getMigrationName: ([name]) => name,
  getMigration: ([, migration]) => Promise.resolve(migration),
};
