import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseTool } from '../../rules/index.ts';
import { TOP_FORM_KINDS, topFindings } from '../../rules/top.ts';

// Files with their treatment and forms, labelled by hand from docs/decisions/2026-11-29-top.md before the rule was
// changed; each says why. They are held against the windows of the program's own tool.

const status = z.enum(['present', 'early', 'late', 'missing', 'not due yet', 'not applicable']);
const caseSchema = z.strictObject({
  id: z.string(),
  why: z.string(),
  treatment: z.array(z.tuple([z.string(), z.string().nullable()])),
  forms: z.array(z.tuple([z.string(), z.enum(TOP_FORM_KINDS).nullable()])),
  readOn: z.string(),
  ndtms: z.boolean().default(true),
  answer: z.enum(['yes', 'no', 'na']).nullable(),
  start: status,
  reviews: z.array(status).min(1),
  exit: status,
  /** Stands in the reasons, whatever its capitals. */
  says: z.string().default(''),
});

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const cases = z.array(caseSchema).parse(read('top.cases.json'));
const parsed = parseTool(read('../../audits/rodt.v2.json'));
const windows = ('tool' in parsed ? parsed.tool.topWindows : undefined) ?? [];

describe('TOP forms of files labelled by hand', () => {
  it('are at least eighty, each under a name of its own', () => {
    expect(windows).toHaveLength(2);
    expect(cases.length).toBeGreaterThanOrEqual(80);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  it.each(cases)('$id: $why', (one) => {
    const found = topFindings(
      {
        episodes: one.treatment.map(([start, exit]) => ({ start, exit })),
        forms: one.forms.map(([date, stage]) => ({ date, stage })),
        readOn: one.readOn,
        reportsToNdtms: one.ndtms,
      },
      windows,
    );
    const of = (stage: string) =>
      found.forms.filter((form) => form.stage === stage).map((form) => form.status);
    expect({ answer: found.answer, start: of('start'), reviews: of('review'), exit: of('exit') }).toEqual({
      answer: one.answer,
      start: [one.start],
      reviews: one.reviews,
      exit: [one.exit],
    });
    expect(found.reasons.join(' ').toLowerCase()).toContain(one.says.toLowerCase());
  });
});
