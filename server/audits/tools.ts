import { confiningScope } from '../platform/db/organisationScope.ts';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  CASE_FILES,
  codedTextsOf,
  isSelfAudit,
  parseTool,
  subjectWords,
  withoutItems,
  withNewerTop,
  withStandards,
} from '../../rules/index.ts';
import type { LeftOut, OwnStandard, SubjectWords, Tool } from '../../rules/index.ts';
import type { ToolVersionRepository } from './drafts/repository.ts';

/** Tools by their id and version, those that are at hand. */
interface KnownTools {
  /** A tool in one version, or the newest when none is named; undefined when there is no such tool. */
  find(id: string, version?: number): Tool | undefined;
  /** The tool an audit is pinned to. Throws when its definition has gone. */
  must(id: string, version: number): Tool;
}

/** The audit tools that come with the program as files. */
export interface ShippedTools extends KnownTools {
  /** Newest version of each tool, by title. */
  current(): Tool[];
  /** Every version of every tool. */
  all(): Tool[];
}

/** All audit tools: those that come with the program, and those that were made and published here, in every version. */
export interface Tools {
  /** What can be chosen for an audit: the newest version of each tool that is not retired, by title. */
  current(): Promise<Tool[]>;
  /** The newest version of a tool that is not retired; undefined when there is none. */
  newest(id: string): Promise<Tool | undefined>;
  /** A version of a tool that is shipped, published or retired; undefined when there is none. */
  published(id: string, version: number): Promise<Tool | undefined>;
  /** Whether a version can be chosen for an audit that has another one. */
  isOffered(id: string, version: number): Promise<boolean>;
  /** Gets the tools of audits, so that they are at hand; whoever loads an audit calls it. */
  know(of: readonly { toolId: string; version: number }[]): Promise<void>;
  /** The tool of an audit that was loaded; undefined where its definition has gone. */
  find(id: string, version: number): Tool | undefined;
  /** The tool an audit is pinned to. Throws when its definition has gone. */
  must(id: string, version: number): Tool;
  /** What a record of a tool is called; a case file where the definition has gone. */
  wordsOf(id: string, version: number): SubjectWords;
  /**
   * The tool of an audit as it is asked and counted there: without the items that are left out of it, which it names
   * with why, and with the audit's own standards. Every page and every figure of an audit takes its tool from here; `must` is the tool as it is published.
   */
  of(audit: AuditTool): Tool;
}

/** What says of an audit which tool it has, what is left out of it, and which standards it has of its own. */
interface AuditTool {
  toolId: string;
  toolVersion: number;
  leftOut: readonly LeftOut[];
  standards?: readonly OwnStandard[];
}

/**
 * Reads every definition in a folder (files named ID.vN.json).
 *
 * @throws Error that names every problem of every definition: a program with a broken tool does not start
 */
export async function loadTools(folder: string): Promise<ShippedTools> {
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
  return shippedOf(tools);
}

/** Tools that were read, to be found by their id and version. */
export function shippedOf(tools: readonly Tool[]): ShippedTools {
  // Lists of audits ask for the same few thousands of times.
  const versions = new Map(tools.map((tool) => [`${tool.id} ${tool.version}`, tool]));
  const newest = new Map(newestOfEach(tools).map((tool) => [tool.id, tool]));
  const find = (id: string, version?: number) =>
    version === undefined ? newest.get(id) : versions.get(`${id} ${version}`);
  const must = (id: string, version: number) => {
    const tool = find(id, version);
    if (!tool) throw new Error(`the definition of the audit tool ${id} version ${version} is missing`);
    return tool;
  };
  return { find, must, current: () => newestOfEach(tools), all: () => [...tools] };
}

/** What tools ask of the store of those that were made here. */
export type PublishedStore = Pick<ToolVersionRepository, 'numbers' | 'definitions'>;

/**
 * Puts the tools of the program and those that were published here together. What is published never changes, so each
 * version is read once and kept; which versions there are, and which are retired, is asked anew, since another process
 * may have published. Where both have a version of one number, what was published here holds: audits are pinned to it.
 */
