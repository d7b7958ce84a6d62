import { expect, it } from 'vitest';
import { tidyPseudonym } from '../../rules/index.ts';

it.each([
  ['k1', 'K1'],
  [' SU-12 ', 'SU12'],
  ['a 3', 'A3'],
  ['Mary', null],
  ['Sam7', null],
  ['7', null],
  ['K', null],
  ['K12345', null],
  ['943 476 5919', null],
  ['K1 Mary', null],
  ['', null],
])('of "%s" makes %s', (entered, kept) => {
  expect(tidyPseudonym(entered)).toBe(kept);
});
