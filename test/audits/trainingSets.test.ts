import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { itemsOf, judgedOf, parseTrainingSet, personalDataProblem } from '../../rules/index.ts';
import type { TrainingSet } from '../../rules/index.ts';
import { loadTools } from '../../server/audits/tools.ts';
import { loadTrainingSets } from '../../server/audits/trainingSets.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../audits');
const tools = await loadTools(FOLDER);
const sets = await loadTrainingSets(path.join(FOLDER, 'training'), tools);
const rodt = tools.must('rodt', 2);
const own = sets.of('rodt', 2) as TrainingSet;
const data = async () =>
  JSON.parse(await readFile(path.join(FOLDER, 'training', 'rodt.v2.json'), 'utf8')) as {
    files: { id: string; settled: Record<string, { answer: string; reason: string }> }[];
  };

describe('the made-up files of the RODT tool', () => {
  it('settle every check with a reason, and each check both ways where it can be both', () => {
    expect(own.files).toHaveLength(5);
    for (const { id } of judgedOf(rodt)) {
      const answers = own.files.map(({ settled }) => settled.get(id)?.answer);
      expect([id, new Set(answers).size > 1 || id === 'initial_assessment']).toEqual([id, true]);
    }
  });
  it('hold nothing that points at anybody, and no day of a calendar', () => {
    for (const { notes } of own.files) {
      for (const text of notes.flatMap(({ entries }) => entries)) {
        expect(personalDataProblem(text, '2012-02-28')).toBeNull();
        expect(text).not.toMatch(/\b(?:19|20)\d\d\b|\b(?:Mr|Mrs|Ms|Dr)\b/);
      }
    }
  });
});

describe('a set of made-up files', () => {
  it('is refused with all that is wrong with it', async () => {
    const wrong = await data();
    const [first, second] = wrong.files;
    if (!first || !second) throw new Error('there are no files');
    delete first.settled['smart'];
    first.settled['recovery_plan'] = { answer: 'perhaps', reason: 'Nobody knows.' };
    first.settled['weather'] = { answer: 'yes', reason: 'It rained.' };
    second.id = first.id;
    second.settled['abstinence'] = { answer: 'yes', reason: 'Beside no plan.' };
    const found = parseTrainingSet(wrong, rodt);
    expect('problems' in found && found.problems.map(({ at, problem }) => `${at}: ${problem}`)).toEqual([
      'files: works_to_plan is there twice',
      'files.0.settled.recovery_plan: perhaps is no answer to it',
      'files.0.settled.weather: is no item of the tool',
      'files.0.settled.smart: is not settled',
      ...['abstinence', 'reduction', 'all_needs', 'balance'].map(
        (id) => `files.0.settled.${id}: is a yes beside an answer that rules it out`,
      ),
      'files.1.settled.abstinence: is a yes beside an answer that rules it out',
    ]);
    expect(parseTrainingSet({ tool: 'rodt', version: 2, files: [] }, rodt)).toHaveProperty('problems');
    expect(parseTrainingSet(await data(), tools.must('rodt', 1))).toHaveProperty('problems');
  });

  it('can be brought by another tool, as a file named after it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'training-'));
    try {
      const other = tools.must('record_quality', 1);
      const settled = Object.fromEntries(
        judgedOf(other).map((item) => [
          item.id,
          {
            answer: item.kind === 'rating' ? (item.options[0]?.id ?? '') : 'no',
            reason: 'So it is settled.',
          },
        ]),
      );
      const file = { id: 'one', title: 'One', notes: [{ heading: 'Notes', entries: ['Day 1.'] }], settled };
      const text = JSON.stringify({ tool: other.id, version: 1, files: [file] });
      await writeFile(path.join(folder, 'record_quality.v1.json'), text);
      expect((await loadTrainingSets(folder, tools)).of('record_quality', 1)?.files).toHaveLength(1);
      await writeFile(path.join(folder, 'rodt.v2.json'), text);
      await expect(loadTrainingSets(folder, tools)).rejects.toThrow(
        'rodt.v2.json: tool: is for record_quality',
      );
      await writeFile(path.join(folder, 'rodt.v2.json'), '{');
      await expect(loadTrainingSets(folder, tools)).rejects.toThrow('is not JSON');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('asks about facts only where they are settled', () => {
    const asked = new Set(own.files.flatMap(({ settled }) => [...settled.keys()]));
    expect(
      itemsOf(rodt)
        .filter(({ id }) => !asked.has(id))
        .map(({ id }) => id),
    ).toEqual(['gender', 'ethnicity', 'months_in_treatment']);
  });
});
