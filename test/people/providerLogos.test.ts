import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { feedbackWord } from '../../server/feedback/draft/pdf.ts';
import { presentFeedback } from '../../server/feedback/draft/presenter.ts';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { closedAudit } from '../support/improvement.ts';
import { RED_SVG, redPng } from '../support/logos.ts';
import { download } from '../support/page.ts';
import { nodesOf, readPdf } from '../support/readPdf.ts';
import { pdfUaProblems } from '../support/pdfUa.ts';
import { wordsOf } from '../support/form.ts';

onBothEngines('the logo of a provider', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let auditId: number;
  let bridge: number;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    ({ auditId, bridge } = await closedAudit(app));
  });
  afterAll(() => app.close());

  const page = async () => (await lena.get(urls.provider(bridge))).text;
  const draft = async () => (await download(lena, urls.feedbackDraftPdf(auditId, bridge))).body;
  const pictures = async (pdf: Buffer) =>
    nodesOf(await readPdf(pdf), 'Figure').flatMap(({ alt }) => (alt?.startsWith('Logo of') ? [alt] : []));
  const send = (content: string | Buffer, name = 'logo.png') =>
    lena.upload(urls.providerLogo(bridge), { name, content });

  it('is not there before one is given', async () => {
    expect(await page()).not.toContain('Remove the logo');
    expect((await lena.get(urls.providerLogoPicture(bridge))).status).toBe(404);
    expect(await pictures(await draft())).toEqual([]);
  });

  it('is refused with what to do where it is no picture, and nothing is kept', async () => {
    const sent = await send('not a picture');
    expect(sent.status).toBe(422);
    expect(wordsOf(sent.text)).toContain('The logo must be a PNG or an SVG file.');
    expect((await lena.upload(urls.providerLogo(bridge), null)).status).toBe(422);
    const large = await send(Buffer.concat([redPng(), Buffer.alloc(1024 * 1024)]));
    expect(wordsOf(large.text)).toContain('at most 1 MB');
    expect(await app.deps.providerLogos.of(bridge)).toBeNull();
  });

  it('stands on the page, drawn anew, and at the top of reports from then on', async () => {
    expect((await send(RED_SVG, 'logo.svg')).status).toBe(303);
    expect(await page()).toContain(`src="${urls.providerLogoPicture(bridge)}" alt="Logo of The Bridge"`);
    const shown = await download(lena, urls.providerLogoPicture(bridge));
    expect(shown.headers['content-type']).toBe('image/png');
    expect(shown.body.subarray(1, 4).toString()).toBe('PNG');
    const pdf = await draft();
    expect(await pictures(pdf)).toEqual(['Logo of The Bridge']);
    expect(pdfUaProblems(pdf)).toEqual([]);
    const copy = await feedbackWord(presentFeedback(await app.deps.feedback.input(auditId, bridge)));
    expect(Object.values(unzipSync(copy)).some((part) => shown.body.equals(part))).toBe(true);
    // The one that was issued before is as it was.
    expect(await pictures((await download(lena, urls.reportVersionPdf(auditId, bridge, 1))).body)).toEqual(
      [],
    );
  });

  it('is removed after a question, once however often it is pressed, and reports keep what they had', async () => {
    await app.deps.reports.withdraw(app.ids.lena, auditId, bridge);
    await app.deps.reports.issue(app.ids.lena, auditId, bridge);
    expect(await page()).toContain('Remove the logo of The Bridge?');
    expect((await lena.post(urls.providerLogoRemove(bridge))).status).toBe(303);
    expect((await lena.post(urls.providerLogoRemove(bridge))).status).toBe(303);
    expect(await pictures(await draft())).toEqual([]);
    expect(await pictures((await download(lena, urls.reportVersionPdf(auditId, bridge, 2))).body)).toEqual([
      'Logo of The Bridge',
    ]);
    const lines = await app.deps.database.pool('activity').where({ action: 'provider.logo' });
    expect(lines).toHaveLength(2);
  });
});
