import { monthsOn } from './programme.ts';
import type { AuditState } from './workflow.ts';

/** What a period can be set for. */
export type RetentionKind = 'cases' | 'accounts';

/**
 * What is proposed where nothing is set: for cases eight years, the term of adult records in the NHS code of practice of
 * 2021; for disabled accounts two years, which is our own, for a re-audit to know who read last time.
 */
export const PROPOSED_MONTHS: Readonly<Record<RetentionKind, number>> = { cases: 96, accounts: 24 };

/** The day from which what is recorded of the cases of an audit is due to be erased. */
export const erasureDueOn = (fieldworkEnd: string, months: number): string => monthsOn(fieldworkEnd, months);

/** What of an audit says whether what was recorded of its cases can be erased. */
export interface ErasableAudit {
  state: AuditState;
  isBaseline?: boolean;
  isErased?: boolean;
  isSelfAudit?: boolean;
  isScored?: boolean;
}

/** Why it never can be of such an audit, as a sentence; null where nothing about its kind stands in the way. */
export function neverErased({ isBaseline, isSelfAudit, isScored }: ErasableAudit): string | null {
  if (isBaseline === true) return 'A baseline was taken over from a published table, and has no cases.';
  if (isSelfAudit === true) {
    return 'The figures of a self-audit hang on what its providers handed in, so nothing of it is erased by itself. To delete the whole audit, ask for that.';
  }
  if (isScored === true) {
    return 'Its tool has criteria, and its scores could not be made from counts, so nothing of it is erased by itself. To delete the whole audit, ask for that.';
  }
  return null;
}

/** What stands in the way of erasing, as a sentence; null where nothing does. What final needs is said by the step that leads there. */
export function obstacleToErasing(audit: ErasableAudit): string | null {
  if (audit.isErased === true) return 'What was recorded of its cases is erased already.';
  const never = neverErased(audit);
  if (never !== null) return never;
  return audit.state === 'final' ? null : 'Nothing is erased before the audit is final. Make it final first.';
}
