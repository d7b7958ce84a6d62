import { randomInt } from 'node:crypto';
import {
  answersOfExcluded,
  isAsked,
  makeCode,
  questionsOf,
  takesAnswers,
  tidyCode,
} from '../../../rules/index.ts';
import type { Instrument, InstrumentItem, Tool } from '../../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import { dayInBritain } from '../../formats/english.ts';
import type { Database } from '../../platform/db/database.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';
import type { FoundCode, QuestionnaireRepository } from './repository.ts';
import { openCode, seal, unseal } from './sealing.ts';
import type { Draft, OpenedCode } from './sealing.ts';

/** What somebody with a code has before them. */
export interface Survey {
  /** Without what is put between its signs. */
  code: string;
  audit: Audit;
  group: SampleGroup;
  tool: Tool;
  instrument: Instrument;
  /** All that is asked, in order; what hangs on another answer too. */
  questions: InstrumentItem[];
  draft: Draft;
}

/** What became of a code: a survey to answer, or why there is none. */
export type Opened =
  { is: 'open'; survey: Survey } | { is: 'wrong' | 'used' | 'withdrawn' | 'early' | 'over' };

type Looked = { is: 'open'; survey: Survey; found: FoundCode } | Exclude<Opened, { is: 'open' }>;

/** How an audit is loaded; alone also keeps two records from getting the same reference. */
const HOLDS = { not: 'byId', beside: 'hold', alone: 'lock' } as const;

/** One question answered (null takes an answer back), or that somebody would rather not answer. */
export type Given = { is: 'answer'; value: string | null } | { is: 'skip' };

/** References are short, since a panel types them; two of a million million are hardly ever the same. */
const REFERENCE_SIGNS = 8;

export type RespondentService = ReturnType<typeof createRespondentService>;

/** What somebody with a code and without an account can do: answer, go on another time, hand in once. */
export function createRespondentService(parts: {
  database: Database;
  audits: AuditRepository;
  questionnaires: QuestionnaireRepository;
  caseFiles: CaseFileRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, questionnaires, caseFiles, tools, now } = parts;

  /**
   * What a code opens as things stand, with the row of the code where it can be answered.
   *
   * @param hold - whether the audit is kept from being closed until the end of the transaction, beside others who
   *   answer or alone. It is held before the code, as it is by whoever withdraws codes, so that nobody waits in a ring.
   */
  async function look(
    code: string,
    { lookup, key }: OpenedCode,
    hold: 'not' | 'beside' | 'alone',
  ): Promise<Looked> {
    const first = await questionnaires.byLookup(lookup);
    if (!first) return { is: 'wrong' };
    const audit = await audits[HOLDS[hold]](first.auditId);
    const found = hold === 'not' ? first : await questionnaires.byLookup(lookup, true);
    // A used code stays that, also when the audit is closed: whoever handed in need not wonder.
    if (found?.state === 'used') return { is: 'used' };
    if (!audit || !found || found.state === 'withdrawn') return { is: 'withdrawn' };
    const tool = tools.find(audit.toolId, audit.toolVersion);
    const instrument = tool?.instrument;
    if (!tool || !instrument?.selfCompletion) return { is: 'withdrawn' };
    if (!takesAnswers(audit.state)) return { is: audit.state === 'draft' ? 'early' : 'over' };
    const group = (await audits.groups(audit.id)).find(({ id }) => id === found.groupId);
    if (!group) return { is: 'withdrawn' };
    const questions = questionsOf(instrument).filter(({ id }) => !group.exclusions.includes(id));
    const draft = unseal(found.draft, key);
    return { is: 'open', found, survey: { code, audit, group, tool, instrument, questions, draft } };
  }

  /** A reference that says nothing, and comes of no code. */
  async function newReference(auditId: number): Promise<string> {
    for (;;) {
      const reference = `R-${makeCode(randomInt, REFERENCE_SIGNS)}`;
      if ((await caseFiles.fileWithReference(auditId, reference)) === null) return reference;
    }
  }

  return {
    /** What a code opens, however it was typed. */
    async open(entered: string): Promise<Opened> {
      const code = tidyCode(entered);
      if (code === null) return { is: 'wrong' };
      const opened = await openCode(code);
      return database.read(() => look(code, opened, 'not'));
    },

    /** Keeps an answer under its code, beside those that were given meanwhile on another device. */
    async answer(entered: string, itemId: string, given: Given): Promise<Opened> {
      const code = tidyCode(entered);
      if (code === null) return { is: 'wrong' };
      const opened = await openCode(code);
      return database.write(async () => {
        const current = await look(code, opened, 'beside');
        if (current.is !== 'open') return current;
        const { draft, questions } = current.survey;
        if (!questions.some(({ id }) => id === itemId)) return current;
        draft.answers.delete(itemId);
        draft.skipped.delete(itemId);
        if (given.is === 'skip') draft.skipped.add(itemId);
        else if (given.value !== null) draft.answers.set(itemId, given.value);
        await questionnaires.keepDraft(current.found.id, seal(draft, opened.key));
        return current;
      });
    },

    /**
     * Hands in what was answered under a code, once: it becomes a complete record of the audit, and the code is used.
     * Nothing leads from the one to the other. The record says the day and not the time, and no line of the activity
     * tells of it: with the time, whoever sat beside the person would know which record is theirs.
     */
    async handIn(entered: string): Promise<Opened | { is: 'handedIn' }> {
      const code = tidyCode(entered);
      if (code === null) return { is: 'wrong' };
      const opened = await openCode(code);
      return database.write(async () => {
        const current = await look(code, opened, 'alone');
        if (current.is !== 'open') return current;
        const { survey, found } = current;
        if (!(await questionnaires.end(found.id, 'used'))) return { is: 'used' as const };
        const reference = await newReference(survey.audit.id);
        const day = `${dayInBritain(now())}T12:00:00.000Z`;
        const answers = recordedAnswers(survey);
        await caseFiles.create(
          survey.audit.id,
          [{ groupId: survey.group.id, reference, answers, completedAt: day }],
          null,
          day,
        );
        return { is: 'handedIn' as const };
      });
    },
  };
}

/** The questions that make sense beside what was answered so far, in order. */
export const askedOf = ({ questions, draft }: Pick<Survey, 'questions' | 'draft'>): InstrumentItem[] =>
  questions.filter((item) => isAsked(item, draft.answers));

/** The answers as they are recorded: those to what was asked, how they came, and what does not apply to the group. */
function recordedAnswers(survey: Survey): Map<string, string> {
  const { tool, instrument, group, draft } = survey;
  const answers = new Map<string, string>();
  for (const { id } of askedOf(survey)) {
    const value = draft.answers.get(id);
    if (value !== undefined) answers.set(id, value);
  }
  for (const [id, value] of answersOfExcluded(tool, group.exclusions)) answers.set(id, value);
  const mode = instrument.selfCompletion;
  if (mode) answers.set(mode.item, mode.answer);
  return answers;
}
