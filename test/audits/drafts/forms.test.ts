import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkDraft,
  draftCriteriaOf,
  draftItemsOf,
  instrumentChanges,
  instrumentSchema,
  itemSchema,
  measureNamed,
  movePart,
  proposedId,
  proposedShortLabel,
  readDraft,
} from '../../../rules/index.ts';
import type { DraftTool, PartName } from '../../../rules/index.ts';
import { addTop } from '../../../server/audits/drafts/besideForm.ts';
import { partValues, savePart } from '../../../server/audits/drafts/partForm.ts';
import { presentPart } from '../../../server/audits/drafts/partPresenter.ts';
import type { Draft } from '../../../server/audits/drafts/service.ts';
import { loadTrainingSets, withTraining } from '../../../server/audits/trainingSets.ts';
import type { FormBody } from '../../../server/web/form.ts';
import { everything } from '../../support/toolDrafts.ts';
import { loadTools } from '../../../server/audits/tools.ts';
import { projectFolder } from '../../../server/platform/paths.ts';

const folder = path.join(projectFolder(), 'audits');
const shipped = await loadTools(folder);
const sets = await loadTrainingSets(path.join(folder, 'training'), shipped);
const tools = shipped.all();

function draftOf(definition: unknown): DraftTool {
  const read = readDraft(definition);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.draft;
}

const partsOf = (draft: DraftTool): PartName[] => [
  { kind: 'head', id: '' },
  ...draft.sections.map(({ id }) => ({ kind: 'section' as const, id })),
  ...draftItemsOf(draft).map(({ id }) => ({ kind: 'item' as const, id })),
  ...Object.keys(draft.scales).map((id) => ({ kind: 'scale' as const, id })),
  ...draftCriteriaOf(draft).map(({ id }) => ({ kind: 'criterion' as const, id })),
  ...(draft.calls ? [{ kind: 'calls' as const, id: '' }] : []),
  ...(draft.topWindows ?? []).map(({ from }) => ({ kind: 'top' as const, id: from })),
  ...(draft.smartWords ? [{ kind: 'words' as const, id: '' }] : []),
  ...(draft.training ?? []).map(({ id }) => ({ kind: 'training' as const, id })),
];

/** What a browser sends of the form of a part: no more than its fields. */
function shown(definition: DraftTool, part: PartName): FormBody {
  const draft = {
    id: 1,
    version: 1,
    revision: 1,
    updatedAt: '2026-11-30T10:00:00.000Z',
    updatedByName: null,
  };
  const sent = { typed: null, errors: [], theirs: null };
  const { groups } = presentPart({ ...draft, definition } as unknown as Draft, part, sent, null);
  const fields = groups.flatMap((one) => one.fields);
  return Object.fromEntries(
    fields.flatMap((field): [string, string | string[]][] => {
      switch (field.type) {
        case 'text':
        case 'area':
          return [[field.name, field.value]];
        case 'select':
          return [[field.name, field.items.find(({ selected }) => selected)?.value ?? '']];
        case 'radios':
          return field.items.flatMap(({ value, checked }) => (checked ? [[field.name, value]] : []));
        case 'boxes':
          return [
            [field.name, ['', ...field.items.flatMap(({ value, checked }) => (checked ? [value] : []))]],
          ];
        case 'rows':
          return field.rows.flatMap(({ row, was, cells }) => [
            [`${field.prefix}.${row}.was`, was],
            ...cells.map(({ name, value }): [string, string] => [name, value]),
          ]);
      }
    }),
  );
}

/** A draft after every one of its forms was saved as it was shown. */
const savedAsShown = (draft: DraftTool): DraftTool =>
  partsOf(draft).reduce((now, part) => savePart(now, part, shown(now, part)).draft, draft);

describe.each(tools)('the tool $id, version $version', (tool) => {
  const instrument = withTraining(tool, sets);

  it('is copied without a problem and without a difference', () => {
    const checked = checkDraft(draftOf(instrument));
    expect(checked.problems).toEqual([]);
    expect('instrument' in checked && instrumentChanges(instrument, checked.instrument)).toEqual([]);
  });

  it('is the same after every one of its forms is saved as it is shown', () => {
    const draft = draftOf(instrument);
    const checked = checkDraft(savedAsShown(draft));
    expect(checked.problems).toEqual([]);
    expect('instrument' in checked && instrumentChanges(instrument, checked.instrument)).toEqual([]);
  });
});

