import {
  asAskedOf,
  completenessOf,
  DERIVED_CHECKS,
  derivedAnswers,
  isCodedAfterwards,
  isJudged,
  itemById,
  itemsOf,
  leftOutText,
  missingIn,
  parseAnswer,
  recordedText,
  subjectWords,
  takesAnswers,
  usesRecoveryPlans,
} from '../../../rules/index.ts';
import type { DerivedAnswer, Item, Section, Tool } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { clockInWords, timeInWords } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import { FILE_COMMENT } from '../caseFiles/reading.ts';
import type { Assignments } from '../assigning/assignments.ts';
import type { NoteSet, Reading } from '../caseFiles/reading.ts';
import { presentNoteLink } from '../notes/presenter.ts';
import type { FileNote } from '../notes/repository.ts';
import { presentPlanLink } from '../recoveryPlans/presenter.ts';
import type { ReadingPlan } from '../recoveryPlans/service.ts';
import type { SampledFile } from '../sampling/repository.ts';
import { NOTES_STATES } from './fieldWords.ts';
import { filesToReadNext } from './filesToReadNext.ts';
import { answerName, commentName, entryDateName, notesName, placeName, sureName } from './fieldNames.ts';
import { stateOf } from './form.ts';
import type { FormState } from './form.ts';
import { presentItem, presentSet } from './itemPresenter.ts';
import { presentMissing } from './missingAnswers.ts';
import type { FileLine } from './service.ts';

/** What the recording page of one case file is made from. */
interface RecordingParts {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  reading: Reading;
  /** What was entered of the plan in this reading; null where its page is out of reach, as on a prepared device. */
  plan: ReadingPlan | null;
  /** All files of the audit and all that were drawn, to know which comes next. */
  lines: FileLine[];
  drawn: SampledFile[];
  drawnIn: ReadonlyMap<number, number>;
  assignments: Assignments;
  /** What lead and auditor wrote about this reading; null where its page is out of reach. */
  written: FileNote[] | null;
  user: User;
  /** What was typed, when the form is shown again because of errors. */
  typed: FormState | null;
  errors: FieldError[];
  /** Whether it was to be completed, and is not because answers are missing. */
  stopped?: boolean;
}

/** The recording page of one case file. */
export function presentReading(parts: RecordingParts) {
  const { audit, tool, groups, reading, plan, drawn, user, typed, errors } = parts;
  const state = typed ?? stateOf(tool, reading);
  const mayRecord = takesAnswers(audit.state) && can(user, 'caseFile.record', { audit }) && !reading.frozen;
  const isSecond = reading.number === 2;
  const sampled =
    mayRecord && !isSecond ? drawn.find((file) => file.caseFileId === reading.fileId) : undefined;
  const following = filesToReadNext({ ...parts, ...reading, userId: user.id });
  const derived = plan?.derived ? derivedAnswers(plan.derived) : new Map<string, DerivedAnswer>();
  return {
    header: presentHeader(audit, user),
    reference: reading.reference,
    groupId: reading.groupId,
    base: JSON.stringify(Object.fromEntries(stateOf(tool, reading))),
    action: urls.file(audit.id, reading.fileId),
    answersAction: urls.fileAnswers(audit.id, reading.fileId),
    /** What the device can go on with while there is no network: addresses, or references of drawn files. */
    following: JSON.stringify(
      following
        // Without a network a file can only be begun in the group of the page.
        .filter(({ groupId }) => groupId === reading.groupId)
        .map((each) =>
          each.fileId === undefined ? { drawn: each.reference } : urls.file(audit.id, each.fileId),
        ),
    ),
    nextAction: urls.fileNext(audit.id, reading.fileId),
    hasNext: following.length > 0,
    filesHref: urls.files(audit.id),
    removeHref:
      takesAnswers(audit.state) && can(user, 'caseFile.remove', { audit })
        ? urls.fileRemove(audit.id, reading.fileId)
        : null,
    /** Of a drawn file, in case its papers are not there after all. */
    missingHref:
      sampled && reading.completedAt === null ? urls.sampledFileNotFound(audit.id, sampled.id) : null,
    panelNotes:
      parts.written &&
      presentNoteLink(audit, reading.fileId, parts.written, reading.completedAt !== null, user),
    readOnly: !mayRecord,
    /** Who reads its comments. */
    commentReader: reading.group.providers.length > 0 ? 'The provider reads this.' : 'The panel reads this.',
    offersAnswers: mayRecord && derived.size > 0,
    questionsLeftOut: questionsLeftOut(tool, reading),
    isSecond,
    frozen: reading.frozen && takesAnswers(audit.state),
    state: audit.state,
    sure: sureOf(tool, state, errors),
    missing:
      parts.stopped && reading.completedAt === null && missingIn(tool, reading.answers).length > 0
        ? presentMissing(tool, reading.answers)
        : null,
    notes: presentNotes(reading.noteSets, state, errors),
    commentSet: presentSet(reading.noteSets, FILE_COMMENT, state, errors),
    ...presentSaved(tool, reading),
    hasRatings: itemsOf(tool).some(({ kind }) => kind === 'rating'),
    savedFull: timeInWords(reading.updatedAt),
    values: { reference: state.get('reference') ?? '', comment: state.get('comment') ?? '' },
    groups: groups.map((group) => ({
      value: String(group.id),
      text: group.name,
      selected: state.get('groupId') === String(group.id),
    })),
    ...presentSections({ ...parts, state, derived }),
  };
}

