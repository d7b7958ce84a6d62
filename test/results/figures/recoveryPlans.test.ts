import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { aGoal, aPlan, savePlan } from '../../support/plans.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';

const LETTERS = ['Specific', 'Measurable', 'Achievable', 'Realistic', 'Time-bound'];

onOneEngine('what the plans of the example come to', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  /** An audit with one plan. */
  let fewId: number;
  let auditId: number;

  beforeAll(async () => {
    test = await startApp(engine);
    auditId = await withExample(test);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const results = async (who: Visitor) => (await who.get(urls.results(auditId))).text;
  const table = (html: string, caption: string) =>
    tablesOf(html).find((one) => one.caption.startsWith(caption))?.rows ?? [];
  const pdfOf = async (provider: string) => {
    const { id } = (await test.deps.providers.byName(provider)) ?? { id: 0 };
    return readPdf((await download(lena, urls.feedbackPdf(auditId, id))).body);
  };

  it('leaves the printed table as it is', async () => {
    const { tally } = await test.deps.results.of(auditId);
    const yes = (id: string) => tally.overall.checks.find((check) => check.id === id)?.yes;
    expect([yes('recovery_plan'), yes('smart'), yes('all_needs'), yes('top_missing')]).toEqual([
      41, 22, 19, 9,
    ]);
  });

  it('is on the results page, each number with of how many', async () => {
    const html = await results(lena);
    const { letters } = (await test.deps.results.withPlans(auditId)).figures;
    expect(letters).toMatchObject({ plans: 15, goals: 41 });
    const rows = table(html, 'Goals by letter and verdict').slice(1);
    expect(rows.map(([letter]) => letter)).toEqual(LETTERS.map((name) => `${name.charAt(0)} – ${name}`));
    letters.letters.forEach((counts, i) => {
      expect(rows[i]?.slice(1)).toEqual([
        `${counts.met} of 41`,
        `${counts['not met']} of 41`,
        `${counts['cannot tell']} of 41`,
      ]);
    });
    // Not met of all groups together is that of the whole.
    const groups = table(html, 'Goals of which a letter is not met').slice(1);
    LETTERS.forEach((_, i) => {
      const sum = groups.reduce((n, row) => n + Number(row[i + 2]?.split(' ')[0]), 0);
      expect(`${sum} of 41`).toBe(rows[i]?.[2]);
    });
    expect(table(html, 'Plans with a need')).toContainEqual(['Offending', '2 plans', '1 of 2']);
    expect(wordsOf(html)).toContain(
      '“Engage with the service and attend appointments as required”, 5 files:',
    );
  });

  it('holds the panel against the checker', async () => {
    const rows = table(await results(lena), 'Files with a plan in which the panel');
    expect(rows).toContainEqual(['Is there a recovery plan on file?', '15 of 15', '0 of 15 0%', '0', '0']);
    const top = rows.find(([label]) => label === 'Is a TOP form that was due missing?');
    // NB-05: the start form came 25 days after the start, the panel has it as there.
    expect(top).toEqual(['Is a TOP form that was due missing?', '7 of 7', '1 of 7 14%', '0', '1']);
  });

  it('has TOP forms of those due, by group and for the partnership', async () => {
    const rows = table(await results(lena), 'TOP forms present in their window');
    expect(rows.find(([group]) => group === 'Bridge')).toEqual([
      'Bridge',
      '0',
      '– Not applicable',
      'Not applicable',
    ]);
    expect(rows.find(([group]) => group === 'NR/Bridge')).toEqual([
      'NR/Bridge',
      '2',
      '2 of 4 50%',
      'Below 80%',
    ]);
    expect(rows.at(-1)).toEqual(['Whole partnership', '7', '12 of 14 86%', 'Reaches 80%']);
  });

  it('is the same in the PDF of each provider, of its own groups and unsuppressed', async () => {
    const groups = table(await results(lena), 'Goals of which a letter is not met').slice(1);
    for (const provider of await test.deps.feedback.of(auditId)) {
      const pdf = await pdfOf(provider.provider.name);
      const own = groups.filter(([name]) => provider.groups.includes(name ?? ''));
      const rows = rowsOf(pdf);
      LETTERS.forEach((name, i) => {
        const [notMet, goals] = own.reduce(
          ([n, of], row) => {
            const [count, , all] = (row[i + 2] ?? '').split(' ').map(Number);
            return [(n ?? 0) + (count ?? 0), (of ?? 0) + (all ?? 0)];
          },
          [0, 0],
        );
        const row = rows.find(([head]) => head === `${name.charAt(0)}: ${name}`);
        expect(row?.[2], `${provider.provider.name}, ${name}`).toBe(`${notMet} of ${goals}`);
      });
      expect(pdf.text).toContain('4. The goals of your recovery plans');
      expect(pdf.text).toContain('7. How to read the figures');
      // No wording of a plan leaves by itself.
      expect(pdf.text).not.toContain('Engage with');
    }
  });

  it('has no section in the PDF of a provider without plans, and none on the page without any', async () => {
    const fresh = await test.deps.audits.create(test.ids.lena, {
      title: 'None',
      partnership: 'Southampton',
      toolId: 'rodt',
      toolVersion: 1,
      fieldworkStart: '2012-02-28',
      fieldworkEnd: '2012-02-28',
    });
    const { id } = (await test.deps.providers.byName('The Bridge')) ?? { id: 0 };
    const groupId = await test.deps.audits.createGroup(test.ids.lena, fresh, {
      name: 'Only',
      plannedFiles: 1,
      providerIds: [id],
      exclusions: [],
    });
    await test.deps.steps.changeState(test.ids.lena, fresh, 'open');
    const fileId = await test.deps.recording.create(test.ids.lena, fresh, { reference: 'N-1', groupId });
    const read = async () => readPdf((await download(lena, urls.feedbackPdf(fresh, id))).body);
    expect((await read()).text).not.toContain('recovery plans');
    expect((await lena.get(urls.results(fresh))).text).not.toContain('id="plans"');
    fewId = fresh;
    // Once there is a plan, the figures are of it, and of the time at which it was saved.
    const before = (await test.deps.results.withPlans(fresh)).asAt;
    await savePlan(test, 'lena', fresh, fileId, aPlan({ goals: [aGoal('Engage with the service')] }));
    expect((await read()).text).toContain('1 goal');
    const after = await test.deps.results.withPlans(fresh);
    expect(after.asAt > before).toBe(true);
    // Changed again, the findings are those of the new text.
    await savePlan(test, 'lena', fresh, fileId, aPlan());
    const { letters } = (await test.deps.results.withPlans(fresh)).figures;
    expect(letters.letters.map(({ met }) => met)).toEqual([1, 1, 1, 1, 1]);
  });

  it('says to the commissioner why nothing is shown of so few plans', async () => {
    await test.deps.audits.addMember(test.ids.lena, fewId, test.ids.carl, 'commissioner');
    await test.deps.steps.changeState(test.ids.lena, fewId, 'close');
    const html = (await (await test.as('carl')).get(urls.results(fewId))).text;
    expect(wordsOf(html)).toContain(
      'Recovery plans The goals and needs of these plans are suppressed: there are too few',
    );
    expect(table(html, 'Goals by letter and verdict')).toEqual([]);
  });

  describe('to the commissioner, once the audit is closed', () => {
    it('has goals shown where there are plans enough, and small counts hidden where that is the rule', async () => {
      await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
      const shown = table(await results(await test.as('carl')), 'Goals by letter and verdict').slice(1);
      const { letters } = (await test.deps.results.withPlans(auditId)).figures;
      expect(shown.map((row) => row.slice(1))).toEqual(
        letters.letters.map((counts) => [
          `${counts.met} of 41`,
          `${counts['not met']} of 41`,
          `${counts['cannot tell']} of 41`,
        ]),
      );
      await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
      const audit = await test.deps.audits.get(auditId);
      await test.deps.audits.update(test.ids.lena, auditId, { ...audit, smallNumberRule: 'by_counts' });
      await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    });

    it('has by counts small ones hidden, and nothing of files, groups’ letters or differences', async () => {
      const html = await results(await test.as('carl'));
      const { letters } = (await test.deps.results.withPlans(auditId)).figures;
      const rows = table(html, 'Goals by letter and verdict').slice(1);
      letters.letters.forEach((counts, i) => {
        const small = [counts.met, counts['not met'], counts['cannot tell']].some((n) => n < 5);
        expect(rows[i]?.slice(1)).toEqual(
          small
            ? ['[c]']
            : [`${counts.met} of 41`, `${counts['not met']} of 41`, `${counts['cannot tell']} of 41`],
        );
      });
      expect(rows.flat()).toContain('[c]');
      const words = wordsOf(html);
      expect(words).not.toContain('Engage with');
      expect(words).not.toContain('BR-05');
      expect(words).not.toContain('the checker differ');
      expect(table(html, 'Goals of which a letter is not met')).toEqual([]);
      const top = table(html, 'TOP forms present in their window').slice(1);
      for (const row of top) {
        if (row[0] === 'Bridge') expect(row[2]).toBe('– Not applicable');
        else expect(row.slice(1)).toEqual(['', '[c]', '']);
      }
    });
  });
});
