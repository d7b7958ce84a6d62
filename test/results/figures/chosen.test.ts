import { describe, expect, it } from 'vitest';
import { CASE_FILES } from '../../../rules/index.ts';
import { chosenFrom, chosenText, wayOf } from '../../../server/results/figures/chosen.ts';
import type { GroupSample } from '../../../server/fieldwork/sampling/service.ts';

const whole: GroupSample = {
  group: 'Ash',
  seed: 'ABCD',
  method: 'random',
  draws: 1,
  listed: 40,
  drawn: 40,
  notFound: [{ reason: 'Not on the shelf.', replaced: false }],
  outsideSample: 0,
  leftOut: 0,
  stopsAt: 1,
};

const NO_SIZES = { sizes: new Map() };

describe('a list that was drawn whole', () => {
  it('is told as all on the list, with how many were not found', () => {
    const chosen = chosenFrom([{ name: 'Ash', files: 39 }], [whole], NO_SIZES);
    expect(chosenText(chosen, CASE_FILES)).toBe(
      'All files on the caseload list were taken, but 1 was not found. Where all of them were read there is no interval: nothing is estimated.',
    );
    expect(wayOf(chosen, 'Ash', CASE_FILES)).toBe('All files on the list, but 1 was not found');
  });

  it('is told as a draw where the panel stopped before its end', () => {
    const chosen = chosenFrom([{ name: 'Ash', files: 20 }], [whole], NO_SIZES);
    expect(chosenText(chosen, CASE_FILES)).toMatch(
      /^The files were drawn at random from a caseload list \(seed ABCD\)/,
    );
    expect(chosenText(chosen, CASE_FILES)).toContain('So far read of the drawn files: Ash 20 of 40.');
    expect(wayOf(chosen, 'Ash', CASE_FILES)).toBe('Drawn at random from a list');
  });
});
