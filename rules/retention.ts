import { monthsOn } from './programme.ts';

/** What a period can be set for. */
export type RetentionKind = 'cases';

/** What is proposed where nothing is set: eight years, the term of adult records in the NHS code of practice of 2021. */
export const PROPOSED_MONTHS: Readonly<Record<RetentionKind, number>> = { cases: 96 };

/** The day from which what is recorded of the cases of an audit is due to be erased. */
export const erasureDueOn = (fieldworkEnd: string, months: number): string => monthsOn(fieldworkEnd, months);
