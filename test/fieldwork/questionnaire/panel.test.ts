import { buffer } from 'node:stream/consumers';
import decodeQR from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slipsPdf } from '../../../server/fieldwork/questionnaire/slipsPdf.ts';
import { presentSlips } from '../../../server/fieldwork/questionnaire/slipsPresenter.ts';
import { qrModules } from '../../../server/formats/qr.ts';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { pdfUaProblems } from '../../support/pdfUa.ts';
import { codesOf, handIn, phone, surveyAudit } from '../../support/questionnaire.ts';
import { nodesOf, readPdf } from '../../support/readPdf.ts';

/** What a camera sees of modules, each of four by four dots. */
function photographed(modules: boolean[][]): { width: number; height: number; data: Uint8Array } {
  const size = modules.length * 4;
  const data = new Uint8Array(size * size * 4).fill(255);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (modules[y >> 2]?.[x >> 2]) data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return { width: size, height: size, data };
}

describe('the page of a questionnaire', () => {
  let app: TestApp;
  let auditId: number;
  let ash: number;
  let birch: number;
  let lena: Visitor;
  let amir: Visitor;
  beforeAll(async () => {
    app = await startApp('sqlite');
    ({ auditId, ash, birch } = await surveyAudit(app));
    lena = await app.as('lena');
    amir = await app.as('amir');
  });
  afterAll(() => app.close());

  const rows = async (visitor = lena) =>
    tablesOf((await visitor.get(urls.questionnaire(auditId))).text)[0]?.rows.slice(1);

  it('counts who was asked, who refused, and who answered and how, by service', async () => {
    const codes = await codesOf(app, auditId, ash, 4);
    await handIn(phone(app), codes[0] ?? '');
    await handIn(phone(app), codes[1] ?? '');
    await phone(app).post(urls.question(codes[2] ?? '', 1), { go: 'next', answer: 'A flat' });
    for (const [who, asked, refused] of [
      [lena, '5', '2'],
      [amir, '4', '1'],
    ] as const) {
      const form = { tallyGroupId: String(ash), asked, refused };
      expect((await who.post(urls.questionnaireTallies(auditId), form)).status).toBe(303);
    }
    // 3 of 9 is 33%; two of four codes are used, one is begun, one was not opened.
    const ofAsh = ['Ash', '9', '3 of 9, 33%', '2 2 alone, on a device', '2 of 4 used 1 not opened, 1 begun'];
    expect(await rows()).toEqual([
      ofAsh,
      ['Birch', '–', '–', '0', 'No codes made'],
      ['All services', ...ofAsh.slice(1)],
    ]);
    expect(await rows(amir)).toEqual(await rows());
    const { tallies } = await app.deps.questionnaire.of(auditId);
    await amir.post(urls.questionnaireTallyRemove(auditId, tallies[0]?.id ?? 0));
    expect((await rows())?.[0]?.slice(1, 3)).toEqual(['5', '2 of 5, 40%']);
  });

  it('takes what was answered on paper or in an interview on the page of a record, where how it came is a question', async () => {
    const { deps } = app;
    const begun = await amir.post(urls.files(auditId), {
      reference: 'PAPER-1',
      groupId: String(birch),
      beside: 'PAPER-1',
    });
    const address = String(begun.headers['location']);
    const page = await amir.get(address);
    expect(wordsOf(page.text)).toContain('How was it answered?');
    // Its code is given on a page of its own, and never misses here.
    expect(wordsOf(page.text)).not.toContain('coded afterwards');
    const fields = {
      version: '1',
      reference: 'PAPER-1',
      groupId: String(birch),
      'answer.mode': 'self_paper',
      'answer.recovery_words': 'My own front door',
      'answer.helps': ['family', 'key_worker'],
      'answer.respected': 'agree',
      'answer.plan_known': 'agree',
      'answer.say': 'agree',
      'answer.other_services': 'no',
      'answer.carer': 'no',
      'answer.gender': 'other',
      'answer.ethnicity': 'mixed',
      intent: 'complete',
    };
    const saved = await amir.post(address, fields);
    expect(saved.status).toBe(303);
    expect((await rows())?.[1]).toEqual(['Birch', '–', '–', '1 1 alone, on paper', 'No codes made']);
    const fileId = Number(address.split('/').at(-1));
    // It can be read again by somebody with the paper; what was answered alone cannot, by anybody.
    expect(await deps.readings.draw(app.ids.lena, auditId, { percent: 100, oneAGroup: false })).toBe(1);
    const { files } = await deps.readings.of(auditId);
    expect(files.map(({ reference }) => reference)).toEqual(['PAPER-1']);
    await deps.readings.withdraw(app.ids.lena, auditId, fileId);
    const reading = await deps.recording.get(auditId, fileId);
    expect(reading.completedAt).not.toBeNull();
    expect(reading.answers.get('helps')).toBe('key_worker family');
  });

  it('says what is wrong with a count or with a wish for codes, and keeps what was typed', async () => {
    const count = await lena.post(urls.questionnaireTallies(auditId), {
      tallyGroupId: String(ash),
      asked: '3',
      refused: '4',
    });
    expect(count.status).toBe(422);
    expect(wordsOf(count.text)).toContain('No more can refuse than were asked.');
    expect(count.text).toContain('value="4"');
    const codes = await lena.post(urls.questionnaireCodes(auditId), { codes: '201', as: 'mail' });
    expect(wordsOf(codes.text)).toContain('Enter a number of codes from 1 to 200.');
    expect(wordsOf(codes.text)).toContain('Choose slips to print, or links.');
    expect(wordsOf(codes.text)).toContain('Choose a sample group.');
  });

  it('gives codes as links, this once, and as slips', async () => {
    const form = { groupId: String(birch), codes: '3', as: 'links' };
    const page = await lena.post(urls.questionnaireCodes(auditId), form);
    expect(page.status).toBe(200);
    expect(page.headers['cache-control']).toBe('no-store');
    const links = [...page.text.matchAll(/\/q\/([2-9A-Z]{12})/g)].map((match) => match[1] ?? '');
    expect(new Set(links).size).toBe(3);
    for (const code of links) expect((await phone(app).get(urls.underCode(code))).status).toBe(200);
    expect((await lena.get(urls.questionnaire(auditId))).text).not.toContain(links[0]);
    const slips = await lena.post(urls.questionnaireCodes(auditId), { ...form, as: 'paper' });
    expect(slips.headers['content-type']).toBe('application/pdf');
    expect(slips.headers['content-disposition']).toBe('attachment; filename=codes-birch-3.pdf');
    expect(slips.headers['cache-control']).toBe('no-store');
    expect(await activityOf(app, auditId)).toContain('questionnaire.codesMade sheet 3');
  });

  it('withdraws one code, or what is left of those made together', async () => {
    const [code = ''] = await codesOf(app, auditId, birch, 5);
    const one = await lena.post(urls.questionnaireCodeWithdraw(auditId), { code });
    expect(one.status).toBe(303);
    const again = await lena.post(urls.questionnaireCodeWithdraw(auditId), { code });
    expect(wordsOf(again.text)).toContain('This code is withdrawn already.');
    const unknown = await lena.post(urls.questionnaireCodeWithdraw(auditId), { code: 'C7DM-3XPW-95TQ' });
    expect(wordsOf(unknown.text)).toContain('There is no such code in this audit.');
    const { sheets } = await app.deps.questionnaire.of(auditId);
    await lena.post(urls.questionnaireSheetWithdraw(auditId, sheets[0]?.id ?? 0));
    const after = await app.deps.questionnaire.of(auditId);
    expect(after.sheets[0]?.states).toEqual({ unused: 0, begun: 0, used: 0, withdrawn: 5 });
  });

  it('stands in the head of audits with such a tool, and of no other', async () => {
    const { deps, ids } = app;
    const plain = await deps.audits.create(ids.lena, {
      title: 'Files',
      partnership: 'Southampton',
      toolId: 'rodt',
      toolVersion: 1,
      fieldworkStart: '2012-02-28',
      fieldworkEnd: '2012-03-02',
    });
    expect((await lena.get(urls.questionnaire(auditId))).text).toContain(`href="${urls.coding(auditId)}"`);
    const files = (await lena.get(urls.files(plain))).text;
    expect(files).not.toContain(urls.questionnaire(plain));
    expect(files).not.toContain(urls.coding(plain));
  });
});

