import { createReadStream } from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksOf, isSmall, wilson } from '../rules/index.ts';
import type { CheckTally, Denominator, ShownAmong, Tally, Tool } from '../rules/index.ts';
import type { ApiResults } from '../server/api/schemas.ts';
import { feedbackWord } from '../server/feedback/draft/pdf.ts';
import { presentFeedback } from '../server/feedback/draft/presenter.ts';
import type { ProviderFeedback } from '../server/feedback/draft/service.ts';
import { readCsv } from '../server/formats/csv.ts';
import { projectFolder } from '../server/platform/paths.ts';
import { tallySheet } from '../server/results/figures/sheetTally.ts';
import { urls } from '../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from './support/app.ts';
import type { TestApp, Visitor } from './support/app.ts';
import { takeAlong, takeFrom } from './support/exports.ts';
import { wordsOf } from './support/form.ts';
import { cellsOf, download, tablesOf } from './support/page.ts';
import type { PageTable } from './support/page.ts';
import { nodesOf, readPdf, rowsOf, words as inOneLine } from './support/readPdf.ts';
import type { ReadPdf } from './support/readPdf.ts';
import { readWord } from './support/word.ts';

const SHEET = path.join(projectFolder(), 'audits/examples/southampton-2012/case-files.csv');

/** The tally of the sheet, by what the command line uses; no database has a part in it. */
async function fromSheet(tool: Tool): Promise<Tally> {
  const complain = (found: unknown) => {
    throw new Error(`the example has a problem: ${JSON.stringify(found)}`);
  };
  const tally = await tallySheet(tool, readCsv(createReadStream(SHEET)), {
    problem: complain,
    note: complain,
  });
  if (!tally) throw new Error('the sheet gave no tally');
  // As JSON, like the command line prints it.
  return JSON.parse(JSON.stringify(tally)) as Tally;
}

/** How a figure stands in a table of the results page. */
function onPage(figures: CheckTally, files: number, denominator: Denominator): string {
  const { among } = figures;
  if (denominator === 'parent') {
    const all = onPage(figures, files, 'applicable');
    if (!among || figures.applicable === 0) return all;
    const beside = `${all.replace(/ (\d+%)$/, ', $1')} where it applied`;
    if (among.applicable === 0) return `– No files ${beside}`;
    return `${among.yes} of ${among.applicable} ${among.percentOfApplicable}% ${beside}`;
  }
  const percent = denominator === 'applicable' ? figures.percentOfApplicable : figures.percentOfFiles;
  if (percent === null) return figures.notRecorded > 0 ? '– Not recorded' : '– Not applicable';
  return `${figures.yes} of ${denominator === 'applicable' ? figures.applicable : files} ${percent}%`;
}

/** How a figure stands in a PDF. */
function inPdf(
  { yes, applicable, percentOfApplicable }: Pick<CheckTally, 'yes' | 'applicable' | 'percentOfApplicable'>,
  between: string,
): string {
  return percentOfApplicable === null ? '–' : `${yes} of ${applicable}${between}${percentOfApplicable}%`;
}

