import type { SealedLine } from '../../platform/db/activitySeal.ts';
import type { Logger } from '../../platform/log.ts';
import { createSyslog } from '../../platform/syslog.ts';
import type { SyslogMessage } from '../../platform/syslog.ts';

const AT_ONCE = 500;
/** While the receiver is away so many wait. What is beyond stays in the activity, and its seal is missing there. */
const WAITING_MOST = 10_000;

/** Lines as they are sent: what they say, without the mark, with the seal that is on them. */
export const sentLines = (
  lines: readonly SealedLine[],
  seals: readonly { seq: number; hash: string }[],
): SyslogMessage[] =>
  lines.map(({ mark: _mark, ...line }, i) => ({
    at: line.at,
    kind: 'line',
    text: JSON.stringify({ ...line, seq: seals[i]?.seq, hash: seals[i]?.hash }),
  }));

/** Sends the activity to a receiver of syslog, in its order; what cannot be handed over waits for the next time. */
export function createForwarder(
  address: string | null,
  log: Logger,
  send = address === null ? null : createSyslog(address),
) {
  const waiting: SyslogMessage[] = [];
  let underWay: Promise<void> | null = null;
  const work = async () => {
    if (!send) return;
    try {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, AT_ONCE);
        await send(batch);
        waiting.splice(0, batch.length);
      }
    } catch (error) {
      log.warn(
        { err: error, waiting: waiting.length },
        'the activity was not sent to the receiver of syslog',
      );
    }
  };
  return {
    add(messages: readonly SyslogMessage[]): void {
      if (!send) return;
      waiting.push(...messages);
      const beyond = waiting.length - WAITING_MOST;
      if (beyond > 0) {
        waiting.splice(0, beyond);
        log.error({ lines: beyond }, 'lines of the activity were not sent, and will not be');
      }
    },
    /** Sends what waits; whoever asks meanwhile waits for the same. */
    send(): Promise<void> {
      underWay ??= work().finally(() => {
        underWay = null;
      });
      return underWay;
    },
  };
}
