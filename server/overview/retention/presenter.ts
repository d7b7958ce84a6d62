import { neverErased, obstacleToErasing, PROPOSED_MONTHS } from '../../../rules/index.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import type { CaseAmounts } from '../../fieldwork/caseFiles/erasing.ts';
import { countOf, dayInWords, dayOf, timeInWords } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import type { DueAccount } from './accounts.ts';
import type { DueAudit } from './service.ts';
import type { Erasure } from './store.ts';

/** How much there is, or was, of each kind, one line each; of what only case files have, where there is any. */
export function amountsInWords(amounts: CaseAmounts, words: SubjectWords): string[] {
  const ofCaseFiles: [number, string][] = [
    [
      amounts.plans,
      `${countOf(amounts.plans, 'recovery plan')} that ${amounts.plans === 1 ? 'was' : 'were'} entered`,
    ],
    [amounts.sampled, `${countOf(amounts.sampled, 'line')} of caseload lists`],
    [
      amounts.copies,
      `${countOf(amounts.copies, 'copy', 'copies')} on devices, which cannot be opened any more`,
    ],
  ];
  return [
    `${countOf(amounts.files, words.one, words.many)} with ${amounts.files === 1 ? 'its reference' : 'their references'}, in ${countOf(amounts.readings, 'reading')}`,
    countOf(amounts.answers, 'answer'),
    `${countOf(amounts.comments, 'comment')}, and ${countOf(amounts.notes, 'note')} of the panel`,
    ...((amounts.places ?? 0) > 0
      ? [`where ${countOf(amounts.places ?? 0, 'answer was', 'answers were')} seen`]
      : []),
    ...((amounts.alerts ?? 0) > 0 ? [countOf(amounts.alerts ?? 0, 'safeguarding alert')] : []),
    countOf(amounts.corrections, 'correction of an answer', 'corrections of answers'),
    ...ofCaseFiles.flatMap(([amount, text]) => (amount > 0 || words.areCaseFiles ? [text] : [])),
  ];
}

/** What stays, one line each. */
export const keptInWords = ({ files }: Pick<SubjectWords, 'files'>): string[] => [
  `the figures: how many ${files} of each group have which answer to each check and choice, suppressed for commissioners as before`,
  `issued reports with their hashes, and word for word what they quote: references of ${files} to look at, and comments of auditors`,
  'queries of providers with their answers, and findings, also those that were made from a comment, as they were written',
  'improvement plans with their evidence',
  'the lines of the activity, which name no case',
];

/** Until when what still tells of cases stays. */
export const UNTIL_DELETED =
  'References and comments that are quoted in issued reports, and queries with their answers, are not erased: they stay until the audit is deleted as a whole.';

/** What cannot be had any more, one line each. */
export const goneInWords = ({ areCaseFiles }: Pick<SubjectWords, 'areCaseFiles'>): string[] => [
  `figures divided by a field, figures of dates${areCaseFiles ? ', numbers and recovery plans' : ' and numbers'}, scores of single records, agreement of two readings`,
  'queries, corrections and new reports: the audit is final',
];

/** The page with the period, what is due and what was erased. */
export function presentRetention(
  parts: {
    months: number | null;
    due: DueAudit[];
    never: DueAudit[];
    erasures: Erasure[];
    accounts: { months: number | null; due: DueAccount[]; count: number; last: string | null };
    today: string;
  },
  typed: FormBody | null,
) {
  const { months, due, never, erasures, accounts, today } = parts;
  return {
    action: urls.retention(),
    backHref: urls.allActivity(),
    isChosen: months !== null,
    months: typed?.['months'] ?? (months === null ? '' : String(months)),
    proposed: PROPOSED_MONTHS.cases,
    accounts: presentAccounts(accounts, typed),
    due: due.map(({ audit, dueOn }) => ({
      title: audit.title,
      partnership: audit.partnership,
      ended: dayInWords(audit.fieldworkEnd),
      due: dayInWords(dueOn),
      isDue: dueOn <= today,
      href: obstacleToErasing(audit) === null ? urls.auditErasure(audit.id) : null,
    })),
    never: never.map(({ audit }) => ({
      title: audit.title,
      partnership: audit.partnership,
      why: neverErased(audit) ?? '',
    })),
    requestsHref: urls.requests(),
    erasures: erasures.map((erasure) => ({
      title: erasure.title,
      partnership: erasure.partnership,
      erased: timeInWords(erasure.erasedAt),
      files: erasure.amounts.files,
      answers: erasure.amounts.answers,
      href: erasure.auditId === null ? null : urls.auditErasure(erasure.auditId),
    })),
  };
}

