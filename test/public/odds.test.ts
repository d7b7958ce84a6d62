import { describe, expect, it } from 'vitest';
import { freshOdds, isSettled, oddOnes, restInWords, restOf, takenAway } from '../../public/odds.js';
import { changedAnswers, UNDO_LIMIT, withStep } from '../../public/undo.js';
import { checksOf, oddAnswersIn, parseTool } from '../../rules/index.ts';

const ANSWERS = ['yes', 'no', 'na', ''];

const check = (id: string, label: string, shortLabel: string, more: object = {}) => ({
  kind: 'check',
  id,
  label,
  shortLabel,
  polarity: 'yes_is_good',
  guidance: 'Read.',
  ...more,
});

const { tool } = made({
  id: 'odd',
  version: 1,
  title: 'Odd',
  description: 'Checks that hang on another.',
  source: 'For tests.',
  sections: [
    {
      id: 'all',
      title: 'All',
      items: [
        check('plan', 'Is there a plan?', 'Plan'),
        check('smart', 'Is it SMART?', 'Smart', { dependsOn: { item: 'plan', answer: 'yes' } }),
        check('excuse', 'Is it said why there is none?', 'Excuse', {
          dependsOn: { item: 'plan', answer: 'no' },
        }),
      ],
    },
  ],
});

function made(definition: unknown) {
  const result = parseTool(definition);
  if (!('tool' in result)) throw new Error(JSON.stringify(result.problems));
  return result;
}

/** The checks of the tool as a page of a group has them. */
const pageOf = (excluded: readonly string[] = []) =>
  checksOf(tool).map(({ id, label, dependsOn }) => ({
    id,
    label,
    excluded: excluded.includes(id) ? 'Birch' : null,
    hangsOn: dependsOn?.item ?? null,
    needed: dependsOn?.answer ?? '',
  }));

const of = (answers: Record<string, string>) => (id: string) => answers[id] ?? '';

describe('what the set-up has answered', () => {
  it('is asked about where it is taken away, and only there', () => {
    const before = new Map([
      ['answer.smart', 'na'],
      ['answer.excuse', 'na'],
    ]);
    const texts = (excluded: string[], answers: Record<string, string>, was = before) =>
      takenAway(pageOf(excluded), was, of(answers));
    expect(texts(['smart', 'excuse'], { excuse: 'na' })).toEqual([
      'Is it SMART? “Not applicable” is taken away, and this does not apply to Birch.',
    ]);
    // Another answer is odd, which is asked about as that; what applies may be emptied, and what was empty stays so.
    expect(texts(['smart'], { smart: 'yes' })).toEqual([]);
    expect(texts([], {})).toEqual([]);
    expect(texts(['smart'], {}, new Map([['answer.smart', '']]))).toEqual([]);
  });
});

describe('answers that do not fit', () => {
  it('are the same on the page and at the server, whatever is answered and left out', () => {
    let cases = 0;
    for (const excluded of [[], ['smart'], ['plan'], ['plan', 'excuse']]) {
      for (const plan of ANSWERS) {
        for (const smart of ANSWERS) {
          for (const excuse of ANSWERS) {
            const answers = { plan, smart, excuse };
            const given = new Map(Object.entries(answers).filter(([, answer]) => answer !== ''));
            const known = oddAnswersIn(tool, given, excluded);
            expect(
              oddOnes(pageOf(excluded), of(answers)).map(({ id, answer, why }) => [id, answer, why]),
              JSON.stringify({ excluded, answers }),
            ).toEqual(known.map((odd) => [odd.item.id, odd.answer, odd.why]));
            cases += 1;
          }
        }
      }
    }
    expect(cases).toBe(256);
  });

  it('are told by hand: no to what is left out, a yes under a no, and not a no or nothing under it', () => {
    const texts = (excluded: string[], answers: Record<string, string>) =>
      oddOnes(pageOf(excluded), of(answers)).map(({ text }) => text);
    expect(texts(['smart'], { plan: 'no', smart: 'no' })).toEqual([
      'Is it SMART? You answered no, and this does not apply to Birch.',
    ]);
    expect(texts([], { plan: 'no', smart: 'yes' })).toEqual([
      'Is it SMART? You answered yes, although “Is there a plan?” is no.',
    ]);
    expect(texts([], { plan: 'no', smart: 'no' })).toEqual([]);
    expect(texts([], { plan: 'no' })).toEqual([]);
    expect(texts(['smart'], { plan: 'no', smart: 'na' })).toEqual([]);
  });

  it('are new where they were not there, or were another answer', () => {
    const odds = (smart: string) => oddOnes(pageOf(['smart']), of({ smart }));
    expect(freshOdds(odds('na'), odds('yes'))).toHaveLength(1);
    expect(freshOdds(odds('yes'), odds('yes'))).toEqual([]);
    expect(freshOdds(odds('yes'), odds('no'))).toHaveLength(1);
  });
});

