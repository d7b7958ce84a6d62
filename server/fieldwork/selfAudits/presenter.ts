import { choicesOf, isClosed, takesAnswers } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { dayInWords, dayOf, timeInWords } from '../../formats/english.ts';
import type { User } from '../../people/accounts/repository.ts';
import { EVIDENCE_MAXIMUM_MEGABYTES, sizeInWords } from '../../web/evidence.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { enteredFor, otherName, reasonName } from './form.ts';
import { MOST_FILES } from './answering.ts';
import { presentOutcome } from './outcome.ts';
import { differs, isHandedIn, linesOf, validatedOf, wasHandedIn } from './selfAudit.ts';
import type { SelfAudit, SelfAuditLine } from './selfAudit.ts';
import type { SelfAuditProgress } from './service.ts';
import { answerInWords } from './words.ts';

const TAGS = {
  none: { text: 'Not begun', colour: 'grey' },
  answering: { text: 'Being answered', colour: 'yellow' },
  handedIn: { text: 'Handed in', colour: 'blue' },
  givenBack: { text: 'Given back', colour: 'orange' },
  validated: { text: 'Validated', colour: 'green' },
} as const;

const EXPORTS = [
  { text: 'CSV', format: 'csv' },
  { text: 'Excel', format: 'xlsx' },
  { text: 'JSON', format: 'json' },
] as const;

/** By when a self-audit is wanted, after what is to be done: a day that is over is no end, since it can still be handed in. */
const dueText = (audit: SelfAudit['audit'], isOver: boolean): string =>
  isOver ? `: it was due by ${dayInWords(audit.fieldworkEnd)}` : `, until ${dayInWords(audit.fieldworkEnd)}`;

/** What stands at the top of a page of a self-audit: the audit's own head for the panel, a way home for the provider. */
function presentTop({ audit, provider, tool, isOver }: SelfAudit, user: User) {
  return {
    header: user.providerId === null ? presentHeader(audit, user) : null,
    home: urls.home(),
    audit: audit.title,
    partnership: audit.partnership,
    provider: provider.name,
    title: tool.title,
    description: tool.description,
    source: tool.source,
    due: dueText(audit, isOver),
    dueSentence: `${isOver ? 'It was due by' : 'Until'} ${dayInWords(audit.fieldworkEnd)}.`,
    href: urls.selfAudit(audit.id, provider.id),
  };
}

const presentFiles = ({ audit, provider }: SelfAudit, files: SelfAuditLine['files']) =>
  files.map((file) => ({
    name: file.name,
    size: sizeInWords(file.bytes),
    href: urls.selfAuditFile(audit.id, provider.id, file.id),
    removeAction: urls.selfAuditFileRemove(audit.id, provider.id, file.id),
  }));

/** What a provider has said of one item, to be read: as it has it now, or as it was handed in. */
function presentSaid(selfAudit: SelfAudit, line: SelfAuditLine, as: 'now' | 'handedIn') {
  const { item, own, files, handedIn, handedInWith } = line;
  const said = as === 'now' ? { ...own, files } : { ...handedInWith, value: handedIn };
  return {
    id: item.id,
    label: item.label,
    guidance: item.guidance,
    answer: said.value === null ? null : answerInWords(item, said.value),
    evidence: said.evidence,
    comment: said.comment,
    files: presentFiles(selfAudit, said.files),
  };
}

/** Whether its provider can see what was validated: when the lead says so, or the audit is closed. */
export const isShown = ({ audit, record, readingId }: SelfAudit): boolean =>
  isClosed(audit.state) ? readingId !== null : record?.state === 'validated' && record.shownAt !== null;

