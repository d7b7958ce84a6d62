import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

/** What a code opens: the row it is found by, and the answers under it that are not handed in yet. */
export interface OpenedCode {
  lookup: string;
  key: Buffer;
}

/** Slow enough that nobody tries 55 bits, quick enough for every page: some ten milliseconds and 4 MB. */
const COST = { N: 4096, r: 8, p: 1 } as const;
/** One for all codes, since a code is all that a row can be found by. */
const SALT = 'casefile-audit questionnaire';
const BYTES = 32;

/** Makes of a code what it is found by and the key to its draft. Neither tells the code or the other one. */
export function openCode(code: string): Promise<OpenedCode> {
  return new Promise((resolve, reject) => {
    scrypt(code, SALT, 2 * BYTES, COST, (error, made) => {
      if (error) reject(error);
      else resolve({ lookup: made.subarray(0, BYTES).toString('hex'), key: made.subarray(BYTES) });
    });
  });
}

/** What has been answered under a code. */
export interface Draft {
  /** By item id. */
  answers: Map<string, string>;
  /** Ids of items that the person would rather not answer. */
  skipped: Set<string>;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals a draft with the key of its code (AES-256-GCM). */
export function seal({ answers, skipped }: Draft, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const text = JSON.stringify({ answers: [...answers], skipped: [...skipped] });
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/**
 * Opens a draft with the key of its code; of none it is empty.
 *
 * @throws Error for a draft that was changed from elsewhere
 */
export function unseal(sealed: string | null, key: Buffer): Draft {
  if (sealed === null) return { answers: new Map(), skipped: new Set() };
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const rest = bytes.subarray(NONCE_BYTES + TAG_BYTES);
  const text = Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8');
  const read = JSON.parse(text) as { answers: [string, string][]; skipped: string[] };
  return { answers: new Map(read.answers), skipped: new Set(read.skipped) };
}
