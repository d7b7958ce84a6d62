import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { InputError } from '../../platform/errors.ts';

/**
 * A password has to stand so many guesses of somebody who knows how people choose them, as a power of ten: the best of
 * the five marks of zxcvbn, and years of guessing at the cost of our hashes.
 */
const GUESSES_LOG10 = 10;
/** Looking for patterns takes longer the longer it is, and who repeats one has shown it by here. */
const LOOKED_AT_CHARACTERS = 64;
/** Words that everybody here has in mind. */
const OURS = [
  'casefile',
  'audit',
  'recovery',
  'treatment',
  'panel',
  'partnership',
  'commissioner',
  'provider',
];

let loading: Promise<ZxcvbnFactory> | null = null;

/** The list of some 50,000 passwords that were stolen most often comes with a package: nobody outside is asked. */
async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Factory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new Factory({ dictionary, graphs: adjacencyGraphs });
}

/**
 * Refuses a password that is on the lists of stolen ones, or made of those, of the person's name and address, or of
 * patterns such as rows of keys. What kinds of characters it has does not matter.
 *
 * @param about - what is known of the person: name, email address
 * @throws InputError at the field `password`
 * @see NCSC, Password policy: updating your approach (deny lists, three random words); OWASP ASVS 5.0, 6.2.4 and 6.2.12
 */
export async function refuseGuessable(password: string, about: readonly string[]): Promise<void> {
  const checker = await (loading ??= load());
  const words = about.flatMap((text) => [text, ...text.split(/[\s@.]+/)]).filter((word) => word.length > 2);
  const { guessesLog10 } = checker.check(password.slice(0, LOOKED_AT_CHARACTERS), [...OURS, ...words]);
  if (guessesLog10 >= GUESSES_LOG10) return;
  throw new InputError([
    {
      field: 'password',
      text: 'This password is among those that attackers try first. Choose another one, such as three or four words that do not belong together.',
    },
  ]);
}