/** A provider's own page: what is to do next, every question with what was said of it, and in the end what was validated. */
export function presentOwn(selfAudit: SelfAudit, user: User) {
  const { audit, provider, record, sections } = selfAudit;
  const lines = linesOf(selfAudit);
  const left = lines.filter(({ own }) => own.value === null);
  const mayAnswer = takesAnswers(audit.state) && !isHandedIn(record);
  const itemHref = (id: string) => urls.selfAuditItem(audit.id, provider.id, id);
  const [next] = left;
  const shown = isShown(selfAudit);
  // What was begun anew and not handed in before the end counts nowhere.
  const as = mayAnswer || !wasHandedIn(record) ? ('now' as const) : ('handedIn' as const);
  const valueOf = (line: SelfAuditLine) => (as === 'now' ? line.own.value : line.handedIn);
  const answered = (of: readonly SelfAuditLine[]) => of.filter((line) => valueOf(line) !== null).length;
  return {
    ...presentTop(selfAudit, user),
    tag: TAGS[record?.state ?? 'none'],
    mayAnswer,
    isClosed: isClosed(audit.state),
    answered: answered(lines),
    asked: lines.length,
    next: next ? { label: next.item.label, href: itemHref(next.item.id) } : null,
    left: left.map(({ item }) => ({ label: item.label, href: itemHref(item.id) })),
    handInAction: urls.selfAuditStep(audit.id, provider.id, 'hand-in'),
    handedIn:
      record?.handedInAt && isHandedIn(record)
        ? { at: timeInWords(record.handedInAt), by: record.handedInByName ?? 'Somebody' }
        : null,
    givenBack:
      record?.state === 'givenBack'
        ? { at: timeInWords(record.givenBackAt ?? ''), reason: record.givenBackReason ?? '' }
        : null,
    wasHandedIn: record?.handedInAt ? dayInWords(dayOf(record.handedInAt)) : null,
    outcome: shown ? presentOutcome(selfAudit) : null,
    pdfHref: shown ? urls.selfAuditPdf(audit.id, provider.id) : null,
    sections: sections.map(({ title, description, lines: own }) => ({
      title,
      description,
      answered: answered(own),
      asked: own.length,
      lines: own.map((line) => ({ ...presentSaid(selfAudit, line, as), href: itemHref(line.item.id) })),
    })),
  };
}

/** The page on which a provider answers one question. */
export function presentQuestion(
  selfAudit: SelfAudit,
  line: SelfAuditLine,
  user: User,
  typed: FormBody | null,
  isStale: boolean,
) {
  const { audit, provider, sections } = selfAudit;
  const lines = linesOf(selfAudit);
  const { item, own } = line;
  const value = typed ? enteredFor(item, typed) : (own.value ?? '');
  const choices = choicesOf(item);
  const chosen = item.kind === 'field' && item.type === 'multiple' ? value.split(' ') : [value];
  return {
    ...presentTop(selfAudit, user),
    section: sections.find(({ lines: those }) => those.includes(line))?.title ?? '',
    number: lines.indexOf(line) + 1,
    asked: lines.length,
    answered: lines.filter(({ own: { value: known } }) => known !== null).length,
    label: item.label,
    guidance: item.guidance,
    action: urls.selfAuditItem(audit.id, provider.id, item.id),
    version: own.version,
    saved: isStale ? presentSaid(selfAudit, line, 'now') : null,
    kind:
      choices.length > 0
        ? item.kind === 'field' && item.type === 'multiple'
          ? ('boxes' as const)
          : ('choice' as const)
        : ('text' as const),
    choices: [
      ...choices.map((choice) => ({ ...choice, checked: chosen.includes(choice.value) })),
      ...(item.kind === 'field' && item.type === 'multiple'
        ? []
        : [{ value: '', text: 'Not answered yet', checked: value === '' }]),
    ],
    value,
    evidence: typed ? textOf(typed, 'evidence') : own.evidence,
    comment: typed ? textOf(typed, 'comment') : own.comment,
    files: presentFiles(selfAudit, line.files),
    mostFiles: MOST_FILES,
    maximumMegabytes: EVIDENCE_MAXIMUM_MEGABYTES,
  };
}

