import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseTool } from '../../rules/index.ts';
import { TOP_FORM_KINDS, topFindings } from '../../rules/top.ts';

// Histories that other hands wrote from what the tool and the guide say, without having seen the rule.

const caseSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  why: z.string(),
  treatment: z.array(z.tuple([z.string(), z.string().nullable()])),
  forms: z.array(z.tuple([z.string(), z.enum(TOP_FORM_KINDS).nullable()])),
  readOn: z.string(),
  answer: z.enum(['yes', 'no']).nullable(),
  /** P there, M missing, - not due. */
  start: z.enum(['P', 'M', '-']),
  /** A letter for each review that was due, or there in its window. */
  reviews: z.string().regex(/^[PM]*$/),
  exit: z.enum(['P', 'M', '-']),
});
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const CASES = z.array(caseSchema).parse(read('topOfOthers.json'));
const parsed = parseTool(read('../../audits/rodt.v2.json'));
const windows = ('tool' in parsed ? parsed.tool.topWindows : undefined) ?? [];
const LETTERS: Partial<Record<string, string>> = { present: 'P', missing: 'M', early: 'M', late: 'M' };

describe('TOP forms of histories of others', () => {
  it('are at least seventy, each under a name of its own', () => {
    expect(windows).toHaveLength(2);
    expect(CASES.length).toBeGreaterThanOrEqual(70);
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
  });

  it.each(CASES)('$id, $kind: $why', ({ treatment, forms, readOn, answer, start, reviews, exit }) => {
    const found = topFindings(
      {
        episodes: treatment.map(([from, to]) => ({ start: from, exit: to })),
        forms: forms.map(([date, stage]) => ({ date, stage })),
        readOn,
        reportsToNdtms: true,
      },
      windows,
    );
    expect(found.answer).toBe(answer);
    if (answer === null) {
      expect(found.due).toBe(0);
      return;
    }
    const of = (stage: string) =>
      found.forms.filter((form) => form.stage === stage).map(({ status }) => LETTERS[status] ?? '-');
    expect([of('start').join(''), of('review').join('').replaceAll('-', ''), of('exit').join('')]).toEqual([
      start,
      reviews,
      exit,
    ]);
  });
});
