import { describe, expect, it } from 'vitest';
import {
  checksEverAsked,
  checksOf,
  hangingOn,
  itemsOf,
  labelOf,
  leftOutText,
  readHeading,
  recogniseColumns,
  tally,
  withoutItems,
} from '../../rules/index.ts';
import { answersOf, tool } from '../support/feedbackInput.ts';

const out = (...ids: string[]) =>
  withoutItems(
    tool,
    ids.map((itemId) => ({ itemId, reason: 'it was misread.' })),
  );

describe('a tool of which something is left out', () => {
  it('is the tool itself where nothing is, or nothing that it has', () => {
    expect(withoutItems(tool, [])).toBe(tool);
    expect(out('gone_in_this_version')).toBe(tool);
    expect(leftOutText(tool)).toBe('');
  });

  it('asks everything else, in its order, and is not changed itself', () => {
    const ids = itemsOf(tool).map(({ id }) => id);
    expect(itemsOf(out('smart', 'started')).map(({ id }) => id)).toEqual([
      'plan',
      'abstinence',
      'forms',
      'housing',
    ]);
    expect(itemsOf(tool).map(({ id }) => id)).toEqual(ids);
  });

  it('has no section of which nothing is left', () => {
    expect(out('plan', 'smart', 'abstinence').sections.map(({ id }) => id)).toEqual(['practice']);
  });

  it('frees what hung on it', () => {
    expect(hangingOn(tool, 'plan').map(({ id }) => id)).toEqual(['smart']);
    const smart = checksOf(out('plan')).find(({ id }) => id === 'smart');
    expect(smart?.dependsOn).toBeUndefined();
    expect(checksOf(out('forms')).find(({ id }) => id === 'smart')?.dependsOn).toEqual({
      item: 'plan',
      answer: 'yes',
    });
  });

  it('names what is left out and why, in the order of the tool and without a full stop too many', () => {
    expect(leftOutText(out('started', 'smart'))).toBe(
      'Left out of this audit, so asked nowhere and in no figure: “Are its goals SMART?” (it was misread); “Start” (it was misread).',
    );
    expect(labelOf(out('smart'), 'smart')).toBe('Are its goals SMART? (left out of this audit)');
    expect(labelOf(out('smart'), 'plan')).toBe('Is there a plan?');
    expect(labelOf(out('smart'), 'nothing')).toBeNull();
    expect(
      checksEverAsked(out('smart'))
        .map(({ id }) => id)
        .at(-1),
    ).toBe('smart');
  });

  it('is counted without it, the rest as it was, and contradicts nothing that hung on it', () => {
    const counts = {
      groups: [{ name: 'Ash', files: 5 }],
      answers: answersOf('Ash', { plan: [2, 3, 0], smart: [4, 1, 0], housing: [1, 3, 1] }),
      pairs: [{ group: 'Ash', check: 'smart', answer: 'yes', parentAnswer: 'no', files: 3 }],
    };
    const whole = tally(tool, counts);
    expect(whole.contradictions).toHaveLength(1);
    const without = tally(out('plan'), {
      ...counts,
      answers: counts.answers.filter(({ check }) => check !== 'plan'),
    });
    expect(without.contradictions).toEqual([]);
    const [smart, ...rest] = without.overall.checks;
    const { among, ...own } = whole.overall.checks[1] ?? { among: undefined };
    expect(among).toBeDefined();
    // 4 of 5 files, worked out by hand; no longer among the 2 with a plan.
    expect(smart).toEqual(own);
    expect(smart).toMatchObject({ yes: 4, applicable: 5, percentOfApplicable: 80 });
    expect(rest).toEqual(whole.overall.checks.slice(2));
  });
});

describe('a sheet with the column of a question that is left out', () => {
  const heading = ['reference', 'group', 'Goals', 'comment.smart', 'plan', 'What is this'];

  it('has it named and not read, and its other columns as before', () => {
    const meanings = recogniseColumns(out('smart'), heading).map(({ meaning }) => meaning);
    expect(meanings.map(({ kind }) => kind)).toEqual([
      'reference',
      'group',
      'leftOut',
      'leftOut',
      'answer',
      'problem',
    ]);
    expect(meanings[2]).toMatchObject({ item: { id: 'smart' } });
    // What somebody said of a column before the question was left out.
    const [said] = recogniseColumns(out('smart'), ['Aims'], () => 'item.smart');
    expect(said?.meaning).toMatchObject({ kind: 'leftOut', item: { id: 'smart' } });
  });

  it('is taken', () => {
    expect(readHeading(out('smart'), heading.slice(0, 5))).toHaveProperty('columns');
    expect(recogniseColumns(tool, heading)[2]?.meaning.kind).toBe('answer');
  });
});