/** The page of the lead and the commissioners: every answer with its evidence, and what is decided on it. */
export function presentValidation(
  selfAudit: SelfAudit,
  user: User,
  typed: { itemId: string; body: FormBody } | null,
) {
  const { audit, provider, record, sections } = selfAudit;
  const standing = { handedIn: isHandedIn(record), everHandedIn: wasHandedIn(record) };
  const subject = { audit, selfAudit: { providerId: provider.id, ...standing } };
  const lines = linesOf(selfAudit);
  const { answers: asked, validated: decided } = validatedOf(selfAudit);
  const left = asked - decided;
  const unjudged = selfAudit.judged.filter(({ settled }) => settled === null).length;
  const isOpen = takesAnswers(audit.state);
  const step = (name: string) => urls.selfAuditStep(audit.id, provider.id, name);
  const mayDecide = isOpen && record?.state === 'handedIn' && can(user, 'selfAudit.validate', subject);
  const mayLead = isOpen && standing.handedIn && can(user, 'selfAudit.decide', subject);
  const isValidated = record?.state === 'validated';
  return {
    ...presentTop(selfAudit, user),
    tag: TAGS[record?.state ?? 'none'],
    back: urls.selfAudits(audit.id),
    handedIn: { at: timeInWords(record?.handedInAt ?? ''), by: record?.handedInByName ?? 'Somebody' },
    validated:
      isValidated && record.validatedAt
        ? { at: timeInWords(record.validatedAt), by: record.validatedByName ?? 'Somebody' }
        : null,
    isClosed: isClosed(audit.state),
    shownAt: record?.shownAt ? timeInWords(record.shownAt) : null,
    givenBack:
      record?.state === 'givenBack'
        ? {
            at: timeInWords(record.givenBackAt ?? ''),
            by: record.givenBackByName ?? 'Somebody',
            reason: record.givenBackReason ?? '',
          }
        : null,
    asked,
    decided,
    left,
    toJudge: selfAudit.judged.length,
    unjudged,
    differing: lines.filter(differs).length,
    mayDecide,
    agreeAllAction: mayDecide && left > 0 ? step('agree-all') : null,
    finishAction: mayDecide ? step('validated') : null,
    resumeAction: isOpen && isValidated && can(user, 'selfAudit.validate', subject) ? step('resume') : null,
    showAction: mayLead && isValidated && record.shownAt === null ? step('show') : null,
    giveBackAction: mayLead ? step('give-back') : null,
    outcome: presentOutcome(selfAudit),
    pdfHref: urls.selfAuditPdf(audit.id, provider.id),
    sections: sections.map(({ title, lines: those }) => ({
      title,
      lines: those.map((line) =>
        presentDecision(selfAudit, line, typed?.itemId === line.item.id ? typed.body : null),
      ),
    })),
    judged: selfAudit.judged.map((line) =>
      presentDecision(selfAudit, line, typed?.itemId === line.item.id ? typed.body : null),
    ),
  };
}

function presentDecision(selfAudit: SelfAudit, line: SelfAuditLine, typed: FormBody | null) {
  const { audit, provider } = selfAudit;
  const { item, handedIn, settled } = line;
  const entered = typed ? enteredFor(item, typed, otherName(item.id)) : null;
  const kept = differs(line) ? (settled?.value ?? null) : null;
  const others = choicesOf(item).filter(({ value }) => value !== handedIn);
  return {
    ...presentSaid(selfAudit, line, 'handedIn'),
    action: urls.selfAuditDecision(audit.id, provider.id, item.id),
    decided: settled && {
      isAgreed: !differs(line),
      answer: answerInWords(item, settled.value),
      reason: settled.reason,
      by: settled.settledByName ?? 'Somebody',
      at: timeInWords(settled.settledAt),
    },
    otherName: otherName(item.id),
    reasonName: reasonName(item.id),
    others: others.map((choice) => ({ ...choice, checked: (entered ?? kept) === choice.value })),
    other: entered ?? kept ?? '',
    reason: typed ? textOf(typed, reasonName(item.id)) : kept === null ? '' : (settled?.reason ?? ''),
    isOpen: typed !== null,
  };
}

