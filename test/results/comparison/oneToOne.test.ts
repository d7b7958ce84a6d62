import { describe, expect, it } from 'vitest';
import { areGroupsProviders } from '../../../server/results/comparison/oneToOne.ts';

const group = (name: string, ...providers: string[]) => ({ name, providers });

describe('groups that are providers by other names', () => {
  it('are so where each has one, and no two the same', () => {
    expect(areGroupsProviders([[group('Ash', 'Harbour'), group('Birch', 'Mill')]])).toBe(true);
    expect(areGroupsProviders([[group('Ash', 'Harbour'), group('Birch', 'Harbour')]])).toBe(false);
    expect(areGroupsProviders([[group('Ash', 'Harbour', 'Mill'), group('Birch', 'Hope')]])).toBe(false);
    expect(areGroupsProviders([[group('Ash', 'Harbour'), group('Birch')]])).toBe(false);
  });

  it('are so in every audit alike', () => {
    const now = [group('Ash', 'Harbour'), group('Birch', 'Mill')];
    expect(areGroupsProviders([now, [group('Ash', 'Harbour')]])).toBe(true);
    expect(areGroupsProviders([now, [group('Ash', 'Mill'), group('Birch', 'Harbour')]])).toBe(false);
    expect(areGroupsProviders([now, [group('Cedar', 'Harbour')]])).toBe(false);
  });
});
