import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemsOf } from '../../rules/index.ts';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { download, tablesOf } from '../support/page.ts';
import { readPdf } from '../support/readPdf.ts';
import { exampleOf, scoredAudit } from '../support/scoredAudit.ts';
import { toolOf } from './instruments.ts';
import { filledIn, formTo, wordsOf } from '../support/form.ts';

const returns = new URL('../../audits/examples/service-review-2007/returns.csv', import.meta.url);

/** Audits of other things than case files, from the set-up to what is recorded. */
onOneEngine('an audit of another kind', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  beforeAll(async () => {
    test = await startApp(engine);
    [lena, amir] = [await test.as('lena'), await test.as('amir')];
  });
  afterAll(() => test.close());

  async function send(
    page: string,
    action: string,
    changes: Record<string, string | string[]>,
    button: string,
  ) {
    const form = formTo((await lena.get(page)).text, action);
    const answer = await lena.post(action, filledIn(form, changes, button));
    expect(answer.status, wordsOf(answer.text)).toBe(303);
    return String(answer.headers['location']);
  }

  describe('a service review of partnerships', () => {
    let auditId: number;

    it('is one of the tools that stand folded away beside the one for case files', async () => {
      const page = (await lena.get(urls.newAudit())).text;
      const { fields, choices } = formTo(page, urls.audits());
      expect(fields['tool']).toBe('rodt:2');
      expect(choices['tool']).toContain('service_review_2007:1');
      expect(page.indexOf('value="rodt:2"')).toBeLessThan(page.indexOf('<details'));
      expect(page.indexOf('value="service_review_2007:1"')).toBeGreaterThan(page.indexOf('<details'));
    });

    it('is set up without suppression, and with a group that nobody is given a report on', async () => {
      const overview = await send(
        urls.newAudit(),
        urls.audits(),
        {
          title: 'Review of 2007',
          partnership: 'England',
          fieldworkStart: '1/10/2006',
          fieldworkEnd: '30/11/2006',
          tool: 'service_review_2007:1',
        },
        'Make the audit',
      );
      auditId = Number(overview.split('/').at(-1));
      const group = (await lena.get(urls.newGroup(auditId))).text;
      expect(wordsOf(group)).not.toContain('Commissioners see');
      await send(
        urls.newGroup(auditId),
        urls.groups(auditId),
        { name: 'All partnerships', plannedFiles: '149' },
        'Save the sample group',
      );
      const words = wordsOf((await lena.get(overview)).text);
      expect(words).toContain('Nothing is suppressed: partnerships are not about one person.');
      expect(words).not.toContain('Name the providers');
      // No group leaves anything out.
      expect(words).not.toContain('Does not apply');
      await send(overview, urls.auditState(auditId), {}, 'Yes, open the audit');
    });

    it('takes 149 returns in one sheet that names no group, and says where they go', async () => {
      const sent = await lena.upload(urls.importFiles(auditId), {
        name: 'returns.csv',
        content: readFileSync(returns, 'utf8'),
      });
      const preview = String(sent.headers['location']);
      const page = (await lena.get(preview)).text;
      expect(wordsOf(page)).toContain(
        'The sheet has no column "group", so all of it goes to All partnerships, the only sample group.',
      );
      const form = formTo(page, preview);
      expect(
        (
          await lena.post(
            preview,
            filledIn(
              form,
              {},
              form.buttons.find(({ text }) => text.startsWith('Import 149'))?.text ?? 'Import',
            ),
          )
        ).status,
      ).toBe(303);
      const [group] = await test.deps.auditRepository.groups(auditId);
      expect(group?.files).toBe(149);
    });

    it.each(['results', 'compare', 'files', 'progress', 'import', 'details'])(
      'shows its page of %s',
      async (page) => {
        const { status } = await lena.get(`${urls.audit(auditId)}/${page}`);
        expect(status).toBe(200);
      },
    );
  });

  it('refuses a sheet without groups where there are several', async () => {
    const { auditId } = await newAudit(test);
    const sent = await lena.upload(urls.importFiles(auditId), {
      name: 'a.csv',
      content: 'reference,smart\nA-1,yes\n',
    });
    const page = (await lena.get(String(sent.headers['location']))).text;
    expect(wordsOf(page)).toContain('there is no column "group"');
  });

  it('records ratings by their words, and several answers by tick boxes', async () => {
    const { auditId, groupIds } = await newAudit(test, {
      tool: 'service_user_questionnaire',
      groups: [{ name: 'The Bridge' }],
    });
    const added = await amir.post(urls.files(auditId), { reference: 'R-1', groupId: String(groupIds[0]) });
    const file = String(added.headers['location']);
    const tool = test.deps.tools.must('service_user_questionnaire', 1);
    const several = itemsOf(tool).find((item) => item.kind === 'field' && item.type === 'multiple');
    const rated = itemsOf(tool).find((item) => item.kind === 'rating');
    if (several?.kind !== 'field' || !('options' in several) || !rated)
      throw new Error('the tool has changed');
    const form = formTo((await amir.get(file)).text, file);
    const [first, second] = several.options.map(({ id }) => id);
    const saved = await amir.post(file, {
      ...filledIn(form, { [`answer.${rated.id}`]: 'agree' }, 'Save'),
      [`answer.${several.id}`]: ['', second ?? '', first ?? ''],
    });
    expect(saved.status).toBe(303);
    const again = formTo((await amir.get(file)).text, file);
    expect([again.fields[`answer.${several.id}`]].flat()).toEqual(['', first, second]);
    expect(again.fields[`answer.${rated.id}`]).toBe('agree');
    // Nothing ticked is an answer taken back.
    const emptied = { ...filledIn(again, {}, 'Save'), [`answer.${several.id}`]: '' };
    expect((await amir.post(file, emptied)).status).toBe(303);
    expect([formTo((await amir.get(file)).text, file).fields[`answer.${several.id}`]].flat()).toEqual(['']);
  });

  it('calls are spoken of as such: one check alone, the form to fill in, and what a committee is told', async () => {
    const tool = toolOf('scripted_calls');
    const calls = exampleOf(tool, 'examples/scripted-calls/calls.csv');
    const auditId = await scoredAudit(test, tool, { 'All services': calls }, { closed: true });
    const results = wordsOf((await lena.get(urls.results(auditId))).text);
    expect(results).toContain(
      'One check can be good or bad. As it should be in all calls together: “Was anything said that could do harm?” (21 of 22, 95%).',
    );
    const textOf = async (url: string) =>
      (await readPdf((await download(lena, url)).body)).pages.map(({ text }) => text).join(' ');
    const form = await textOf(urls.blankForm(auditId));
    expect(form).toContain('Recorded by');
    expect(form).not.toContain('evidence in the call');
    const told = await textOf(urls.resultsPdf(auditId));
    expect(told).toContain('show what was recorded, not why');
    expect(told).not.toContain('what was written');
    // One group with all calls says what the row of all says.
    expect(
      tablesOf((await lena.get(urls.scores(auditId))).text)
        .at(-1)
        ?.rows.map(([head]) => head),
    ).not.toContain('All services');
  });

  it('what is compared without checks is not explained by them', async () => {
    const tool = toolOf('diversity_review_2008');
    const records = Object.entries(exampleOf(tool, 'examples/diversity-2008/returns.csv'));
    const groups = {
      North: Object.fromEntries(records.slice(0, 40)),
      South: Object.fromEntries(records.slice(40, 80)),
    };
    const auditId = await scoredAudit(test, tool, groups, { closed: true });
    const words = wordsOf((await lena.get(urls.compare(auditId))).text);
    expect(words).toContain(
      'Answers and scores stand side by side and are not held against each other by a test.',
    );
    expect(words).not.toMatch(/with a yes|Fisher|Holm/);
  });
});
