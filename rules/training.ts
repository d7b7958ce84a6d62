import { z } from 'zod';
import { contradictionsIn, parseAnswer } from './answers.ts';
import type { Answers } from './answers.ts';
import { trainingFilesSchema } from './instrument/trainingFiles.ts';
import type { TrainingFileData } from './instrument/trainingFiles.ts';
import { personalDataProblem } from './personalData.ts';
import { isJudged, itemById, itemsOf } from './tool.ts';
import type { SubjectWords } from './subjectWords.ts';
import type { Item, Tool } from './tool.ts';

/** An answer that is settled beforehand, and why it is that one. */
interface SettledAnswer {
  answer: string;
  reason: string;
}

/** A made-up file: its notes, and what is settled of it, by item id. */
export interface TrainingFile {
  id: string;
  title: string;
  notes: { heading: string; entries: string[] }[];
  settled: ReadonlyMap<string, SettledAnswer>;
}

/** The made-up files that readers of one version of a tool learn by. */
export interface TrainingSet {
  toolId: string;
  toolVersion: number;
  files: TrainingFile[];
}

const setSchema = z.strictObject({
  tool: z.string(),
  version: z.number().int().min(1),
  files: trainingFilesSchema,
});

interface Problem {
  at: string;
  problem: string;
}

/**
 * Reads the made-up files of a tool. Every check and rating has to be settled in every file; facts may be.
 *
 * @param data - what stands in the file beside the tool
 * @returns the set, or everything that is wrong with it
 */
export function parseTrainingSet(data: unknown, tool: Tool): { set: TrainingSet } | { problems: Problem[] } {
  const parsed = setSchema.safeParse(data);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({ at: path.join('.'), problem: message })),
    };
  }
  const { files, tool: toolId, version } = parsed.data;
  const problems = [
    ...(toolId === tool.id && version === tool.version
      ? []
      : [
          {
            at: 'tool',
            problem: `is for ${toolId} version ${version}, not for ${tool.id} version ${tool.version}`,
          },
        ]),
    ...trainingProblems(files, tool),
  ];
  if (problems.length > 0) return { problems };
  return {
    set: {
      toolId,
      toolVersion: version,
      files: files.map((file) => ({ ...file, settled: new Map(Object.entries(file.settled)) })),
    },
  };
}

/**
 * What is wrong between made-up files and the items of their tool, or with what they say.
 *
 * @param broken - items that are there but cannot be read, of which nothing is said
 */
export function trainingProblems(
  files: readonly TrainingFileData[],
  tool: Pick<Tool, 'sections'>,
  broken: ReadonlySet<string> = new Set(),
): Problem[] {
  const ids = files.map(({ id }) => id);
  return [
    ...ids
      .filter((id, i) => ids.indexOf(id) < i)
      .map((id) => ({ at: 'files', problem: `${id} is there twice` })),
    ...files.flatMap((file, i) => [
      ...settledProblems(file.settled, tool, broken).map(({ at, problem }) => ({
        at: `files.${i}.settled.${at}`,
        problem,
      })),
      ...pointingProblems(file).map(({ at, problem }) => ({ at: `files.${i}.${at}`, problem })),
    ]),
  ];
}

/** Days up to ten years before are taken for those of births; later ones may be of a plan, and files count from its start. */
const READ_ON = '2016-01-01';

/** Nobody may be found in a made-up file, made up or not. */
function pointingProblems({ title, notes, settled }: TrainingFileData): Problem[] {
  const texts = [
    { at: 'title', text: title },
    ...notes.flatMap(({ heading, entries }) => [heading, ...entries].map((text) => ({ at: 'notes', text }))),
    ...Object.entries(settled).map(([id, { reason }]) => ({ at: `settled.${id}.reason`, text: reason })),
  ];
  return texts.flatMap(({ at, text }) => {
    const problem = personalDataProblem(text, READ_ON);
    return problem === null ? [] : [{ at, problem }];
  });
}

function settledProblems(
  settled: Record<string, SettledAnswer>,
  tool: Pick<Tool, 'sections'>,
  broken: ReadonlySet<string>,
): Problem[] {
  const answers = new Map(Object.entries(settled).map(([id, { answer }]) => [id, answer] as const));
  return [
    ...[...answers].flatMap(([id, answer]) => {
      const item = itemById(tool, id);
      // Of one that is empty it is told that it is.
      if (answer === '') return [];
      if (!item) return broken.has(id) ? [] : [{ at: id, problem: 'is no item of the tool' }];
      const read = parseAnswer(item, answer);
      return 'problem' in read || read.value !== answer
        ? [{ at: id, problem: `${answer} is no answer to it` }]
        : [];
    }),
    ...itemsOf(tool)
      .filter((item) => isJudged(item) && !answers.has(item.id))
      .map(({ id }) => ({ at: id, problem: 'is not settled' })),
    ...contradictionsIn(tool, answers).map(({ id }) => ({
      at: id,
      problem: 'is a yes beside an answer that rules it out',
    })),
  ];
}

/** What of a tool is asked about a made-up file: the items that are settled there and that the audit asks. */
export const askedInTraining = (tool: Tool, { settled }: TrainingFile): Tool => ({
  ...tool,
  sections: tool.sections
    .map((section) => ({ ...section, items: section.items.filter(({ id }) => settled.has(id)) }))
    .filter(({ items }) => items.length > 0),
});

/** One item of a made-up file as somebody has read it. */
export interface TrainingResult {
  item: Item;
  /** Null where the reader answered nothing. */
  own: string | null;
  settled: string;
  reason: string;
  agrees: boolean;
}

/** What somebody has read of a made-up file, held against what is settled, in the order of the tool. */
export const trainingResults = (tool: Tool, file: TrainingFile, answers: Answers): TrainingResult[] =>
  itemsOf(askedInTraining(tool, file)).map((item) => {
    const { answer = '', reason = '' } = file.settled.get(item.id) ?? {};
    const own = answers.get(item.id) ?? null;
    return { item, own, settled: answer, reason, agrees: own === answer };
  });

/** Whether a panel reads made-up files before its first file, and why not where it does not. */
export interface TrainingChoice {
  /** How many; 0 for none. */
  files: number;
  /** Empty where they are read. */
  reason: string;
}

/** What a report says of it; empty where nobody chose. */
export function trainingText(choice: TrainingChoice | null, { file, files }: SubjectWords): string {
  if (choice === null) return '';
  if (choice.files === 0)
    return `Readers read no made-up ${files} with settled answers first. The reason: ${choice.reason}`;
  const made = choice.files === 1 ? `1 made-up ${file}` : `${choice.files} made-up ${files}`;
  return `Before the first ${file} each reader was asked to read ${made} with settled answers, and saw what differed and why.`;
}
