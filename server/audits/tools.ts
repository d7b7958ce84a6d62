import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { CASE_FILES, codedTextsOf, parseTool, subjectWords, withoutItems } from '../../rules/index.ts';
import type { LeftOut, SubjectWords, Tool } from '../../rules/index.ts';

/** All audit tools that the program knows, of either format, in every version. */
export interface Tools {
  /** Newest version of each tool, by title. */
  current(): Tool[];
  /** A tool in one version, or the newest when none is named; undefined when there is no such tool. */
  find(id: string, version?: number): Tool | undefined;
  /** The tool an audit is pinned to. Throws when its definition has gone from the folder. */
  must(id: string, version: number): Tool;
  /** What a record of a tool is called; a case file where the definition has gone. */
  wordsOf(id: string, version: number): SubjectWords;
  /**
   * The tool of an audit as it is asked and counted there: without the items that are left out of it, which it names
   * with why. Every page and every figure of an audit takes its tool from here; `must` is the tool as it is published.
   */
  of(audit: AuditTool): Tool;
}

/** What says of an audit which tool it has, and what is left out of it. */
interface AuditTool {
  toolId: string;
  toolVersion: number;
  leftOut: readonly LeftOut[];
}

/**
 * Reads every definition in a folder (files named ID.vN.json).
 *
 * @throws Error that names every problem of every definition: a program with a broken tool does not start
 */
export async function loadTools(folder: string): Promise<Tools> {
  const tools: Tool[] = [];
  const problems: string[] = [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  for (const name of names) {
    let data: unknown;
    try {
      data = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
    } catch (error) {
      problems.push(`${name}: is not JSON: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    const parsed = parseTool(data);
    if ('problems' in parsed) {
      problems.push(...parsed.problems.map((problem) => `${name}: ${problem.at}: ${problem.problem}`));
      continue;
    }
    const { id, version } = parsed.tool;
    if (name !== `${id}.v${version}.json`) {
      problems.push(`${name}: must be called ${id}.v${version}.json, after its id and version`);
      continue;
    }
    tools.push(parsed.tool);
  }
  if (problems.length === 0 && tools.length === 0) problems.push('there is no tool definition');
  if (problems.length > 0)
    throw new Error(`Audit tools in ${folder} are not right:\n  ${problems.join('\n  ')}`);

  const find = (id: string, version?: number) => newestOf(tools, id, version);
  const must = (id: string, version: number) => {
    const tool = find(id, version);
    if (!tool) throw new Error(`the definition of the audit tool ${id} version ${version} is missing`);
    return tool;
  };
  const words = new Map(tools.map((tool) => [tool, subjectWords(tool.subject)]));
  return {
    find,
    current: () => newestOfEach(tools),
    must,
    of: ({ toolId, toolVersion, leftOut }) => withoutItems(must(toolId, toolVersion), leftOut),
    wordsOf(id, version) {
      const tool = find(id, version);
      return (tool && words.get(tool)) ?? CASE_FILES;
    },
  };
}

const newestOf = (all: readonly Tool[], id: string, version?: number): Tool | undefined =>
  all
    .filter((one) => one.id === id && (version === undefined || one.version === version))
    .toSorted((a, b) => b.version - a.version)[0];

const newestOfEach = (all: readonly Tool[]): Tool[] =>
  [...new Set(all.map(({ id }) => id))]
    .flatMap((id) => newestOf(all, id) ?? [])
    .toSorted((a, b) => a.title.localeCompare(b.title, 'en-GB'));

/** What the pages of an audit hang on in its tool; nothing of it where its definition has gone. */
export function traitsOf(
  tools: Tools,
  id: string,
  version: number,
): {
  words: SubjectWords;
  isSelfCompleted: boolean;
  hasCodedTexts: boolean;
  plansCalls: boolean;
  hasCriteria: boolean;
} {
  const instrument = tools.find(id, version)?.instrument;
  return {
    isSelfCompleted: instrument?.selfCompletion !== undefined,
    hasCodedTexts: instrument !== undefined && codedTextsOf(instrument).length > 0,
    words: tools.wordsOf(id, version),
    plansCalls: instrument?.calls !== undefined,
    hasCriteria: (instrument?.criteria.length ?? 0) > 0,
  };
}
