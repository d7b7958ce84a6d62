import { obstacleToErasing } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';
import { caseloadsText } from '../../audits/groupChecks.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import type { CaseAmounts } from '../../fieldwork/caseFiles/erasing.ts';
import { countOf, daysInWords, timeInWords } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { amountsInWords, goneInWords, keptInWords, UNTIL_DELETED } from '../retention/presenter.ts';
import type { SizeOfAudit } from './service.ts';
import type { AskedDeletion } from './store.ts';

const TITLE_MAXIMUM_LENGTH = 120;

/** What goes with an audit that is deleted, one line each. */
function goesWithIt(audit: Audit, size: SizeOfAudit): string[] {
  const { words } = audit;
  return [
    `${countOf(size.files, words.one, words.many)} with every answer, comment and second reading`,
    `${countOf(size.reports, 'issued report')} with queries, and improvement plans with their evidence`,
    `${countOf(size.groups, 'sample group')}, the sample, the panel, codes and copies on devices`,
    ...(size.successors > 0
      ? [
          `its place before ${countOf(size.successors, 'audit that repeats', 'audits that repeat')} it, which then ${size.successors === 1 ? 'repeats' : 'repeat'} none`,
        ]
      : []),
  ];
}

/** The page on which an audit is put away, copied or thrown away. */
export function presentManagement(parts: {
  audit: Audit;
  user: User;
  archivedAt: string | null;
  asked: AskedDeletion | null;
  size: SizeOfAudit;
  reason: unknown;
}) {
  const { audit, user, archivedAt, asked, size, reason } = parts;
  const isDraft = audit.state === 'draft' && size.files === 0;
  return {
    header: presentHeader(audit, user),
    copyHref: urls.copyAudit(audit.id),
    erasure: audit.isErased
      ? {
          text: 'What was recorded of its cases was erased.',
          link: 'Read the certificate',
          href: urls.auditErasure(audit.id),
        }
      : can(user, 'audit.askErasure', { audit })
        ? {
            text: 'When what was recorded of the cases is not needed any more, two people erase it. The figures stay, and so do the issued reports with what they quote of cases.',
            link: 'Look at what would be erased',
            href: urls.auditErasure(audit.id),
          }
        : null,
    /** Where a person who asks what is recorded about them is answered; null where nothing here is about persons. */
    requestsHref: audit.words.personal && can(user, 'request.answer', { audit }) ? urls.requests() : null,
    archiveAction: urls.archiveAudit(audit.id),
    archived: archivedAt === null ? null : timeInWords(archivedAt),
    mayArchive: audit.state !== 'open',
    discardAction: isDraft && can(user, 'audit.discard', { audit }) ? urls.discardAudit(audit.id) : null,
    deletion: isDraft && !asked ? null : presentRequest(asked, user),
    askAction: urls.auditDeletion(audit.id),
    goesWithIt: goesWithIt(audit, size),
    title: audit.title,
    reason,
  };
}

function presentRequest(asked: AskedDeletion | null, user: User) {
  if (!asked) return { asked: null };
  return {
    asked: {
      who: asked.askedBy === user.id ? 'You have' : `${asked.askedByName} has`,
      when: timeInWords(asked.askedAt),
      reason: asked.reason,
      whatInWords:
        asked.what === 'audit'
          ? 'this audit to be deleted'
          : 'what was recorded of the cases of this audit to be erased',
      own: asked.askedBy === user.id,
      href: urls.auditDeletion(asked.auditId),
      withdrawAction: urls.auditDeletionWithdraw(asked.auditId),
    },
  };
}

/** The page on which a second person deletes an audit or refuses to. */
export function presentDeletion(parts: {
  audit: Audit;
  user: User;
  asked: AskedDeletion | null;
  size: SizeOfAudit;
  amounts: CaseAmounts;
}) {
  const { audit, user, asked, size, amounts } = parts;
  const isErasure = asked?.what === 'cases';
  return {
    // An administrator has no part in the audit and sees no page of it.
    header: can(user, 'audit.read', { audit }) ? presentHeader(audit, user) : null,
    back: can(user, 'audit.archive', { audit }) ? urls.manageAudit(audit.id) : urls.home(),
    title: audit.title,
    partnership: audit.partnership,
    fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
    goesWithIt: isErasure ? amountsInWords(amounts, audit.words) : goesWithIt(audit, size),
    stays: isErasure ? keptInWords(audit.words) : null,
    untilDeleted: UNTIL_DELETED,
    gone: isErasure ? goneInWords(audit.words) : null,
    obstacle: isErasure ? obstacleToErasing(audit) : null,
    /** Sent with what is confirmed, so that nobody confirms what they have not read. */
    read: asked && { what: asked.what, askedAt: asked.askedAt },
    ...presentRequest(asked, user),
    confirmAction: urls.auditDeletionConfirm(audit.id),
  };
}

/** The form for a copy of an audit's set-up. */
export function presentCopyForm(audit: Audit, groups: SampleGroup[], values: FormBody | null, user: User) {
  return {
    header: presentHeader(audit, user),
    action: urls.copyAudit(audit.id),
    back: urls.manageAudit(audit.id),
    values: values ?? { title: `${audit.title}: copy`.slice(0, TITLE_MAXIMUM_LENGTH), samePanel: 'yes' },
    groups: groups.map((group) => ({
      name: group.name,
      plannedFiles: countOf(group.plannedFiles, audit.words.one, audit.words.many),
      providers: group.providers.map(({ name }) => name).join(' and '),
    })),
    caseloads: caseloadsText(groups, audit.words),
    leftOut: audit.leftOut.length,
    standards: audit.standards.length,
  };
}
