import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  criteriaOf,
  instrumentItemsOf,
  optionsOf,
  parseInstrument,
  partsOf,
  readRedcap,
  readToolJson,
  readXlsform,
  writeRedcap,
  writeToolJson,
  writeXlsform,
} from '../../../rules/index.ts';
import type { ExchangeNote, Instrument, ToolRead } from '../../../rules/index.ts';
import { projectFolder } from '../../../server/platform/paths.ts';

const folder = path.join(projectFolder(), 'audits');
const ready = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => {
    const parsed = parseInstrument(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
    if ('problems' in parsed) throw new Error(name);
    return { name, tool: parsed.instrument };
  });

function made(of: ToolRead): Instrument {
  if ('problems' in of) throw new Error(of.problems.map(({ at, problem }) => `${at}: ${problem}`).join('\n'));
  return of.instrument;
}
const lines = (rows: readonly (readonly string[])[]) => rows.map((cells, r) => ({ row: r + 1, cells }));

/** A property that differs, by what it is of. */
type Lost = `${string}.${string}`;
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** All that is not in a tool any more after a round trip. */
function lostBetween(before: Instrument, after: Instrument): Lost[] {
  const lost: Lost[] = [];
  const compare = (of: string, a: Record<string, unknown>, b: Record<string, unknown> | undefined) => {
    for (const part of new Set([...Object.keys(a), ...Object.keys(b ?? {})])) {
      if (!same(a[part], b?.[part])) lost.push(`${of}.${part}`);
    }
  };
  const { sections: _s, scales: _c, criteria: _k, ...tool } = before;
  const { sections: _s2, scales: _c2, criteria: _k2, ...toolAfter } = after;
  compare('the tool', tool, toolAfter);
  before.sections.forEach(({ id, title, description }, s) => {
    const { items: _, ...other } = after.sections[s] ?? { items: [] };
    compare(
      title,
      { section: id, title, description },
      { ...other, section: after.sections[s]?.id, id: undefined },
    );
  });
  const answers = (of: Instrument, item: Instrument['sections'][number]['items'][number]) => {
    const options = optionsOf(of, item);
    const { options: _, highest, ...rest } = { options: null, highest: undefined, ...item };
    return {
      ...rest,
      highest,
      answers: options.map(({ label }) => label),
      answerIds: options.map(({ id }) => id),
      answerAliases: options.flatMap(({ aliases }) => aliases),
      answerGuidance: options.flatMap(({ guidance = [] }) => guidance),
      scores: options.map(({ score }) => score),
    };
  };
  for (const item of instrumentItemsOf(before)) {
    const again = instrumentItemsOf(after).find(({ id }) => id === item.id);
    compare(item.id, answers(before, item), again && answers(after, again));
  }
  for (const criterion of criteriaOf(before)) {
    const again = criteriaOf(after).find(({ id }) => id === criterion.id);
    const flat = (one: typeof criterion) => ({ ...one, of: partsOf(one) });
    if (!again) lost.push(`${criterion.id}.criterion`);
    else compare(criterion.id, flat(criterion), flat(again));
  }
  return lost;
}
const named = (notes: readonly ExchangeNote[]) =>
  new Set(notes.filter(({ did }) => did !== 'taken').map(({ of, part }): Lost => `${of}.${part}`));

describe.each(ready)('$name', ({ tool }) => {
  it('loses nothing as JSON', () => {
    expect(made(readToolJson(writeToolJson(tool)))).toEqual(tool);
  });

  it('names all that it loses as a REDCap dictionary, and nothing else of its questions', () => {
    const { rows, notes } = writeRedcap(tool);
    const lost = lostBetween(tool, made(readRedcap(lines(rows), { scored: 'numbers' })));
    expect(lost.filter((one) => !named(notes).has(one))).toEqual([]);
    expect(rows.every((cells) => cells.length === 18)).toBe(true);
    const items = new Set(instrumentItemsOf(tool).map(({ id }) => id));
    const needless = notes.filter(
      ({ of, part, did }) =>
        items.has(of) && did === 'left out' && part !== 'shortLabel' && !lost.includes(`${of}.${part}`),
    );
    expect(needless).toEqual([]);
  });

  it('names all that it loses as an XLSForm, and nothing else of its questions', () => {
    const { survey, choices, settings, notes } = writeXlsform(tool);
    const again = readXlsform(
      { survey: lines(survey), choices: lines(choices), settings: lines(settings) },
      { scored: 'asked' },
    );
    const lost = lostBetween(tool, made(again));
    expect(lost.filter((one) => !named(notes).has(one))).toEqual([]);
    const items = new Set(instrumentItemsOf(tool).map(({ id }) => id));
    const needless = notes.filter(
      ({ of, part, did }) =>
        items.has(of) && did === 'left out' && part !== 'shortLabel' && !lost.includes(`${of}.${part}`),
    );
    expect(needless).toEqual([]);
  });
});

describe('what is written', () => {
  const tool = (id: string) => {
    const found = ready.find(({ name }) => name === id)?.tool;
    if (!found) throw new Error(id);
    return found;
  };
  it('as a dictionary, is a form that REDCap takes', () => {
    const { rows } = writeRedcap(tool('rodt.v2.json'));
    const row = (name: string) => rows.find(([own]) => own === name);
    expect(rows[1]?.slice(0, 5)).toEqual(['reference', 'rodt', '', 'text', 'Reference']);
    expect(row('recovery_plan')?.[3]).toBe('radio');
    expect(row('recovery_plan')?.[5]).toBe('1, Yes | 0, No | na, Not applicable');
    expect(row('abstinence')?.[11]).toBe("[recovery_plan] = '1'");
    // Of every field the name is one that REDCap takes, and no text begins like a formula.
    for (const [name = '', , , , ...texts] of rows.slice(1)) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(texts.filter((text) => /^'*[=+\-@]/.test(text))).toEqual([]);
    }
    expect(new Set(rows.map(([name]) => name)).size).toBe(rows.length);
  });
  it('as a dictionary, works out what is a plain mean, and names what is cut into bands', () => {
    const { rows, notes } = writeRedcap(tool('self_audit_safeguarding.v1.json'));
    expect(rows.filter(([, , , type]) => type === 'calc').map(([name]) => name)).toEqual([
      'finding',
      'acting',
    ]);
    expect(notes.find(({ of, part }) => of === 'people' && part === 'criterion')?.what).toContain('lead');
    expect(notes.filter(({ of, part }) => of === 'finding' && part === 'bands')).toHaveLength(1);
  });
  it('as an XLSForm, has lists with scores and a formula that looks them up', () => {
    const { survey, choices } = writeXlsform(tool('self_audit_safeguarding.v1.json'));
    expect(survey[0]).toContain('guidance_hint');
    expect(choices[0]).toEqual(['list_name', 'name', 'label', 'score']);
    const formula = survey.find(([type, name]) => type === 'calculate' && name === 'finding');
    expect(formula?.join(' ')).toContain('div 4');
    expect(formula?.join(' ')).toContain("instance('");
  });
  it('of JSON that is none, is told where it breaks off', () => {
    expect(readToolJson('{"id": "x",\n "version": 1\n "title": "X"}')).toEqual({
      problems: [{ at: 'line 3', problem: expect.stringContaining('not JSON') as string }],
    });
    expect('problems' in readToolJson('{"id":"x"}')).toBe(true);
  });
});
