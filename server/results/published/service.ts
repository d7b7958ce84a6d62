import { checkTable, toolsOfDistribution, unreadableText } from '../../../rules/index.ts';
import type { CheckedTable, PrintedTable, Tool } from '../../../rules/index.ts';
import { InputError } from '../../platform/errors.ts';
import type { Tools } from '../../audits/tools.ts';

export type PublishedService = ReturnType<typeof createPublishedService>;

/** Checks printed tables; nothing is stored. */
export function createPublishedService({ tools }: { tools: Tools }) {
  return {
    /**
     * Checks a table by its own figures, with the audit tool that its headings name.
     *
     * @throws InputError that names the spot where the table cannot be read
     */
    async check(sent: readonly (readonly string[])[]): Promise<CheckedTable> {
      const result = checkTable(sent, await tools.current());
      if ('unreadable' in result) {
        const text = `The table cannot be checked: ${unreadableText(result.unreadable)}. Put that right and check again.`;
        throw new InputError([{ field: 'table', text }]);
      }
      return result;
    },

    /** The tools that a distribution may be about, the one that knows most of its rows first. */
    toolsFor: async (table: PrintedTable): Promise<{ tool: Tool; known: number }[]> =>
      toolsOfDistribution(table, await tools.current()),
  };
}