/** The panel's list: how far each provider is, and what comes next. */
export function presentList(
  {
    audit,
    entries,
  }: { audit: SelfAudit['audit']; entries: (SelfAuditProgress & { whole: SelfAudit | null })[] },
  user: User,
) {
  const count = (state: string) => entries.filter(({ record }) => record?.state === state).length;
  const next = entries.find(({ record }) => record?.state === 'handedIn');
  return {
    header: presentHeader(audit, user),
    state: audit.state,
    answering: entries.some(({ isOver }) => isOver)
      ? `The last day was ${dayInWords(audit.fieldworkEnd)}. Each provider can still answer on its own page while the audit is open.`
      : `Each provider answers on its own page until ${dayInWords(audit.fieldworkEnd)}.`,
    asked: entries.length,
    handedIn: count('handedIn') + count('validated'),
    validated: count('validated'),
    isClosed: isClosed(audit.state),
    exports: entries.some(({ record }) => wasHandedIn(record))
      ? EXPORTS.map(({ text, format }) => ({ text, href: urls.exportSelfAudits(audit.id, format) }))
      : [],
    next:
      next && takesAnswers(audit.state)
        ? { name: next.provider.name, href: urls.selfAudit(audit.id, next.provider.id) }
        : null,
    providers: entries.map(({ provider, group, record, answered, asked, whole }) => {
      const counts = whole && validatedOf(whole);
      return {
        name: provider.name,
        group: group.name,
        href: wasHandedIn(record) ? urls.selfAudit(audit.id, provider.id) : null,
        tag: TAGS[record?.state ?? 'none'],
        since: record ? sinceOf(record) : null,
        answered: { value: answered, max: asked },
        decided: counts && { value: counts.validated, max: counts.answers },
        differing: whole && counts ? `${linesOf(whole).filter(differs).length} of ${counts.validated}` : '–',
      };
    }),
  };
}

function sinceOf(record: NonNullable<SelfAuditProgress['record']>): string | null {
  if (record.state === 'validated' && record.validatedAt) {
    return `${timeInWords(record.validatedAt)}${record.shownAt ? ', shown to the provider' : ''}`;
  }
  if (record.state === 'handedIn' && record.handedInAt) return timeInWords(record.handedInAt);
  if (record.state === 'givenBack' && record.givenBackAt) {
    return `${timeInWords(record.givenBackAt)}: ${record.givenBackReason ?? ''}. What was handed in before counts until it is handed in again.`;
  }
  return null;
}

/** What a home page leads to: for a provider its self-audits, for the panel those that wait to be validated. */
export const presentTodo = (entries: readonly SelfAuditProgress[], user: User) =>
  entries.map(({ audit, isOver, provider, record, answered, asked }) => {
    const href = urls.selfAudit(audit.id, provider.id);
    const about = `${audit.title}, ${audit.partnership}`;
    if (user.providerId === null) {
      return {
        isToDo: true,
        title: `Validate the self-audit of ${provider.name}`,
        text: about,
        href,
        button: 'Validate it',
      };
    }
    const open = takesAnswers(audit.state) && !isHandedIn(record);
    const due = dueText(audit, isOver);
    if (!open) {
      const isOut = isClosed(audit.state)
        ? record?.handedInAt !== null && record !== null
        : record?.shownAt !== null && record?.state === 'validated';
      return {
        isToDo: false,
        title: audit.title,
        text: isOut
          ? 'You can read what was validated.'
          : isHandedIn(record)
            ? 'Handed in. It is being validated.'
            : 'It was not handed in before the audit was closed.',
        href,
        button: '',
      };
    }
    const isBack = record?.state === 'givenBack';
    return {
      isToDo: true,
      title: isBack ? `Change the self-audit that was given back${due}` : `Answer the self-audit${due}`,
      text: `${about}. ${answered} of ${asked} questions answered.${isBack ? ` Given back: ${record.givenBackReason ?? ''}` : ''}`,
      href,
      button: isBack ? 'See what to change' : answered > 0 ? 'Go on answering' : 'Begin',
    };
  });
