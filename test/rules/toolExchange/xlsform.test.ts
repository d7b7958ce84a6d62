import { describe, expect, it } from 'vitest';
import { instrumentItemsOf, parseInstrument, readXlsform } from '../../../rules/index.ts';
import type { ExchangeNote, Instrument, ToolRead } from '../../../rules/index.ts';
import { XLSFORM } from '../../support/xlsform.ts';

const lines = (rows: readonly (readonly string[])[]) =>
  rows.map((cells, r) => ({ row: r + 1, cells })).filter(({ cells }) => cells.some((cell) => cell !== ''));
const read = (
  { survey, choices, settings }: Partial<typeof XLSFORM>,
  scored: 'asked' | 'numbers' = 'asked',
) =>
  readXlsform(
    {
      survey: survey ? lines(survey) : null,
      choices: choices ? lines(choices) : null,
      settings: settings ? lines(settings) : null,
    },
    { scored },
  );
function made(of: ToolRead): { tool: Instrument; notes: readonly ExchangeNote[] } {
  if ('problems' in of) throw new Error(of.problems.map(({ at, problem }) => `${at}: ${problem}`).join('\n'));
  return { tool: of.instrument, notes: of.notes };
}
const said = (notes: readonly ExchangeNote[], of: string) =>
  notes.filter((note) => note.of === of).map(({ did, part, what }) => `${did} | ${part} | ${what}`);

