import {
  CHECK_ANSWER_LABELS,
  checksOf,
  contradicts,
  derivedAnswers,
  itemById,
  RATING_LABELS,
  takesAnswers,
} from '../../../rules/index.ts';
import type { Check, DerivedAnswer, Item, Section, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { clockInWords, countOf, timeInWords } from '../../formats/english.ts';
import { presentPlanLink, reasonInWords } from '../recoveryPlans/presenter.ts';
import { usesRecoveryPlans } from '../recoveryPlans/service.ts';
import type { ReadingPlan } from '../recoveryPlans/service.ts';
import { can } from '../../access/policy.ts';
import type { SampledFile } from '../sampling/repository.ts';
import { urls } from '../../web/urls.ts';
import { filesToReadNext } from './filesToReadNext.ts';
import { answerName, commentName, notesName, setName, stateOf } from './form.ts';
import type { FormState } from './form.ts';
import { FILE_COMMENT } from '../caseFiles/reading.ts';
import type { NoteSet, Reading } from '../caseFiles/reading.ts';
import type { FileLine } from './service.ts';

/** How the four answers stand in the narrow columns of the recording page; the full word is the accessible name. */
const SHORT_ANSWERS = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
  { value: 'na', text: 'N/A' },
  { value: '', text: 'Not rec.' },
] as const;

/** The recording page of one case file. */
export function presentReview(parts: {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  review: Reading;
  /** What was entered of the plan in this reading; null where its page is out of reach, as on a prepared device. */
  plan: ReadingPlan | null;
  /** All files of the audit and all that were drawn, to know which comes next. */
  lines: FileLine[];
  drawn: SampledFile[];
  user: User;
  /** What was typed, when the form is shown again because of errors. */
  typed: FormState | null;
  errors: FieldError[];
}) {
  const { audit, tool, groups, review, plan, lines, drawn, user, typed, errors } = parts;
  const state = typed ?? stateOf(tool, review);
  const exclusions = groups.find((group) => group.id === review.groupId)?.exclusions ?? [];
  const mayRecord = takesAnswers(audit.state) && can(user, 'caseFile.record', { audit }) && !review.frozen;
  const isSecond = review.reading === 2;
  const sampled =
    mayRecord && !isSecond ? drawn.find((file) => file.caseFileId === review.fileId) : undefined;
  const following = filesToReadNext({ ...review, lines, drawn, userId: user.id });
  const derived = plan?.derived ? derivedAnswers(plan.derived) : new Map<string, DerivedAnswer>();
  let number = 0;
  const present = (section: Section) => ({
    id: section.id,
    title: section.title,
    plan:
      plan !== null && usesRecoveryPlans(tool) && section.items.some(({ id }) => id === 'recovery_plan')
        ? presentPlanLink(audit, review, plan.stored)
        : null,
    description: section.description ?? null,
    items: section.items.map((item) => {
      if (item.kind === 'check') number += 1;
      return presentItem({
        tool,
        item,
        number,
        state,
        excluded: exclusions.includes(item.id),
        error: errors.find((error) => error.field === answerName(item.id))?.text ?? null,
        commentError: errors.find((error) => error.field === commentName(item.id))?.text ?? null,
        set: presentSet(review.noteSets, item.id, state, errors),
        derived: derived.get(item.id) ?? null,
      });
    }),
  });
  const main = mainSections(tool);
  return {
    header: presentHeader(audit, user),
    reference: review.reference,
    groupId: review.groupId,
    base: JSON.stringify(Object.fromEntries(stateOf(tool, review))),
    action: urls.file(audit.id, review.fileId),
    answersAction: urls.fileAnswers(audit.id, review.fileId),
    /** What the device can go on with while there is no network: addresses, or references of drawn files. */
    following: JSON.stringify(
      following.map((each) =>
        each.fileId === undefined ? { drawn: each.reference } : urls.file(audit.id, each.fileId),
      ),
    ),
    nextAction: urls.fileNext(audit.id, review.fileId),
    hasNext: following.length > 0,
    filesHref: urls.files(audit.id),
    removeHref:
      takesAnswers(audit.state) && can(user, 'caseFile.remove', { audit })
        ? urls.fileRemove(audit.id, review.fileId)
        : null,
    /** Of a drawn file, in case its papers are not there after all. */
    missingHref:
      sampled && review.completedAt === null ? urls.sampledFileNotFound(audit.id, sampled.id) : null,
    readOnly: !mayRecord,
    offersAnswers: mayRecord && derived.size > 0,
    isSecond,
    frozen: review.frozen && takesAnswers(audit.state),
    state: audit.state,
    /** Per provider whether its notes were read, where there are several. */
    notes: review.noteSets.map((set) => {
      const name = notesName(set.providerId);
      return {
        name,
        label: `Notes of ${set.name}`,
        error: errors.find((error) => error.field === name)?.text ?? null,
        items: NOTES_STATES.map((each) => ({ ...each, selected: (state.get(name) ?? '') === each.value })),
      };
    }),
    commentSet: presentSet(review.noteSets, FILE_COMMENT, state, errors),
    ...presentSaved(tool, review),
    savedFull: timeInWords(review.updatedAt),
    values: { reference: state.get('reference') ?? '', comment: state.get('comment') ?? '' },
    groups: groups.map((group) => ({
      value: String(group.id),
      text: group.name,
      selected: state.get('groupId') === String(group.id),
    })),
    main: tool.sections.filter((section) => main.includes(section)).map(present),
    side: tool.sections.filter((section) => !main.includes(section)).map(present),
  };
}

