import type { Urgency } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { timeInWords } from '../../formats/english.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import type { Alert, Safeguarding } from './store.ts';

const URGENCY_WORDS: Record<Urgency, string> = {
  now: 'Now: somebody may come to harm before tomorrow',
  today: 'Today',
  days: 'Within a few days',
};

/** Whom an alert goes to, what to do beside it, and by which rule; for the form and for the recording page. */
function presentRule(named: Safeguarding | null) {
  return {
    to: named?.leadIsThere ? named.leadName : null,
    phone: named?.phone ?? '',
    rule: named?.rule ?? '',
  };
}

/** What the recording page says and leads to. */
export const presentAlertLink = (audit: Audit, fileId: number, named: Safeguarding | null, user: User) =>
  can(user, 'alert.raise', { audit })
    ? { ...presentRule(named), href: urls.raiseAlert(audit.id, fileId) }
    : null;

/** The short form from inside a file. */
export function presentRaise(parts: {
  audit: Audit;
  fileId: number;
  reference: string;
  named: Safeguarding | null;
  before: readonly Alert[];
  user: User;
  typed: FormBody | null;
  keep: string;
}) {
  const { audit, fileId, reference, named, before, user, typed, keep } = parts;
  const value = (name: string) => (typed ? textOf(typed, name) : '');
  return {
    header: presentHeader(audit, user),
    back: urls.file(audit.id, fileId),
    action: urls.raiseAlert(audit.id, fileId),
    reference,
    ...presentRule(named),
    urgencies: Object.entries(URGENCY_WORDS).map(([urgency, text]) => ({
      value: urgency,
      text,
      checked: value('urgency') === urgency,
    })),
    seen: value('seen'),
    providerCase: value('providerCase'),
    keep,
    /** That alerts were raised on this file, without their words. */
    before: before.map(({ raisedAt, acknowledgedAt }) =>
      acknowledgedAt === null
        ? `One was sent on ${timeInWords(raisedAt)}. Nobody has acknowledged it yet: phone.`
        : `One was sent on ${timeInWords(raisedAt)}, and acknowledged on ${timeInWords(acknowledgedAt)}.`,
    ),
  };
}

/** How far an alert is, in a sentence. */
function stateInWords(alert: Alert, isOverdue: boolean): string {
  if (alert.acknowledgedAt !== null) {
    return `Acknowledged on ${timeInWords(alert.acknowledgedAt)} by ${alert.acknowledgedByName ?? 'somebody'}.`;
  }
  const to = alert.toName ?? 'the leads of the panel, since nobody was named';
  return isOverdue
    ? `Sent to ${to}, and not acknowledged in time. Phone now.`
    : `Sent to ${to}, and not acknowledged yet.`;
}

/** One alert, for the safeguarding lead and the leads of the panel. */
export function presentAlert(parts: {
  audit: Audit;
  alert: Alert;
  isOverdue: boolean;
  named: Safeguarding | null;
  reference: string;
  user: User;
  outcome: string | null;
}) {
  const { audit, alert, isOverdue, named, reference, user, outcome } = parts;
  return {
    header: can(user, 'audit.read', { audit }) ? presentHeader(audit, user) : null,
    auditTitle: audit.title,
    action: urls.alert(audit.id, alert.id),
    reference,
    state: stateInWords(alert, isOverdue),
    isOverdue,
    isAcknowledged: alert.acknowledgedAt !== null,
    urgency: URGENCY_WORDS[alert.urgency],
    seen: alert.seen,
    providerCase: alert.providerCase,
    raised: `${timeInWords(alert.raisedAt)} by ${alert.raisedByName}`,
    ...presentRule(named),
    outcome: outcome ?? alert.outcome,
  };
}

/** The lead's page: who is told, by which rule, and what was told. */
export function presentSetUp(parts: {
  audit: Audit;
  named: Safeguarding | null;
  candidates: readonly User[];
  alerts: readonly (Alert & { isOverdue: boolean })[];
  user: User;
  typed: FormBody | null;
}) {
  const { audit, named, candidates, alerts, user, typed } = parts;
  const chosen = typed ? textOf(typed, 'leadId') : named === null ? '' : String(named.leadId ?? 'nobody');
  const value = (name: 'phone' | 'rule') => (typed ? textOf(typed, name) : (named?.[name] ?? ''));
  return {
    header: presentHeader(audit, user),
    action: urls.safeguarding(audit.id),
    isGone: named !== null && named.leadId !== null && !named.leadIsThere ? named.leadName : null,
    people: [
      { value: '', text: 'Choose a person', selected: chosen === '' },
      ...candidates.map(({ id, name, email }) => ({
        value: String(id),
        text: `${name} (${email})`,
        selected: chosen === String(id),
      })),
      { value: 'nobody', text: 'Nobody is named yet', selected: chosen === 'nobody' },
    ],
    phone: value('phone'),
    rule: value('rule'),
    alerts: alerts.map((alert) => ({
      text: `${timeInWords(alert.raisedAt)}: ${stateInWords(alert, alert.isOverdue)}`,
      href: urls.alert(audit.id, alert.id),
    })),
  };
}
