import { randomBytes } from 'node:crypto';
import type { ExchangeNote, Instrument, ToolRead } from '../../../rules/index.ts';
import type { ToolFormat } from './toolFiles.ts';

const HOUR_MILLISECONDS = 3_600_000;
/** So many at most, of all people together: they are kept in memory. */
const MOST = 20;

/** A file that was sent and waits for its sender's word. */
interface Waiting {
  /** In its address; cannot be guessed. */
  readonly token: string;
  /** The session that sent it; nobody else sees it. */
  readonly owner: string;
  /** As the browser named the file; only ever shown. */
  readonly name: string;
  readonly format: ToolFormat;
}

/** A tool that was made of a file. */
export interface WaitingTool extends Waiting {
  readonly instrument: Instrument;
  readonly notes: readonly ExchangeNote[];
}

/** A form of which a workbook hides rows: as it is with them, and without. */
export interface WaitingQuestion extends Waiting {
  readonly hidden: number;
  readonly readings: Readonly<Record<'take' | 'leave', ToolRead>>;
}

type Sent<W> = Omit<W, 'token'>;

export type WaitingTools = ReturnType<typeof createWaitingTools>;

/** Keeps tools made of files, and questions about them, for an hour, each person's last one, until it becomes a draft. */
export function createWaitingTools(now: () => Date) {
  const waiting = new Map<string, { tool: WaitingTool | WaitingQuestion; until: number }>();

  function clear(owner: string): void {
    for (const [token, { tool, until }] of waiting) {
      if (tool.owner === owner || until < now().getTime()) waiting.delete(token);
    }
    for (const token of [...waiting.keys()].slice(0, Math.max(0, waiting.size - MOST + 1))) {
      waiting.delete(token);
    }
  }

  return {
    keep(sent: Sent<WaitingTool> | Sent<WaitingQuestion>): WaitingTool | WaitingQuestion {
      clear(sent.owner);
      const tool = { ...sent, token: randomBytes(24).toString('base64url') };
      waiting.set(tool.token, { tool, until: now().getTime() + HOUR_MILLISECONDS });
      return tool;
    },
    /** What waits at an address; null where there is nothing any more, or it is somebody else's. */
    find(owner: string, token: string): WaitingTool | WaitingQuestion | null {
      const found = waiting.get(token);
      return found && found.tool.owner === owner && found.until >= now().getTime() ? found.tool : null;
    },
  };
}