describe('a tool that has everything that the format knows', () => {
  const draft = draftOf(everything());

  it('is right, and leaves nothing of the format out', () => {
    const checked = checkDraft(draft);
    expect(checked.problems).toEqual([]);
    expect(Object.keys(draft).toSorted()).toEqual(Object.keys(instrumentSchema.shape).toSorted());
    for (const { shape } of itemSchema.options) {
      const of = draftItemsOf(draft).filter(({ kind }) => kind === shape.kind.value);
      expect([shape.kind.value, [...new Set(of.flatMap(Object.keys))].toSorted()]).toEqual([
        shape.kind.value,
        Object.keys(shape).toSorted(),
      ]);
    }
  });

  it('keeps all of it where every form is saved as a browser shows it', () => {
    const [before, after] = [checkDraft(draft), checkDraft(savedAsShown(draft))];
    if (!('instrument' in before) || !('instrument' in after)) throw new Error('there are problems');
    expect(after.instrument).toEqual(before.instrument);
  });

  it('keeps what is settled of an answer that is coded afterwards, and drops what is settled of no question', () => {
    const part = { kind: 'training' as const, id: 'first_night' };
    const [file] = draft.training ?? [];
    if (!file) throw new Error('there is no made-up file');
    const coded = { answer: 'kind', reason: 'She was thanked.' };
    const settled = { ...file.settled, coded, gone: { answer: 'yes', reason: 'Asked once.' } };
    const before = { ...draft, training: [{ ...file, settled }] };
    const { draft: saved } = savePart(before, part, shown(before, part));
    expect(saved.training?.[0]?.settled).toEqual({ ...file.settled, coded });
  });

  it('makes no entry of a line break within one, whether a made-up file is saved or published', () => {
    const part = { kind: 'training' as const, id: 'first_night' };
    const [file] = draft.training ?? [];
    if (!file) throw new Error('there is no made-up file');
    const notes = [{ heading: 'Day\n1', entries: ['Came at ten.\r\nAsked for her sister.', 'Rang.'] }];
    const before = { ...draft, training: [{ ...file, notes }] };
    const asked = [{ heading: 'Day 1', entries: ['Came at ten. Asked for her sister.', 'Rang.'] }];
    const checked = checkDraft(before);
    expect('instrument' in checked && checked.instrument.training?.[0]?.notes).toEqual(asked);
    const { draft: saved } = savePart(before, part, shown(before, part));
    expect(saved.training?.[0]?.notes).toEqual(asked);
  });

  it('keeps every criterion that records are ranked by, and asks for one more', () => {
    const head = { kind: 'head' as const, id: '' };
    const rankBy = ['overall', 'inner', 'judged', 'fourth'];
    const fourth = {
      id: 'fourth',
      title: 'Fourth',
      of: ['quality'],
      aggregate: 'sum',
      scoredBy: 'value',
      limits: [],
    };
    const before = draftOf({ ...everything(), criteria: [...draft.criteria, fourth], rankBy });
    const body = shown(before, head);
    expect(Object.keys(body).filter((name) => name.startsWith('rank.'))).toHaveLength(5);
    expect(savePart(before, head, body).draft.rankBy).toEqual(rankBy);
  });

  it('is saved though a list of words that the form does not name is empty', () => {
    const part = { kind: 'words' as const, id: '' };
    const before = { ...draft, smartWords: { ...draft.smartWords, occasions: [], irregular: {} } };
    expect(shown(before, part)['others']).not.toMatch(/occasions|irregular/);
    const { irregular: _, ...kept } = draft.smartWords ?? {};
    expect(savePart(before, part, shown(before, part)).draft.smartWords).toEqual(kept);
  });

  it('begins another set of windows with the days of the one before, and with nothing that was said of that one', () => {
    const { draft: saved } = addTop(draft, '1/10/2012', 'from');
    const [, before, added] = saved.topWindows ?? [];
    const { source, choices, ...days } = before ?? {};
    expect([source, choices]).not.toContain(undefined);
    expect(added).toEqual({ ...days, from: '2012-10-01' });
  });

  it('loses what is emptied, and nothing else', () => {
    const head = { kind: 'head' as const, id: '' };
    const emptied = { listGroup: '', listWho: '', listBasis: '', alone: '', answeredBy: '' };
    const { draft: saved } = savePart(draft, head, { ...shown(draft, head), ...emptied });
    const left = new Set(['catalogue', 'selfCompletion', 'answeredBy']);
    expect(Object.keys(saved).toSorted()).toEqual(
      Object.keys(draft)
        .filter((name) => !left.has(name))
        .toSorted(),
    );
  });

  it('tells of questions that stand elsewhere', () => {
    const moved = movePart(draft, { kind: 'item', id: 'caller' }, 1);
    const [before, after] = [checkDraft(draft), checkDraft(moved)];
    if (!('instrument' in before) || !('instrument' in after)) throw new Error('there are problems');
    expect(instrumentChanges(before.instrument, after.instrument)).toMatchObject([
      { of: 'tool', what: ['the order of its questions, or in which section they stand'] },
    ]);
  });

  it('has every name in its plan of calls and its made-up files follow another id', () => {
    const renamed = [
      ['script', 'which_script'],
      ['correct', 'was_correct'],
    ].reduce((now, [id = '', to = '']) => {
      const part = { kind: 'item' as const, id };
      return savePart(now, part, { ...shown(now, part), id: to }).draft;
    }, draft);
    const part = { kind: 'item' as const, id: 'which_script' };
    const { draft: saved } = savePart(renamed, part, { ...shown(renamed, part), 'o.0.id': 'first_call' });
    expect(checkDraft(saved).problems).toEqual([]);
    expect(saved.calls).toMatchObject({ scenario: 'which_script', accuracy: ['was_correct'] });
    expect(Object.keys(saved.calls?.stories ?? {})).toContain('first_call');
    expect(saved.training?.[0]?.settled).toMatchObject({ was_correct: { answer: 'yes' } });
  });
});

