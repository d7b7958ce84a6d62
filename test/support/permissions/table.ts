import { API_ROWS } from './api.ts';
import { AUDITS_ROWS } from './audits.ts';
import { FEEDBACK_ROWS } from './feedback.ts';
import { FIELDWORK_ROWS } from './fieldwork.ts';
import { IMPROVEMENT_ROWS } from './improvement.ts';
import { MEASURES_ROWS } from './measures.ts';
import { OVERVIEW_ROWS } from './overview.ts';
import { PEOPLE_ROWS } from './people.ts';
import { RESULTS_ROWS } from './results.ts';
import type { PermissionRow } from './row.ts';

/**
 * The one table of who gets what, by direct request. `in` is the page to sign in (200 for a GET, 401 for a POST).
 * An audit that somebody has no part in is 404 for them. A 400, 409 or 422 is an answer from behind the door: the
 * person was let in, and what they sent was looked at.
 *
 * All audits are led by lena, with amir and beth as auditors and carl as commissioner. In `closed` the addressed
 * provider is paula's, its report is issued and queried; in `unreleased`, the same audit, it is dora's, and is not.
 *
 * Its parts are in the order of the areas.
 */
export const TABLE: PermissionRow[] = [
  ...PEOPLE_ROWS,
  ...AUDITS_ROWS,
  ...FIELDWORK_ROWS,
  ...RESULTS_ROWS,
  ...API_ROWS,
  ...FEEDBACK_ROWS,
  ...MEASURES_ROWS,
  ...IMPROVEMENT_ROWS,
  ...OVERVIEW_ROWS,
];
