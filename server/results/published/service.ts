import { readTable, reconcile, toolOfTable, unreadableText, withGroupsInRows } from '../../../rules/index.ts';
import type { PrintedTable, TableNote, TableProblem, Tool } from '../../../rules/index.ts';
import { InputError } from '../../platform/errors.ts';
import type { Tools } from '../../audits/tools.ts';

/** A printed table with what was found in it. */
export interface CheckedTable {
  /** As read: rows and columns changed over where the checks were in the rows. */
  lines: readonly (readonly string[])[];
  turned: boolean;
  table: PrintedTable;
  tool: Tool | null;
  kind: 'counts' | 'distribution';
  problems: TableProblem[];
  notes: TableNote[];
}

export type PublishedService = ReturnType<typeof createPublishedService>;

/** Checks printed tables; nothing is stored. */
export function createPublishedService({ tools }: { tools: Tools }) {
  return {
    /**
     * Checks a table by its own figures, with the audit tool that its headings name.
     *
     * @throws InputError that names the spot where the table cannot be read
     */
    check(sent: readonly (readonly string[])[]): CheckedTable {
      const all = tools.current();
      const { lines, turned } = withGroupsInRows(sent, all);
      const tool = toolOfTable(lines, all) ?? (all.length === 1 ? (all[0] ?? null) : null);
      const table = readTable(lines);
      const result = 'unreadable' in table ? table : reconcile(lines, tool);
      if ('unreadable' in table || 'unreadable' in result) {
        const { unreadable } = 'unreadable' in result ? result : { unreadable: null };
        const text = unreadable ? unreadableText(unreadable) : '';
        throw new InputError([
          { field: 'table', text: `The table cannot be checked: ${text}. Put that right and check again.` },
        ]);
      }
      return { lines, turned, table, tool, ...result };
    },
  };
}
