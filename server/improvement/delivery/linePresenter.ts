import { statusOf } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { Audit } from '../../audits/repository.ts';
import { dayForForm } from '../../formats/english.ts';
import type { User } from '../../people/accounts/repository.ts';
import { EVIDENCE_MAXIMUM_MEGABYTES } from '../../web/evidence.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { dueInWords } from '../actions/dueDate.ts';
import type { ActionNote } from '../actions/noteRepository.ts';
import { presentNotes } from '../actions/presenter.ts';
import { STATUS_TAGS } from '../actions/tags.ts';
import type { TextWarningView } from '../plans/textWarning.ts';
import { answerValue } from './answers.ts';
import type { AnswerChoice } from './answers.ts';
import { cellField } from './form.ts';
import { ownerText } from './presenter.ts';
import { PARTNERSHIP } from './reading.ts';
import type { LineColumn, Owner } from './reading.ts';
import type { DeliveryLine, DeliveryPlan, LineAnswer } from './repository.ts';

/** What a line answers is chosen under this name. */
export const ANSWERS_FIELD = 'answered';

/** One line with all that was reported of it. */
export function presentLine(
  { plan, line, notes }: { plan: DeliveryPlan; line: DeliveryLine; notes: readonly ActionNote[] },
  owners: readonly Owner[],
  user: User,
  today: string,
  values: FormBody = {},
) {
  const status = statusOf(line, today);
  const form = (name: string) => urls.deliveryLineForm(plan.id, line.id, name);
  const mayReport = can(user, 'deliveryLine.report', { line });
  const owner = owners.find(({ id }) => id === line.providerId);
  return {
    back: urls.deliveryPlan(plan.id),
    backText: plan.title,
    action: line.action,
    heading: line.heading,
    owner: ownerText(line, owners),
    ownerHasLeft: owner?.hasLeft ?? false,
    due: dueInWords(line.due, today, status),
    measure: line.measure,
    answers: line.answers?.label ?? '',
    answersHref: line.answers && hrefOf(line.answers, user),
    themes: line.themes.map((text) => ({ text, href: urls.deliveryPlan(plan.id, { theme: text }) })),
    status: STATUS_TAGS[status],
    editHref: can(user, 'deliveryPlans.manage') ? form('edit') : null,
    saidBy: line.providerId === null ? 'The partnership' : (owner?.name ?? 'The provider'),
    mayReport: mayReport && line.progress !== 'confirmed',
    mayConfirm: can(user, 'deliveryLine.confirm', { line }) && line.progress === 'done',
    mayNote: mayReport,
    progress: line.progress,
    progressAction: form('progress'),
    confirmAction: form('confirm'),
    notesAction: form('notes'),
    maximumMegabytes: EVIDENCE_MAXIMUM_MEGABYTES,
    values,
    warning: null,
    notes: presentNotes(notes, (noteId) => urls.deliveryEvidence(plan.id, line.id, noteId)),
  };
}

/** A measure has a page of its own for everybody who may read measures; of what an audit asked the label is all. */
const hrefOf = ({ kind, ref }: LineAnswer, user: User): string | null =>
  kind === 'measure' && can(user, 'measures.read') ? urls.measure(ref) : null;

/** The form of a line. */
export function presentLineForm(of: {
  plan: DeliveryPlan;
  line: DeliveryLine;
  owners: readonly Owner[];
  choices: readonly AnswerChoice[];
  audits: readonly Audit[];
  auditId: number | null;
  body: FormBody | null;
}) {
  const { plan, line, owners, choices, audits, auditId, body } = of;
  const ownName = owners.find(({ id }) => id === line.providerId)?.name ?? PARTNERSHIP;
  const kept: Record<LineColumn, string> = {
    heading: line.heading,
    action: line.action,
    owner: ownName,
    role: line.ownerRole,
    due: dayForForm(line.due),
    'done when': line.measure,
    themes: line.themes.join(', '),
  };
  const value = (column: LineColumn) => (body ? textOf(body, cellField(0, column)) : kept[column]);
  const own = line.answers && answerValue(line.answers);
  const chosen = body ? textOf(body, ANSWERS_FIELD) : (own ?? '');
  const offered = [
    ...(line.answers && !choices.some((one) => one.value === own)
      ? [{ value: answerValue(line.answers), answer: line.answers }]
      : []),
    ...choices,
  ];
  const offeredOwners = owners.filter(({ id, hasLeft }) => !hasLeft || id === line.providerId);
  return {
    back: urls.deliveryLine(plan.id, line.id),
    backText: 'The line',
    action: urls.deliveryLineForm(
      plan.id,
      line.id,
      'edit',
      auditId === null ? {} : { audit: String(auditId) },
    ),
    removeAction: urls.deliveryLineForm(plan.id, line.id, 'remove'),
    version: line.version,
    warning: null as TextWarningView['warning'] | null,
    fields: {
      heading: { name: cellField(0, 'heading'), value: value('heading') },
      action: { name: cellField(0, 'action'), value: value('action') },
      role: { name: cellField(0, 'role'), value: value('role') },
      due: { name: cellField(0, 'due'), value: value('due') },
      measure: { name: cellField(0, 'done when'), value: value('done when') },
      themes: { name: cellField(0, 'themes'), value: value('themes') },
    },
    owner: {
      name: cellField(0, 'owner'),
      items: [PARTNERSHIP, ...offeredOwners.map(({ name }) => name)].map((name) => ({
        value: name,
        text: owners.some((one) => one.name === name && one.hasLeft) ? `${name} (has left)` : name,
        selected: value('owner') === name,
      })),
    },
    answers: [
      { value: '', text: 'Nothing in particular', selected: chosen === '' },
      ...offered.map((one) => ({
        value: one.value,
        text: textOfAnswer(one.answer),
        selected: one.value === chosen,
      })),
    ],
    audits:
      audits.length === 0
        ? []
        : [
            { value: '', text: 'None', selected: auditId === null },
            ...audits.map(({ id, title }) => ({ value: String(id), text: title, selected: id === auditId })),
          ],
    chooseAction: urls.deliveryLineForm(plan.id, line.id, 'edit'),
  };
}

const textOfAnswer = ({ kind, label }: LineAnswer): string =>
  kind === 'measure' ? `Measure: ${label}` : kind === 'criterion' ? `Criterion: ${label}` : label;
