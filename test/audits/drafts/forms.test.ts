import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkDraft,
  draftCriteriaOf,
  draftItemsOf,
  instrumentChanges,
  measureNamed,
  proposedId,
  proposedShortLabel,
  readDraft,
} from '../../../rules/index.ts';
import type { DraftTool, PartName } from '../../../rules/index.ts';
import { partValues, savePart } from '../../../server/audits/drafts/partForm.ts';
import { loadTools } from '../../../server/audits/tools.ts';
import { projectFolder } from '../../../server/platform/paths.ts';

const tools = (await loadTools(path.join(projectFolder(), 'audits'))).all();

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
];

describe.each(tools)('the tool $id, version $version', ({ instrument }) => {
  it('is copied without a problem and without a difference', () => {
    const checked = checkDraft(draftOf(instrument));
    expect(checked.problems).toEqual([]);
    expect('instrument' in checked && instrumentChanges(instrument, checked.instrument)).toEqual([]);
  });

  it('is the same after every one of its forms is saved as it is shown', () => {
    const draft = draftOf(instrument);
    const saved = partsOf(draft).reduce(
      (now, part) => savePart(now, part, partValues(now, part)).draft,
      draft,
    );
    const checked = checkDraft(saved);
    expect(checked.problems).toEqual([]);
    expect('instrument' in checked && instrumentChanges(instrument, checked.instrument)).toEqual([]);
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