export const NOTES_STATES = [
  { value: '', text: 'Not said' },
  { value: 'read', text: 'Read' },
  { value: 'missing', text: 'Could not be had' },
];

/** From whose notes a comment is to come; null where all notes are one provider's. */
function presentSet(noteSets: NoteSet[], itemId: string, state: FormState, errors: FieldError[]) {
  if (noteSets.length === 0) return null;
  const name = setName(itemId);
  const chosen = state.get(name) ?? '';
  return {
    name,
    error: errors.find((error) => error.field === name)?.text ?? null,
    items: [
      { value: '', text: 'All sets of notes', selected: chosen === '' },
      ...noteSets.map((set) => ({
        value: String(set.providerId),
        text: set.name,
        selected: chosen === String(set.providerId),
      })),
      // Kept as it is, or the comment would go to all of the others.
      ...(chosen === '' || noteSets.some((set) => String(set.providerId) === chosen)
        ? []
        : [{ value: chosen, text: 'A provider that is none of this group', selected: true }]),
    ],
  };
}

/** What is said of a saved review at the recording page's foot and head. */
export function presentSaved(tool: Tool, review: Reading) {
  const checks = checksOf(tool);
  const recorded = checks.filter((check) => review.answers.has(check.id)).length;
  const at = clockInWords(review.updatedAt);
  return {
    version: review.version,
    complete: review.completedAt !== null,
    recordedText: `${recorded} of ${checks.length} checks recorded`,
    savedText:
      review.reading === 2 && review.updatedByName === null
        ? 'Nothing recorded yet'
        : `Saved at ${at}${review.updatedByName ? ` by ${review.updatedByName}` : ''}`,
  };
}

/** Sections of nothing but checks make the dense block; those with fields stand at its side. */
function mainSections(tool: Tool): Section[] {
  return tool.sections.filter((section) => section.items.every((item) => item.kind === 'check'));
}

function presentItem(parts: {
  tool: Tool;
  item: Item;
  number: number;
  state: FormState;
  excluded: boolean;
  error: string | null;
  commentError: string | null;
  set: ReturnType<typeof presentSet>;
  derived: DerivedAnswer | null;
}) {
  const { tool, item, state, excluded, error } = parts;
  const name = answerName(item.id);
  const value = state.get(name) ?? '';
  const parent = item.kind === 'check' && item.dependsOn ? itemById(tool, item.dependsOn.item) : undefined;
  const parentLabel = parent?.shortLabel ?? '';
  return {
    id: item.id,
    name,
    label: item.label,
    guidance: item.guidance,
    value,
    error,
    comment: state.get(commentName(item.id)) ?? '',
    commentName: commentName(item.id),
    commentError: parts.commentError,
    set: parts.set,
    excluded,
    excludedNote:
      value === 'na'
        ? 'Does not apply to this group, so it is answered already.'
        : `Does not apply to this group, yet it is ${CHECK_ANSWER_LABELS[answerIn(state, item.id)].toLowerCase()}. Check it.`,
    ...(item.kind === 'check'
      ? {
          kind: 'check' as const,
          number: parts.number,
          dependsOn: item.dependsOn
            ? `Only where "${parentLabel}" is ${CHECK_ANSWER_LABELS[item.dependsOn.answer].toLowerCase()}.`
            : null,
          hangs:
            parent && item.dependsOn ? presentDependency(item, parent, item.dependsOn.answer, state) : null,
          yesIsBad: item.polarity === 'yes_is_bad',
          derived: parts.derived && presentDerived(item.id, parts.derived, value),
          options: SHORT_ANSWERS.map((answer) => ({
            value: answer.value,
            text: answer.text,
            fullText: CHECK_ANSWER_LABELS[answer.value === '' ? 'nr' : answer.value],
            checked: value === answer.value,
            id: `${name}-${answer.value || 'nr'}`,
          })),
        }
      : { kind: 'other' as const, control: controlOf(item, value) }),
  };
}

