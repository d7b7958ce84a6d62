import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { takeAlong } from '../../support/exports.ts';
import { wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';
import { readPdf, words } from '../../support/readPdf.ts';
import { saveReading } from '../../support/readings.ts';
import { readWord } from '../../support/word.ts';

interface Wanted {
  name: string;
  provider: string;
  listed: number;
  /** What the files say, in the order of the draw. */
  says: string[];
}

const yes = (files: number) => Array.from({ length: files }, () => 'yes');
const no = (files: number) => Array.from({ length: files }, () => 'no');

/** An answer to every check that can be good or bad, not all of them alike. */
const everything = (answer: string, n: number) =>
  Object.fromEntries(
    [
      'recovery_plan',
      'smart',
      'referrals',
      'all_needs',
      'balance',
      'social_networks',
      'keywork_by_plan',
      'risk_assessment',
    ].map((id, i) => [id, (n + i) % 4 === 3 ? 'no' : answer]),
  );

/** Five of five are above 80%, and make nothing sure of 40; none of six is below it for sure. */
const ASH: Wanted = { name: 'Ash', provider: 'The Bridge', listed: 40, says: yes(5) };
const BIRCH: Wanted = { name: 'Birch', provider: 'Harbour', listed: 10, says: no(6) };

onOneEngine('what the rule says where a panel may stop reading', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let carl: Visitor;

  async function closed(title: string, wanted: Wanted[], ruled: readonly string[] = ['recovery_plan']) {
    const { auditId, groupIds } = await newAudit(app, {
      title,
      groups: wanted.map(({ name, provider }) => ({ name, providers: [provider] })),
    });
    const list = wanted.flatMap(({ name, listed }) =>
      Array.from({ length: listed }, (_, n) => `${name}-${n + 1},${name}`),
    );
    await lena.upload(urls.sampleList(auditId), ['Ref,Stratum', ...list].join('\n'));
    await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-9',
      ...Object.fromEntries(
        groupIds.flatMap((id, i) => [
          [`amount-${id}`, String(wanted[i]?.listed)],
          [`by-${id}`, 'number'],
          [`method-${id}`, 'random'],
        ]),
      ),
    });
    const held = ruled.length === 0 ? ['recovery_plan'] : ruled;
    const standards = (name: string, ids: readonly string[]) =>
      Object.fromEntries(ids.map((id) => [`${name}.${id}`, '80']));
    await lena.post(urls.standards(auditId), standards('atLeast', held));
    if (ruled.length > 0)
      await lena.post(urls.stopping(auditId), { error: '50', ...standards('standard', ruled) });
    const drawn = await app.deps.sampling.files(auditId);
    for (const [i, id] of groupIds.entries()) {
      const own = drawn.filter(({ groupId }) => groupId === id);
      for (const [n, answer] of (wanted[i]?.says ?? []).entries()) {
        const fileId = await app.deps.fromSample.begin(app.ids.amir, auditId, own[n]?.id ?? 0);
        await saveReading(app, 'amir', auditId, fileId, {
          answers: ruled.length > 1 ? everything(answer, n) : { recovery_plan: answer },
          complete: true,
        });
      }
    }
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.carl, 'commissioner');
    await app.deps.steps.changeState(app.ids.lena, auditId, 'close');
    return auditId;
  }

  const page = async (who: Visitor, address: string) => wordsOf((await who.get(address)).text);
  const pdf = async (who: Visitor, address: string) => {
    const { pages, text } = await readPdf((await download(who, address)).body);
    return { first: words(pages[0]?.text ?? ''), text: words(text) };
  };

  let open = 0;
  let plain = 0;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    carl = await app.as('carl');
    open = await closed('Read until sure', [ASH, BIRCH]);
    plain = await closed('Read to the end', [ASH, BIRCH], []);
  });
  afterAll(() => app.close());

  const SURE = 'not sure in Ash; not met in Birch; all groups together not sure.';

  it('is what says whether a standard is met, on the page of results and in a comparison', async () => {
    const results = await page(lena, urls.results(open));
    expect(results).toContain('at least 80% not sure');
    expect(results).toContain('Of 1 check with a standard, what was read leaves it open.');
    expect(results).not.toContain('none misses it');
    const compared = await page(lena, urls.compare(open));
    expect(compared).toContain(
      'The standard is at least 80%. What was read leaves open whether all files together meet it.',
    );
    expect(compared).toContain(`Stop when sure, at least 80%: ${SURE}`);
    // The same figures without a rule are held against it as they are.
    const held = await page(lena, urls.results(plain));
    expect(held).toContain('at least 80% met');
    expect(held).toContain('Of 1 check with a standard, none misses it.');
  });

  it('is told to a commissioner who has no page of stopping', async () => {
    expect((await carl.get(urls.stopping(open))).status).toBe(403);
    const said = await page(carl, urls.results(open));
    expect(said).toContain(
      `What is sure by the order of reading: Is there a recovery plan on file?, at least 80%: ${SURE}`,
    );
    expect((await carl.get(urls.results(open))).text).not.toContain(urls.stopping(open));
    expect((await lena.get(urls.results(open))).text).toContain(urls.stopping(open));
  });

  it('stands on the first page for a committee, and in the document to work on', async () => {
    const { first } = await pdf(carl, urls.resultsPdf(open));
    expect(first).toContain('Reading might stop once 1 check is sure, as set before the first file');
    expect(first).toContain('Ash 5 of 40');
    // What differs is named in the title: which groups, and in which check; each is one provider's own, and told once.
    expect(first).toContain(
      'In Feb 2012 files of Ash are clearly more often as they should be in “Is there a recovery plan on file?” and files of Birch are clearly less often as they should be',
    );
    expect(first).toContain(
      'Which provider Each sample group is one provider’s own: Ash of The Bridge and Birch of Harbour. What is said of a group is said of its provider.',
    );
    expect(first).toContain(SURE);
    expect(first).not.toContain('none misses it');
    const word = readWord((await download(carl, urls.resultsWord(open))).body);
    expect(words(word.text)).toContain(SURE);
    expect((await pdf(carl, urls.resultsPdf(plain))).first).not.toContain('Reading might stop');
  });

  it('leaves page 1 one page where three checks of a full audit are under it', async () => {
    const full = await closed(
      'All of it',
      [
        { ...ASH, says: [...yes(9), ...no(1)] },
        { ...BIRCH, says: [...no(4), ...yes(5)] },
        // Two of one provider, so that groups and providers are both told.
        { name: 'Cedar', provider: 'The Bridge', listed: 30, says: [...yes(5), ...no(5)] },
      ],
      ['recovery_plan', 'smart', 'referrals'],
    );
    const { pages } = await readPdf((await download(lena, urls.resultsPdf(full))).body);
    const [first, second] = pages.map(({ text }) => words(text));
    expect(first).toContain('Reading might stop once 3 checks are sure');
    expect(first).toMatch(
      /All groups together: (\d (met|not met|not sure)(, | and )?)+; group by group with each figure\./,
    );
    expect(second).toMatch(/^What stands behind this/);
  });

  it('goes with every figure that is taken along, and is in none without a rule', async () => {
    const { csv, xlsx, json } = await takeAlong(carl, open, {});
    expect(csv[0]?.at(-1)).toBe('Stop when sure');
    const said = csv.filter((row) => row[2] === 'recovery_plan').map((row) => [row[0], row.at(-1)]);
    expect(said).toEqual([
      ['Ash', 'not sure'],
      ['Birch', 'not met'],
      ['All files', 'not sure'],
    ]);
    expect(xlsx[0]?.rows[0]?.at(-1)).toBe('Stop when sure');
    expect(json).toMatchObject({
      outcomes: [
        {
          id: 'recovery_plan',
          standard: 80,
          groups: [
            { group: 'Ash', outcome: 'read on' },
            { group: 'Birch', outcome: 'not met' },
          ],
          together: 'read on',
        },
      ],
    });
    const without = await takeAlong(carl, plain, {});
    expect(without.csv[0]).not.toContain('Stop when sure');
    expect(without.json).not.toHaveProperty('outcomes');
  });

  it('is what a provider is told of its own files, and what its plan has to answer', async () => {
    const providerOf = async (name: string) => (await app.deps.providers.byName(name))?.id ?? 0;
    const [bridge, harbour] = [await providerOf('The Bridge'), await providerOf('Harbour')];
    const ofBridge = await page(lena, urls.feedbackDraft(open, bridge));
    expect(ofBridge).toContain('Of 1 check with a standard, what was read leaves it open.');
    expect(ofBridge).not.toContain('standard met');
    expect(ofBridge).toContain('not sure either way');
    expect(ofBridge).toContain(
      'meets its standard or, without one or where it is not sure, is so in three quarters',
    );
    expect(await page(lena, urls.feedbackDraft(open, harbour))).toContain(
      'Of 1 check with a standard, 1 misses it.',
    );
    expect(await page(lena, urls.feedbackDraft(plain, bridge))).not.toContain('not sure either way');
    // 17 of 20 were above 80% as they stood; four of five are not below it for sure.
    const below = await closed('Below and not sure', [{ ...ASH, says: [...no(2), ...yes(3)] }]);
    const plan = await app.deps.improvement.of(below, bridge);
    expect(plan.toAnswer).toEqual([]);
    expect((await app.deps.improvement.of(open, harbour)).toAnswer.map(({ check }) => check.id)).toEqual([
      'recovery_plan',
    ]);
  });

  it('is kept with the figures of an audit of which the cases are erased', async () => {
    const erased = await closed('Erased later', [ASH, BIRCH]);
    const before = await app.deps.results.of(erased);
    await app.deps.database.write(() => app.deps.results.keepFigures(erased));
    const { outcomes, audit } = await app.deps.results.of(erased);
    expect(audit.isErased).toBe(true);
    expect(outcomes).toEqual(before.outcomes);
    expect(await page(lena, urls.results(erased))).toContain('at least 80% not sure');
  });

  it('is hidden with the figure of its group, and of all lists together with any of them', async () => {
    const hidden = await closed('One of few files', [
      ASH,
      BIRCH,
      { name: 'Cedar', provider: 'Cedar House', listed: 3, says: no(3) },
      { name: 'Dale', provider: 'Dale House', listed: 40, says: yes(8) },
    ]);
    const all = await page(lena, urls.results(hidden));
    expect(all).toContain('not met in Birch and Cedar');
    const seen = await page(carl, urls.results(hidden));
    const sure = seen.slice(seen.indexOf('What is sure'), seen.indexOf('A figure above or below'));
    expect(sure).toMatch(/suppressed in [^;]*Cedar/);
    expect(sure).toContain('all groups together suppressed');
    expect(seen).toContain('at least 80% cannot tell');
    // Wherever a group's figure is hidden so is what is sure of it, and nothing else is.
    const { json } = await takeAlong(carl, hidden, {});
    const taken = json as unknown as {
      units: { name: string; checks: { id: string; kind: string }[] }[];
      outcomes: { groups: { group: string; outcome: string }[] }[];
    };
    for (const { group, outcome } of taken.outcomes[0]?.groups ?? []) {
      const unit = taken.units.find(({ name }) => name === group);
      const figure = unit?.checks.find(({ id }) => id === 'recovery_plan');
      expect(outcome === 'suppressed', group).toBe(figure?.kind === 'suppressed');
    }
    const { text } = await pdf(carl, urls.resultsPdf(hidden));
    expect(text).not.toContain('not met in Birch and Cedar');
  });
});
