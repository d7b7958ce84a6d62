import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { instrumentItemsOf, parseInstrument, readRedcap, REDCAP_HEADING } from '../../../rules/index.ts';
import type { ExchangeNote, Instrument, ToolRead } from '../../../rules/index.ts';
import { readCsv } from '../../../server/formats/csv.ts';
import { projectFolder } from '../../../server/platform/paths.ts';

const FILE = path.join(projectFolder(), 'test/fixtures/exchange/dictionary.csv');

async function linesOf(text: string) {
  const lines = [];
  for await (const line of readCsv(Readable.from([Buffer.from(text)]))) lines.push(line);
  return lines;
}
const read = async (text: string, scored: 'asked' | 'numbers' = 'asked') =>
  readRedcap(await linesOf(text), { scored });

function made(of: ToolRead): { tool: Instrument; notes: readonly ExchangeNote[] } {
  if ('problems' in of) throw new Error(of.problems.map(({ at, problem }) => `${at}: ${problem}`).join('\n'));
  return { tool: of.instrument, notes: of.notes };
}
const heading = REDCAP_HEADING.map((name) => `"${name}"`).join(',');
/** A dictionary of fields, each given by the columns that matter. */
const dictionary = (...fields: Partial<Record<(typeof REDCAP_HEADING)[number], string>>[]) =>
  [
    heading,
    'ref,f,,text,Ref,,,,,,,,,,,,,',
    ...fields.map((field) =>
      REDCAP_HEADING.map(
        (name) => `"${(field[name] ?? (name === 'Form Name' ? 'f' : '')).replaceAll('"', '""')}"`,
      ).join(','),
    ),
  ].join('\n');
const said = (notes: readonly ExchangeNote[], of: string) =>
  notes.filter((note) => note.of === of).map(({ did, part, what }) => `${did} | ${part} | ${what}`);

