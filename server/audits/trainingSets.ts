import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fromAnswersOfFormat1, parseTrainingSet } from '../../rules/index.ts';
import type { Answers, Instrument, Tool, TrainingFileData, TrainingSet } from '../../rules/index.ts';
import type { ShippedTools, Tools } from './tools.ts';

/** The made-up files of tools, each set for one version of one. */
export interface TrainingSets {
  /** Undefined where that version of the tool has none. */
  of(toolId: string, toolVersion: number): TrainingSet | undefined;
}

/**
 * Reads the made-up files of a folder, named as the definitions of their tools: ID.vN.json. One of a tool that is not there
 * is left alone.
 *
 * @param folder - where they are, `audits/training`
 * @throws Error that names every problem of every set: a program with a broken one does not start
 */
export async function loadTrainingSets(folder: string, tools: ShippedTools): Promise<TrainingSets> {
  const sets = new Map<string, TrainingSet>();
  const problems: string[] = [];
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.json')).toSorted()) {
    const [, id = '', version = ''] = /^(.+)\.v(\d+)\.json$/.exec(name) ?? [];
    const tool = tools.find(id, Number(version));
    if (!tool || version === '') continue;
    let data: unknown;
    try {
      data = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
    } catch (error) {
      problems.push(`${name}: is not JSON: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    const parsed = parseTrainingSet(data, tool);
    if ('set' in parsed) sets.set(`${id} ${version}`, parsed.set);
    else problems.push(...parsed.problems.map(({ at, problem }) => `${name}: ${at}: ${problem}`));
  }
  if (problems.length > 0) {
    throw new Error(`Made-up files in ${folder} are not right:\n  ${problems.join('\n  ')}`);
  }
  return { of: (toolId, toolVersion) => sets.get(`${toolId} ${toolVersion}`) };
}

/**
 * The made-up files that come with the program, and those of tools that were made here, which stand in their definitions.
 *
 * @param shippedSets - what {@link loadTrainingSets} read
 */
export function createTrainingSets(
  shippedSets: TrainingSets,
  shipped: ShippedTools,
  tools: Pick<Tools, 'find'>,
): TrainingSets {
  const made = new WeakMap<Tool, TrainingSet>();
  const ownOf = (tool: Tool): TrainingSet | undefined => {
    const { id, version, instrument } = tool;
    if (!instrument.training) return undefined;
    const known = made.get(tool);
    if (known) return known;
    const parsed = parseTrainingSet({ tool: id, version, files: instrument.training }, tool);
    if ('problems' in parsed) return undefined;
    made.set(tool, parsed.set);
    return parsed.set;
  };
  return {
    of(toolId, toolVersion) {
      const tool = tools.find(toolId, toolVersion);
      if (!tool) return undefined;
      // A version that was made here under the number of one that came later has what it was published with.
      const isShipped = tool === shipped.find(toolId, toolVersion);
      return ownOf(tool) ?? (isShipped ? shippedSets.of(toolId, toolVersion) : undefined);
    },
  };
}

/** A tool as one definition, with the made-up files that stand beside it. */
export function withTraining({ id, version, instrument, format }: Tool, sets: TrainingSets): Instrument {
  const set = instrument.training ? undefined : sets.of(id, version);
  if (!set) return instrument;
  // In the definition as it is written now, answers are ids.
  const asIds = format === 1 ? fromAnswersOfFormat1(instrument) : (answers: Answers) => answers;
  const training = set.files.map(({ settled, ...file }) => {
    const answers = asIds(new Map([...settled].map(([item, { answer }]) => [item, answer])));
    const now = [...settled].map(([item, one]) => [
      item,
      { ...one, answer: answers.get(item) ?? one.answer },
    ]);
    return { ...file, settled: Object.fromEntries(now) as TrainingFileData['settled'] };
  });
  return { ...instrument, training };
}
