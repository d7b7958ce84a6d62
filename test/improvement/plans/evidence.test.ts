import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cleanFileName } from '../../../server/web/evidence.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { wordsOf } from '../../support/form.ts';
import { madePdf, pdfOfSize } from '../../support/madePdf.ts';
import { download } from '../../support/page.ts';
import { closedAudit, sentPlan } from '../../support/improvement.ts';
import type { Closed } from '../../support/improvement.ts';

const MEGABYTE = 1024 * 1024;

it.each([
  ['Training log.PDF', 'Training log.pdf'],
  ['C:\\Plans\\Größe (2).pdf', 'Größe (2).pdf'],
  ['../../etc/passwd', 'passwd.pdf'],
  ['a"b\r\nX-Header: 1;<script>.pdf', 'a b X-Header 1 script.pdf'],
  ['invoice.pdf.exe', 'invoice.pdf.exe.pdf'],
  ['\u202Efdp.exe', 'fdp.exe.pdf'],
  ['...', 'evidence.pdf'],
  [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(100)}.pdf`],
])('cleans the name %j', (given, expected) => {
  expect(cleanFileName(given)).toBe(expected);
});

onOneEngine('evidence', (engine) => {
  let test: TestApp;
  let paula: Visitor;
  let at: Closed;
  let actionId: number;

  beforeAll(async () => {
    test = await startApp(engine);
    paula = await test.as('paula');
    at = await closedAudit(test);
    actionId = await sentPlan(test, at);
  });
  afterAll(() => test.close());

  const notesUrl = () => urls.planActionNotes(at.auditId, at.bridge, actionId);
  const notes = async () => (await test.deps.improvement.action(at.auditId, at.bridge, actionId)).notes;
  const send = (name: string, content: Buffer, text = '') =>
    paula.upload(notesUrl(), { name, content }, { text });

  it('is kept byte for byte, and handed out as a download that can do nothing', async () => {
    const content = madePdf();
    expect((await send('C:\\Logs\\Training "log".PDF', content, 'All of team one.')).status).toBe(303);
    const note = (await notes()).at(-1);
    expect(note).toMatchObject({ kind: 'evidence', text: 'All of team one.', author: 'Paula Provider' });
    expect(note?.file).toEqual({ name: 'Training log.pdf', bytes: content.length });
    const url = urls.planFile(at.auditId, at.bridge, actionId, note?.id ?? 0);
    for (const person of ['paula', 'lena', 'carl'] as const) {
      const answer = await download(await test.as(person), url);
      expect(answer.status).toBe(200);
      expect(answer.body.equals(content)).toBe(true);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': 'attachment; filename="Training log.pdf"',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
        'cache-control': 'no-store',
      });
    }
    expect((await (await test.as('dora')).get(url)).status).toBe(404);
    expect((await (await test.as('amir')).get(url)).status).toBe(403);
    const [row] = await test.deps.database.pool('plan_files').select<{ sha256: string }[]>('sha256');
    expect(row?.sha256).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('can be a text alone, and has to be something', async () => {
    expect((await paula.upload(notesUrl(), null, { text: 'Seen in supervision.' })).status).toBe(303);
    expect((await notes()).at(-1)).toMatchObject({ kind: 'note', text: 'Seen in supervision.', file: null });
    await paula.upload(notesUrl(), null, { text: 'The minutes of May.', kind: 'evidence' });
    expect((await notes()).at(-1)).toMatchObject({ kind: 'evidence', text: 'The minutes of May.' });
    const nothing = await paula.upload(notesUrl(), null, { text: ' ' });
    expect(nothing.status).toBe(422);
    expect(wordsOf(nothing.text)).toContain('Write a note, or choose a PDF.');
  });

  it.each([
    [
      'malware.pdf',
      Buffer.from('MZ\x90\0\x03\0\0\0This program cannot be run in DOS mode.', 'latin1'),
      'The file is not a PDF, whatever its name says.',
    ],
    [
      'tool.pdf',
      Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'),
      'The file is not a PDF, whatever its name says.',
    ],
    [
      'page.pdf',
      Buffer.from('<html><script>alert(1)</script></html>'),
      'The file is not a PDF, whatever its name says.',
    ],
    ['script.pdf', madePdf(['<< /S /JavaScript /JS (app.alert\\(1\\)) >>']), 'The PDF holds a script'],
    ['files.pdf', madePdf(['<< /Names << /EmbeddedFiles 9 0 R >> >>']), 'The PDF has other files in it.'],
    ['empty.pdf', Buffer.alloc(0), 'The file is empty.'],
    ['plan of 943 476 5919.pdf', madePdf(), 'The name of the file looks as if it told of a person.'],
    ['born 01.02.1980.pdf', madePdf(), 'The name of the file looks as if it told of a person.'],
  ])('refuses %s, keeps the note that was typed and nothing of the file', async (name, content, told) => {
    const before = await notes();
    const answer = await send(name, content, 'What I typed');
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain(told);
    expect(answer.text).toContain('What I typed');
    expect(await notes()).toEqual(before);
  });

  it('takes 20 MB and refuses more', async () => {
    const most = pdfOfSize(20 * MEGABYTE);
    expect((await send('large.pdf', most)).status).toBe(303);
    const kept = (await notes()).at(-1);
    expect(kept?.file?.bytes).toBe(20 * MEGABYTE);
    const answer = await download(paula, urls.planFile(at.auditId, at.bridge, actionId, kept?.id ?? 0));
    expect(answer.body.equals(most)).toBe(true);

    const refused = await send('larger.pdf', Buffer.concat([most, Buffer.from('\n')]));
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain('The file is larger than 20 MB.');
    expect((await notes()).at(-1)?.id).toBe(kept?.id);
  }, 60_000);

  it('has an end under one action: 20 PDFs and 200 notes, and it says so', async () => {
    const { pool } = test.deps.database;
    const counted = async () => {
      const all = await notes();
      return [all.filter(({ file }) => file !== null).length, all.length];
    };
    const [files = 0] = await counted();
    for (let i = files; i < 20; i += 1) expect((await send(`log ${i}.pdf`, madePdf())).status).toBe(303);
    const refused = await send('one more.pdf', madePdf(), 'What I typed');
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain(
      'There are 20 PDFs under this action, and it can have no more. Say in a note where further evidence is to be found.',
    );
    expect(refused.text).toContain('What I typed');
    expect((await counted())[0]).toBe(20);
    // To look through a file is work that is not begun where there is no room for it.
    const wrong = await send('no.pdf', Buffer.from('no PDF'));
    expect(wordsOf(wrong.text)).toContain('There are 20 PDFs under this action');
    expect(wordsOf(wrong.text)).not.toContain('The file is not a PDF');

    // A note is still taken, until there are 200 of them.
    const [, sofar = 0] = await counted();
    await pool('plan_notes').insert(
      Array.from({ length: 199 - sofar }, (_, i) => ({
        action_id: actionId,
        at: '2027-03-01T09:00:00.000Z',
        user_id: test.ids.paula,
        kind: 'note',
        text: `Note ${i}`,
      })),
    );
    const last = { text: 'The last one.' };
    expect((await paula.upload(notesUrl(), null, last)).status).toBe(303);
    const after = await paula.upload(notesUrl(), null, { text: 'And another.' });
    expect(after.status).toBe(422);
    expect(wordsOf(after.text)).toContain('There are 200 notes under this action, and it can have no more.');
    expect(await counted()).toEqual([20, 200]);
    // What is reported of the action itself goes on.
    await test.deps.improvement.report(test.ids.paula, at.auditId, at.bridge, actionId, 'started', '');
  });

  it('is not taken from anybody else', async () => {
    const before = await notes();
    const content = madePdf();
    for (const [person, status] of [
      ['dora', 404],
      ['lena', 403],
      ['carl', 403],
      ['stan', 404],
    ] as const) {
      const answer = await (
        await test.as(person)
      ).upload(notesUrl(), { name: 'a.pdf', content }, { text: 'x' });
      expect(answer.status, person).toBe(status);
    }
    expect(await notes()).toEqual(before);
  });
});
