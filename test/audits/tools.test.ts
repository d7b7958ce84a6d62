import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectFolder } from '../../server/platform/paths.ts';
import { loadTools } from '../../server/audits/tools.ts';
import { definition as secondFormat } from '../rules/instrument/support.ts';

const definition = (id: string, version: number, title = `Title of ${id}`) => ({
  id,
  version,
  title,
  description: 'For tests.',
  source: 'None.',
  sections: [
    {
      id: 'first',
      title: 'First',
      items: [
        {
          kind: 'check',
          id: 'plan',
          label: 'Is there a plan?',
          shortLabel: 'Plan',
          polarity: 'yes_is_good',
          guidance: 'Read.',
        },
      ],
    },
  ],
});

const definition2 = (id: string, version: number) => ({ ...secondFormat(), id, version });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-tools-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const put = (name: string, content: unknown) => {
  writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
};
const problems = async (): Promise<string[]> => {
  const failure: unknown = await loadTools(folder).catch((error: unknown) => error);
  if (!(failure instanceof Error)) throw new Error('the tools were loaded');
  return failure.message.split('\n').map((line) => line.trim());
};

it('loads every version of every tool, and nothing that is no definition', async () => {
  put('beta.v1.json', definition('beta', 1, 'Older'));
  put('beta.v2.json', definition('beta', 2, 'Aardvark'));
  put('beta.v10.json', definition('beta', 10, 'Newer'));
  put('alpha.v1.json', definition('alpha', 1, 'Badger'));
  put('README.md', 'Not JSON, and not asked for.');
  const tools = await loadTools(folder);
  expect(tools.find('beta')?.version).toBe(10);
  expect(tools.find('beta', 2)?.title).toBe('Aardvark');
  expect(tools.find('beta', 3)).toBeUndefined();
  expect(tools.find('gamma')).toBeUndefined();
  expect(tools.must('beta', 1).title).toBe('Older');
  expect(() => tools.must('beta', 3)).toThrow('the audit tool beta version 3 is missing');
  // The newest of each, by title.
  expect(tools.current().map(({ title }) => title)).toEqual(['Badger', 'Newer']);
});

it('offers tools of both formats alike', async () => {
  put('alpha.v1.json', definition('alpha', 1, 'Zebra'));
  put('alpha.v2.json', { ...definition2('alpha', 2), title: 'Badger' });
  put('small_review.v1.json', definition2('small_review', 1));
  const tools = await loadTools(folder);
  expect(tools.current().map(({ title, format }) => [title, format])).toEqual([
    ['Badger', 2],
    ['Small review', 2],
  ]);
  expect(tools.find('alpha', 1)).toMatchObject({ format: 1, title: 'Zebra' });
  expect(tools.must('small_review', 1).subject).toMatchObject({ personal: false });
});

it('does not start with a broken tool of the second format', async () => {
  put('alpha.v1.json', definition('alpha', 1));
  put('small_review.v1.json', { ...definition2('small_review', 1), rankBy: ['nothing'] });
  expect(await problems()).toContain('small_review.v1.json: rankBy[0]: there is no criterion "nothing"');
});

it('reports every problem of every file at once', async () => {
  put('alpha.v1.json', { ...definition('alpha', 1), title: '', colour: 'blue' });
  const twice = definition('beta', 1);
  const [section] = twice.sections;
  if (section) section.items.push(...section.items);
  put('beta.v1.json', twice);
  put('broken.v1.json', '{ "id": ');
  put('gamma.v1.json', definition('gamma', 2));
  put('delta.json', definition('delta', 1));
  put('list.v1.json', []);
  put('right.v1.json', definition('right', 1));
  const lines = await problems();
  expect(lines[0]).toBe(`Audit tools in ${folder} are not right:`);
  for (const expected of [
    /^alpha\.v1\.json: title: must not be empty$/,
    /^alpha\.v1\.json: \(top\): .*colour/,
    /^beta\.v1\.json: sections\[0\]\.items\[1\]\.id: the id "plan" is already used at sections\[0\]\.items\[0\]\.id$/,
    /^broken\.v1\.json: is not JSON: /,
    /^gamma\.v1\.json: must be called gamma\.v2\.json, after its id and version$/,
    /^delta\.json: must be called delta\.v1\.json, after its id and version$/,
    /^list\.v1\.json: \(top\): /,
  ]) {
    expect(lines).toContainEqual(expect.stringMatching(expected));
  }
  expect(lines.join('\n')).not.toContain('right.v1.json');
});

it('does not start without any tool', async () => {
  put('README.md', 'Nothing else here.');
  expect(await problems()).toContain('there is no tool definition');
});

it('loads the tools that come with the program', async () => {
  const tools = await loadTools(path.join(projectFolder(), 'audits'));
  expect(tools.find('rodt')?.version).toBe(2);
  expect(tools.find('rodt', 1)?.version).toBe(1);
});
