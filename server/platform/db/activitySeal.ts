import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

// What makes a line of the activity evidence. Never changed once it is released: lines that were sealed by it have to be
// found sealed by every later version.

/** What a line says, as its columns hold it; no name is in it, so that an account can be erased. */
export interface SealedContent {
  at: string;
  user_id: number | null;
  action: string;
  audit_id: number | null;
  subject: string | null;
  detail: string;
  /** Whose line it is; left out or 1, the first, of lines from before there were others. */
  organisation_id?: number;
}

/** A line of the activity as its table has it. `mark` is null in lines that were written before there were marks. */
export interface SealedLine extends SealedContent {
  id: number;
  mark: string | null;
}

const NONCE_BYTES = 8;

const contentOf = ({ at, user_id, action, audit_id, subject, detail, organisation_id }: SealedContent) => [
  at,
  user_id,
  action,
  audit_id,
  subject,
  detail,
  // Lines of the first were marked before there were others; one that is brought up to date has no column of it yet.
  ...((organisation_id ?? 1) === 1 ? [] : [organisation_id]),
];

function withNonce(key: string, nonce: string, content: SealedContent): string {
  const mac = createHmac('sha256', key).update(JSON.stringify([nonce, ...contentOf(content)]));
  return `${nonce}.${mac.digest('base64url')}`;
}

/** The mark of a line, which only somebody with the key can make; no two lines have the same. */
export const markOf = (key: string, content: SealedContent): string =>
  withNonce(key, randomBytes(NONCE_BYTES).toString('base64url'), content);

/** Whether a line is as the program wrote it. */
export function isMarked(key: string, line: SealedLine): boolean {
  const [nonce = ''] = (line.mark ?? '').split('.');
  const [given, right] = [Buffer.from(line.mark ?? ''), Buffer.from(withNonce(key, nonce, line))];
  return given.length === right.length && timingSafeEqual(given, right);
}

/**
 * The seal of a line: SHA-256, in hexadecimal, of its place, all that it says and the seal before it.
 *
 * @param before - the seal of the line before; empty for the first
 * @param seq - its place in the chain, from 1
 */
export function sealOf(before: string, seq: number, line: SealedLine): string {
  const text = JSON.stringify([before, seq, line.id, ...contentOf(line), line.mark]);
  return createHash('sha256').update(text).digest('hex');
}
