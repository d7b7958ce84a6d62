import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { checksOf, tally } from '../../../rules/index.ts';
import { feedbackPdf, feedbackWord } from '../../../server/feedback/draft/pdf.ts';
import { presentFeedback } from '../../../server/feedback/draft/presenter.ts';
import type { Finding } from '../../../server/feedback/store/findings.ts';
import type { FeedbackInput } from '../../../server/feedback/draft/input.ts';
import { nodesOf, readPdf, rowsOf, words } from '../../support/readPdf.ts';
import type { ReadPdf, StructureNode } from '../../support/readPdf.ts';
import { answersOf, check, input, parsed, toolHead } from '../../support/feedbackInput.ts';
import { readWord } from '../../support/word.ts';

const bytesOf = (changes: Partial<FeedbackInput> = {}) =>
  buffer(feedbackPdf(presentFeedback(input(changes))));
const read = async (changes: Partial<FeedbackInput> = {}) => readPdf(await bytesOf(changes));

/** The headings of level 2 that stand on a page. */
const headingsIn = (node: StructureNode): string[] =>
  node.role === 'H2' ? [words(node.text)] : node.children.flatMap(headingsIn);

describe('the feedback as a PDF', () => {
  it('has the figures of the provider and of the other files', async () => {
    const rows = rowsOf(await read());
    expect(rows).toContainEqual(['Birch', '8', '8', 'The Bridge']);
    expect(rows).toContainEqual([
      'Is there a plan? standard: 80% yours without joint files: 4 of 5, 80%',
      '10 of 13, 77% 49% to 92%',
      '13 of 20, 65% 43% to 82%',
      'none',
    ]);
    expect(rows).toContainEqual([
      'Are its goals SMART? yours without joint files: 2 of 4, 50%',
      '5 of 12, 42% 19% to 69%',
      '[c]',
      '1 not recorded',
    ]);
    expect(rows).toContainEqual([
      'Is a TOP form missing? a yes is a shortcoming yours are joint files alone',
      '2 of 7, 29% 8% to 65%',
      '6 of 20, 30% 14% to 52%',
      '5 did not apply 1 not recorded',
    ]);
    expect(rows).toContainEqual(['Check', 'Ash (5 files)', 'Birch (8 files)']);
    expect(rows).toContainEqual(['Are its goals SMART?', '2 of 4, 50%', '3 of 8, 38%']);
    expect(rows).toContainEqual(['Was housing arranged?', '–', '–']);
  });

  it('says the same as a Word copy, in every heading and cell, and that it is one', async () => {
    const word = readWord(await feedbackWord(presentFeedback(input())));
    const pdf = await read();
    expect(word.header).toContain('Copy for working on');
    expect(word.tables.flatMap(({ head, rows }) => [head, ...rows]).map((row) => row.map(words))).toEqual(
      rowsOf(pdf),
    );
    expect(word.headings.filter(({ level }) => level === 2).map(({ text }) => text)).toEqual(
      nodesOf(pdf, 'H2').map((node) => words(node.text)),
    );
  });

  it('has a title, a language, and a bookmark for every section', async () => {
    const pdf = await read();
    expect(pdf.title).toBe('Feedback for New Road: Spring audit');
    expect(pdf.language).toBe('en-GB');
    expect(pdf.created).toBe('D:20120305233000Z');
    expect(pdf.outline.map(({ title }) => title)).toEqual(['Feedback for New Road']);
    expect(pdf.outline[0]?.children.map(({ title }) => title)).toEqual([
      'To change first',
      'To keep',
      'Beside the others',
      'What to do, and by when',
      'For the team: which files to look at first',
      'What else is in this report',
      '1. What was read and how',
      '2. The figures at a glance',
      '3. By sample group',
      '4. What we found',
      '5. What the auditors wrote',
      '6. How to read the figures',
    ]);
  });

  it('has headings that skip no level, and cells only in tables whose heads have a scope', async () => {
    const pdf = await read({ comments: [{ item: 'plan', text: 'Good plan.' }] });
    const levels = nodesOf(pdf, 'H1', 'H2', 'H3').map(({ role }) => Number(role.slice(1)));
    expect(levels[0]).toBe(1);
    levels.forEach((level, i) => expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1));

    const astray: string[] = [];
    const visit = (node: StructureNode, parent: string) => {
      const allowed = { TD: 'TR', TH: 'TR', LI: 'L', LBody: 'LI', Lbl: 'LI' }[node.role];
      if (allowed !== undefined && allowed !== parent) astray.push(`${node.role} in ${parent}`);
      if (node.role === 'TR' && !['THead', 'TBody'].includes(parent)) astray.push(`TR in ${parent}`);
      node.children.forEach((child) => visit(child, node.role));
    };
    for (const page of pdf.pages) visit(page.structure, '');
    expect(astray).toEqual([]);
    const heads = pdf.elements.filter(({ role }) => role === 'TH');
    expect(heads.length).toBeGreaterThan(20);
    expect(heads.filter(({ source }) => !/\/Scope \/(Row|Column)/.test(source))).toEqual([]);
  });

  it('has the figures as a picture before their table, with words for whoever does not see it', async () => {
    const pdf = await read();
    const figures = nodesOf(pdf, 'Figure');
    expect(figures).toHaveLength(1);
    expect(figures[0]?.alt).toMatch(
      /^Every check: your files beside the other files of the audit\. .* Is there a plan\? Yours 10 of 13, 77%/,
    );
    expect(figures[0]?.alt).toContain(
      'Does it aim at abstinence? Yours 2 of 13, 15%, interval 4% to 43%; others suppressed',
    );
    expect(words(figures[0]?.text ?? '')).toContain('a no is as it should be');
    const order = nodesOf(pdf, 'H2', 'Figure', 'Table').map(({ role, text }) =>
      role === 'H2' ? words(text) : role,
    );
    expect(
      order.slice(
        order.indexOf('For the team: which files to look at first'),
        order.indexOf('What else is in this report'),
      ),
    ).toEqual(['For the team: which files to look at first', 'Figure']);
    expect(order.slice(order.indexOf('2. The figures at a glance'))).toEqual([
      '2. The figures at a glance',
      'Table',
      '3. By sample group',
      ...order.slice(order.indexOf('3. By sample group') + 1),
    ]);
  });

  it('has its contents with the pages on which sections begin, each a link there', async () => {
    const pdf = await read();
    const lines = nodesOf(pdf, 'TOCI').map(({ text }) => words(text));
    const begins = (heading: string) =>
      1 + pdf.pages.findIndex(({ structure }) => headingsIn(structure).includes(heading));
    expect(lines).toHaveLength(7);
    for (const line of lines) {
      const [, heading = '', page] = /^(.*?) ?(\d+)$/.exec(line) ?? [];
      expect(begins(heading), line).toBe(Number(page));
    }
    expect(pdf.elements.filter(({ role }) => role === 'Link')).toHaveLength(7 + 2);
  });

  it('says DRAFT at the top and on every page until it is issued', async () => {
    const draft = await read({ issue: null });
    expect(words(draft.pages[0]?.text ?? '')).toMatch(
      /^Feedback for New Road .{0,80}DRAFT\. This report has not been issued/,
    );
    for (const page of draft.pages) expect(page.artifactText).toContain('DRAFT, not issued');
    const issued = await read();
    expect(issued.text).not.toContain('DRAFT');
    expect(issued.pages.map((page) => page.artifactText).join()).not.toContain('DRAFT');
  });

  it('has the same bytes for the same data, and others for other data', async () => {
    const first = await bytesOf();
    await bytesOf({ provider: 'Somebody else', comments: [{ item: null, text: 'Fluffy office.' }] });
    expect((await bytesOf()).equals(first)).toBe(true);
    expect((await bytesOf({ comments: [{ item: 'plan', text: 'New.' }] })).equals(first)).toBe(false);
    expect((await bytesOf({ asAt: '2012-03-06T00:00:00Z' })).equals(first)).toBe(false);
    expect((await bytesOf({ ownGroups: ['Birch'] })).equals(first)).toBe(false);
  });

  it('shows characters that no font has as a mark, and explains it only then', async () => {
    const pdf = await read({ comments: [{ item: 'plan', text: 'Great 🎉 سلام ሰላም' }] });
    expect(pdf.text).toContain('Great 🎉 سلام □□□');
    expect(pdf.text).toContain('cannot be shown in this document');
    expect((await read()).text).not.toContain('□');
  });
});

