import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTool, plannedViewInWords } from '../../rules/index.ts';
import type { SmallNumberRule } from '../../rules/index.ts';

const parsed = parseTool(
  JSON.parse(readFileSync(new URL('../../audits/rodt.v1.json', import.meta.url), 'utf8')),
);
if ('problems' in parsed) throw new Error('the tool cannot be read');
const { tool } = parsed;

const words = (planned: [string, number, string[]][], smallNumberRule: SmallNumberRule = 'by_item') =>
  plannedViewInWords(
    tool,
    { smallNumberThreshold: 5, smallNumberRule, smallNumberOrder: 'providers_first' },
    planned.map(([name, plannedFiles, providers]) => ({
      name,
      plannedFiles,
      providers: providers.map((of) => ({ id: of.length, name: of })),
    })),
  );

describe('what readers will see with the planned sizes', () => {
  it('is nothing to say before a group is planned', () => {
    expect(words([])).toBe('');
  });

  it('names the groups and providers of which commissioners will see nothing', () => {
    // The 3 of Young people are hidden, and with them the 8 of Women, or they would be what is left.
    expect(
      words([
        ['Bridge', 12, ['A']],
        ['Young people', 3, ['BB']],
        ['Women', 8, ['BB']],
      ]),
    ).toBe(
      'With the planned sizes a commissioner who sees small numbers suppressed will have figures of what the service did of 1 of 3 sample groups (not Young people and Women) and of 2 of 2 providers. Each provider will have all figures of its own files, and of the other files beside them.',
    );
  });

  it('says of a provider that too few files of others are planned', () => {
    expect(
      words([
        ['Bridge', 12, ['A']],
        ['Women', 3, ['BB']],
      ]),
    ).toContain(
      'will have figures of what the service did of none of 2 sample groups and of none of 2 providers.',
    );
    expect(
      words([
        ['Bridge', 12, ['A']],
        ['Women', 3, ['BB']],
      ]),
    ).toContain('not so A, beside whose files too few others are planned.');
  });

  it('is the most that the rule by counts lets be seen', () => {
    expect(
      words(
        [
          ['Bridge', 12, ['A']],
          ['Young people', 8, ['BB']],
          ['DIP', 30, ['BB']],
        ],
        'by_counts',
      ),
    ).toContain(
      'will have at most figures of 1 of 3 sample groups (not Young people and DIP) and of 2 of 2 providers.',
    );
  });
});
