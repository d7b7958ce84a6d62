import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { topVersionText, withNewerTop, withoutItems } from '../../rules/index.ts';
import { loadTools } from '../../server/audits/tools.ts';
import { projectFolder } from '../../server/platform/paths.ts';

const shipped = await loadTools(path.join(projectFolder(), 'audits'));
const first = shipped.must('rodt', 1);
const second = shipped.must('rodt', 2);
const SAID =
  'Which TOP forms were due goes by version 1 of the audit tool: one review 35 to 182 days after the start. Version 2 differs: a first review 28 to 182 days after the start, a further one every 182 days, times in treatment up to 21 days apart as one.';

describe('an audit that keeps the windows of an older version', () => {
  it('says by which windows forms were due, and that the newer version has others', () => {
    expect(topVersionText(withNewerTop(first, second))).toBe(SAID);
  });

  it('says nothing where there is no newer version, where its windows are the same, or of another tool', () => {
    const alike = { ...first, version: 3 };
    const other = { ...second, id: 'other' };
    for (const newest of [undefined, first, alike, other]) {
      expect(topVersionText(withNewerTop(first, newest))).toBe('');
    }
    expect(topVersionText(withNewerTop(second, first))).toBe('');
  });

  it('says nothing where the audit does not ask whether forms are missing', () => {
    const out = withoutItems(withNewerTop(first, second), [
      { itemId: 'top_missing', reason: 'not in NDTMS' },
    ]);
    expect(topVersionText(out)).toBe('');
  });
});
