import { PROPOSED_MONTHS } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import type { CaseAmounts } from '../../fieldwork/caseFiles/erasing.ts';
import { countOf, dayInWords, timeInWords } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import type { BackupsWithIt, DueAudit } from './service.ts';
import type { Erasure } from './store.ts';

/** How much there is, or was, of each kind, one line each. */
export function amountsInWords(
  amounts: CaseAmounts,
  words: { one: string; many: string } = { one: 'case file', many: 'case files' },
): string[] {
  return [
    `${countOf(amounts.files, words.one, words.many)} with ${amounts.files === 1 ? 'its reference' : 'their references'}, in ${countOf(amounts.readings, 'reading')}`,
    countOf(amounts.answers, 'answer'),
    `${countOf(amounts.comments, 'comment')}, and ${countOf(amounts.notes, 'note')} of the panel`,
    `${countOf(amounts.plans, 'recovery plan')} that ${amounts.plans === 1 ? 'was' : 'were'} entered`,
    `${countOf(amounts.sampled, 'line')} of caseload lists`,
    `${countOf(amounts.copies, 'copy', 'copies')} on devices, which cannot be opened any more`,
  ];
}

/** What stays, one line each. */
export const KEPT = [
  'the figures: how many files of each group have which answer to each check and choice, suppressed for commissioners as before',
  'issued reports with their hashes, findings, improvement plans with their evidence',
  'the lines of the activity, which name no case',
];

/** What cannot be had any more, one line each. */
export const GONE = [
  'figures divided by a field, figures of dates, numbers and recovery plans, scores of single records, agreement of two readings',
  'queries, corrections and new reports: the audit is final',
];

/** The page with the period, what is due and what was erased. */
export function presentRetention(
  parts: { months: number | null; due: DueAudit[]; erasures: Erasure[]; today: string },
  typed: FormBody | null,
) {
  const { months, due, erasures, today } = parts;
  return {
    action: urls.retention(),
    backHref: urls.allActivity(),
    isChosen: months !== null,
    months: typed?.['months'] ?? (months === null ? '' : String(months)),
    proposed: PROPOSED_MONTHS.cases,
    due: due.map(({ audit, dueOn }) => ({
      title: audit.title,
      partnership: audit.partnership,
      ended: dayInWords(audit.fieldworkEnd),
      due: dayInWords(dueOn),
      isDue: dueOn <= today,
      href: urls.auditErasure(audit.id),
    })),
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
    stays: KEPT,
    gone: GONE,
    reason,
    action: urls.auditErasureAsk(audit.id),
    requestHref: isAsked ? urls.auditDeletion(audit.id) : null,
    back: sees ? urls.manageAudit(audit.id) : urls.retention(),
  };
}

export type CertificateView = ReturnType<typeof presentCertificate>;

/** The certificate of an erasure. */
export function presentCertificate(erasure: Erasure, backups: BackupsWithIt, audit: Audit, user: User) {
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
    stays: KEPT,
    gone: GONE,
    backups: {
      files: backups.files.map(({ at, file }) => `${timeInWords(at)}: ${file}`),
      goneOn: backups.goneOn === null ? null : dayInWords(backups.goneOn),
    },
    pdfHref: urls.auditErasurePdf(audit.id),
    back: can(user, 'retention.manage') ? urls.retention() : urls.audit(audit.id),
    fileName: `certificate-of-erasure-${audit.id}.pdf`,
  };
}

/** What is said of backups from before an erasure, in sentences. */
export function backupsInWords({ files, goneOn }: CertificateView['backups']): string[] {
  if (files.length === 0) {
    return [
      'The program knows of no backup from before. Copies that were made in another way hold what was erased.',
    ];
  }
  return [
    `${countOf(files.length, 'backup')} from before ${files.length === 1 ? 'holds' : 'hold'} it still:`,
    ...(goneOn === null
      ? []
      : [
          `Those that the program makes every day are replaced by ${goneOn}, as long as it makes one every day.`,
        ]),
    'Backups made by a command or before an upgrade, and copies elsewhere, have to be removed by hand. Whoever restores one of them has to erase anew.',
  ];
}
