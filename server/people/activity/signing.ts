import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { ChainHead } from './heads.ts';

/** Signs heads of the chain, and tells whether one is signed. The key is in no database. */
export interface HeadSigner {
  /** Null where there is the public key alone, which is enough to check. */
  sign: ((head: ChainHead) => ChainHead) | null;
  isSigned: (head: ChainHead) => boolean;
}

/** What is signed of a head: all that it says, and what it is. */
const wordsOf = ({ at, seq, hash }: ChainHead) =>
  Buffer.from(`casefile-audit activity head\n${at}\n${seq}\n${hash}\n`);

/** @param pem - an Ed25519 key, private or public; null where none is set */
export function createHeadSigner(pem: string | null): HeadSigner | null {
  if (pem === null) return null;
  const publicKey = createPublicKey(pem);
  const key = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
  const secret = privateKeyIn(pem);
  return {
    sign:
      secret &&
      ((head) => ({ ...head, key, signature: sign(null, wordsOf(head), secret).toString('base64') })),
    isSigned: (head) =>
      head.signature !== undefined &&
      verify(null, wordsOf(head), publicKey, Buffer.from(head.signature, 'base64')),
  };
}

function privateKeyIn(pem: string): KeyObject | null {
  return pem.includes('PRIVATE KEY') ? createPrivateKey(pem) : null;
}
