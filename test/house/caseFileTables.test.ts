import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const top = path.resolve(import.meta.dirname, '../..');

/** The room that owns case files, readings, answers and settlements. */
const OWNER = 'server/fieldwork/caseFiles/';
/** The counting reads whole audits at once, and asks each engine in its own way. */
const COUNTING = [
  'server/results/figures/counting.ts',
  'server/results/figures/gathering.ts',
  'server/results/figures/itemCounting.ts',
  'server/results/figures/keptCounts.ts',
  'server/results/figures/segmentCounting.ts',
];

/** The list of whose the rows of every table are asks nothing of them. */
const LIST_OF_ALL = 'server/platform/db/organisationTables.ts';

const TABLE = '(?:case_files|reviews|answers|settlements)';
/** A table as the whole of a text, perhaps under another name; not the key of a type. */
const WHOLE_TEXT = `(?<!\\w\\[)(['"\`])\\s*${TABLE}(?:\\s+as\\s+[\\w\${}]+)?\\s*\\1`;
/** A table behind a word of SQL, or further on in a list of tables. */
const BEHIND_WORD = `\\b(?:from|join|into|update|table)\\s+(?:["\\w.]+(?:\\s+(?:as\\s+)?\\w+)?\\s*,\\s*)*(?:"?\\w+"?\\.)?"?${TABLE}\\b`;
const QUERY = new RegExp(`${WHOLE_TEXT}|${BEHIND_WORD}`, 'gi');

/** Texts are kept and comments blanked, line by line, so that what is written about a table is no query of it. */
const CODE = /(['"])(?:\\.|(?!\1)[^\\\n])*\1|`(?:\\.|[^\\`])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const withoutComments = (text: string) =>
  text.replaceAll(CODE, (found) => (/^\/[/*]/.test(found) ? found.replaceAll(/[^\n]/g, ' ') : found));

/** The lines on which a file names one of the tables in a query. */
const namedIn = (text: string): number[] => {
  const code = withoutComments(text);
  return [...code.matchAll(QUERY)].map(({ index, 0: found }) => {
    // The table itself may stand lines below the word of SQL before it.
    const end = index + found.trimEnd().length;
    return code.slice(0, end).split('\n').length;
  });
};

const filesOfServer = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'server', 'bin'], {
  cwd: top,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !file.startsWith('server/platform/db/migrations/'));

const linesIn = (file: string) => namedIn(readFileSync(path.join(top, file), 'utf8'));

describe('case files, readings, answers and settlements', () => {
  it('are queried by the room that owns them, and by the counting alone', () => {
    const owned = filesOfServer.filter((file) => file.startsWith(OWNER));
    expect(owned.filter((file) => linesIn(file).length > 0).length).toBeGreaterThan(3);
    expect(
      filesOfServer
        .filter((file) => !file.startsWith(OWNER) && !COUNTING.includes(file) && file !== LIST_OF_ALL)
        .flatMap((file) => linesIn(file).map((line) => `${file}:${line}`)),
    ).toEqual([]);
  });

  it.each(COUNTING)('are named in %s, or it would not be in the list', (file) => {
    expect(linesIn(file).length).toBeGreaterThan(0);
  });

  it('are joined as the first reading of a file in one place', () => {
    const joined = /\breading[`'"]\s*,\s*(?:1|FIRST_READING|reading)\b/;
    expect(
      filesOfServer.filter((file) =>
        joined.test(withoutComments(readFileSync(path.join(top, file), 'utf8'))),
      ),
    ).toEqual([`${OWNER}queries.ts`]);
  });

  it.each([
    ["database.query('case_files').where({ id })", 1],
    ["database.query('case_files as c')", 1],
    ["database.query<Row>('answers AS a')", 1],
    ["database.query.from('answers')", 1],
    ["database.query.with('done', (query) => query.table('settlements'))", 1],
    ["query.leftJoin('reviews as seconds', (join) =>", 1],
    ['  .join(`answers as ${as}`, (join) =>', 1],
    ['query.join({ own: "reviews" }, on)', 1],
    ["const TABLES = [\n  'case_files',\n  'sampled_files',\n];", 2],
    ["['case_files', 'sampled_files'].map((table) =>", 1],
    ["database.query.raw('select count(*) from settlements')", 1],
    ['raw(`update answers set value = null`)', 1],
    ['raw(`insert into public.answers select 1`)', 1],
    [`raw('delete from "reviews" where id = ?', [id])`, 1],
    ['raw(`select a.id from audits as a, case_files where a.id = 1`)', 1],
    ['raw(`\n  select *\n  from\n    case_files c\n  left join reviews on true`)', 4],
  ])('are found in %s', (text, line) => expect(namedIn(text)[0]).toBe(line));

  it.each([
    "import { answers } from './answers.ts';",
    "import {\n  answers,\n} from './answers.ts';",
    '// reads from answers',
    "/**\n * What is read from answers, such as 'reviews'.\n */",
    "join.on('answers.review_id', 'reviews.id')",
    'const { answers, reviews } = parts;',
    "type Counted = Counts['answers'];",
    "const href = 'https://example.org'; // from answers",
  ])('are not found in %s', (text) => expect(namedIn(text)).toEqual([]));
});
