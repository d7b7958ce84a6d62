import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseTrainingSet } from '../../rules/index.ts';
import type { TrainingSet } from '../../rules/index.ts';
import type { ShippedTools } from './tools.ts';

/** The made-up files that come with tools, each for one version of one. */
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
