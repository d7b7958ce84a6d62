import { createHash } from 'node:crypto';

/** What a text is known by when something was decided on it; another text, or under another item, has another one. */
export function fingerprintOf(item: string | null, text: string): string {
  return createHash('sha256')
    .update(`${item ?? ''}\n${text.trim()}`)
    .digest('hex');
}

/** The fingerprints of the comments that findings were drafted from: the same words under another check are another. */
export function takenComments(
  findings: readonly { takenFrom: string | null; takenItem: string | null }[],
): Set<string> {
  return new Set(
    findings.flatMap(({ takenFrom, takenItem }) =>
      takenFrom === null ? [] : [fingerprintOf(takenItem, takenFrom)],
    ),
  );
}