describe('an XLSForm', () => {
  it('becomes a tool of the second format that can be kept', () => {
    const { tool } = made(read(XLSFORM));
    expect(parseInstrument(structuredClone(tool))).toEqual({ instrument: tool });
    expect([tool.id, tool.title, tool.version, tool.description]).toEqual([
      'shelter_review',
      'Review of night shelters',
      3,
      'Looks at how people are received.',
    ]);
    expect(
      tool.sections.map(({ id, title, description, items }) => [
        id,
        title,
        description,
        items.map((item) => item.id),
      ]),
    ).toEqual([
      ['practice', 'Practice', 'What the shelter does.', ['key_worker', 'welcome', 'handover']],
      [
        'person',
        'The person',
        undefined,
        ['drugs', 'district', 'age', 'weight', 'pain', 'started', 'remarks'],
      ],
    ]);
  });

  it('takes each type as its kind', () => {
    const { tool } = made(read(XLSFORM));
    const item = (id: string) => instrumentItemsOf(tool).find((one) => one.id === id);
    expect(item('key_worker')).toMatchObject({
      kind: 'scale',
      scale: 'yes_no',
      na: true,
      hint: 'Look at the front sheet.',
      guidance: 'Yes when one person is named.',
    });
    expect(tool.scales['yes_no']?.options).toEqual([
      { id: 'yes', label: 'Yes', aliases: [] },
      { id: 'no', label: 'No', aliases: [] },
    ]);
    expect(item('welcome')).toMatchObject({
      kind: 'scale',
      scale: 'four',
      na: false,
      guidance: 'What a visitor sees.',
      dependsOn: { item: 'key_worker', answer: 'yes' },
    });
    expect(item('welcome')?.hint).toBeUndefined();
    expect(item('handover')).toMatchObject({ kind: 'scale', scale: 'four' });
    expect(item('handover')?.dependsOn).toBeUndefined();
    expect(tool.scales['four']?.options.map(({ id, score }) => [id, score])).toEqual([
      ['weak', 1],
      ['fair', 2],
      ['good', 3],
      ['excellent', 4],
    ]);
    expect(tool.criteria).toMatchObject([{ id: 'quality', aggregate: 'mean', of: ['welcome', 'handover'] }]);
    expect(item('drugs')).toMatchObject({
      kind: 'multiple',
      options: [{ id: 'heroin' }, { id: 'crack' }, { id: 'other', label: 'Other' }],
      // What shows its group shows it.
      dependsOn: { item: 'key_worker', answer: 'no' },
    });
    expect(item('district')).toMatchObject({ kind: 'choice', options: [{ id: 'north' }, { id: 'south' }] });
    expect(item('age')).toMatchObject({ kind: 'number', minimum: 18, maximum: 99 });
    expect(item('pain')).toMatchObject({ kind: 'number', minimum: 1, maximum: 10 });
    expect(item('started')).toMatchObject({ kind: 'date' });
    expect(item('remarks')).toMatchObject({ kind: 'text', maximumLength: 4000 });
  });

  it('says what became of every row: repeats, places, pictures and other languages are left out', () => {
    const { notes } = made(read(XLSFORM));
    const names = XLSFORM.survey.slice(1).flatMap(([, name = '']) => (name === '' ? [] : [name]));
    for (const name of names)
      expect(
        notes.some(({ of }) => of === name),
        name,
      ).toBe(true);
    const out = names.filter((name) =>
      notes.some(({ of, did, part }) => of === name && did === 'left out' && part === 'question'),
    );
    expect(out).toEqual([
      'start',
      'stamp',
      'order',
      'place',
      'photo',
      'tag',
      'visits',
      'visit_day',
      'visit_note',
    ]);
    expect(said(notes, 'visit_day')).toEqual([
      'left out | question | it stands in a repeat, and a record answers each question once',
    ]);
    expect(said(notes, 'place')).toEqual(['left out | question | a tool asks for no places (geopoint)']);
    expect(said(notes, 'handover')).toContain(
      "left out | relevant | only “one question has one answer” can be kept as a condition, not: ${key_worker} = 'yes' and ${welcome} > 1",
    );
    expect(said(notes, 'weight').join()).toContain("selected(${drugs}, 'crack')");
    expect(said(notes, 'weight').join()).toContain('. > 0');
    expect(said(notes, 'key_worker').join()).toContain('left out | required');
    expect(said(notes, 'key_worker').join()).toContain('left out | default');
    expect(said(notes, 'started').join()).toContain('left out | default');
    expect(said(notes, 'drugs').join()).toContain('or_other');
    expect(said(notes, 'the form').join()).toContain('label::Français (fr)');
    expect(said(notes, 'the form').join()).toContain('image');
    expect(notes.find(({ of }) => of === 'place')?.row).toBe(21);
  });

  it('takes scores from a column, and the order of the source', () => {
    const { tool } = made(
      read({
        survey: [
          ['type', 'name', 'label', 'hint'],
          ['select_one met', 'plan', 'Plan?', 'x'],
          ['select_one met', 'risk', 'Risk?', 'x'],
        ],
        choices: [
          ['list name', 'name', 'label', 'score'],
          ['met', 'met', 'Met', '2'],
          ['met', 'partly', 'Partly', '1'],
          ['met', 'not_met', 'Not met', '0'],
        ],
      }),
    );
    expect(Object.keys(tool.scales)).toEqual(['met']);
    expect(tool.scales['met']?.options.map(({ id, score }) => [id, score])).toEqual([
      ['met', 2],
      ['partly', 1],
      ['not_met', 0],
    ]);
  });

  it('is refused with the spot where it is no form', () => {
    expect(read({})).toEqual({
      problems: [{ at: 'the file', problem: 'the workbook has no sheet "survey"' }],
    });
    expect(
      read({
        survey: [
          ['type', 'label'],
          ['text', 'x'],
        ],
      }),
    ).toEqual({
      problems: [{ at: 'survey, row 1', problem: 'there is no column "name"' }],
    });
    const problems = read({
      survey: [
        ['type', 'name', 'label'],
        ['select_one none', 'a', 'A'],
        ['begin_group', 'g', 'G'],
        ['text', 'a', 'B'],
        ['end_repeat', '', ''],
      ],
    });
    expect(problems).toEqual({
      problems: [
        { at: 'survey, row 2', problem: 'there is no list "none" on the sheet choices' },
        { at: 'survey, row 4', problem: 'the name "a" stands in row 2 already' },
        { at: 'survey, row 5', problem: 'a repeat ends here that did not begin' },
        { at: 'survey, row 3', problem: 'the group does not end' },
      ],
    });
  });
});