describe('the slips of codes', () => {
  const codes = ['C7DM3XPW95TQ', 'H8JKC7DM3XPW', '23456789CDFH'];
  const slips = presentSlips(
    'The survey',
    'Drug Intervention Programme and its partners',
    codes,
    'https://survey.example.org',
  );

  it('have a picture that leads to the code, as a camera reads it', () => {
    for (const [i, { picture }] of slips.slips.entries()) {
      expect(decodeQR(photographed(picture))).toBe(`https://survey.example.org/q/${codes[i]}`);
    }
    // The light around it is part of it.
    expect(qrModules('x')[0]?.some(Boolean)).toBe(false);
  });

  it('are a tagged PDF in which each is told by its code and address', async () => {
    const bytes = await buffer(slipsPdf(slips, new Date('2026-11-29T12:00:00Z')));
    expect(pdfUaProblems(bytes)).toEqual([]);
    const pdf = await readPdf(bytes);
    const told = nodesOf(pdf, 'Figure').map(({ alt }) => alt);
    expect(told).toHaveLength(2);
    expect(told[1]).toBe(
      'Slip. Drug Intervention Programme and its partners: survey.example.org/q, code 2345-6789-CDFH',
    );
    expect(JSON.stringify(pdf)).toContain('C7DM-3XPW-95TQ');
  });
});
