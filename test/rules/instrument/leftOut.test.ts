import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  criteriaOf,
  instrumentItemsOf,
  instrumentWithout,
  optionsOf,
  scoreRanges,
  scoreRecord,
  withoutItems,
} from '../../../rules/index.ts';
import type { Instrument } from '../../../rules/index.ts';
import { loadTools } from '../../../server/audits/tools.ts';
import { projectFolder } from '../../../server/platform/paths.ts';

const folder = path.join(projectFolder(), 'audits');
const tools = await loadTools(folder);
const review = tools.must('service_review_2007', 1);
const names = readdirSync(folder).flatMap((name) => /^(\w+)\.v1\.json$/.exec(name)?.[1] ?? []);

/** Answers to everything, the n-th option of each question, so that scores differ. */
function answersTo(instrument: Instrument, n: number): Map<string, string> {
  const answers = new Map<string, string>();
  instrumentItemsOf(instrument).forEach((item, i) => {
    if (item.kind === 'number') answers.set(item.id, String(item.minimum));
    const options = optionsOf(instrument, item);
    const option = options[(i + n) % Math.max(1, options.length)];
    if (option) answers.set(item.id, option.id);
  });
  for (const { id, aggregate, scale } of criteriaOf(instrument)) {
    const [first] = instrument.scales[scale ?? '']?.options ?? [];
    if (aggregate === 'judgement' && first) answers.set(id, first.id);
  }
  return answers;
}

describe('a tool that is tallied and scored without an item', () => {
  it('is that of the review of 2007 without question 4.2: 44 questions, at most 40', () => {
    const without = instrumentWithout(review.instrument, new Set(['q4_2']));
    const questions = (of: Instrument) => instrumentItemsOf(of).filter(({ id }) => /^q\d/.test(id));
    expect(questions(review.instrument)).toHaveLength(45);
    expect(questions(without)).toHaveLength(44);
    expect(scoreRanges(without)).toEqual(scoreRanges(review.instrument, new Set(['q4_2'])));
    expect(scoreRanges(without).get('overall')?.most).toBe(40);
    expect(criteriaOf(without).find(({ id }) => id === 'c4')?.of).not.toContain('q4_2');
    // What pages get of it.
    const asked = withoutItems(review, [{ itemId: 'q4_2', reason: 'it was taken out after the returns' }]);
    expect(asked.instrument).toEqual(without);
    expect(asked.sections.flatMap(({ items }) => items).map(({ id }) => id)).toEqual(
      instrumentItemsOf(without).map(({ id }) => id),
    );
  });

  it.each(names)('scores as if the item were passed over: %s, item by item', (name) => {
    const { instrument } = tools.must(name, 1);
    for (const { id } of instrumentItemsOf(instrument)) {
      const ids = new Set([id]);
      const without = instrumentWithout(instrument, ids);
      const left = new Set(criteriaOf(without).map((criterion) => criterion.id));
      for (const n of [0, 1, 2]) {
        const answers = answersTo(instrument, n);
        const passed = scoreRecord(instrument, answers, ids).filter((score) => left.has(score.id));
        const scores = ({ id: of, score, band }: (typeof passed)[number]) => [of, score, band];
        expect(scoreRecord(without, answers).map(scores), `${id} ${n}`).toEqual(passed.map(scores));
      }
    }
  });

  it('has no criterion of which nothing is left, no rank by it, and no limit by what is not asked', () => {
    const [first] = review.instrument.criteria;
    const all = new Set(instrumentItemsOf(review.instrument).map(({ id }) => id));
    all.delete('q1_1');
    const one = instrumentWithout(review.instrument, all);
    expect(instrumentItemsOf(one).map(({ id }) => id)).toEqual(['q1_1']);
    expect(criteriaOf(one).map(({ id }) => id)).not.toContain('c2');
    expect(first).toBeDefined();
    const limited = names
      .map((name) => tools.must(name, 1).instrument)
      .flatMap((instrument) =>
        criteriaOf(instrument).flatMap(({ id, limits }) =>
          limits.map(({ item }) => ({ instrument, criterion: id, item })),
        ),
      );
    expect(limited.length).toBeGreaterThan(0);
    for (const { instrument, criterion, item } of limited) {
      const without = criteriaOf(instrumentWithout(instrument, new Set([item])));
      const found = without.find(({ id }) => id === criterion);
      expect(found?.limits.map((limit) => limit.item) ?? []).not.toContain(item);
    }
  });
});
