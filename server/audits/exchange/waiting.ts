import type { ExchangeNote, Instrument } from '../../../rules/index.ts';
import type { ToolFormat } from './toolFiles.ts';

/** A tool that was made of a file and waits for its sender's word. */
export interface WaitingTool {
  readonly token: string;
  /** As the browser named the file; only ever shown. */
  readonly name: string;
  readonly format: ToolFormat;
  readonly instrument: Instrument;
  readonly notes: readonly ExchangeNote[];
}
