import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals what is kept with a token that stands nowhere beside it, and opens it again. */
export interface Box {
  /** @param what - which part it is, so that none can stand in for another */
  seal(bytes: Buffer, what: string): Buffer;
  open(sealed: Buffer, what: string): Buffer;
}

/** Encrypts with a key that is made of a token (AES-256-GCM). */
export function boxOf(token: string): Box {
  const key = Buffer.from(hkdfSync('sha256', token, '', 'a file that waits', 32));
  return {
    seal(bytes, what) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(what));
      const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, what) {
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(what))
        .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
}