describe('answers to what is no check and does not apply to the group', () => {
  it('do not fit whatever they are, and are named as the page calls them', () => {
    const words: Record<string, string> = { good: 'good, all of it' };
    const rating = {
      id: 'tone',
      label: 'How is the tone?',
      excluded: 'Birch',
      hangsOn: null,
      needed: '',
      inWords: (answer: string) => words[answer] ?? answer,
    };
    const odds = (answer: string) => oddOnes([rating], of({ tone: answer })).map(({ text }) => text);
    expect(odds('good')).toEqual([
      'How is the tone? You answered good, all of it, and this does not apply to Birch.',
    ]);
    expect([odds('na'), odds('')]).toEqual([[], []]);
    expect(oddOnes([{ ...rating, excluded: null }], of({ tone: 'good' }))).toEqual([]);
  });
});

describe('what the keys pass by', () => {
  it('is what is answered by the set-up or by another answer, and never what is open or does not fit', () => {
    const [, smart] = pageOf();
    const [, left] = pageOf(['smart']);
    if (!smart || !left) throw new Error('the tool has these');
    expect(isSettled(left, of({ smart: 'na' }))).toBe(true);
    expect(isSettled(left, of({ smart: 'yes' }))).toBe(false);
    expect(isSettled(left, of({}))).toBe(false);
    expect(isSettled(smart, of({ plan: 'no', smart: 'no' }))).toBe(true);
    expect(isSettled(smart, of({ plan: 'no', smart: 'yes' }))).toBe(false);
    expect(isSettled(smart, of({ plan: 'no' }))).toBe(false);
    expect(isSettled(smart, of({ plan: 'yes', smart: 'no' }))).toBe(false);
  });
});

describe('what one press does for all that hangs on a check', () => {
  const rest = (answers: Record<string, string>, wasOtherwise = false, excluded: string[] = []) =>
    restOf(pageOf(excluded), of(answers), 'plan', wasOtherwise);

  it('is no to what is open and cannot be yes, and leaves answers and what is left out alone', () => {
    expect(rest({})).toBeNull();
    expect(rest({ plan: 'no' })).toEqual({ answer: 'no', ids: ['smart'] });
    expect(rest({ plan: 'na' })).toEqual({ answer: 'no', ids: ['smart', 'excuse'] });
    expect(rest({ plan: 'no', smart: 'yes' })).toBeNull();
    expect(rest({ plan: 'no' }, false, ['smart'])).toBeNull();
  });

  it('is to take that no back, once the check is answered as it has to be', () => {
    const answers = { plan: 'yes', smart: 'no', excuse: 'no' };
    expect(rest(answers, true)).toEqual({ answer: '', ids: ['smart'] });
    // Nobody has said anything else since the page was opened: it is a no of its own.
    expect(rest(answers, false)).toBeNull();
  });

  it('is said in words', () => {
    expect(restInWords({ answer: 'no', ids: ['a', 'b'] })).toBe(
      'Answer no to all 2 checks that hang on this',
    );
    expect(restInWords({ answer: '', ids: ['a'] })).toBe('Take back the no of the check that hangs on this');
  });
});

describe('taking answers back', () => {
  it('knows answers alone, with what they were before', () => {
    const before = new Map([
      ['answer.plan', 'yes'],
      ['answer.smart', ''],
      ['comment', ''],
    ]);
    expect(
      changedAnswers(before, [
        ['answer.plan', 'yes'],
        ['answer.smart', 'no'],
        ['comment', 'Thick.'],
      ]),
    ).toEqual([{ name: 'answer.smart', was: '', is: 'no' }]);
  });

  it('keeps the last twenty', () => {
    let steps: ReturnType<typeof withStep> = [];
    for (let i = 0; i < 23; i += 1) steps = withStep(steps, [{ name: 'answer.a', was: String(i), is: '' }]);
    expect(UNDO_LIMIT).toBe(20);
    expect(steps).toHaveLength(20);
    expect(steps[0]?.[0]?.was).toBe('3');
    expect(withStep(steps, [])).toBe(steps);
  });
});