function presentAccounts(
  {
    months,
    due,
    count,
    last,
  }: { months: number | null; due: DueAccount[]; count: number; last: string | null },
  typed: FormBody | null,
) {
  return {
    action: urls.retentionOfAccounts(),
    months: typed?.['accountMonths'] ?? (months === null ? '' : String(months)),
    proposed: PROPOSED_MONTHS.accounts,
    isChosen: months !== null,
    due: due.map(({ id, name, dueOn }) => ({ name, due: dayInWords(dueOn), href: urls.person(id) })),
    erased:
      last === null ? null : `${countOf(count, 'account')} erased, the last on ${dayInWords(dayOf(last))}.`,
  };
}

/** The page on which somebody asks for what was recorded of the cases of an audit to be erased. */
export function presentErasureRequest(parts: {
  audit: Audit;
  user: User;
  amounts: CaseAmounts;
  isAsked: boolean;
  reason: unknown;
}) {
  const { audit, user, amounts, isAsked, reason } = parts;
  const sees = can(user, 'audit.read', { audit });
  return {
    header: sees ? presentHeader(audit, user) : null,
    title: audit.title,
    partnership: audit.partnership,
    ended: dayInWords(audit.fieldworkEnd),
    goes: amountsInWords(amounts, audit.words),
    stays: keptInWords(audit.words),
    untilDeleted: UNTIL_DELETED,
    gone: goneInWords(audit.words),
    reason,
    action: urls.auditErasureAsk(audit.id),
    requestHref: isAsked ? urls.auditDeletion(audit.id) : null,
    back: sees ? urls.manageAudit(audit.id) : urls.retention(),
  };
}

export type CertificateView = ReturnType<typeof presentCertificate>;

/** The certificate of an erasure. */
export function presentCertificate(parts: {
  erasure: Erasure;
  /** YYYY-MM-DD by which the last daily backup with it is removed; null where there are none. */
  backupsGoneOn: string | null;
  reportedTo: { id: number; name: string }[];
  audit: Audit;
  user: User;
}) {
  const { erasure, backupsGoneOn, reportedTo, audit, user } = parts;
  return {
    header: can(user, 'audit.read', { audit }) ? presentHeader(audit, user) : null,
    title: erasure.title,
    rows: [
      { term: 'Audit', text: `${erasure.title}, ${erasure.partnership}` },
      { term: 'Last day of fieldwork', text: dayInWords(erasure.fieldworkEnd) },
      { term: 'Asked for', text: `by ${erasure.askedBy}, ${timeInWords(erasure.askedAt)}` },
      { term: 'Confirmed', text: `by ${erasure.confirmedBy}, ${timeInWords(erasure.erasedAt)}` },
      { term: 'Why', text: erasure.reason },
      { term: 'SHA-256 of the counts that are kept', text: erasure.figuresSha256 },
    ],
    erased: amountsInWords(erasure.amounts, audit.words),
    stays: keptInWords(audit.words),
    untilDeleted: UNTIL_DELETED,
    gone: goneInWords(audit.words),
    backups: backupsInWords(erasure.erasedAt, backupsGoneOn),
    reports: reportedTo
      .filter(({ id }) => can(user, 'feedback.fetch', { audit, feedback: { providerId: id, issued: true } }))
      .map(({ id, name }) => ({ name, href: urls.report(audit.id, id) })),
    pdfHref: urls.auditErasurePdf(audit.id),
    back: can(user, 'retention.manage') ? urls.retention() : urls.audit(audit.id),
    fileName: `certificate-of-erasure-${audit.id}.pdf`,
  };
}

/** What is known of backups from before an erasure, in sentences. */
function backupsInWords(erasedAt: string, goneOn: string | null): string[] {
  const before = `Backups made before ${timeInWords(erasedAt)} hold it still.`;
  const byHand = 'have to be removed by hand, and so have copies elsewhere.';
  return [
    goneOn === null
      ? `${before} This program makes none by itself, so all that there are ${byHand}`
      : `${before} Those that this program makes every day and keeps are gone by ${dayInWords(goneOn)} where daily backups go on. Others (made by command, before an upgrade, or of an earlier version) ${byHand}`,
    'Whoever restores one of them has to erase anew.',
  ];
}
