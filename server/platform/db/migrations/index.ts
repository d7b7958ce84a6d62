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
import * as sheetWords from './0023-sheet-words.ts';

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
];

/** All migrations in order; a migration that was released is never edited. */
export const migrations: Knex.MigrationSource<[string, Migration]> = {
  getMigrations: () => Promise.resolve(all),
  getMigrationName: ([name]) => name,
  getMigration: ([, migration]) => Promise.resolve(migration),
};
