import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { formErrors } from '../../support/formErrors.ts';

onOneEngine('a fixed number to read', (engine) => {
  let app: TestApp;
  let lena: Visitor;

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
  });
  afterAll(() => app.close());

  /** What Lena sees who fills in the folded form. */
  async function ask(auditId: number, typed: Record<string, string>) {
    const form = formTo((await lena.get(urls.sample(auditId))).text, '#fixed');
    const query = filledIn(form, typed, 'Find the number') as Record<string, string>;
    return lena.get(`${urls.sample(auditId)}?${new URLSearchParams(query).toString()}`);
  }
  const sized = async (groupId: number, auditId: number, caseloadFiles: string) => {
    const address = urls.group(auditId, groupId);
    const form = formTo((await lena.get(address)).text, address);
    const saved = await lena.post(address, { ...filledIn(form, {}, 'Save the sample group'), caseloadFiles });
    expect(saved.status).toBe(303);
  };

  it('is folded away, and says both risks of 19 files with 6 without once Lena asks', async () => {
    const { auditId } = await newAudit(app, { groups: [{ name: 'Ash' }] });
    const before = (await lena.get(urls.sample(auditId))).text;
    expect(before).toMatch(/<details class="govuk-details" id="fixed">/);
    expect(before).not.toContain('would be said to miss it');
    const answer = await ask(auditId, {});
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/<details class="govuk-details" id="fixed" open>/);
    expect(wordsOf(answer.text)).toContain(
      'Read 19 files, drawn at random. With 6 or fewer without it, accept. With 7 or more without it, say that the standard is missed. A group that keeps to it would be said to miss it 7 times in 100, one at 50% would pass 8 times in 100.',
    );
    // The question above is as it was, and not answered.
    expect(formTo(answer.text, '#size').fields['expected']).toBe('50');
    expect(answer.text).not.toContain('size-answer__files');
  });

  it('goes by how many files a group has where that is known, group by group', async () => {
    const { auditId, groupIds } = await newAudit(app, {
      groups: [{ name: 'Ash' }, { name: 'Birch', plannedFiles: 2 }, { name: 'Cedar' }, { name: 'Dale' }],
    });
    await sized(groupIds[0] ?? 0, auditId, '25');
    await sized(groupIds[1] ?? 0, auditId, '2');
    const text = wordsOf((await ask(auditId, { standard: '92', poor: '60' })).text);
    expect(text).toContain(
      'Ash: Read 8 of the 25 files, drawn at random. With one or none without it, accept. With 2 or more without it, say that the standard is missed. A group that keeps to it (at most 2 without it) would be said to miss it 9 times in 100, one at 60% (10 without it) would pass 7 times in 100.',
    );
    expect(text).toContain(
      'Birch: Read all 2 files: with fewer, one of the two mistakes is made more often than you accept.',
    );
    expect(text).toMatch(
      /Cedar and Dale, of which it is not known how many files there are: Read \d+ files of each group, drawn at random\./,
    );
  });

  it('takes more files where fewer mistakes are accepted, and says where nobody would read as many', async () => {
    const { auditId } = await newAudit(app, { groups: [{ name: 'Ash' }] });
    const strict = wordsOf((await ask(auditId, { missesGood: '100', passesBad: '100' })).text);
    expect(Number(/Read (\d+) files, drawn/.exec(strict)?.[1])).toBeGreaterThan(19);
    const tooMany = wordsOf((await ask(auditId, { standard: '80', poor: '79' })).text);
    expect(tooMany).toContain('More than 1,000 files would have to be read.');
  });

  it('names the field of what cannot be, and stays open', async () => {
    const { auditId } = await newAudit(app, { groups: [{ name: 'Ash' }] });
    const address = urls.sample(auditId);
    const refused = await lena.get(`${address}?standard=0&poor=&missesGood=3&passesBad=x`);
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/<details class="govuk-details" id="fixed" open>/);
    expect(formErrors(refused.text)).toEqual({
      standard: 'Enter the standard as a whole percentage from 1 to 100.',
      poor: 'Enter the share at which it is to be found missing as a whole percentage from 0 to 99.',
      missesGood: 'Choose how often this may happen.',
      passesBad: 'Choose how often this may happen.',
    });
    const above = await ask(auditId, { standard: '50', poor: '50' });
    expect(above.status).toBe(422);
    expect(formErrors(above.text)).toEqual({
      poor: 'Enter a share at which it is to be found missing that is below the standard.',
    });
    expect(formTo(above.text, '#fixed').fields['standard']).toBe('50');
  });

  it('speaks of what the audit is about', async () => {
    const { auditId } = await newAudit(app, {
      tool: 'service_user_questionnaire',
      groups: [{ name: 'Ash' }],
    });
    expect(wordsOf((await ask(auditId, {})).text)).toContain('Record 19 respondents, drawn');
  });
});
