import { createReadStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksOf, instrumentItemsOf, optionsOf, subjectWords } from '../rules/index.ts';
import type { Instrument, InstrumentItem, ItemTally, ShownItem } from '../rules/index.ts';
import type { ApiResults } from '../server/api/schemas.ts';
import { csvLine, readCsv } from '../server/formats/csv.ts';
import { projectFolder } from '../server/platform/paths.ts';
import { readRecordSheet } from '../server/results/figures/recordSheet.ts';
import { urls } from '../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from './support/app.ts';
import type { TestApp, Visitor } from './support/app.ts';
import { takeAlong, takeFrom } from './support/exports.ts';
import type { TakenUnit } from './support/exports.ts';
import { download, tablesOf } from './support/page.ts';
import type { PageTable } from './support/page.ts';
import { nodesOf, readPdf, words } from './support/readPdf.ts';

// Answers to questions that are no checks: the same in every place, cell by cell.

/** The figures of a sheet by unit and item, by what the command line uses; no database has a part in it. */
async function fromSheet(instrument: Instrument, file: string): Promise<Map<string, ItemTally[]>> {
  const complain = (found: unknown) => {
    throw new Error(`the example has a problem: ${JSON.stringify(found)}`);
  };
  const sheet = await readRecordSheet(
    instrument,
    readCsv(createReadStream(file)),
    { excluded: new Set() },
    complain,
  );
  if (!sheet) throw new Error('the sheet gave no figures');
  const { counter } = sheet;
  return new Map([
    ...counter.groups().map(({ name }) => [name, counter.ofGroup(name).items] as const),
    [allOf(instrument), counter.overall().items],
  ]);
}

const exampleFile = (file: string): string => path.join(projectFolder(), 'audits/examples', file);
/** What all records of an audit are called. */
const allOf = ({ subject }: Instrument): string => `All ${subjectWords(subject).files}`;
/** The group of a sheet that has none. */
const ONE_GROUP = 'Everybody';

const percentOf = (count: number, of: number) => Math.floor((count * 100) / of + 0.5);

/** How an answer stands in a table: of those who answered, or of all files where these are not told. */
function cellOf(given: number | null | undefined, { answered }: ShownItem, files: number): string {
  if (given === undefined) return '–';
  if (given === null) return '[c]';
  if (answered === null) return `${given} of ${files} of all`;
  return answered === 0 ? '–' : `${given} of ${answered} ${percentOf(given, answered)}%`;
}

function meanOf(shown: ShownItem, decimals: number): string {
  const { mean, interval, suppressed } = shown;
  if (mean === null) return suppressed ? '[c]' : '–';
  if (!interval) return mean.toFixed(decimals);
  const by = 10 ** decimals;
  const low = (Math.floor(interval[0] * by + 1e-9) / by).toFixed(decimals);
  const high = (Math.ceil(interval[1] * by - 1e-9) / by).toFixed(decimals);
  return `${mean.toFixed(decimals)} ${low} to ${high}`;
}

/** What nobody recorded anything of is named in a sentence on the page, and stands in exports alone. */
const isUnanswered = (all: ShownItem | undefined): boolean => all?.answered === 0 && all.notApplicable === 0;

/**
 * All cells of an item in a row of a table of the page.
 *
 * @param together - what stands in the table: not applicable has a column where it was said of something
 */
function rowOf(
  instrument: Instrument,
  item: InstrumentItem,
  shown: ShownItem,
  files: number,
  together: readonly (ShownItem | undefined)[],
): string[] {
  const counts = shown.bands ?? shown.counts;
  const scale = item.kind === 'scale' ? instrument.scales[item.scale] : undefined;
  // A scale is shown whole, though an item may be capped below its best.
  const keys = scale ? scale.options.map(({ id }) => id) : Object.keys(counts);
  const isScored = scale?.options.every(({ score }) => score !== undefined) ?? false;
  const count = (value: number | null) => (value === null ? '[c]' : String(value));
  return [
    ...keys.map((key) => cellOf(counts[key], shown, files)),
    shown.answered === null ? '[c]' : `${shown.answered} of ${files}`,
    ...(together.some((one) => one?.notApplicable !== 0) ? [count(shown.notApplicable)] : []),
    count(shown.notRecorded),
    ...(item.kind === 'number' ? [meanOf(shown, 1)] : isScored ? [meanOf(shown, 2)] : []),
  ];
}

