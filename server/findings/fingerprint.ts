import { createHash } from 'node:crypto';

/** What a text is known by when something was decided on it; another text, or under another item, has another one. */
export function fingerprintOf(item: string | null, text: string): string {
  return createHash('sha256')
    .update(`${item ?? ''}\n${text.trim()}`)
    .digest('hex');
}
