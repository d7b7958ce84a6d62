import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const top = path.resolve(import.meta.dirname, '../..');

/** The room that owns case files, readings, answers and settlements. */
const OWNER = 'server/fieldwork/caseFiles/';
/** The counting reads whole audits at once, and asks each engine in its own way. */
const COUNTING = ['server/results/figures/counting.ts', 'server/results/figures/segmentCounting.ts'];

const TABLES = '(?:case_files|reviews|answers|settlements)';
/** A table as the whole of a text, perhaps under another name, or behind a word of SQL; not the key of a type. */
const QUERY = new RegExp(
  `(?<!\\w\\[)['"\`]${TABLES}(?:\\s+as\\s+[\\w\${}]+)?['"\`]|\\b(?:from|join|into|update|table)\\s+["\`]?${TABLES}\\b`,
  'i',
);
/** What only looks like it: a type, a word of the domain, an import. */
const isCode = (line: string) =>
  !/^\s*(\/\/|\*|\/\*)/.test(line) && !/^\s*(import|export) .* from '/.test(line);

const namedIn = (text: string): number[] =>
  text.split('\n').flatMap((line, at) => (isCode(line) && QUERY.test(line) ? [at + 1] : []));

describe('case files, readings, answers and settlements', () => {
  it('are queried by the room that owns them, and by the counting alone', () => {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'server', 'bin'], {
      cwd: top,
      encoding: 'utf8',
    })
      .split('\n')
      .filter((file) => file.endsWith('.ts') && !file.startsWith('server/platform/db/migrations/'));
    const found = files.filter((file) => namedIn(readFileSync(path.join(top, file), 'utf8')).length > 0);
    expect(found.filter((file) => file.startsWith(OWNER)).length).toBeGreaterThan(3);
    expect(
      found
        .filter((file) => !file.startsWith(OWNER) && !COUNTING.includes(file))
        .flatMap((file) =>
          namedIn(readFileSync(path.join(top, file), 'utf8')).map((line) => `${file}:${line}`),
        ),
    ).toEqual([]);
  });

  it.each([
    "database.query('case_files').where({ id })",
    "query.leftJoin('reviews as seconds', (join) =>",
    '  .join(`answers as ${as}`, (join) =>',
    "database.query.raw('select count(*) from settlements')",
    'raw(`update answers set value = null`)',
    "['case_files', 'sampled_files'].map((table) =>",
  ])('are found in %s', (line) => expect(namedIn(line)).toEqual([1]));

  it.each([
    "import { answers } from './answers.ts';",
    '// reads from answers',
    "join.on('answers.review_id', 'reviews.id')",
    'const { answers, reviews } = parts;',
    "type Counted = Counts['answers'];",
  ])('are not found in %s', (line) => expect(namedIn(line)).toEqual([]));
});
