import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';

onOneEngine('asking before the draw what it takes to stop when sure', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let auditId = 0;
  let ash = 0;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    const groups = [
      { name: 'Ash', plannedFiles: 8 },
      { name: 'Birch', plannedFiles: 3 },
    ];
    const made = await newAudit(app, { groups });
    auditId = made.auditId;
    [ash = 0] = made.groupIds;
    const list = ['Ref,Stratum', ...Array.from({ length: 40 }, (_, n) => `A-${n + 1},Ash`)];
    await lena.upload(urls.sampleList(auditId), list.join('\n'));
  });
  afterAll(() => app.close());

  const sample = () => urls.sample(auditId);
  const ask = async (changes: Record<string, string>) => {
    const form = formTo((await lena.get(sample())).text, '#sure');
    return lena.get(`${sample()}?${new URLSearchParams(filledIn(form, changes)).toString()}`);
  };

  it('names the least for each group, what the planned ones can never say, and which group it cannot tell', async () => {
    const answered = await ask({ sureOf: '80' });
    expect(answered.status).toBe(200);
    const text = wordsOf(answered.text);
    const [, met = '', notMet = ''] =
      /Ash: Of 40 files, “met” takes (\d+) at the least, if all of them have it; “not met” takes (\d+), if none has\./.exec(
        text,
      ) ?? [];
    expect(Number(met)).toBeGreaterThan(8);
    expect(text).toContain(
      'With the 8 planned it can never say “met”, whatever they say: draw more. How many files there are of Birch is not known yet: upload the list, or enter it with the group.',
    );
    // What the page of stopping says once they are drawn is the same.
    await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash}`]: '40',
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'random',
    });
    await lena.post(urls.stopping(auditId), { error: '50', 'standard.recovery_plan': '80' });
    const row = tablesOf((await lena.get(urls.stopping(auditId))).text)[0]?.rows[1] ?? [];
    expect(row[4]).toContain(
      `Met after ${met} more at the earliest, if all are a yes; not met after ${notMet}, if all are a no.`,
    );
    // Once it is set up the sample page leads to what is sure, and offers no choice that was made.
    const after = wordsOf((await lena.get(sample())).text);
    expect(after).toContain('Reading can stop when it is sure: see what is sure');
    expect(after).not.toContain('Choose checks and standards');
  });

  it('says what is wrong with a question, and keeps what was typed', async () => {
    const refused = await ask({ sureOf: '100', wrongly: '10' });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain('Enter the standard as a whole percentage from 1 to 99.');
    expect(formTo(refused.text, '#sure').fields).toMatchObject({ sureOf: '100', wrongly: '10' });
    expect((await lena.get(`${sample()}?sureOf=80&wrongly=7`)).status).toBe(422);
  });

  it('keeps what was typed into the other questions of the page', async () => {
    const sure = await ask({ sureOf: '70' });
    const fixed = filledIn(formTo(sure.text, '#fixed'), { standard: '90', poor: '60' });
    expect(fixed).toMatchObject({ sureOf: '70', wrongly: '50' });
    const both = await lena.get(`${sample()}?${new URLSearchParams(fixed).toString()}`);
    expect(formTo(both.text, '#sure').fields).toMatchObject({ sureOf: '70', standard: '90', poor: '60' });
    expect(formTo(both.text, '#size').fields).toMatchObject({ sureOf: '70', standard: '90' });
    expect(wordsOf(both.text)).toContain('Ash: Of 40 files, “met” takes');
  });
});