describe('the measure that a question or a score bears on', () => {
  it('is kept by its id, whether that or the name of the measure is typed, and can be taken away', () => {
    const tool = tools.find(({ instrument }) => instrument.criteria.length > 0)?.instrument;
    const draft = draftOf(tool);
    const item = draftItemsOf(draft).find(({ kind }) => kind === 'scale')?.id ?? '';
    const criterion = draftCriteriaOf(draft)[0]?.id ?? '';
    const saved = (typed: string) => {
      const parts = [
        { kind: 'item' as const, id: item },
        { kind: 'criterion' as const, id: criterion },
      ];
      const now = parts.reduce(
        (one, part) => savePart(one, part, { ...partValues(one, part), measure: typed }).draft,
        draft,
      );
      return [
        draftItemsOf(now).find(({ id }) => id === item)?.measure,
        draftCriteriaOf(now).find(({ id }) => id === criterion)?.measure,
      ];
    };
    expect(saved('Successful completions, all')).toEqual([
      'successful_completions_all',
      'successful_completions_all',
    ]);
    expect(saved('done_all')).toEqual(['done_all', 'done_all']);
    expect(saved('')).toEqual([undefined, undefined]);
    const all = [{ id: 'done_all', label: 'Successful completions, all' }];
    expect(measureNamed(all, 'successful_completions_all')).toBe(all[0]);
    expect(measureNamed(all, 'done_all')).toBe(all[0]);
    expect(measureNamed(all, 'waiting')).toBeNull();
  });
});

describe('names that are proposed', () => {
  it.each([
    ['Is a key worker named?', 'key_worker_named', 'Key worker named'],
    [
      'Were TOP forms completed within two weeks of the start?',
      'top_forms_completed_within_two_weeks',
      'TOP forms',
    ],
    ['Is the GP named?', 'gp_named', 'GP named'],
    ['Is a move-on plan on file?', 'move_plan_file', 'Move-on plan'],
    ['25 or over', 'q_25_over', '25 over'],
    ['Is it?', 'is_it', 'Is it'],
    ['Na', 'q_na', 'Na'],
    ['?', '', ''],
  ])('of “%s” are %s and “%s”', (label, id, short) => {
    expect([proposedId(label), proposedShortLabel(label)]).toEqual([id, short]);
  });

  it('are never what another question or a column of every sheet is called', () => {
    const taken = new Set(['risk assessment', 'group']);
    expect(proposedShortLabel('Is the risk assessment signed?', taken)).toBe('Risk signed');
    expect(proposedShortLabel('Was a group?', taken)).toBe('Group 2');
    taken.add('risk signed').add('signed');
    expect(proposedShortLabel('Is the risk assessment signed?', taken)).toBe('Risk assessme 2');
  });
});
