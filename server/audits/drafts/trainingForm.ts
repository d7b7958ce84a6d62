import {
  BETWEEN_ANSWERS,
  draftCriteriaOf,
  draftItemsOf,
  inOneLine,
  parseDate,
} from '../../../rules/index.ts';
import type { DraftItem, DraftTool, DraftTrainingFile } from '../../../rules/index.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { optionalText, tickedIn } from './fieldsOfForm.ts';
import { answersIn } from './itemForm.ts';

// A made-up file of a draft as a form: its notes, and the tool's own questions with what is settled of each, and why.

/** A question about a made-up file. */
export interface TrainingQuestion {
  id: string;
  label: string;
  guidance: string;
  kind: DraftItem['kind'];
  /** Null where it is answered by something else than options. */
  options: { id: string; label: string }[] | null;
  /** Whether it has to be settled: what is judged has to be, facts may be. */
  isJudged: boolean;
}

/** The questions about made-up files, section by section, with what a person judges at the end. */
export function trainingQuestions(draft: DraftTool): { title: string; questions: TrainingQuestion[] }[] {
  const judged = draftCriteriaOf(draft).flatMap((criterion): TrainingQuestion[] => {
    const { id, title, aggregate, scale = '' } = criterion;
    if (aggregate !== 'judgement') return [];
    const options = [...(draft.scales[scale]?.options ?? []), NA];
    return [{ id, label: title, guidance: '', kind: 'scale', options, isJudged: true }];
  });
  return [
    ...draft.sections.map(({ title, items }) => ({
      title,
      // What is coded from words is coded afterwards, by two people.
      questions: items.filter(({ from }) => from?.codes === undefined).map((item) => questionOf(draft, item)),
    })),
    { title: 'Judgements', questions: judged },
  ].filter(({ questions }) => questions.length > 0);
}

const NA = { id: 'na', label: 'Not applicable' };

function questionOf(draft: DraftTool, item: DraftItem): TrainingQuestion {
  const { id, label, guidance, kind } = item;
  const isClosed = kind === 'scale' || kind === 'choice' || kind === 'multiple';
  const mayBeNa = item.na ?? kind === 'scale';
  const options = isClosed ? [...upToHighest(draft, item), ...(mayBeNa ? [NA] : [])] : null;
  return { id, label: label || id, guidance, kind, options, isJudged: kind === 'scale' };
}

function upToHighest(draft: DraftTool, item: DraftItem): { id: string; label: string }[] {
  const all = answersIn(draft, item);
  const scores = new Map(
    (draft.scales[item.scale ?? '']?.options ?? []).map(({ id, score }) => [id, score] as const),
  );
  const cap = scores.get(item.highest ?? '');
  return cap === undefined ? all : all.filter(({ id }) => (scores.get(id) ?? Infinity) <= cap);
}

function trainingFileIn({ training = [] }: DraftTool, id: string): DraftTrainingFile {
  const found = training.find((file) => file.id === id);
  if (!found) throw new NotFoundError();
  return found;
}

/** A made-up file as the fields of its form. */
export function trainingValues(draft: DraftTool, id: string): FormBody {
  const { title, notes, settled } = trainingFileIn(draft, id);
  return {
    title,
    notes: notes.map(({ heading, entries }) => [heading, ...entries].map(inOneLine).join('\n')).join('\n\n'),
    ...Object.fromEntries(
      trainingQuestions(draft)
        .flatMap(({ questions }) => questions)
        .flatMap((question): [string, string | string[]][] => {
          const { answer = '', reason = '' } = settled[question.id] ?? {};
          const shown =
            question.kind === 'multiple' ? ['', ...answer.split(BETWEEN_ANSWERS).filter(Boolean)] : answer;
          return [
            [`a.${question.id}`, shown],
            [`r.${question.id}`, reason],
          ];
        }),
    ),
  };
}

/** A draft with a made-up file as its form says. */
export function saveTrainingFile(draft: DraftTool, id: string, body: FormBody): DraftTool {
  const before = trainingFileIn(draft, id);
  const shown = trainingQuestions(draft).flatMap(({ questions }) => questions);
  const isShown = new Set(shown.map((question) => question.id));
  const asked = new Set(draftItemsOf(draft).map((item) => item.id));
  // What is coded afterwards is not on the form, and what is settled of it stays.
  const kept = Object.entries(before.settled).filter(([item]) => asked.has(item) && !isShown.has(item));
  const settled = shown.flatMap((question): [string, { answer: string; reason: string }][] => {
    const was = before.settled[question.id];
    // Of a question that somebody added meanwhile the form says nothing.
    if (!(`r.${question.id}` in body)) return was ? [[question.id, was]] : [];
    const answer = answerIn(question, body);
    const reason = optionalText(body, `r.${question.id}`) ?? '';
    return answer === '' && reason === '' ? [] : [[question.id, { answer, reason }]];
  });
  const saved: DraftTrainingFile = {
    ...before,
    title: textOf(body, 'title').trim(),
    notes: notesIn(textOf(body, 'notes')),
    settled: Object.fromEntries([...settled, ...kept]),
  };
  return { ...draft, training: (draft.training ?? []).map((file) => (file === before ? saved : file)) };
}

function answerIn({ id, kind }: TrainingQuestion, body: FormBody): string {
  const name = `a.${id}`;
  if (kind === 'multiple') return tickedIn(body, name).join(BETWEEN_ANSWERS);
  const typed = textOf(body, name).trim();
  return kind === 'date' ? (parseDate(typed) ?? typed) : typed;
}

/** Blocks with an empty line between them: the first line of each is its heading, each further one an entry. */
function notesIn(text: string): DraftTrainingFile['notes'] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .flatMap((block) => {
      const [heading, ...entries] = block
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      return heading === undefined ? [] : [{ heading, entries }];
    });
}
