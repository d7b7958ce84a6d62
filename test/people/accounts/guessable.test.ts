import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, it } from 'vitest';
import { refuseGuessable } from '../../../server/people/accounts/guessable.ts';

const LENA = ['Lena Lead', 'lena.lead@southview.example.org'];
const TEXT = 'This password is among those that attackers try first.';

describe('a new password', () => {
  it.each([
    ['stolen often', '123456789012'],
    ['stolen often, with a year', 'iloveyou2024!'],
    ['stolen often, twice', 'letmeinletmein'],
    ['stolen often, with the signs that people put for letters', 'P@ssw0rd2024!!'],
    ['one letter', 'aaaaaaaaaaaa'],
    ['one letter, a hundred times', 'x'.repeat(200)],
    ['the alphabet', 'abcdefghijklm'],
    ['a row of keys', 'qwertyuiop[]123'],
    ['the person’s name', 'Lena Lead 2026'],
    ['the person’s address', 'lena.lead@southview.example.org'],
    ['where the person works', 'southview12345'],
    ['what this is about', 'casefile audit'],
  ])('is refused when it is %s', async (_, password) => {
    await expect(refuseGuessable(password, LENA)).rejects.toThrow(TEXT);
  });

  it.each([
    ['three random words', 'kettle walrus ferry'],
    ['four', 'violin gravel Tuesday moss'],
    ['words with a sign between', 'kettle-walrus-ferry'],
    ['letters by a password manager', 'vK3xqPz9TbLm'],
    ['words of another language', 'Fensterbank Regenwurm Dachs'],
    ['letters of another alphabet', 'чайник морж паром'],
  ])('is taken when it is %s', async (_, password) => {
    await expect(refuseGuessable(password, LENA)).resolves.toBeUndefined();
  });
});

it('refuses what was stolen most often however it is made long enough', async () => {
  const list = (dictionary as Record<string, readonly string[] | undefined>)['passwords-common'] ?? [];
  // Every tenth of the first 3,000; the decision has what all of them gave.
  const often = list.slice(0, 3000).filter((_, i) => i % 10 === 0);
  expect(often).toHaveLength(300);
  const taken: string[] = [];
  for (const word of often) {
    const made = [
      word.repeat(Math.ceil(12 / word.length)),
      `${word}1234567890123`.slice(0, Math.max(12, word.length + 1)),
      `${word}${'2026'.repeat(Math.max(1, Math.ceil((12 - word.length) / 4)))}`,
    ];
    for (const password of made) {
      await refuseGuessable(password, []).then(
        () => taken.push(password),
        () => undefined,
      );
    }
  }
  expect(taken).toEqual([]);
});
