import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../support/form.ts';
import { toolOf } from './instruments.ts';
import { LIBRARY, madeSheet } from './library.ts';

onOneEngine('the library of ready tools', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  beforeAll(async () => {
    test = await startApp(engine);
    [lena, amir] = [await test.as('lena'), await test.as('amir')];
  });
  afterAll(() => test.close());

  describe('where an audit is set up', () => {
    it('stands folded away, in groups by what is looked at', async () => {
      const page = (await lena.get(urls.newAudit())).text;
      const folded = page.slice(
        page.indexOf('<details'),
        page.lastIndexOf('</details>') + '</details>'.length,
      );
      const words = wordsOf(folded);
      expect(words).toContain('Another kind of audit: 20 tools for case files, services');
      const titles = [
        'Read case files for something else (7)',
        'Look at a service (6)',
        'Look at a partnership (5)',
        'Call services, or ask people in treatment (2)',
      ];
      const places = titles.map((title) => words.indexOf(title));
      expect(places.every((place) => place >= 0)).toBe(true);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(words).not.toContain('Other tools');
      const { choices } = formTo(page, urls.audits());
      for (const [id] of LIBRARY) expect(choices['tool']).toContain(`${id}:1`);
    });

    it('says of each tool what it is for, how much it asks of whom, and its source with the year', async () => {
      const { text } = await lena.get(urls.newAudit());
      const words = wordsOf(text);
      for (const { id, version } of await test.deps.tools.current())
        expect(text).toContain(`href="${urls.tool(id, version)}"`);
      expect(words).toContain(
        'Hepatitis C micro-elimination Whether people in a drug service were offered a test for hepatitis C, tested, and treated. 8 questions, answered by a panel that reads case files. Source: NHS England, Hepatitis C Trust and providers; read in 2026. See the questions',
      );
      expect(words).toContain(
        '23 questions and 6 judgements, answered by the service, or peers who visit it.',
      );
      const { tools } = test.deps;
      for (const tool of (await tools.current()).filter(({ format }) => format === 2)) {
        expect(tool.instrument.catalogue, tool.id).toBeDefined();
      }
    });

    it('opens with the tool that an audit has', async () => {
      const { auditId } = await newAudit(test, { tool: 'cqc_readiness', groups: [{ name: 'All' }] });
      const page = (await lena.get(urls.auditDetails(auditId))).text;
      // The whole and the group with it, and no other group.
      expect(page.match(/<details class="govuk-details" open>/g)).toHaveLength(1);
      expect(page.match(/<details class="govuk-details tool-group" open>/g)).toHaveLength(1);
      expect(formTo(page, urls.auditDetails(auditId)).fields['tool']).toBe('cqc_readiness:1');
    });
  });

  it('shows beside each question its source, and its standard or why it has none', async () => {
    const words = wordsOf((await amir.get(urls.tool('hepatitis_c_micro_elimination', 1))).text);
    expect(words).toContain('Standard: at least 90%');
    expect(words).toContain('No standard: it describes and does not judge: neither answer is better.');
    expect(words).toContain(
      'Source: Hep C U Later, What does hepatitis C micro-elimination in drug services mean?',
    );
  });

  describe.each(LIBRARY)('%s', (id, _many, _personal, criteria) => {
    let auditId: number;
    beforeAll(async () => {
      ({ auditId } = await newAudit(test, { tool: id, groups: [{ name: 'All' }] }));
    });

    it('is recorded on the page', async () => {
      const [group] = await test.deps.auditRepository.groups(auditId);
      const added = await amir.post(urls.files(auditId), { reference: 'A-1', groupId: String(group?.id) });
      const file = String(added.headers['location']);
      const form = formTo((await amir.get(file)).text, file);
      const [name = '', answers = []] =
        Object.entries(form.choices).find(([field]) => field.startsWith('answer.')) ?? [];
      const answer = answers.find((one) => one !== '' && one !== 'na') ?? '';
      expect((await amir.post(file, filledIn(form, { [name]: answer }, 'Save'))).status).toBe(303);
      expect(formTo((await amir.get(file)).text, file).fields[name]).toBe(answer);
    });

    it('takes a sheet, and shows what it comes to', async () => {
      const sent = await lena.upload(urls.importFiles(auditId), {
        name: 'made.csv',
        content: madeSheet(toolOf(id), 6),
      });
      const preview = String(sent.headers['location']);
      const form = formTo((await lena.get(preview)).text, preview);
      const button = form.buttons.find(({ text }) => text.startsWith('Import 6'))?.text ?? '';
      expect((await lena.post(preview, filledIn(form, {}, button))).status).toBe(303);
      const results = await lena.get(urls.results(auditId));
      expect(results.status).toBe(200);
      const scores = await lena.get(urls.scores(auditId));
      expect(scores.status).toBe(criteria > 0 ? 200 : 404);
    });
  });
});