/** The tables of a PDF; one that runs over pages is one. */
async function tablesIn(bytes: Buffer): Promise<PageTable[]> {
  const tables: PageTable[] = [];
  for (const node of nodesOf(await readPdf(bytes), 'Table')) {
    const caption = words(node.children.find(({ role }) => role === 'Caption')?.text ?? '');
    const rowNodes = node.children.flatMap((child) => (child.role === 'TR' ? [child] : child.children));
    const rows = rowNodes
      .filter(({ role }) => role === 'TR')
      .map((row) => row.children.map((cell) => words(cell.text)));
    const last = tables.at(-1);
    if (caption === '' && last) last.rows.push(...rows);
    else tables.push({ caption, rows });
  }
  return tables;
}

onOneEngine('the answers to questions that are no checks', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let carl: Visitor;
  beforeAll(async () => {
    test = await startApp(engine);
    [lena, carl] = await Promise.all([test.as('lena'), test.as('carl')]);
  });
  afterAll(() => test.close());

  const throughApi = async (person: 'lena' | 'carl', auditId: number) => {
    const expiresOn = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const { token } = await test.deps.tokens.issue(test.ids.adam, {
      userId: test.ids[person],
      name: 'Answers',
      expiresOn,
    });
    const answer = await request(test.app)
      .get(urls.apiResults(auditId))
      .set('Authorization', `Bearer ${token}`);
    return JSON.parse(answer.text) as ApiResults;
  };

  /** The example of a tool as an audit; one without groups in a single one. */
  async function imported(toolId: string, file: string): Promise<number> {
    const { audits, steps, importer, providers } = test.deps;
    const lead = test.ids.lena;
    const provider = (await providers.byName('The Bridge'))?.id ?? 0;
    const auditId = await audits.create(lead, {
      title: toolId,
      partnership: 'Southampton',
      toolId,
      toolVersion: 1,
      fieldworkStart: '2026-02-28',
      fieldworkEnd: '2026-03-02',
    });
    const rows: string[][] = [];
    for await (const { cells } of readCsv(createReadStream(exampleFile(file)))) rows.push(cells);
    const known = new Set([
      'reference',
      'group',
      ...instrumentItemsOf(test.deps.tools.must(toolId, 1).instrument).map(({ id }) => id),
    ]);
    // Judgements of criteria are no items.
    const answers = rows.map((row) => row.filter((_, c) => known.has(rows[0]?.[c] ?? '')));
    const at = rows[0]?.indexOf('group') ?? -1;
    const grouped = at === -1 ? answers.map((row, r) => [...row, r === 0 ? 'group' : ONE_GROUP]) : answers;
    const names = new Set(grouped.slice(1).map((row) => row.at(at) ?? ''));
    for (const name of names) {
      const details = { name, plannedFiles: 12, providerIds: [provider], exclusions: [] };
      await audits.createGroup(lead, auditId, details);
    }
    await audits.addMember(lead, auditId, test.ids.carl, 'commissioner');
    await steps.changeState(lead, auditId, 'open');
    const sheet = readCsv(Readable.from([Buffer.from(grouped.map((row) => csvLine(row)).join(''))]));
    await importer.importCaseFiles(lead, auditId, sheet, { complete: true });
    return auditId;
  }

  const EXAMPLES = [
    { id: 'rodt', file: 'southampton-2012/case-files.csv', begin: () => withExample(test) },
    ...[
      ['service_review_2007', 'service-review-2007/returns.csv'] as const,
      ['diversity_review_2008', 'diversity-2008/returns.csv'] as const,
      ['scripted_calls', 'scripted-calls/calls.csv'] as const,
      ['self_audit_safeguarding', 'self-audit-safeguarding/self-audits.csv'] as const,
      ['service_user_questionnaire', 'service-user-questionnaire/answers.csv'] as const,
    ].map(([id, file]) => ({ id, file, begin: () => imported(id, file) })),
  ];

  describe.each(EXAMPLES)('of $id', ({ id, file, begin }) => {
    let auditId: number;
    let instrument: Instrument;
    let items: InstrumentItem[];
    let hasChecks: boolean;

    beforeAll(async () => {
      auditId = await begin();
      await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
      const tool = test.deps.tools.must(id, 1);
      instrument = tool.instrument;
      const checks = new Set(checksOf(tool).map((check) => check.id));
      hasChecks = checks.size > 0;
      items = instrumentItemsOf(instrument).filter((item) => item.kind !== 'text' && !checks.has(item.id));
    });

    /** The same view for each person in every format, as the units with their answers. */
    const viewOf = async (person: 'lena' | 'carl') => {
      const [visitor, more] = person === 'lena' ? [lena, { figures: 'all' }] : [carl, {}];
      const taken = await takeAlong(visitor, auditId, more);
      const { csv } = await takeFrom(visitor, (format) =>
        urls.exportResults(auditId, format, { of: 'items', ...more }),
      );
      const units: TakenUnit[] = [...taken.json.units, taken.json.overall];
      return { csv, taken, units, page: tablesOf((await visitor.get(urls.results(auditId))).text) };
    };

    it('are the same in the database as in the sheet, to the last count', async () => {
      const sheet = await fromSheet(instrument, exampleFile(file));
      const { units } = await viewOf('lena');
      const names = sheet.size > 1 ? [...sheet.keys()] : [ONE_GROUP, allOf(instrument)];
      expect(units.map(({ name }) => name)).toEqual(names);
      for (const { name, items: shown } of units) {
        const told = shown?.map(({ suppressed, interval: _interval, bands: _bands, ...tally }) => {
          expect(suppressed).toBe(false);
          return tally;
        });
        const expected = (sheet.get(name) ?? sheet.get(allOf(instrument)))?.filter((tally) =>
          items.some((item) => item.id === tally.id),
        );
        expect(told, name).toEqual(JSON.parse(JSON.stringify(expected)));
      }
    });

    it.each(['lena', 'carl'] as const)(
      'are the same on the page, in CSV, workbook, JSON and through the interface, to %s',
      async (person) => {
        const { csv, taken, units, page } = await viewOf(person);
        const isOfPerson = (item: InstrumentItem) =>
          person === 'carl' && instrument.subject.personal && (item.segment || item.about === 'person');
        const api = await throughApi(person, auditId);
        expect([...api.units, api.overall].map((unit) => unit.items)).toEqual(
          units.map((unit) => unit.items),
        );
        expect(api.items?.map((item) => item.id)).toEqual(items.map((item) => item.id));

        // On the page: scales in a table a section and one an item by group, all others in one an item.
        let cells = 0;
        for (const [i, item] of items.entries()) {
          const section = instrument.sections.find((one) => one.items.includes(item))?.items ?? [];
          const onScale = section.filter(
            (other) => item.kind === 'scale' && other.kind === 'scale' && other.scale === item.scale,
          );
          const inAll = onScale.map((other) => units.at(-1)?.items?.[items.indexOf(other)]);
          const told = units.filter(({ key }) => key === 'all' || !isOfPerson(item));
          const byUnit = told.map((unit) => unit.items?.[i]);
          const inAllFiles = units.at(-1)?.items?.[i];
          for (const unit of units) {
            const shown = unit.items?.[i];
            if (!shown) throw new Error(`no ${item.id} of ${unit.name}`);
            const files = unit.files ?? 0;
            const own = page.find(({ caption }) => caption === item.label);
            const ofSection = page.find(
              ({ caption, rows }) =>
                caption.includes(': answers in all ') && rows.some((row) => row[0] === item.label),
            );
            const row =
              item.kind === 'scale' && unit.key === 'all'
                ? ofSection?.rows.find(([name]) => name === item.label)
                : own?.rows.find(([name]) => name === unit.name);
            const where = `${unit.name} ${item.id}`;
            // What says who somebody is stands there for all files alone, to those who do not see all.
            // One group alone is all of them.
            const isLeftOut =
              isUnanswered(inAllFiles) || (unit.key !== 'all' && (isOfPerson(item) || units.length === 2));
            expect(row?.slice(1), where).toEqual(
              isLeftOut
                ? undefined
                : rowOf(
                    instrument,
                    item,
                    shown,
                    files,
                    item.kind === 'scale' && unit.key === 'all' ? inAll : byUnit,
                  ),
            );
            if (isOfPerson(item) && unit.key !== 'all') expect(shown.suppressed, where).toBe(true);
            cells += row?.length ?? 0;
          }
        }
        expect(cells).toBeGreaterThan(items.length * 3);

        const book = taken.xlsx.find(({ sheet }) => sheet === 'Other questions')?.rows ?? [];
        expect(csv[0]).toEqual(book[0]);
        const expected = units.flatMap((unit) =>
          items.flatMap((item, i) => {
            const shown = unit.items?.[i];
            const counts = shown?.bands ?? shown?.counts ?? {};
            const keys = Object.keys(counts);
            return (keys.length > 0 ? keys : ['']).map((key) => ({ unit, item, shown, key, counts }));
          }),
        );
        expect(csv).toHaveLength(expected.length + 1);
        expect(book).toHaveLength(expected.length + 1);
        expected.forEach(({ unit, item, shown, key, counts }, r) => {
          const text = (value: number | null | undefined, none: string) =>
            value === null || value === undefined ? none : String(value);
          const mark = shown?.suppressed ? '[c]' : '–';
          const isAdded =
            item.kind === 'number' ||
            (item.kind === 'scale' && optionsOf(instrument, item).every(({ score }) => score !== null));
          const sums = [shown?.sum, shown?.mean, shown?.interval?.[0], shown?.interval?.[1]];
          const given = key === '' ? shown?.answered : counts[key];
          const row = csv[r + 1] ?? [];
          const where = `${unit.name} ${item.id} ${key}`;
          expect([row[0], row[1], row[2], row[5]], where).toEqual([
            unit.name,
            String(unit.files),
            item.id,
            key,
          ]);
          expect([row[7], row[8], row[10], row[11]], where).toEqual([
            text(given, '[c]'),
            text(shown?.answered, '[c]'),
            text(shown?.notApplicable, '[c]'),
            text(shown?.notRecorded, '[c]'),
          ]);
          expect(row.slice(12, 16), where).toEqual(
            isAdded ? sums.map((value) => text(value, mark)) : ['', '', '', ''],
          );
          const share =
            typeof given !== 'number' || typeof shown?.answered !== 'number'
              ? '[c]'
              : shown.answered === 0
                ? '–'
                : String(percentOf(given, shown.answered));
          expect(row[9], where).toBe(share);
          const inBook = (book[r + 1] ?? []).map((value, c) =>
            c === 9 && typeof value === 'number' ? String(Math.round(value * 100)) : String(value ?? ''),
          );
          expect(inBook, where).toEqual(row.map((value) => value));
        });
      },
    );

    it('are the same in the PDF for a committee as on the page of a commissioner', async () => {
      const { page } = await viewOf('carl');
      const printed = await tablesIn((await download(carl, urls.resultsPdf(auditId, ''))).body);
      let cells = 0;
      const isOfAnswers = ({ caption }: PageTable) =>
        caption.includes(': answers in all ') || items.some(({ label }) => label === caption);
      for (const table of page.filter(isOfAnswers)) {
        const [head = [], ...rows] = table.rows;
        const alike = printed.find(({ caption }) => caption === table.caption);
        if (alike) {
          // A word may be broken at its hyphen.
          const whole = alike.rows.map((row) => row.map((text) => text.replace(/(\w-) /g, '$1')));
          expect(whole.slice(1), table.caption).toEqual(rows);
          cells += rows.flat().length;
          continue;
        }
        // Answers one under the other, groups side by side.
        const turned = printed.filter(({ caption }) => caption.startsWith(`${table.caption} (`));
        // Beside many groups the mean of each alone, questions one under the other.
        const means =
          turned.length > 0 ? [] : printed.filter(({ caption }) => caption.includes(': means by '));
        for (const row of rows) {
          if (means.length > 0) {
            const part = means.find(
              (one) =>
                one.rows[0]?.includes(row[0] ?? '?') && one.rows.some(([name]) => name === table.caption),
            );
            const at = part?.rows[0]?.indexOf(row[0] ?? '?') ?? -1;
            const mean = part?.rows.find(([name]) => name === table.caption)?.[at];
            expect(mean, `${table.caption} ${row[0]}`).toBe(row.at(-1)?.split(' ')[0]);
            cells += 1;
            continue;
          }
          const part = turned.find((one) => one.rows[0]?.includes(row[0] ?? '?'));
          const at = part?.rows[0]?.indexOf(row[0] ?? '?') ?? -1;
          const column = part?.rows.slice(1).map((line) => [line[0], line[at]?.replace(', ', ' ')]);
          // A column of its own has no marks: what is suppressed stands in a sentence above it.
          const isAlone = part === undefined || part.rows[0]?.length === 2;
          const shown = head
            .slice(1)
            .map((name, c) => [name, row[c + 1]])
            .filter(([, cell]) => !isAlone || cell !== '[c]');
          expect(column ?? [], `${table.caption} ${row[0]}`).toEqual(shown);
          cells += row.length;
        }
      }
      expect(cells).toBeGreaterThan(items.length * 3);
    });

    it('come first where a tool has no checks, with no empty table', async () => {
      const { page } = await viewOf('lena');
      expect(page.some(({ caption }) => caption.includes('by sample group and check'))).toBe(hasChecks);
      expect(page.every(({ rows }) => rows.length > 1)).toBe(true);
    });
  });
});
