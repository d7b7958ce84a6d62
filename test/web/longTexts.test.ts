import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSheet } from '../../server/formats/sheetFile.ts';
import { urls } from '../../server/web/urls.ts';
import { startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { wordsOf } from '../support/form.ts';
import { codesOf, phone, surveyAudit } from '../support/questionnaire.ts';
import { answerAs, selfAudited } from '../support/selfAudit.ts';
import { zipOf } from '../support/workbook.ts';

// Whatever stands in a cell or a field, 100 kB of it are read, or refused by a sentence that names the spot.

const KB_100 = 100_000;
const longOf = (sign: string) => sign.repeat(Math.ceil(KB_100 / sign.length)).slice(0, KB_100);
/** What readers look for: figures, days, numbers of people, marks that fold, what is like a word of theirs. */
const SIGNS = ['x', '1', '1/1/20 ', '1 jan ', '943 476 5919 ', '\u00A0', '“', 'é', '=1+', 'yes ', '-'];
const TEXTS = SIGNS.map((sign) => [sign, longOf(sign)] as const);
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const csv = (...rows: string[][]) => rows.map((cells) => cells.map(quoted).join(',')).join('\n');

describe('100 kB of text', () => {
  let app: TestApp;
  let lena: Visitor;
  beforeAll(async () => {
    app = await startApp('sqlite');
    lena = await app.as('lena');
  });
  afterAll(() => app.close());

  /** Sends a file, and gives the words of the page that comes of it; a fault of the program fails. */
  async function pageOf(url: string, content: string): Promise<string> {
    const sent = await lena.upload(url, content);
    const at = sent.headers['location'];
    const page = at === undefined ? sent : await lena.get(at);
    expect([200, 422]).toContain(page.status);
    // Nothing is repeated at such a length.
    expect(page.text.length).toBeLessThan(KB_100);
    return wordsOf(page.text);
  }

  const CASE_COLUMNS = ['reference', 'group', 'smart', 'gender', 'months_in_treatment', 'comment'];
  const SOUND = ['A-1', 'Ash', 'yes', 'female', '4', 'seen'];

  it.each([...CASE_COLUMNS, 'comment.smart', 'seen.smart', 'dated.smart'])(
    'under %s of a sheet of case files is refused in its row, or read',
    async (column) => {
      const { auditId } = await newAudit(app);
      const heading = CASE_COLUMNS.includes(column) ? CASE_COLUMNS : [...CASE_COLUMNS, column];
      for (const [sign, text] of TEXTS) {
        const cells = heading.map((name, i) => (name === column ? text : (SOUND[i] ?? '')));
        const words = await pageOf(urls.importFiles(auditId), csv(heading, cells));
        // Spaces alone say nothing, a dash neither.
        if (text.trim() === '') continue;
        expect([sign, /Found wrong [1-9]/.test(words) || words.includes('Import 1 case file')]).toEqual([
          sign,
          true,
        ]);
        if (/Found wrong [1-9]/.test(words)) expect(words).toContain(`Row 2 ${column}`);
      }
    },
  );

  it('in a heading or under none of a sheet of case files names the column', async () => {
    const { auditId } = await newAudit(app);
    for (const [, text] of TEXTS.filter(([sign]) => sign.trim() !== '')) {
      const heading = csv(['reference', 'group', text], ['A-1', 'Ash', 'yes']);
      expect(await pageOf(urls.importFiles(auditId), heading)).toContain(
        'The heading of column C has 100,000 characters, and can have at most 300.',
      );
      const stray = csv(['reference', 'group', ''], ['A-1', 'Ash', text]);
      expect(await pageOf(urls.importFiles(auditId), stray)).toContain('Column C, “C”');
    }
  });

  it.each(['reference', 'group', 'gender', 'months_in_treatment', 'worker code', 'Mood', 'Surname', ''])(
    'under “%s” of a caseload list is refused in its row, asked about, or not kept',
    async (column) => {
      const { auditId } = await newAudit(app);
      const columns = ['reference', 'group', 'gender', 'months_in_treatment', 'worker code'];
      const heading = columns.includes(column) ? columns : [...columns, column];
      const sound = ['A-1', 'Ash', 'female', '4', 'W1'];
      for (const [sign, text] of TEXTS) {
        const cells = heading.map((name, i) => (name === column ? text : (sound[i] ?? '')));
        const words = await pageOf(urls.sampleList(auditId), csv(heading, cells));
        if (text.trim() === '') continue;
        const isAsked = words.includes('question about this list');
        const isKept = words.includes('The list is kept, with 1 file');
        expect([sign, isAsked || isKept || words.includes(`Row 2 ${column.replace(' code', '')}`)]).toEqual([
          sign,
          true,
        ]);
      }
    },
  );

  it('in a heading of a caseload list names the column', async () => {
    const { auditId } = await newAudit(app);
    for (const [, text] of TEXTS.filter(([sign]) => sign.trim() !== '')) {
      const words = await pageOf(
        urls.sampleList(auditId),
        csv(['reference', 'group', text], ['A-1', 'Ash', 'yes']),
      );
      expect(words).toContain('The heading of column C has 100,000 characters, and can have at most 300.');
    }
  });

  const EXTRACT = {
    AGNCY: 'N0852',
    CLIENT: 'C-1',
    EPISODID: '1',
    REFLD: '01/01/2014',
    TRIAGED: '02/01/2014',
    MODST: '03/01/2014',
    DISD: '',
    DISRSN: '',
    SEX: 'F',
    ETHNIC: 'A',
    DRUG1: '1101',
    PRNTSTAT: '11',
    HEPBSTAT: 'A',
    TOPDATE: '04/01/2014',
    TRSTAGE: 'S',
    CONSENT: 'Y',
    DOB: '14/03/1981',
  };

  it.each(Object.keys(EXTRACT))(
    'under %s of an NDTMS extract is refused in its row, or read',
    async (column) => {
      const { auditId } = await newAudit(app, { groups: [{ name: 'Ash' }] });
      for (const [sign, text] of TEXTS) {
        const cells = Object.entries(EXTRACT).map(([name, cell]) => (name === column ? text : cell));
        const words = await pageOf(urls.sampleList(auditId), csv(Object.keys(EXTRACT), cells));
        const isRead = words.includes('1 client in 1 row of 1 agency');
        expect([sign, isRead || /Row 2/.test(words)]).toEqual([sign, true]);
        // What stood there is not kept, be it that somebody’s cells had slipped.
        expect(JSON.stringify(await app.deps.database.pool('ndtms_clients').select('*'))).not.toContain(
          text.trim().slice(0, 1000) || 'nothing',
        );
      }
    },
  );

  it('in a tool of another program names the row or the part', async () => {
    const dictionary = (label: string, choices: string, logic: string) =>
      csv(
        [
          'Variable / Field Name',
          'Form Name',
          'Section Header',
          'Field Type',
          'Field Label',
          'Choices, Calculations, OR Slider Labels',
          'Branching Logic (Show field only if...)',
        ],
        ['record_id', 'notes', '', 'text', 'Record ID', '', ''],
        ['one', 'notes', 'Part', 'radio', label, choices, logic],
        ['two', 'notes', '', 'yesno', 'Is it there?', '', ''],
      );
    for (const [, text] of TEXTS) {
      for (const sent of [
        dictionary(text, '1, Yes | 2, No', ''),
        dictionary('Which?', text, ''),
        dictionary('Which?', `1, ${text} | 2, No`, ''),
        dictionary('Which?', '1, Yes | 2, No', text),
        dictionary('Which?', '1, Yes | 2, No', `[two] = '1' and ${text}`),
        JSON.stringify({ id: 'a_tool', version: 1, label: text, sections: [] }),
        JSON.stringify({ id: text, version: 1, label: 'A tool', sections: [{ id: text, items: [] }] }),
        csv(['type', 'name', 'label'], ['text', 'one', text], ['integer', text, 'How many?']),
      ]) {
        const answer = await lena.upload(urls.toolImports(), { name: 'tool', content: sent });
        const at = answer.headers['location'];
        const page = at === undefined ? answer : await lena.get(at);
        expect([200, 422]).toContain(page.status);
        if (page.status === 422) expect(wordsOf(page.text)).toContain('There is a problem');
      }
    }
  });

  it('in a printed table is named by its cell', async () => {
    for (const [, text] of TEXTS.filter(([sign]) => sign.trim() !== '')) {
      const table = csv(['Service', 'N', 'Care plan'], ['Ash', '12', text], ['Birch', '10', '5 (50%)']);
      const sent = await lena.upload(urls.publishedTables(), table);
      expect(sent.status).toBe(422);
      expect(wordsOf(sent.text)).toContain(
        'Row 2, column number 3 has 100,000 characters, and a cell can have at most 300.',
      );
    }
  });

  it('in an answer to a questionnaire, a self-audit and a comment says how much it may be', async () => {
    const survey = await surveyAudit(app, { state: 'open' });
    const [code = ''] = await codesOf(app, survey.auditId, survey.ash);
    const respondent = phone(app, '10.0.0.7');
    const at = await selfAudited(app);
    const paula = await app.as('paula');
    await answerAs(app, 'paula', at, '.');
    const { auditId, groupIds } = await newAudit(app);
    const amir = await app.as('amir');
    const fileId = await app.deps.recording.create(app.ids.amir, auditId, {
      reference: 'A-1',
      groupId: groupIds[0] ?? 0,
    });
    for (const [sign, text] of TEXTS) {
      const asked = await respondent.post(urls.question(code, 1), { go: 'next', answer: text });
      const itself = await paula.upload(urls.selfAuditItem(at.auditId, at.bridge, 'lead'), null, {
        version: '0',
        answer: 'in_place',
        evidence: text,
        comment: text,
        goTo: 'next',
      });
      const recorded = await amir.post(urls.file(auditId, fileId), {
        version: '1',
        'comment.smart': text,
      });
      for (const { status } of [asked, itself, recorded]) {
        expect([sign, [303, 409, 413, 422].includes(status)]).toEqual([sign, true]);
      }
      expect(wordsOf(asked.text)).toContain('This is too long');
      if (text.trim() === '') continue;
      expect(wordsOf(recorded.text)).toMatch(/Comment on “[^”]*” is too long: it can have at most 4000/);
      expect(wordsOf(itself.text)).toContain('at most');
    }
  });
});

describe('five large workbooks at once', () => {
  let app: TestApp;
  let lena: Visitor;
  let folder: string;
  beforeAll(async () => {
    app = await startApp('sqlite');
    lena = await app.as('lena');
    folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await app.close();
  });

  it('share their room: two are read while three are refused and small ones go on', async () => {
    const relation = (id: string, type: string, target: string) =>
      `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`;
    const text = `<si><t>${'yes '.repeat(2500)}</t></si>`;
    const file = path.join(folder, 'large.xlsx');
    writeFileSync(
      file,
      zipOf({
        '_rels/.rels': `<Relationships>${relation('a', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
        'xl/workbook.xml': '<workbook><sheets><sheet name="A" r:id="s"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels': `<Relationships>${relation('s', 'worksheet', 'worksheets/sheet1.xml')}${relation('t', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
        'xl/worksheets/sheet1.xml':
          '<worksheet><sheetData><row r="1"><c t="s"><v>0</v></c></row><row r="2"><c t="s"><v>0</v></c></row></sheetData></worksheet>',
        'xl/sharedStrings.xml': `<sst>${text.repeat(5000)}</sst>`,
      }),
    );
    const { auditId } = await newAudit(app);
    const reading = [1, 2].map(() => readSheet(file)[Symbol.asyncIterator]());
    for (const one of reading) expect((await one.next()).value).toMatchObject({ row: 1 });
    const sent = await Promise.all(
      [urls.importFiles(auditId), urls.sampleList(auditId), urls.publishedTables()].map((url) =>
        lena.upload(url, { path: file }),
      ),
    );
    for (const answer of sent) {
      expect(answer.status).toBe(422);
      expect(wordsOf(answer.text)).toContain(
        'Other large sheets are being read at this moment, and there is no room for this one. Try again in a minute.',
      );
    }
    const small = await lena.upload(urls.sampleList(auditId), 'reference,group\nA-1,Ash\n');
    expect(small.headers['location']).toBe(urls.sample(auditId));
    for (const one of reading) await one.return(undefined);
    const again = await lena.upload(urls.importFiles(auditId), { path: file });
    expect(wordsOf(again.text)).not.toContain('there is no room');
  });
});