const REASONS_SHOWN = 3;

/**
 * The answer that follows from what was entered of the plan. It is offered and never filled in; beside the same answer,
 * or where the check does not apply, there is nothing to offer.
 */
function presentDerived(checkId: string, { answer, reasons }: DerivedAnswer, value: string) {
  const more = reasons.length - REASONS_SHOWN;
  return {
    answer,
    answerText: CHECK_ANSWER_LABELS[answer],
    source: checkId === 'top_missing' ? 'By the TOP dates' : 'By the plan as entered',
    reasons: [
      ...reasons.slice(0, REASONS_SHOWN).map(reasonInWords),
      ...(more > 0 ? [`And ${more} more.`] : []),
    ].join(' '),
    hidden: value === answer || value === 'na',
  };
}

/**
 * How a check stands to the one it hangs on. The notes go to the page whole, so that it can change them at once;
 * {answer} in them is the answer of the other check.
 */
function presentDependency(check: Check, parent: Item, answer: 'yes' | 'no', state: FormState) {
  const of = (id: string) => {
    const given = answerIn(state, id);
    return given === 'nr' ? null : given;
  };
  const other = of(parent.id);
  const contradiction = contradicts(check, of(check.id), other);
  const greyed = !contradiction && contradicts(check, 'yes', other);
  const notes = {
    greyed: `"${parent.shortLabel}" is {answer}, so no is expected here. It can be answered all the same.`,
    contradiction: `Yes here, but "${parent.shortLabel}" is {answer}. Check both.`,
  };
  const words = CHECK_ANSWER_LABELS[other ?? 'nr'].toLowerCase();
  return {
    on: parent.id,
    answer,
    notes,
    greyed,
    contradiction,
    note: (contradiction ? notes.contradiction : greyed ? notes.greyed : '').replace('{answer}', words),
  };
}

function answerIn(state: FormState, checkId: string): keyof typeof CHECK_ANSWER_LABELS {
  const value = state.get(answerName(checkId));
  return value === 'yes' || value === 'no' || value === 'na' ? value : 'nr';
}

/** How a field or rating is entered. */
function controlOf(item: Exclude<Item, { kind: 'check' }>, value: string) {
  const notRecorded = { value: '', text: 'Not recorded', selected: value === '' };
  if (item.kind === 'rating') {
    return {
      type: 'select' as const,
      items: [
        notRecorded,
        ...RATING_LABELS.slice(0, item.highest).map((label, i) => ({
          value: String(i + 1),
          text: `${i + 1} ${label}`,
          selected: value === String(i + 1),
        })),
      ],
    };
  }
  switch (item.type) {
    case 'choice':
      return {
        type: 'select' as const,
        items: [
          notRecorded,
          ...item.options.map((option) => ({
            value: option.id,
            text: option.label,
            selected: value === option.id,
          })),
        ],
      };
    case 'number':
      return { type: 'number' as const, unit: item.unit ?? null };
    case 'date':
      return { type: 'date' as const };
    case 'text':
      return { type: 'text' as const };
  }
}

/** The question before a case file is removed for good. */
export function presentRemoval(audit: Audit, review: Reading, user: User) {
  return {
    header: presentHeader(audit, user),
    reference: review.reference,
    isSecond: review.reading === 2,
    recorded: countOf(review.answers.size, 'answer'),
    comments: countOf(review.comments.size + (review.comment === '' ? 0 : 1), 'comment'),
    action: urls.fileRemove(audit.id, review.fileId),
    back: urls.file(audit.id, review.fileId),
  };
}
