import { z } from 'zod';
import { contradictionsIn, parseAnswer } from './answers.ts';
import type { Answers } from './answers.ts';
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

const text = (most: number) => z.string().trim().min(1).max(most);

const fileSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, 'lower-case letters, digits and underscores, at most 60'),
  title: text(120),
  notes: z.array(z.strictObject({ heading: text(80), entries: z.array(text(800)).min(1) })).min(1),
  settled: z.record(z.string(), z.strictObject({ answer: text(120), reason: text(400) })),
});

const setSchema = z.strictObject({
  tool: z.string(),
  version: z.number().int().min(1),
  files: z.array(fileSchema).min(1).max(12),
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
  const ids = files.map(({ id }) => id);
  const problems = [
    ...(toolId === tool.id && version === tool.version
      ? []
      : [
          {
            at: 'tool',
            problem: `is for ${toolId} version ${version}, not for ${tool.id} version ${tool.version}`,
          },
        ]),
    ...ids
      .filter((id, i) => ids.indexOf(id) < i)
      .map((id) => ({ at: 'files', problem: `${id} is there twice` })),
    ...files.flatMap((file, i) => problemsOf(file.settled, tool, `files.${i}.settled`)),
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

function problemsOf(settled: Record<string, SettledAnswer>, tool: Tool, at: string): Problem[] {
  const answers = new Map(Object.entries(settled).map(([id, { answer }]) => [id, answer] as const));
  return [
    ...[...answers].flatMap(([id, answer]) => {
      const item = itemById(tool, id);
      if (!item) return [{ at: `${at}.${id}`, problem: 'is no item of the tool' }];
      const read = parseAnswer(item, answer);
      return 'problem' in read || read.value !== answer
        ? [{ at: `${at}.${id}`, problem: `${answer} is no answer to it` }]
        : [];
    }),
    ...itemsOf(tool)
      .filter((item) => isJudged(item) && !answers.has(item.id))
      .map(({ id }) => ({ at: `${at}.${id}`, problem: 'is not settled' })),
    ...contradictionsIn(tool, answers).map(({ id }) => ({
      at: `${at}.${id}`,
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
