import path from 'node:path';
import type { Tool } from '../rules/index.ts';
import { loadTools } from '../server/audits/tools.ts';
import type { ShippedTools } from '../server/audits/tools.ts';
import { projectFolder } from '../server/platform/paths.ts';
import { CommandError } from './failure.ts';

/** The audit tools that come with the program. */
export const allTools = (): Promise<ShippedTools> => loadTools(path.join(projectFolder(), 'audits'));

/**
 * A tool of either format, in one version or the newest.
 *
 * @throws CommandError that says which tools there are
 */
export async function findTool(id: string, wanted?: number, all?: ShippedTools): Promise<Tool> {
  const tools = all ?? (await allTools());
  const tool = tools.find(id, wanted);
  if (!tool) throw notThere(id, wanted, tools.current());
  return tool;
}

function notThere(
  id: string,
  wanted: number | undefined,
  current: readonly { id: string; version: number }[],
): CommandError {
  const version = wanted === undefined ? '' : ` in version ${wanted}`;
  const known = current.map(({ id: other, version: newest }) => `${other} (newest version ${newest})`);
  return new CommandError(`There is no tool "${id}"${version}. There are: ${known.join(', ')}.`);
}