export function createTools(shipped: ShippedTools, store: PublishedStore): Tools {
  const made = new Map<string, Tool>();
  /** Whose a version is that was made here. */
  const owners = new Map<Tool, number>();
  /** Versions of the program of which it was asked whether one of that number was made here; none can be any more. */
  const onlyShipped = new Set<string>();
  const words = new Map<Tool, SubjectWords>();
  const beside = new Map<Tool, { newest: Tool | undefined; tool: Tool }>();
  const keyOf = (id: string, version: number) => `${id} ${version}`;
  /** What one organisation made is there for no other, though it is read once for all. */
  const isSeen = (tool: Tool) => confiningScope()?.all.includes(owners.get(tool) ?? 0) ?? true;
  const madeHere = (id: string, version: number) => {
    const tool = made.get(keyOf(id, version));
    return tool && isSeen(tool) ? tool : undefined;
  };
  const find = (id: string, version: number) => madeHere(id, version) ?? shipped.find(id, version);
  const must = (id: string, version: number) => find(id, version) ?? shipped.must(id, version);

  async function load(of: readonly { toolId: string; version: number }[]): Promise<void> {
    const unknown = of.filter(({ toolId, version }) => !made.has(keyOf(toolId, version)));
    for (const { definition, organisationId } of await store.definitions(unknown)) {
      const parsed = parseTool(definition);
      // One that a later version of the program cannot read any more is like one that has gone.
      if (!('tool' in parsed)) continue;
      made.set(keyOf(parsed.tool.id, parsed.tool.version), parsed.tool);
      owners.set(parsed.tool, organisationId);
    }
  }

  /** A tool with what its newest version that was read so far says of TOP forms, made once for each pair of them. */
  function besideNewest(tool: Tool): Tool {
    const own = [...made.values()].filter((one) => one.id === tool.id && isSeen(one));
    const ofProgram = shipped.find(tool.id);
    const newest = own.length === 0 ? ofProgram : newestOf(ofProgram ? [...own, ofProgram] : own, tool.id);
    const before = beside.get(tool);
    if (before && before.newest === newest) return before.tool;
    const found = withNewerTop(tool, newest);
    beside.set(tool, { newest, tool: found });
    return found;
  }

  /** Every tool that can be chosen, in every version. */
  async function offered(): Promise<Tool[]> {
    const numbers = await store.numbers();
    await load(numbers);
    const own = new Set(numbers.map(({ toolId, version }) => keyOf(toolId, version)));
    return [
      ...shipped.all().filter(({ id, version }) => !own.has(keyOf(id, version))),
      ...numbers.flatMap(({ toolId, version, isRetired }) =>
        isRetired ? [] : (madeHere(toolId, version) ?? []),
      ),
    ];
  }

  return {
    find,
    must,
    current: async () => newestOfEach(await offered()),
    newest: async (id) => newestOf(await offered(), id),
    isOffered: async (id, version) => newestOf(await offered(), id, version) !== undefined,
    async published(id, version) {
      await load([{ toolId: id, version }]);
      return find(id, version);
    },
    async know(of) {
      // Thousands of audits have the same few tools.
      const missing = new Map<string, { toolId: string; version: number }>();
      for (const { toolId, version } of of) {
        const key = keyOf(toolId, version);
        if (!made.has(key) && !onlyShipped.has(key)) missing.set(key, { toolId, version });
      }
      if (missing.size === 0) return;
      await load([...missing.values()]);
      for (const [key, { toolId, version }] of missing) {
        if (shipped.find(toolId, version)) onlyShipped.add(key);
      }
    },
    of: ({ toolId, toolVersion, leftOut, standards = [] }) =>
      withStandards(withoutItems(besideNewest(must(toolId, toolVersion)), leftOut), standards),
    wordsOf(id, version) {
      const tool = find(id, version);
      if (!tool) return CASE_FILES;
      const known = words.get(tool) ?? subjectWords(tool.subject);
      words.set(tool, known);
      return known;
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

/** What the pages of an audit hang on in its tool. */
interface Traits {
  words: SubjectWords;
  isSelfAudit: boolean;
  isSelfCompleted: boolean;
  hasCodedTexts: boolean;
  plansCalls: boolean;
  hasCriteria: boolean;
}

/** Lists of audits ask it of the same few tools thousands of times. */
const TRAITS = new WeakMap<Tool, Traits>();

function traitsIn(tool: Tool, words: SubjectWords): Traits {
  const { instrument } = tool;
  const traits = {
    words,
    isSelfAudit: isSelfAudit(tool),
    isSelfCompleted: instrument.selfCompletion !== undefined,
    hasCodedTexts: codedTextsOf(instrument).length > 0,
    plansCalls: instrument.calls !== undefined,
    hasCriteria: instrument.criteria.length > 0,
  };
  TRAITS.set(tool, traits);
  return traits;
}

const NO_TRAITS: Omit<Traits, 'words'> = {
  isSelfAudit: false,
  isSelfCompleted: false,
  hasCodedTexts: false,
  plansCalls: false,
  hasCriteria: false,
};

/** The same by the id and version of a tool; nothing of it where its definition has gone. */
export function traitsOf(tools: Pick<Tools, 'find' | 'wordsOf'>, id: string, version: number): Traits {
  const tool = tools.find(id, version);
  if (tool === undefined) return { ...NO_TRAITS, words: tools.wordsOf(id, version) };
  return TRAITS.get(tool) ?? traitsIn(tool, tools.wordsOf(id, version));
}