describe('a REDCap data dictionary', () => {
  it('has the 18 columns of the published form', () => {
    expect(REDCAP_HEADING).toHaveLength(18);
    expect(readFileSync(FILE, 'utf8').split('\n')[0]?.replaceAll('"', '')).toBe(REDCAP_HEADING.join(','));
  });

  it('becomes a tool of the second format that can be kept', async () => {
    const { tool } = made(await read(readFileSync(FILE, 'utf8')));
    expect(parseInstrument(structuredClone(tool))).toEqual({ instrument: tool });
    expect([tool.id, tool.title, tool.version, tool.description]).toEqual([
      'shelter_notes',
      'Shelter notes',
      1,
      'Looks at the notes of shelters.',
    ]);
    expect(
      tool.sections.map(({ title, description, items }) => [title, description, items.map(({ id }) => id)]),
    ).toEqual([
      ['Practice', undefined, ['key_worker', 'worker_met', 'late_note', 'handover', 'welcome']],
      [
        'The person',
        'What is known of the person.',
        ['drugs', 'which_other', 'gender', 'age', 'weight', 'started', 'pain', 'batch', 'remarks'],
      ],
    ]);
  });

  it('takes each type as its kind', async () => {
    const { tool } = made(await read(readFileSync(FILE, 'utf8')));
    const item = (id: string) => instrumentItemsOf(tool).find((one) => one.id === id);
    expect(tool.scales['yes_no']).toEqual({
      options: [
        { id: 'yes', label: 'Yes', aliases: ['1'] },
        { id: 'no', label: 'No', aliases: ['0'] },
      ],
    });
    expect(item('key_worker')).toMatchObject({
      kind: 'scale',
      scale: 'yes_no',
      na: false,
      guidance: 'Yes when one person is named.',
      aliases: ['1a'],
    });
    expect(item('worker_met')).toMatchObject({
      kind: 'scale',
      scale: 'yes_no',
      dependsOn: { item: 'key_worker', answer: 'yes' },
    });
    // The total is made of them, so they are scored; the matrix is their scale.
    expect(item('handover')).toMatchObject({ kind: 'scale', scale: 'quality', na: false });
    expect(item('welcome')).toMatchObject({ kind: 'scale', scale: 'quality' });
    expect(tool.scales['quality']?.options.map(({ id, label, score }) => [id, label, score])).toEqual([
      ['weak', 'Weak', 1],
      ['fair', 'Fair', 2],
      ['good', 'Good', 3],
      ['excellent', 'Excellent', 4],
    ]);
    expect(tool.criteria).toMatchObject([
      { id: 'total', title: 'Quality', aggregate: 'sum', of: ['handover', 'welcome'] },
      { id: 'average', title: 'Mean quality', aggregate: 'mean', of: ['handover', 'welcome'] },
    ]);
    expect(item('drugs')).toMatchObject({
      kind: 'multiple',
      options: [
        { id: 'heroin', label: 'Heroin' },
        { id: 'crack', label: 'Crack, smoked' },
        { id: 'other', label: 'Other', aliases: ['99'] },
      ],
    });
    expect(item('gender')).toMatchObject({
      kind: 'choice',
      na: true,
      options: [
        { id: 'male', label: 'Male', aliases: ['1'] },
        { id: 'female', label: 'Female', aliases: ['2'] },
      ],
    });
    expect(item('age')).toMatchObject({ kind: 'number', minimum: 18, maximum: 99 });
    expect(item('started')).toMatchObject({ kind: 'date' });
    expect(item('pain')).toMatchObject({ kind: 'number', minimum: 0, maximum: 100 });
    expect(item('batch')).toMatchObject({ kind: 'text', maximumLength: 200 });
    expect(item('remarks')).toMatchObject({ kind: 'text', maximumLength: 4000 });
    expect(item('remarks')?.label.length).toBeLessThanOrEqual(120);
    expect(item('remarks')?.guidance).toContain('received, looked after and seen off again?');
  });

  it('says of every row what became of it, and refuses what is personal', async () => {
    const { notes } = made(await read(readFileSync(FILE, 'utf8')));
    const names = readFileSync(FILE, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0] ?? '');
    for (const name of names)
      expect(
        notes.some(({ of }) => of === name),
        name,
      ).toBe(true);
    const isOut = (of: string) =>
      notes.some((note) => note.of === of && note.did === 'left out' && note.part === 'field');
    expect(names.filter(isOut)).toEqual(['record_id', 'months', 'nhs', 'mobile', 'scan', 'signed', 'staff']);
    expect(said(notes, 'nhs')).toEqual([
      'left out | field | it is marked as identifying a person, and a tool asks for no personal data',
    ]);
    expect(said(notes, 'late_note')).toContain(
      "left out | Branching Logic | only “one question has one answer” can be kept as a condition, not: [key_worker] = '0' and [age] > 18",
    );
    expect(said(notes, 'which_other')).toContain(
      "left out | Branching Logic | a condition on one of several answers cannot be kept: [drugs(99)] = '1'",
    );
    expect(said(notes, 'key_worker').join()).toContain('left out | Required Field?');
    expect(said(notes, 'worker_met').join()).toContain('left out | Custom Alignment');
    expect(said(notes, 'welcome').join()).toContain('left out | Matrix Ranking?');
    expect(said(notes, 'batch').join()).toContain('@HIDDEN');
    expect(said(notes, 'started').join()).toContain('left out | Text Validation Min');
    expect(said(notes, 'weight').join()).toContain('changed | Text Validation Min');
    expect(said(notes, 'remarks').join()).toContain('changed | Field Label');
    expect(notes.find(({ of, did }) => of === 'nhs' && did === 'left out')?.row).toBe(20);
  });

  it('scores numbers only where somebody says so, or a total is made of them', async () => {
    const field = {
      'Variable / Field Name': 'risk',
      'Field Type': 'radio',
      'Field Label': 'Risk',
      'Choices, Calculations, OR Slider Labels': '0, Low | 1, Some | 2, High',
    };
    expect(made(await read(dictionary(field))).tool.sections[0]?.items[0]?.kind).toBe('choice');
    const { tool } = made(await read(dictionary(field), 'numbers'));
    expect(tool.scales['low_to_high']?.options.map(({ score }) => score)).toEqual([0, 1, 2]);
    const unknown = {
      ...field,
      'Choices, Calculations, OR Slider Labels': '0, Low | 1, High | 99, Not known',
    };
    const { tool: other, notes } = made(await read(dictionary(unknown), 'numbers'));
    expect(other.sections[0]?.items[0]?.kind).toBe('choice');
    expect(said(notes, 'risk').join()).toContain('Not known');
  });

  it('keeps names apart, and no name of a column of sheets', async () => {
    const text = (name: string, label: string) => ({
      'Variable / Field Name': name,
      'Field Type': 'text',
      'Field Label': label,
    });
    const { tool } = made(
      await read(
        dictionary(
          text('comment', 'Comment'),
          text('a_note', 'Notes'),
          text('b_note', 'Notes'),
          text('notes', 'x'),
        ),
      ),
    );
    const items = instrumentItemsOf(tool);
    expect(items.map(({ id }) => id)).toEqual(['comment_2', 'a_note', 'b_note', 'notes']);
    expect(items.map(({ label }) => label)).toEqual([
      'Comment (comment_2)',
      'Notes (a_note)',
      'Notes (b_note)',
      'x',
    ]);
  });

  it('takes 3,000 fields at once, with branching and identifiers that cannot be kept', async () => {
    const fields = Array.from({ length: 3000 }, (_, i) => ({
      'Variable / Field Name': `q${i}`,
      'Section Header': i % 50 === 0 ? `Part ${i / 50 + 1}` : '',
      'Field Type': 'yesno',
      'Field Label': `Question ${i}?`,
      'Identifier?': i % 10 === 9 ? 'y' : '',
      'Branching Logic (Show field only if...)': i % 10 === 5 ? `[q${i - 1}] = '1' or [q${i - 2}] = '1'` : '',
    }));
    const { tool, notes } = made(await read(dictionary(...fields)));
    expect(instrumentItemsOf(tool)).toHaveLength(2700);
    expect(tool.sections).toHaveLength(60);
    const out = notes.filter(({ did }) => did === 'left out');
    expect(out.filter(({ part }) => part === 'Branching Logic')).toHaveLength(300);
    expect(out.filter(({ part, of }) => part === 'field' && of !== 'ref')).toHaveLength(300);
  });

  it('is refused with the spot where it is no dictionary', async () => {
    expect(readRedcap(await linesOf('name,age\nx,1'), { scored: 'asked' })).toEqual({
      problems: [
        { at: 'row 1', problem: 'there is no column "Variable / Field Name"' },
        { at: 'row 1', problem: 'there is no column "Field Type"' },
        { at: 'row 1', problem: 'there is no column "Field Label"' },
      ],
    });
    expect(readRedcap([], { scored: 'asked' })).toEqual({
      problems: [{ at: 'row 1', problem: 'the file is empty: there is no heading' }],
    });
    expect(await read(dictionary())).toEqual({
      problems: [{ at: 'the file', problem: 'no question of it can be taken, so there is no tool' }],
    });
  });
});