/** The tables of a document: how many heads of columns there are, and the roles of the cells of each row. */
function tablesOf(pdf: ReadPdf): { heads: number; rows: string[][] }[] {
  const tables: { heads: number; rows: string[][] }[] = [];
  for (const node of nodesOf(pdf, 'Table')) {
    const head = node.children.find(({ role }) => role === 'THead');
    // A table that goes on over a page is there once more, without its head.
    if (head) tables.push({ heads: head.children[0]?.children.length ?? 0, rows: [] });
    const rows = node.children
      .filter(({ role }) => role === 'TBody')
      .flatMap(({ children }) => children)
      .map((row) => row.children.map(({ role }) => role));
    tables.at(-1)?.rows.push(...rows);
  }
  return tables;
}

describe('a long report', () => {
  const finding = (id: number): Finding => ({
    id,
    auditId: 1,
    providerId: 1,
    kind: 'shortcoming',
    itemId: null,
    text: '',
    takenFrom: null,
    takenItem: null,
  });

  const large = parsed({
    ...toolHead,
    sections: Array.from({ length: 6 }, (_, s) => ({
      id: `section_${s}`,
      title: `Section ${s}`,
      items: Array.from({ length: 10 }, (__, i) =>
        check(
          `check_${s}_${i}`,
          `Check ${s}.${i}: ${'is every need that was found met by the plan? '.repeat(3)}`
            .slice(0, 119)
            .trim(),
          `Short name ${s}.${i}`,
        ),
      ),
    })),
  });
  const names = Array.from({ length: 12 }, (_, g) => `Group ${g + 1} of the Neighbourhood Rehabilitation`);
  const counted = tally(large, {
    groups: names.map((name) => ({ name, files: 20 })),
    answers: names.flatMap((name, g) =>
      answersOf(
        name,
        Object.fromEntries(
          checksOf(large).map(({ id }, i) => [id, [(g * 7 + i) % 20, 19 - ((g * 7 + i) % 20), 0]]),
        ),
      ),
    ),
    pairs: [],
  });
  // A finding that is longer than a page, one under each check, and a comment on each.
  const longFinding = Array.from({ length: 1200 }, (_, i) => `word${i}`).join(' ');
  const findings: Finding[] = [
    { ...finding(0), text: longFinding },
    ...checksOf(large).map(({ id }, i) => ({
      ...finding(i + 1),
      itemId: id,
      text: `Finding ${i} on its check.`,
    })),
  ];
  const comments = checksOf(large).flatMap(({ id }, i) => [
    { item: id, text: `Comment ${i}: ${'the plan says nothing of it, '.repeat(12)}end ${i}.` },
  ]);
  const changes = { tool: large, tally: counted, ownGroups: names, findings, comments };
  const report = presentFeedback(input(changes));

  it('loses no check, group or figure', async () => {
    const rows = rowsOf(await read(changes));
    for (const row of report.glance.sections.flatMap((section) => section.rows)) {
      const both = [row.own, row.partnership].map(({ count, percent, interval }) =>
        percent === '' ? count : `${count}, ${percent} ${interval}`,
      );
      expect(rows).toContainEqual([words(row.label), ...both, '12 not recorded']);
    }
    expect(report.byGroup.tables).toHaveLength(3);
    for (const table of report.byGroup.tables) {
      expect(rows).toContainEqual(table.columns.map(words));
      for (const row of table.sections.flatMap((section) => section.rows)) {
        expect(rows).toContainEqual([
          row.label,
          ...row.cells.map(({ count, percent }) => `${count} ${percent}`),
        ]);
      }
    }
  });

  it('loses no finding or comment, not even one that is longer than a page', async () => {
    const pdf = await read(changes);
    const text = words(pdf.text);
    expect(text).toContain(longFinding);
    const items = nodesOf(pdf, 'LBody').map((node) => words(node.text));
    checksOf(large).forEach(({ label }, i) => {
      expect(items).toContain(words(`${label} Finding ${i} on its check.`));
      expect(text).toContain(words(comments[i]?.text ?? ''));
    });
    const heads = nodesOf(pdf, 'H3').map((node) => words(node.text));
    for (const { label } of checksOf(large)) expect(heads).toContain(words(label));
  });

  it('has the picture in parts, with every check in one of them', async () => {
    const pdf = await read(changes);
    const figures = nodesOf(pdf, 'Figure');
    expect(figures.length).toBeGreaterThan(2);
    expect(figures.map(({ alt }) => alt?.split('. ')[0])).toEqual(
      figures.map(
        (_, i) =>
          `Every check: your files beside the other files of the audit, part ${i + 1} of ${figures.length}`,
      ),
    );
    const told = figures.map(({ alt }) => alt).join(' ');
    const drawn = words(figures.map(({ text }) => text).join(' '));
    for (const row of report.team?.chart.sections.flatMap((section) => section.rows) ?? []) {
      expect(told.split(`${words(row.label)} Yours ${row.first.text}`)).toHaveLength(2);
      expect(drawn).toContain(words(row.label));
    }
  });

  it('has headings in order and a head for every cell', async () => {
    const pdf = await read(changes);
    const levels = nodesOf(pdf, 'H1', 'H2', 'H3').map(({ role }) => Number(role.slice(1)));
    levels.forEach((level, i) => expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1));
    // A row is at most as wide as the heads of its table, and begins with a head of its own.
    const tables = tablesOf(pdf);
    expect(tables.length).toBeGreaterThan(3);
    for (const { heads, rows } of tables) {
      for (const row of rows) {
        expect(row[0]).toBe('TH');
        expect([1, heads]).toContain(row.length);
      }
    }
  });

  it('repeats the head of a table on every page that the table goes on to', async () => {
    const pdf = await read(changes);
    const goesOn = (page: (typeof pdf.pages)[number]) => {
      const [first] = page.structure.children[0]?.children ?? [];
      return first?.role === 'Table' && first.children[0]?.role === 'TBody';
    };
    const later = pdf.pages.filter(goesOn);
    expect(later.length).toBeGreaterThan(5);
    for (const page of later)
      expect(page.artifactText).toMatch(/^[^\n]+ \(continued\)\s+(Check|Sample group)/);
    expect(pdf.pages.at(-1)?.artifactText).toContain(`Page ${pdf.pages.length} of ${pdf.pages.length}`);
  });
});
