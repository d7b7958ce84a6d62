import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { complete } from '../../support/complete.ts';
import { formTo } from '../../support/form.ts';

/** Twelve files of Ash. */
const LIST = [
  'Ref,Stratum',
  ...Array.from({ length: 12 }, (_, n) => `A-${String(n + 1).padStart(2, '0')},Ash`),
].join('\n');

onBothEngines('drawn files that several begin', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let auditId = 0;
  let ash = 0;

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    amir = await app.as('amir');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    const made = await newAudit(app);
    auditId = made.auditId;
    [ash = 0] = made.groupIds;
  });

  const upload = () => lena.upload(urls.sampleList(auditId), LIST);
  const draw = () =>
    lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash}`]: '4',
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'random',
    });
  const drawnOf = async (groupId: number) =>
    (await app.deps.sampling.files(auditId)).filter((file) => file.groupId === groupId);
  const rows = (table: string): Promise<unknown[]> =>
    app.deps.database.pool(table).where({ audit_id: auditId }).select('*');

  it('begins one drawn file once, though two press at the same moment', async () => {
    await upload();
    await draw();
    const [file] = await drawnOf(ash);
    const responses = await Promise.all(
      [lena, amir].map((visitor) => visitor.post(urls.sampledFileBegin(auditId, file?.id ?? 0))),
    );
    expect(responses.map(({ status }) => status)).toEqual([303, 303]);
    expect(new Set(responses.map(({ headers }) => headers['location'])).size).toBe(1);
    expect(await rows('case_files')).toHaveLength(1);
  });

  it('leads from file to file through what was drawn, each person to papers of their own', async () => {
    await upload();
    await draw();
    const beth = await app.as('beth');
    const drawn = (await drawnOf(ash)).map(({ reference }) => reference);
    const caseFiles = async () =>
      new Map(
        (await app.deps.recording.lines(auditId, app.deps.tools.must('rodt', 1))).map(({ id, reference }) => [
          urls.file(auditId, id),
          reference,
        ]),
      );
    const begin = async (visitor: typeof amir, at: number) => {
      const file = (await drawnOf(ash))[at];
      return String((await visitor.post(urls.sampledFileBegin(auditId, file?.id ?? 0))).headers['location']);
    };
    const next = async (visitor: typeof amir, url: string) => {
      const response = await visitor.post(`${url}/next`);
      expect(response.status).toBe(303);
      return String(response.headers['location']);
    };
    const [ofAmir, ofBeth] = [await begin(amir, 0), await begin(beth, 1)];
    // Two ask at the same moment.
    const [third, fourth] = await Promise.all([next(amir, ofAmir), next(beth, ofBeth)]);
    const known = await caseFiles();
    expect(new Set([third, fourth].map((url) => known.get(url)))).toEqual(new Set(drawn.slice(2)));
    // All are begun: first one's own, then what others are at.
    expect(await next(amir, third)).toBe(ofAmir);
    expect(await next(amir, ofAmir)).toBe(third);

    // By the button of the form, without a script.
    const completed = await complete(amir, ofAmir, formTo((await amir.get(ofAmir)).text, ofAmir));
    expect(completed.headers['location']).toBe(third);
    expect((await amir.get(third)).text).toContain('It is complete. This is the next file of the group.');
    for (const url of [third, ofBeth, fourth]) {
      await complete(amir, url, formTo((await amir.get(url)).text, url));
    }
    expect(await next(amir, third)).toBe(urls.files(auditId));
    expect((await amir.get(urls.files(auditId))).text).toContain(
      'No other file of this group is left to record.',
    );
    expect(await rows('case_files')).toHaveLength(4);
  });
});
