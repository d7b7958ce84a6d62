import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaseFileRepository } from '../../../server/fieldwork/caseFiles/repository.ts';
import { followMove } from '../../../server/fieldwork/recording/followMove.ts';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { BRIDGE } from '../../support/fedBack.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';
import { readPdf } from '../../support/readPdf.ts';
import { drawAll, saveReading } from '../../support/readings.ts';
import { ALL_KINDS } from './allKinds.ts';

const LETTER_OF = {
  plan: 'yes',
  handover: 'good',
  setting: 'ward',
  offered: 'advice naloxone',
  visits: '3',
  seen_on: '2012-02-28',
  why: 'It rained.',
  verdict: 'fair',
};
/** All that can be ticked but one rating, so that something is left. */
const LEFT_OUT = Object.keys(LETTER_OF);

/** What a sample group is not asked, of whatever kind it is, in every place that tells or takes it. */
onBothEngines('what a group is not asked', (engine) => {
  let folder: string;
  let test: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let auditId: number;
  let ash: number;
  let birch: number;
  let made = 0;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'kinds-'));
    writeFileSync(path.join(folder, 'all_kinds.v1.json'), JSON.stringify(ALL_KINDS));
    test = await startApp(engine, { toolsFolder: folder });
    [lena, amir] = [await test.as('lena'), await test.as('amir')];
    ({
      auditId,
      groupIds: [ash = 0, birch = 0],
    } = await audit());
  });
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true });
  });

  const audit = () =>
    newAudit(test, {
      tool: 'all_kinds',
      groups: [{ name: 'Ash' }, { name: 'Birch', exclusions: LEFT_OUT }],
    });
  const begin = (groupId: number) => {
    made += 1;
    return test.deps.recording.create(test.ids.amir, auditId, { reference: `K-${made}`, groupId });
  };
  const answersOf = async (fileId: number) =>
    Object.fromEntries((await test.deps.recording.get(auditId, fileId)).answers);
  const LETTERS_NA = {
    plan: 'na',
    handover: 'na',
    setting: 'na',
    offered: 'na',
    visits: 'na',
    seen_on: 'na',
    verdict: 'na',
    why_code: 'na',
  };

  it('is ticked at the set-up, any kind of item, and what is coded from a text goes with it', async () => {
    const page = (await lena.get(urls.group(auditId, birch))).text;
    const form = formTo(page, urls.group(auditId, birch));
    expect(form.choices['exclusions']).toEqual([...LEFT_OUT.slice(0, 2), 'tone', ...LEFT_OUT.slice(2)]);
    expect(wordsOf(page)).toContain('What does not apply to this group (8 of 9 ticked)');
    const [, kept] = await test.deps.audits.groups(auditId);
    expect(kept?.exclusions.toSorted()).toEqual([...LEFT_OUT, 'why_code'].toSorted());
    const overview = wordsOf((await lena.get(urls.audit(auditId))).text);
    expect(overview).toContain('plan, handover, setting, offered, visits, seen on, why');
  });

  it('begins as not applicable, a text empty, and is missing nowhere', async () => {
    const [fileId, other] = [await begin(birch), await begin(ash)];
    expect(await answersOf(fileId)).toEqual(LETTERS_NA);
    expect(await answersOf(other)).toEqual({});
    const page = wordsOf((await amir.get(urls.file(auditId, fileId))).text);
    expect(page).toContain('7 of 8 answers recorded');
    expect(page.match(/Does not apply to this group, so it is answered already\./g)).toHaveLength(7);
    expect(page).toContain('Does not apply to this group, so leave it empty.');
    const list = wordsOf((await lena.get(urls.files(auditId))).text);
    expect(list.match(/To do 0 of 8/g)).toHaveLength(2);
  });

  it('stays as it is when the page is saved, though the tool offers no such answer', async () => {
    const fileId = await begin(birch);
    const url = urls.file(auditId, fileId);
    const { form } = { form: formTo((await amir.get(url)).text, url) };
    const saved = await amir.post(url, filledIn(form, { 'answer.tone': 'good' }, 'Save and complete'));
    expect(saved.status, wordsOf(saved.text)).toBe(303);
    expect(await answersOf(fileId)).toEqual({ ...LETTERS_NA, tone: 'good' });
    expect((await test.deps.recording.get(auditId, fileId)).completedAt).not.toBeNull();
  });

  it.each(Object.entries(LETTER_OF))('asks before an answer to %s is taken', async (item, answer) => {
    const fileId = await begin(birch);
    const url = urls.file(auditId, fileId);
    const entered = { [`answer.${item}`]: item === 'offered' ? answer.split(' ') : answer };
    const asked = await amir.post(url, filledIn(formTo((await amir.get(url)).text, url), entered, 'Save'));
    expect(asked.status).toBe(422);
    expect(wordsOf(asked.text)).toMatch(/This does not apply to Birch, and you (answered|wrote)/);
    expect((await answersOf(fileId))[item] ?? 'na').toBe('na');
    const again = formTo(asked.text, url);
    expect((await amir.post(url, filledIn(again, {}, 'Save'))).status).toBe(303);
    expect((await answersOf(fileId))[item]).toBe(answer);
    const progress = wordsOf((await lena.get(urls.progress(auditId))).text);
    expect(progress).toContain('(does not apply to this group)');
    // Texts are not counted, and judgements are told among scores.
    if (item !== 'why' && item !== 'verdict') {
      const results = wordsOf((await lena.get(urls.results(auditId))).text);
      expect(results).toMatch(/1 file with (yes or no|an answer) for "[a-z ]+" although it does not apply/);
      // Its question counts it, and no criterion does.
      expect(results.includes('counted in the answers to it and in no score')).toBe(item === 'handover');
    }
    await test.deps.recording.remove(test.ids.lena, auditId, fileId);
  });

  it('cannot be answered so where the group is asked it', async () => {
    const fileId = await begin(ash);
    const { version } = await test.deps.recording.get(auditId, fileId);
    const form = formTo((await amir.get(urls.file(auditId, fileId))).text, urls.file(auditId, fileId));
    const answer = await amir.post(urls.fileAnswers(auditId, fileId), {
      _csrf: String(form.fields['_csrf']),
      version: String(version),
      'answer.handover': 'na',
    });
    expect(answer.text).toContain('How good are the handovers?: cannot be not applicable.');
    expect(await answersOf(fileId)).toEqual({});
  });

  describe('in figures', () => {
    let own: number;
    beforeAll(async () => {
      ({ auditId: own } = await audit());
      const rows = [
        'reference,group,plan,handover,tone,setting,offered,visits,seen_on,why,verdict',
        'A1,Ash,yes,good,fair,ward,advice,3,28/02/2012,moved on,good',
        'A2,Ash,no,poor,fair,clinic,naloxone,5,29/02/2012,,fair',
        'B1,Birch,,,good,,,,,,',
        'B2,Birch,na,n/a,fair,na,na,na,na,,na',
        'B3,Birch,,nr,fair,,,,,,',
      ];
      await test.deps.importer.importCaseFiles(null, own, lines(rows), { complete: true });
    });

    it('leaves counts and criteria as not applicable', async () => {
      const actor = {
        id: test.ids.lena,
        roles: ['lead' as const],
        providerId: null,
        organisationId: 1,
        organisations: [1],
      };
      const shown = await test.deps.results.shown(own, { by: 'group' }, actor, { items: true });
      const [, unit] = shown.items?.units ?? [];
      const told = unit?.items.map(({ id, notApplicable, notRecorded, answered }) => [
        id,
        notApplicable,
        notRecorded,
        answered,
      ]);
      expect(told).toEqual([
        ['handover', 2, 1, 0],
        ['tone', 0, 0, 3],
        ['setting', 3, 0, 0],
        ['offered', 3, 0, 0],
        ['visits', 3, 0, 0],
        ['seen_on', 3, 0, 0],
        ['why_code', 3, 0, 0],
      ]);
      const { tally } = await test.deps.results.of(own);
      expect(tally.groups[1]?.checks[0]).toMatchObject({ applicable: 0, notApplicable: 3, notRecorded: 0 });
      const { records } = await test.deps.scores.shown(own, 'group', actor);
      const scores = records?.map((record) => [record.reference, ...record.scores.map(({ score }) => score)]);
      // Of Birch the tone alone is left; what was said not to be recorded is left out of its score, too.
      expect(scores).toEqual([
        ['A1', 5, 3, 8],
        ['A2', 3, 2, 5],
        ['B1', 3, null, 3],
        ['B2', 2, null, 2],
        ['B3', 2, null, 2],
      ]);
    });

    it('is named on the page, in the PDF, in exports, on the form and for other programs', async () => {
      const text = 'Not asked, so not applicable: in Birch “plan”, “handover”, “setting”';
      expect(wordsOf((await lena.get(urls.results(own))).text)).toContain(text);
      const pdf = await readPdf((await download(lena, urls.resultsPdf(own))).body);
      expect(pdf.text.replaceAll(/\s+/g, ' ')).toContain(text);
      const csv = (await download(lena, urls.exportResults(own, 'xlsx', {}))).body;
      expect(csv.length).toBeGreaterThan(0);
      const form = await readPdf((await download(amir, urls.blankForm(own))).body);
      expect(form.text.match(/not asked in Birch: leave it empty there/g)).toHaveLength(8);
    });

    it('is the same when the case files are taken along and brought again', async () => {
      const { body } = await download(lena, urls.exportFiles(own, 'csv'));
      const { auditId: copy } = await audit();
      await test.deps.importer.importCaseFiles(
        null,
        copy,
        lines(body.toString('utf8').trim().split(/\r?\n/)),
      );
      expect((await download(lena, urls.exportFiles(copy, 'csv'))).body).toEqual(body);
    });
  });

  it('is answered where nothing was recorded when it is ticked later', async () => {
    const { auditId: late, groupIds } = await newAudit(test, {
      tool: 'all_kinds',
      groups: [{ name: 'Ash' }],
    });
    const groupId = groupIds[0] ?? 0;
    const fileId = await test.deps.recording.create(test.ids.amir, late, { reference: 'L', groupId });
    const details = { name: 'Ash', plannedFiles: 3, providerIds: [1], exclusions: ['tone', 'why', 'visits'] };
    const [group] = await test.deps.audits.groups(late);
    const providerIds = group?.providers.map(({ id }) => id) ?? [];
    await test.deps.audits.updateGroup(test.ids.lena, late, groupId, { ...details, providerIds });
    const { answers } = await test.deps.recording.get(late, fileId);
    expect(Object.fromEntries(answers)).toEqual({ tone: 'na', visits: 'na', why_code: 'na' });
  });

  it('loses the answer that the tool does not offer when it is unticked, and keeps every other', async () => {
    const { auditId: late, groupIds } = await newAudit(test, {
      tool: 'all_kinds',
      groups: [{ name: 'Ash', exclusions: LEFT_OUT }],
    });
    const groupId = groupIds[0] ?? 0;
    const rows = ['reference,group,handover,visits', 'U1,Ash,,', 'U2,Ash,good,7'];
    await test.deps.importer.importCaseFiles(null, late, lines(rows), { complete: true });
    const url = urls.group(late, groupId);
    const form = formTo((await lena.get(url)).text, url);
    const saved = await lena.post(
      url,
      filledIn(form, { exclusions: ['plan', 'verdict'] }, 'Save the sample group'),
    );
    expect(saved.status, wordsOf(saved.text)).toBe(303);
    // Of U1 the rating, the choice, what was offered, visits, the day and the code; of U2 all of these but two.
    expect(wordsOf((await lena.get(urls.audit(late))).text)).toContain(
      'The sample group is saved. The group is asked again what cannot be not applicable, so 10 answers of “not applicable” were cleared and are not recorded now.',
    );
    const [line] = await test.deps.activity.list({ auditId: late, limit: 1 });
    expect(line?.detail).toEqual({ answersFilled: 0, answersCleared: 10 });
    const files = await test.deps.recording.lines(late, test.deps.tools.must('all_kinds', 1));
    const kept = new Map<string, unknown>();
    for (const { id, reference } of files) {
      kept.set(reference, Object.fromEntries((await test.deps.recording.get(late, id)).answers));
    }
    expect(Object.fromEntries(kept)).toEqual({
      U1: { plan: 'na', verdict: 'na' },
      U2: { plan: 'na', verdict: 'na', handover: 'good', visits: '7' },
    });
    // A judgement may be not applicable by the tool, so the panel's answer cannot be told from the set-up's: it stays.
    await lena.post(url, filledIn(form, { exclusions: [] }, 'Save the sample group'));
    const [first] = files;
    expect([...(await test.deps.recording.get(late, first?.id ?? 0)).answers]).toEqual([['verdict', 'na']]);
    // What is exported now is taken where the group is asked everything.
    const { body } = await download(lena, urls.exportFiles(late, 'csv'));
    const { auditId: copy } = await newAudit(test, { tool: 'all_kinds', groups: [{ name: 'Ash' }] });
    const brought = lines(body.toString('utf8').trim().split(/\r?\n/));
    expect(await test.deps.importer.importCaseFiles(null, copy, brought)).toBe(2);
  });

  it('is taken back, and filled in, when a file comes to another group', async () => {
    const fileId = await begin(birch);
    const url = urls.file(auditId, fileId);
    const move = async (groupId: number) => {
      const form = formTo((await amir.get(url)).text, url);
      const saved = await amir.post(url, filledIn(form, { groupId: String(groupId) }, 'Save'));
      expect(saved.status, wordsOf(saved.text)).toBe(303);
    };
    await move(ash);
    expect(await answersOf(fileId)).toEqual({ verdict: 'na' });
    await move(birch);
    expect(await answersOf(fileId)).toEqual(LETTERS_NA);
    await test.deps.recording.remove(test.ids.lena, auditId, fileId);
  });

  /** A file of Birch that Amir has read and that was drawn to be read again, in an audit of its own. */
  async function drawnAgain(answers: Record<string, string> = {}) {
    const { auditId: own, groupIds } = await audit();
    const [inAsh = 0, inBirch = 0] = groupIds;
    const fileId = await test.deps.recording.create(test.ids.amir, own, {
      reference: 'TWICE',
      groupId: inBirch,
    });
    await saveReading(test, 'amir', own, fileId, { answers: { tone: 'good', ...answers } });
    await drawAll(test, own);
    const second = async () =>
      Object.fromEntries((await test.deps.recording.get(own, fileId, test.ids.beth)).answers);
    return { own, inAsh, inBirch, fileId, second };
  }

  it('is taken back, and filled in, in the second reading of a file that comes to another group', async () => {
    const { own, inAsh, inBirch, fileId, second } = await drawnAgain();
    expect(await second()).toEqual(LETTERS_NA);
    const url = urls.file(own, fileId);
    const move = async (groupId: number) => {
      const form = formTo((await amir.get(url)).text, url);
      const saved = await amir.post(url, filledIn(form, { groupId: String(groupId) }, 'Save'));
      expect(saved.status, wordsOf(saved.text)).toBe(303);
    };
    await move(inAsh);
    expect(await second()).toEqual({ verdict: 'na' });
    await move(inBirch);
    expect(await second()).toEqual(LETTERS_NA);
  });

  it('can be settled as not applicable where both readers answered it all the same', async () => {
    const { own, inAsh, fileId } = await drawnAgain({ plan: 'yes', visits: '3', handover: 'good' });
    await saveReading(test, 'beth', own, fileId, {
      answers: { tone: 'good', plan: 'no', visits: '4', handover: 'poor' },
    });
    const url = urls.reading(own, fileId);
    const decided = Object.fromEntries(
      ['plan', 'visits', 'handover'].flatMap((id) => [
        [`settle.${id}`, 'na'],
        [`reason.${id}`, 'Birch is not asked this.'],
      ]),
    );
    const settled = await lena.post(
      url,
      filledIn(formTo((await lena.get(url)).text, url), decided, 'Save what is settled'),
    );
    expect(settled.status, wordsOf(settled.text)).toBe(303);
    const file = await test.deps.readings.file(await test.deps.audits.get(own), fileId);
    const values = Object.fromEntries([...file.settlements].map(([id, { value }]) => [id, value]));
    expect(values).toEqual({ handover: 'na', plan: 'na', visits: 'na' });
    // In a group that is asked it, nobody could say so.
    const asked = await test.deps.recording.create(test.ids.amir, own, {
      reference: 'ASKED',
      groupId: inAsh,
    });
    await saveReading(test, 'amir', own, asked, { answers: { plan: 'yes' } });
    await drawAll(test, own);
    await saveReading(test, 'beth', own, asked, { answers: { plan: 'no' } });
    const form = formTo((await lena.get(urls.reading(own, asked))).text, urls.reading(own, asked));
    expect(form.choices['settle.plan']).not.toContain('na');
  });

  it('is settled no longer once the file comes to a group that is asked it', async () => {
    const { own, inAsh, inBirch, fileId } = await drawnAgain({ plan: 'yes', visits: '3', handover: 'good' });
    await saveReading(test, 'beth', own, fileId, {
      answers: { tone: 'fair', plan: 'no', visits: '4', handover: 'poor' },
    });
    const url = urls.reading(own, fileId);
    const because = (ids: string[], value: string) =>
      ids.flatMap((id): [string, string][] => [
        [`settle.${id}`, value],
        [`reason.${id}`, 'Both have read it.'],
      ]);
    const decided = [...because(['plan', 'visits', 'handover'], 'na'), ...because(['tone'], 'fair')];
    const form = formTo((await lena.get(url)).text, url);
    await lena.post(url, filledIn(form, Object.fromEntries(decided), 'Save what is settled'));
    const settled = async () => {
      const { settlements } = await test.deps.readings.file(await test.deps.audits.get(own), fileId);
      return Object.fromEntries([...settlements].map(([id, { value }]) => [id, value]));
    };
    expect(await settled()).toEqual({ handover: 'na', plan: 'na', tone: 'fair', visits: 'na' });
    // No page moves what is settled, so the step is taken by itself, as it is with every move.
    const groups = await test.deps.audits.groups(own);
    const [from, to] = [inBirch, inAsh].map((id) => groups.find((group) => group.id === id));
    const tool = test.deps.tools.must('all_kinds', 1);
    const by = { actorId: test.ids.lena, at: new Date().toISOString() };
    if (!from || !to) throw new Error('the audit has lost a group');
    const moved = { fileId, group: from, isReadTwice: true };
    await followMove(createCaseFileRepository(test.deps.database), tool, moved, to, by);
    expect(await settled()).toEqual({ tone: 'fair' });
  });

  it('can be corrected to not applicable under a query, and what the group is asked cannot', async () => {
    const { auditId: own, groupIds } = await newAudit(test, {
      tool: 'all_kinds',
      groups: [
        { name: 'Birch', providers: [BRIDGE], exclusions: LEFT_OUT },
        { name: 'Ash', providers: [BRIDGE] },
      ],
    });
    const fileIds: number[] = [];
    for (const [i, groupId] of groupIds.entries()) {
      const reference = `Q-${i}`;
      const fileId = await test.deps.recording.create(test.ids.amir, own, { reference, groupId });
      await saveReading(test, 'amir', own, fileId, { answers: { plan: 'yes' } });
      fileIds.push(fileId);
    }
    await test.deps.steps.changeState(test.ids.lena, own, 'close');
    const bridge = (await test.deps.providers.byName(BRIDGE))?.id ?? 0;
    await test.deps.reports.issue(test.ids.lena, own, bridge);
    const query = await test.deps.queries.raise(test.ids.paula, own, bridge, {
      about: { itemId: 'plan' },
      text: 'Birch has no plans.',
    });
    const correct = (fileId = 0) =>
      test.deps.queries.correct(test.ids.lena, own, bridge, query, {
        itemId: 'plan',
        fileId,
        value: 'na',
        reason: 'Birch is not asked this.',
        commentSeen: '',
      });
    await correct(fileIds[0]);
    expect((await test.deps.recording.get(own, fileIds[0] ?? 0)).answers.get('plan')).toBe('na');
    await expect(correct(fileIds[1])).rejects.toThrow('cannot be not applicable');
  });
});

async function* lines(rows: readonly string[]) {
  for (const [i, line] of rows.entries()) {
    yield await Promise.resolve({ row: i + 1, cells: line.replace(/^\uFEFF/, '').split(',') });
  }
}