/** Which questions are not asked here, and that what was answered to them in this file is kept. */
function questionsLeftOut(tool: Tool, { answers }: Reading): string {
  const { file } = subjectWords(tool.subject);
  const kept = (tool.leftOut ?? []).filter(({ item }) => answers.has(item.id)).length;
  const text = leftOutText(tool);
  if (kept === 0) return text;
  return `${text} ${kept === 1 ? `The answer that this ${file} has to it is` : `The ${kept} answers that this ${file} has there are`} kept and not counted.`;
}

/** The questions of a tool as the recording page asks them, where nothing is recorded. */
export const presentQuestions = (tool: Tool, state: FormState, errors: FieldError[]) =>
  presentSections({
    tool,
    state,
    errors,
    audit: null,
    reading: null,
    plan: null,
    groups: [],
    derived: new Map(),
  });

/** Whether what is entered of a plan answers this check. */
const isAboutPlans = (id: string) => [...DERIVED_CHECKS, 'top_missing'].includes(id);

/** What the tool asks: sections that are mostly checks or ratings make the dense block, those of facts stand at its side. */
function presentSections(
  parts: Pick<RecordingParts, 'tool' | 'groups' | 'plan' | 'errors'> & {
    /** Null where nothing is recorded: a tool is looked at, or tried. */
    audit: Audit | null;
    reading: Reading | null;
    state: FormState;
    derived: ReadonlyMap<string, DerivedAnswer>;
  },
) {
  const { audit, groups, reading, plan, errors, state, derived } = parts;
  const noteSets = reading?.noteSets ?? [];
  const group = groups.find(({ id }) => id === reading?.groupId);
  const exclusions = group?.exclusions ?? [];
  const tool = asAskedOf(parts.tool, exclusions);
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.text ?? null;
  const ofThePlan = tool.sections.find(({ items }) => items.some(({ id }) => isAboutPlans(id)));
  // What is coded from a text has a page of its own, where nobody sees what anybody else says.
  const isRecorded = (item: Item) => !isCodedAfterwards(item);
  // Checks are numbered as they stand on the page.
  let number = 0;
  const present = (section: Section) => ({
    id: section.id,
    title: section.title,
    plan:
      audit && reading && plan !== null && usesRecoveryPlans(tool) && section === ofThePlan
        ? presentPlanLink(audit, reading, plan.stored)
        : null,
    description: section.description ?? null,
    items: section.items.filter(isRecorded).map((item) => {
      if (isJudged(item)) number += 1;
      return presentItem({
        tool,
        item,
        number,
        state,
        excluded: exclusions.includes(item.id),
        group: group?.name ?? '',
        error: errorOf(answerName(item.id)),
        commentError: errorOf(commentName(item.id)),
        placeError: errorOf(placeName(item.id)),
        entryDateError: errorOf(entryDateName(item.id)),
        set: presentSet(noteSets, item.id, state, errors),
        derived: derived.get(item.id) ?? null,
      });
    }),
  });
  const isMain = ({ items }: Section) => 2 * items.filter(isJudged).length >= items.length;
  return {
    main: tool.sections.filter(isMain).map(present),
    side: tool.sections.filter((section) => !isMain(section) && section.items.some(isRecorded)).map(present),
  };
}

/**
 * Answers that were asked about, as the next save confirms them. An error at what can be read as an answer can only be
 * this question.
 */
function sureOf(tool: Tool, state: FormState, errors: FieldError[]) {
  return errors.flatMap(({ field }) => {
    const [, id = ''] = /^answer\.(.+)$/.exec(field) ?? [];
    const item = itemById(tool, id);
    const read = item ? parseAnswer(item, state.get(field) ?? '') : { value: null };
    return 'value' in read && read.value !== null ? [{ name: sureName(id), value: read.value }] : [];
  });
}

/** Per provider whether its notes were read, where there are several. */
function presentNotes(noteSets: NoteSet[], state: FormState, errors: FieldError[]) {
  return noteSets.map((set) => {
    const name = notesName(set.providerId);
    return {
      name,
      label: `Notes of ${set.name}`,
      error: errors.find((error) => error.field === name)?.text ?? null,
      items: NOTES_STATES.map((each) => ({ ...each, selected: (state.get(name) ?? '') === each.value })),
    };
  });
}

/** What is said of a saved reading at the recording page's foot and head. */
export function presentSaved(tool: Tool, reading: Reading) {
  const { recorded, asked } = completenessOf(tool, reading.answers);
  const isUnbegun = reading.number === 2 && reading.updatedByName === null;
  // What was only begun is in the database, and nobody has recorded anything of it.
  const isEmpty = isUnbegun || (reading.version === 1 && recorded === 0);
  const at = clockInWords(reading.updatedAt);
  return {
    version: reading.version,
    complete: reading.completedAt !== null,
    // What the set-up has answered is nobody's reading.
    recordedText: recordedText({ recorded: isUnbegun ? 0 : recorded, asked }),
    savedText: isEmpty
      ? 'Nothing recorded yet'
      : `Saved at ${at}${reading.updatedByName ? ` by ${reading.updatedByName}` : ''}`,
  };
}

/** That a reading is saved, with how far it is. */
export const savedInWords = (tool: Tool, saved: Reading): string =>
  `${saved.reference} is saved at ${clockInWords(saved.updatedAt)}: ${recordedText(completenessOf(tool, saved.answers))}.`;