onOneEngine('the figures of the example', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;
  let tool: Tool;
  let sheet: Tally;

  beforeAll(async () => {
    test = await startApp(engine);
    auditId = await withExample(test);
    lena = await test.as('lena');
    tool = test.deps.tools.must('rodt', 1);
    sheet = await fromSheet(tool);
  });
  afterAll(() => test.close());

  const pageOf = async (denominator: Denominator) =>
    (await lena.get(urls.results(auditId, denominator))).text;
  /** The tables of groups by checks, without that of all counts. */
  const resultTables = (html: string) =>
    tablesOf(html).filter(({ caption }) => caption.includes('by sample group and check'));

  it('are there: 52 files in nine groups, 17 checks', () => {
    expect(sheet.overall.files).toBe(52);
    expect(sheet.groups.map(({ name, files }) => `${name} ${files}`)).toEqual([
      'Bridge 12',
      'NR/Bridge 9',
      'Complex 5',
      'Women 5',
      'nr/dip 2',
      'step down 5',
      'Step up 4',
      'DIP 2',
      'DRR 8',
    ]);
    expect(checksOf(tool)).toHaveLength(17);
  });

  it('are the same in the database as in the sheet, to the last count', async () => {
    const { tally } = await test.deps.results.of(auditId);
    expect(JSON.parse(JSON.stringify(tally))).toEqual(sheet);
  });

  it.each(['applicable', 'files', 'parent'] as const)(
    'are the same on the results page as in the sheet, in every cell, as shares of %s',
    async (denominator) => {
      const tables = resultTables(await pageOf(denominator));
      const checks = checksOf(tool);
      let cells = 0;
      let at = 0;
      for (const { rows } of tables) {
        const [head = [], ...body] = rows;
        const own = checks.slice(at, at + head.length - 2);
        at += own.length;
        own.forEach((check, i) =>
          expect(head[i + 2]).toMatch(new RegExp(`^${escaped(check.shortLabel)}( |$)`)),
        );
        const expected = [
          ...sheet.groups.map((group) => ({ ...group, title: group.name })),
          { ...sheet.overall, title: 'All files' },
        ];
        expect(body.map((row) => row[0])).toEqual(expected.map(({ title }) => title));
        expected.forEach((group, g) => {
          expect(body[g]?.[1]).toBe(String(group.files));
          own.forEach((check, i) => {
            const figures = group.checks.find(({ id }) => id === check.id);
            if (!figures) throw new Error(`the sheet has no ${check.id}`);
            expect(body[g]?.[i + 2], `${group.title} ${check.id}`).toBe(
              onPage(figures, group.files, denominator),
            );
            cells += 1;
          });
        });
      }
      expect(cells).toBe(10 * 17);
    },
  );

  it('are the same in the table of all counts as in the sheet', async () => {
    const counts = tablesOf(await pageOf('applicable')).find(({ caption }) =>
      caption.startsWith('Every answer'),
    );
    const shown = (percent: number | null) => (percent === null ? '–' : `${percent}%`);
    expect(counts?.rows.slice(1)).toEqual(
      checksOf(tool).map((check, i) => {
        const figures = sheet.overall.checks[i];
        if (figures?.id !== check.id) throw new Error(`the sheet has no ${check.id}`);
        return [
          check.label,
          String(figures.yes),
          String(figures.no),
          String(figures.notApplicable),
          String(figures.notRecorded),
          `${figures.yes} of ${figures.applicable} ${shown(figures.percentOfApplicable)}`,
          `${figures.yes} of 52 ${shown(figures.percentOfFiles)}`,
          figures.among
            ? `${figures.among.yes} of 41 ${shown(figures.among.percentOfApplicable)} of files with a yes to “Rec plan”`
            : '',
        ];
      }),
    );
  });

  it('are those of 2012 where they were looked up by hand', async () => {
    const table = (html: string): PageTable => {
      const [first] = resultTables(html);
      if (!first) throw new Error('the page has no results');
      return first;
    };
    const cell = (from: PageTable, group: string, heading: string) => {
      const column = from.rows[0]?.findIndex((text) => text.startsWith(heading)) ?? -1;
      return from.rows.find((row) => row[0] === group)?.[column];
    };
    const applicable = table(await pageOf('applicable'));
    const files = table(await pageOf('files'));
    for (const [group, heading, ofApplicable, ofFiles] of [
      ['All files', 'Rec plan', '41 of 52 79%', '41 of 52 79%'],
      ['All files', 'Reduction', '13 of 52 25%', '13 of 52 25%'],
      ['All files', 'TOPs missing', '9 of 28 32%', '9 of 52 17%'],
      ['All files', 'All needs', '19 of 52 37%', '19 of 52 37%'],
      ['All files', 'Referrals', '8 of 50 16%', '8 of 52 15%'],
      ['Bridge', 'Rec plan', '8 of 12 67%', '8 of 12 67%'],
      ['Bridge', 'Abstinence', '10 of 12 83%', '10 of 12 83%'],
      ['Bridge', 'TOPs missing', '– Not applicable', '– Not applicable'],
      ['NR/Bridge', 'TOPs missing', '5 of 9 56%', '5 of 9 56%'],
      ['Women', 'Referrals', '0 of 5 0%', '0 of 5 0%'],
      ['nr/dip', 'Referrals', '– Not recorded', '– Not recorded'],
      ['DRR', 'TOPs missing', '– Not recorded', '– Not recorded'],
      ['DRR', 'Psychosocial', '7 of 8 88%', '7 of 8 88%'],
    ] as const) {
      expect([group, heading, cell(applicable, group, heading)]).toEqual([group, heading, ofApplicable]);
      expect([group, heading, cell(files, group, heading)]).toEqual([group, heading, ofFiles]);
    }
    const overall = (id: string) => sheet.overall.checks.find((figures) => figures.id === id);
    expect(overall('recovery_plan')).toMatchObject({ yes: 41, applicable: 52, percentOfApplicable: 79 });
    expect(overall('reduction')).toMatchObject({ yes: 13, applicable: 52, percentOfApplicable: 25 });
    expect(overall('top_missing')).toMatchObject({ yes: 9, applicable: 28, percentOfFiles: 17 });
  });

  it('contradict themselves in the same places in the sheet and on the page', async () => {
    expect(sheet.contradictions).toEqual([
      { group: 'Bridge', check: 'abstinence', files: 2 },
      { group: 'Complex', check: 'abstinence', files: 1 },
    ]);
    const words = wordsOf(await pageOf('applicable'));
    expect(words).toContain('Bridge: 2 files with yes for "Abstinence" although "Rec plan" is not yes');
    expect(words).toContain('Complex: 1 file with yes for "Abstinence" although "Rec plan" is not yes');
  });

  describe('taken along', () => {
    /** The units as the interface for other programs gives them to a person. */
    const throughApi = async (person: 'lena' | 'carl') => {
      const expiresOn = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
      const { token } = await test.deps.tokens.issue(test.ids.adam, {
        userId: test.ids[person],
        name: 'Figures',
        expiresOn,
      });
      const answer = await request(test.app)
        .get(urls.apiResults(auditId))
        .set('Authorization', `Bearer ${token}`);
      return JSON.parse(answer.text) as ApiResults;
    };
    const view = async (visitor: Visitor, more: Record<string, string>) => takeAlong(visitor, auditId, more);

    it.each(['suppressed', 'with small numbers'])(
      'are the same in every cell of the page, the CSV, the workbook and the JSON, %s',
      async (which) => {
        if (which === 'suppressed') await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
        const reader = which === 'suppressed' ? await test.as('carl') : lena;
        const page = async (denominator: Denominator) =>
          resultTables((await reader.get(urls.results(auditId, denominator))).text);
        const [ofApplicable, ofFiles] = [await page('applicable'), await page('files')];
        const amongParents = await page('parent');
        const { csv, xlsx, json } = await view(reader, which === 'suppressed' ? {} : { figures: 'all' });
        const api = await throughApi(which === 'suppressed' ? 'carl' : 'lena');
        if (which === 'suppressed') await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');

        const seen = { suppressed: 0, none: 0, figure: 0, among: 0, amongSuppressed: 0 };
        const names = new Map(checksOf(tool).map(({ id, shortLabel }) => [id, shortLabel]));
        for (const [
          r,
          [unit = '', files, id = '', , yes, no, of, percent, , , percentOfFiles, , , why, ...more],
        ] of csv.slice(1).entries()) {
          const cellIn = (tables: PageTable[]) => {
            for (const { rows } of tables) {
              const column = rows[0]?.findIndex((text) => text.startsWith(names.get(id) ?? '?')) ?? -1;
              if (column > 1) {
                const row = rows.find(([name]) => name === unit);
                return cellsOf(row, rows[0]?.length ?? 0)[column];
              }
            }
            return undefined;
          };
          const shown = json.units.concat(json.overall).find(({ name }) => name === unit);
          const figure = shown?.checks.find((check) => check.id === id);
          const book = xlsx[0]?.rows[r + 1] ?? [];
          const cells = [cellIn(ofApplicable), cellIn(ofFiles)];
          const where = `${unit} ${id}`;
          if (why === 'suppressed') {
            expect([...cells, yes, of, book[4], figure?.kind], where).toEqual([
              '[c]',
              '[c]',
              '[c]',
              '[c]',
              '[c]',
              'suppressed',
            ]);
            seen.suppressed += 1;
          } else if (why !== '') {
            const dash = `– ${why === 'not applicable' ? 'Not applicable' : 'Not recorded'}`;
            expect([...cells, yes, book[4], figure?.kind, figure?.['reason']], where).toEqual([
              dash,
              dash,
              '–',
              '–',
              'none',
              why,
            ]);
            seen.none += 1;
          } else {
            expect(cells, where).toEqual([
              `${yes} of ${of} ${percent}%`,
              `${yes} of ${files} ${percentOfFiles}%`,
            ]);
            expect([book[4], book[5], book[6]].map(String), where).toEqual([yes, no, of]);
            expect(Math.round(Number(book[7]) * 100), where).toBe(Number(percent));
            expect(
              [figure?.['yes'], figure?.['applicable'], figure?.['percentOfApplicable']].map(String),
              where,
            ).toEqual([yes, of, percent]);
            seen.figure += 1;
            // Page, CSV, workbook, JSON and API say the same among files with a plan.
            const among = figure?.['among'] as ShownAmong | undefined;
            const [named, , yesThere, ofThere, percentThere] = more;
            const beside = `${yes} of ${of}, ${percent}% where it applied`;
            const inBook = book.slice(14, 19).map((value) => String(value ?? ''));
            const inApi = api.units
              .concat(api.overall)
              .find(({ name }) => name === unit)
              ?.checks.find((check) => check.id === id);
            expect(inApi, where).toEqual(figure);
            if (!among) {
              expect([named, cellIn(amongParents)], where).toEqual(['', `${yes} of ${of} ${percent}%`]);
            } else if (among.kind === 'suppressed') {
              expect([yesThere, inBook[2], cellIn(amongParents)], where).toEqual([
                '[c]',
                '[c]',
                `[c] ${beside}`,
              ]);
              seen.amongSuppressed += 1;
            } else if (among.kind === 'none') {
              expect([yesThere, cellIn(amongParents)], where).toEqual(['–', `– No files ${beside}`]);
            } else {
              const there = [among.yes, among.applicable, among.percentOfApplicable].map(String);
              expect([yesThere, ofThere, percentThere], where).toEqual(there);
              expect([inBook[2], inBook[3]], where).toEqual(there.slice(0, 2));
              expect(cellIn(amongParents), where).toBe(
                `${yesThere} of ${ofThere} ${percentThere}% ${beside}`,
              );
              seen.among += 1;
            }
          }
        }
        expect(seen.suppressed + seen.none + seen.figure).toBe(10 * 17);
        expect(seen.suppressed > 50).toBe(which === 'suppressed');
        expect(seen.none).toBeGreaterThan(0);
        expect(seen.figure).toBeGreaterThan(10);
        expect(seen.among).toBeGreaterThan(0);
        expect(seen.amongSuppressed > 0).toBe(which === 'suppressed');
      },
    );
  });

  it('are the same in a comparison, on its page and in the PDF for a committee, among files with a plan', async () => {
    const search = '?by=group&denominator=parent';
    const page = (await lena.get(urls.compare(auditId, search))).text;
    const { json } = await takeFrom(lena, (format) =>
      urls.exportComparison(auditId, format, `${search}&figures=all`),
    );
    const pdf = await readPdf((await download(lena, urls.resultsPdf(auditId, search))).body);
    const printed = rowsOf(pdf);
    const checks = (
      json as { checks: { id: string; of: string; rows: { total: boolean; figure: CheckTally }[] }[] }
    ).checks;
    const tables = tablesOf(page);
    let among = 0;
    for (const { id, of, rows } of checks) {
      const check = checksOf(tool).find((one) => one.id === id);
      const table = tables.find(({ caption }) => caption.startsWith(check?.label ?? '?'));
      const all = sheet.overall.checks.find((one) => one.id === id);
      const share = all?.among ?? all;
      expect(of, id).toBe(all?.among ? 'with a yes to “Rec plan”' : 'where the check applied');
      expect(rows.at(-1)?.figure, id).toMatchObject({ yes: share?.yes, applicable: share?.applicable });
      const text = `${share?.yes} of ${share?.applicable} ${share?.percentOfApplicable}%`;
      expect(table?.rows.at(-1)?.[1], id).toBe(text);
      rows.slice(0, -1).forEach(({ figure }, r) => {
        const own = sheet.groups[r]?.checks.find((one) => one.id === id);
        const expected = own?.among ?? own;
        if ((expected?.applicable ?? 0) > 0) {
          expect(figure, `${id} ${r}`).toMatchObject({
            yes: expected?.yes,
            applicable: expected?.applicable,
          });
        }
      });
      if (!all?.among) continue;
      among += 1;
      // Of the whole audit nothing about practice is small, so that the PDF has it as well.
      const line = printed.find((row) => row[0]?.startsWith(check?.label ?? '?') && row.includes(text));
      expect(line, id).toBeDefined();
      expect(wordsOf(page)).toContain(
        `Of all files where it applied: ${all.yes} of ${all.applicable}, ${all.percentOfApplicable}%.`,
      );
    }
    expect(among).toBe(6);
    const word = readWord((await download(lena, urls.resultsWord(auditId, search))).body);
    const copied = word.tables.flatMap(({ head, rows }) => [head, ...rows].map((row) => row.map(inOneLine)));
    expect(copied).toEqual(printed);
    expect(copied.length).toBeGreaterThan(17);
  });

  describe('in the PDFs of the providers', () => {
    let reports: { entry: ProviderFeedback; pdf: ReadPdf }[];

    beforeAll(async () => {
      reports = [];
      for (const entry of await test.deps.feedback.of(auditId)) {
        const answer = await download(lena, urls.feedbackPdf(auditId, entry.provider.id));
        if (answer.status !== 200) throw new Error(`no PDF for ${entry.provider.name}`);
        reports.push({ entry, pdf: await readPdf(answer.body) });
      }
    });

    it('are there for each of the three', () => {
      expect(reports.map(({ entry }) => [entry.provider.name, entry.groups])).toEqual([
        ['Drug Intervention Programme', ['nr/dip', 'DIP', 'DRR']],
        ['New Road Centre', ['NR/Bridge', 'Complex', 'Women', 'nr/dip', 'step down', 'Step up']],
        ['The Bridge', ['Bridge', 'NR/Bridge']],
      ]);
    });

    it('are the same as in the sheet: those of each group', () => {
      let cells = 0;
      for (const { entry, pdf } of reports) {
        const rows = rowsOf(pdf);
        const heads = rows.flatMap((row, i) => (row.length > 1 && isGroupHead(row) ? [i] : []));
        const seen = new Map<string, string>();
        // What follows are the goals of the plans, letter by letter.
        const letters = rows.findIndex(([first, second]) => first === 'Letter' && second === 'Goals: met');
        for (const head of heads) {
          const groups = (rows[head] ?? []).slice(1).map((text) => text.replace(/ \(\d+ files?\)$/, ''));
          const end = heads.find((other) => other > head) ?? (letters < 0 ? rows.length : letters);
          for (const row of rows.slice(head + 1, end).filter(({ length }) => length === groups.length + 1)) {
            const check = checkOf(tool, row[0] ?? '');
            // Beside few groups a figure stands in one line with its percentage, after a comma.
            groups.forEach((group, i) =>
              seen.set(`${group} ${check}`, (row[i + 1] ?? '').replace(', ', ' ')),
            );
          }
        }
        for (const name of entry.groups) {
          const group = sheet.groups.find((g) => g.name === name);
          for (const figures of group?.checks ?? []) {
            expect(seen.get(`${name} ${figures.id}`), `${entry.provider.name}: ${name} ${figures.id}`).toBe(
              inPdf(figures, ' '),
            );
            cells += 1;
          }
        }
        expect(seen.size).toBe(entry.groups.length * 17);
      }
      expect(cells).toBe((3 + 6 + 2) * 17);
    });

    it('are the same as in the sheet: the provider’s own together, and the partnership’s', () => {
      let partnership = 0;
      for (const { entry, pdf } of reports) {
        const rows = rowsOf(pdf);
        const start = rows.findIndex((row) => row[1] === 'Your files');
        const end = rows.findIndex((row, i) => i > start && isGroupHead(row));
        const glance = new Map(
          rows
            .slice(start + 1, end)
            .filter(({ length }) => length === 4)
            .map(([label = '', own, all, leftOut]) => [checkOf(tool, label), { own, all, leftOut }]),
        );
        expect(glance.size).toBe(17);
        const [picture, ...more] = nodesOf(pdf, 'Figure');
        expect(more).toEqual([]);
        for (const all of sheet.overall.checks) {
          const own = { yes: 0, applicable: 0, notApplicable: 0, notRecorded: 0 };
          for (const group of sheet.groups.filter(({ name }) => entry.groups.includes(name))) {
            const figures = group.checks.find(({ id }) => id === all.id);
            own.yes += figures?.yes ?? 0;
            own.applicable += figures?.applicable ?? 0;
            own.notApplicable += figures?.notApplicable ?? 0;
            own.notRecorded += figures?.notRecorded ?? 0;
          }
          const row = glance.get(all.id);
          const where = `${entry.provider.name}: ${all.id}`;
          expect(row?.own, where).toBe(
            withInterval({
              ...own,
              percentOfApplicable:
                own.applicable === 0 ? null : Math.floor((own.yes * 100) / own.applicable + 0.5),
            }),
          );
          // The picture says the same of every check that applied to any file, by the share that is as it should be.
          const check = checksOf(tool).find(({ id }) => id === all.id);
          const { applicable } = own;
          const right = check?.polarity === 'yes_is_bad' ? applicable - own.yes : own.yes;
          const share = Math.floor((right * 100) / applicable + 0.5);
          const said = `${check?.label} Yours ${right} of ${applicable}, ${share}%, interval `;
          if (applicable === 0) expect(picture?.alt, where).not.toContain(`${check?.label} Yours`);
          else expect(picture?.alt, where).toContain(said);
          expect(row?.leftOut, where).toBe(
            [
              ...(own.notApplicable > 0 ? [`${own.notApplicable} did not apply`] : []),
              ...(own.notRecorded > 0 ? [`${own.notRecorded} not recorded`] : []),
            ].join(' ') || 'none',
          );
          // What stands beside them is what is left of all files; of a check about the person it may be withheld.
          const others = {
            yes: all.yes - own.yes,
            applicable: all.applicable - own.applicable,
          };
          if (row?.all === '[c]') {
            expect(all.id, where).toBe('children_identified');
            expect(isSmall(others, 5), where).toBe(true);
          } else {
            expect(row?.all, where).toBe(
              withInterval({
                ...others,
                percentOfApplicable:
                  others.applicable === 0 ? null : Math.floor((others.yes * 100) / others.applicable + 0.5),
              }),
            );
            partnership += 1;
          }
        }
      }
      // Nothing of the example is small enough to be withheld.
      expect(partnership).toBe(3 * 17);
    });

    it('are the same on the page of the report as in the PDF, in every cell of every table', async () => {
      let cells = 0;
      const tidy = (text: string) => text.replaceAll(' ,', ',').replace(/(\d), (did|not)/g, '$1 $2');
      for (const { entry, pdf } of reports) {
        const page = (await lena.get(urls.feedbackDraft(auditId, entry.provider.id))).text;
        const onThePage = tablesOf(page).flatMap(({ rows }) => rows.map((row) => row.map(tidy)));
        // What is left out is told line by line in the PDF and with commas on the page.
        const printed = rowsOf(pdf).map((row) => row.map(tidy));
        const plain = (rows: string[][]) => rows.map((row) => row.join(' | ').replaceAll(',', ''));
        expect(plain(onThePage)).toEqual(plain(printed));
        cells += printed.flat().length;
      }
      expect(cells).toBeGreaterThan(400);
    });

    it('are the same in the Word copy of the report as in the PDF, in every cell of every table', async () => {
      let cells = 0;
      for (const { entry, pdf } of reports) {
        const report = presentFeedback(await test.deps.feedback.input(auditId, entry.provider.id));
        const told = readWord(await feedbackWord(report)).tables.flatMap(({ head, rows }) => [head, ...rows]);
        expect(told.map((row) => row.map(inOneLine))).toEqual(rowsOf(pdf));
        cells += told.flat().length;
      }
      expect(cells).toBeGreaterThan(400);
    });

    it('are those of 2012 where they were looked up by hand', () => {
      for (const { pdf } of reports) {
        // The provider's files and all others together.
        const together = (label: string) => {
          const row = rowsOf(pdf).find((cells) => cells.length === 4 && cells[0]?.startsWith(label));
          const counts = [row?.[1], row?.[2]].map((text) => /^(\d+) of (\d+),/.exec(text ?? '') ?? [0, 0, 0]);
          return [1, 2].map((at) => counts.reduce((sum, count) => sum + Number(count[at]), 0));
        };
        expect(together('Is there a recovery plan on file?')).toEqual([41, 52]);
        expect(together('Is the plan orientated towards reducing')).toEqual([13, 52]);
        expect(together('Is a TOP form that was due missing?')).toEqual([9, 28]);
      }
    });
  });
});

function isGroupHead(row: string[]): boolean {
  return row.length > 1 && row[0] === 'Check' && row.slice(1).every((text) => / \(\d+ files?\)$/.test(text));
}

/** A figure of the table of the provider's own and the partnership's, with its interval. */
function withInterval(figures: Pick<CheckTally, 'yes' | 'applicable' | 'percentOfApplicable'>): string {
  const interval = wilson(figures.yes, figures.applicable);
  // Outwards, so that it never seems narrower than it is.
  const range =
    interval && ` ${Math.floor(100 * interval.low)}% to ${Math.ceil(100 * interval.high - 1e-9)}%`;
  return `${inPdf(figures, ', ')}${range ?? ''}`;
}

/** The check that a row of a PDF is about: its label or short label, with remarks behind it. */
function checkOf(tool: Tool, text: string): string {
  const found = checksOf(tool)
    .flatMap((check) => [check.label, check.shortLabel].map((name) => ({ id: check.id, name })))
    .filter(({ name }) => text === name || text.startsWith(`${name} `))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (!found) throw new Error(`no check is called ${text}`);
  return found.id;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
