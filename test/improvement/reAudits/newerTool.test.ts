import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { projectFolder } from '../../../server/platform/paths.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { recordFile } from '../../support/improvement.ts';
import { tablesOf } from '../../support/page.ts';

const BRIDGE = 'The Bridge';
const DIP = 'Drug Intervention Programme';
const FIRST = path.join(projectFolder(), 'audits', 'rodt.v1.json');

interface Definition {
  version: number;
  sections: { items: ({ id: string } & Record<string, unknown>)[] }[];
}

/** A later version of the program's tool: a check reworded, one gone, one new, and one that asks the opposite. */
function secondVersion(): Definition {
  const tool = JSON.parse(readFileSync(FIRST, 'utf8')) as Definition;
  // Another than that of the program, which comes with made-up files to it.
  tool.version = 3;
  const [section] = tool.sections;
  if (!section) throw new Error('the tool has no section');
  section.items = section.items.flatMap((item) => {
    if (item.id === 'balance') return [];
    if (item.id === 'smart') return [{ ...item, label: 'Is every goal SMART?', standard: 80 }];
    if (item.id === 'keywork_by_plan') return [{ ...item, guidance: 'Read the last three sessions.' }];
    if (item.id === 'top_missing')
      return [{ ...item, label: 'Are all TOP forms that were due there?', polarity: 'yes_is_good' }];
    return [item];
  });
  section.items.push({
    kind: 'check',
    id: 'naloxone',
    label: 'Was naloxone offered?',
    shortLabel: 'Naloxone',
    guidance: 'An offer that was declined is a yes.',
    polarity: 'yes_is_good',
  });
  return tool;
}

onOneEngine('a re-audit with a newer version of the tool', (engine) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-tools-'));
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;

  beforeAll(async () => {
    copyFileSync(FIRST, path.join(folder, 'rodt.v1.json'));
    writeFileSync(path.join(folder, 'rodt.v3.json'), JSON.stringify(secondVersion()));
    test = await startApp(engine, { toolsFolder: folder });
    lena = await test.as('lena');
  });
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Ten files of The Bridge: all with a plan, four with SMART goals, none with a TOP form missing. */
  beforeEach(async () => {
    const made = await newAudit(test, {
      groups: [
        { name: 'Own', plannedFiles: 10, providers: [BRIDGE], exclusions: ['balance', 'referrals'] },
        { name: 'Other', plannedFiles: 2, providers: [DIP] },
      ],
    });
    ({ auditId } = made);
    for (let i = 0; i < 10; i += 1) {
      await recordFile(test, auditId, made.groupIds[0] ?? 0, `R-${i}`, {
        recovery_plan: 'yes',
        smart: i < 4 ? 'yes' : 'no',
        top_missing: 'no',
        keywork_by_plan: i < 5 ? 'yes' : 'no',
        psychosocial: i < 4 ? 'yes' : 'no',
      });
    }
    await recordFile(test, auditId, made.groupIds[1] ?? 0, 'D-1', { recovery_plan: 'yes', balance: 'yes' });
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
  });

  const repeat = async (changes: Record<string, string> = {}) => {
    const form = formTo((await lena.get(urls.repeatAudit(auditId))).text, urls.repeatAudit(auditId));
    const answer = await lena.post(
      form.action,
      filledIn(
        form,
        { fieldworkStart: '10/02/2027', fieldworkEnd: '12/02/2027', ...changes },
        'Set up the re-audit',
      ),
    );
    expect(answer.status).toBe(303);
    return Number(/\/audits\/(\d+)$/.exec(answer.headers['location'] ?? '')?.[1]);
  };

  const CHANGES = [
    '“Is every goal SMART?” is changed: the question (it was “Are the plan’s goals SMART?”) and the standard (from none to 80%).',
    '“Are all TOP forms that were due there?” is changed: the question (it was “Is a TOP form that was due missing?”) and what a yes means.',
    '“Do key work sessions follow the plan?” is changed: how to decide.',
    '“Was naloxone offered?” is new.',
    '“Does the plan balance risk, harm reduction and recovery?” is no longer asked.',
  ];

  it('offers both versions, the newest first, and says what differs in the checks', async () => {
    const page = await lena.get(urls.repeatAudit(auditId));
    expect(formTo(page.text, urls.repeatAudit(auditId))).toMatchObject({
      fields: { toolVersion: '3' },
      choices: { toolVersion: ['3', '1'] },
    });
    const words = wordsOf(page.text);
    expect(words).toContain('What differs in the checks of the newest version');
    for (const change of CHANGES) expect(words).toContain(change);
  });

  it('is pinned to the chosen version, with the exclusions that it still knows', async () => {
    const id = await repeat();
    expect(await test.deps.audits.get(id)).toMatchObject({ toolVersion: 3, predecessorId: auditId });
    expect((await test.deps.audits.groups(id)).map(({ exclusions }) => exclusions)).toEqual([
      ['referrals'],
      [],
    ]);
    // The audit before keeps its own version, and so does one that asks for it.
    expect((await test.deps.audits.get(auditId)).toolVersion).toBe(1);
    const { status } = await lena.get(urls.audit(id));
    expect(status).toBe(200);
  });

  it('can be set up with the version of the audit before, and then nothing has changed', async () => {
    const id = await repeat({ toolVersion: '1' });
    expect((await test.deps.audits.get(id)).toolVersion).toBe(1);
    expect((await test.deps.audits.groups(id))[0]?.exclusions).toEqual(['balance', 'referrals']);
    expect(wordsOf((await lena.get(urls.thenAndNow(id))).text)).not.toContain('The audit tool has changed');
  });

  it('asks the new checks, and holds against the audit before only what can be', async () => {
    const id = await repeat();
    await test.deps.steps.changeState(test.ids.lena, id, 'open');
    const [own] = await test.deps.audits.groups(id);
    for (let i = 0; i < 10; i += 1) {
      await recordFile(test, id, own?.id ?? 0, `N-${i}`, {
        recovery_plan: 'yes',
        smart: 'yes',
        top_missing: i < 9 ? 'yes' : 'no',
        keywork_by_plan: i < 5 ? 'yes' : 'no',
        psychosocial: i < 9 ? 'yes' : 'no',
        naloxone: i < 7 ? 'yes' : 'no',
      });
    }
    const [file] = await test.deps.recording.lines(id, test.deps.tools.must('rodt', 3));
    const recording = wordsOf((await lena.get(urls.file(id, file?.id ?? 0))).text);
    expect(recording).toContain('Was naloxone offered?');
    expect(recording).not.toContain('Does the plan balance risk');
    await test.deps.steps.changeState(test.ids.lena, id, 'close');

    const page = (await lena.get(urls.thenAndNow(id))).text;
    expect(wordsOf(page)).toContain('The audit tool has changed in between');
    for (const change of CHANGES) expect(wordsOf(page)).toContain(change);
    expect(wordsOf(page)).toMatch(
      /4 changes can be told here\. If nothing differed, even one of these 4 comparisons would come out as clear at most [1-5] times? in 100\./,
    );
    // The other provider was not read again, which takes one sentence and no table.
    expect(wordsOf(page)).toContain('No case file of it was read in this audit');
    const tables = tablesOf(page);
    expect(tables).toHaveLength(1);
    const rowOf = (part: string) => tables[0]?.rows.find(([label]) => label?.includes(part));
    // 4 of 10 then, 10 of 10 now: Newcombe's interval 20.05 to 83.2 by hand; mid-p 0.0054, the least of four.
    expect(rowOf('SMART')).toEqual([
      'Are the plan’s goals SMART? asked differently now',
      '4 of 10, 40%',
      '10 of 10, 100%',
      'Clear rise better +60 points (+20 to +84); chance 0.005; raised 0.022; raised less 0.022',
    ]);
    // None of ten missing then, nine of ten there now: that is not a rise by 90 points.
    expect(rowOf('TOP form')).toEqual([
      'Is a TOP form that was due missing? a yes was a shortcoming; asked differently now',
      '0 of 10, 0%',
      '9 of 10, 90%',
      'Cannot be told: a yes means the opposite now',
    ]);
    expect(rowOf('key work')?.slice(1)).toEqual([
      '5 of 10, 50%',
      '5 of 10, 50%',
      'No change that these files can show 0 points (−38 to +38); chance 0.83; raised 1.00; raised less 0.83',
    ]);
    // 4 of 10 and 9 of 10: the interval is 8 to 75 points, Fisher's exact p is 0.057, less C(10,4)·C(10,9)/C(20,13) as
    // mid-p 0.030; of four, times three by Holm and times two by Benjamini and Hochberg.
    expect(rowOf('psychosocial')?.[3]).toBe(
      'No change that these files can show +50 points (+8 to +75); chance 0.030; raised 0.091; raised less 0.060',
    );
    expect(rowOf('balance')?.slice(1)).toEqual(['–', 'No longer asked', 'Cannot be told']);
    expect(rowOf('naloxone')?.slice(1)).toEqual(['Not asked', '7 of 10, 70%', 'Cannot be told']);

    // Nor does the comparison hold the two against each other.
    const compared = (await lena.get(urls.compare(id, '?by=audit'))).text;
    expect(wordsOf(compared)).toContain('a yes meant the opposite, so that its figures cannot stand here.');
    expect(wordsOf(compared)).toContain('the question was “Are the plan’s goals SMART?”');
    const rowsOf = (caption: string) =>
      tablesOf(compared)
        .find((table) => table.caption.includes(caption))
        ?.rows.slice(1);
    expect(rowsOf('TOP forms')?.map((row) => row.at(-1))).toEqual([
      expect.stringMatching(/^(The first|Cannot be told)/),
      'Cannot be told: there are not two figures.',
    ]);
    expect(rowsOf('TOP forms')?.[0]?.join(' ')).not.toContain('0 of 10');
    expect(rowsOf('SMART')?.[1]?.at(-1)).toBe('Clearly higher than in the audit before.');
    expect(rowsOf('naloxone')?.map(([, figure]) => figure)).toEqual(['– not asked', '7 of 10 70%']);
  });

  it('lets the provider read the same of itself', async () => {
    const id = await repeat();
    await test.deps.steps.changeState(test.ids.lena, id, 'open');
    const [own] = await test.deps.audits.groups(id);
    await recordFile(test, id, own?.id ?? 0, 'N-0', { recovery_plan: 'yes', smart: 'yes' });
    await test.deps.steps.changeState(test.ids.lena, id, 'close');
    const bridge = (await test.deps.providers.byName(BRIDGE))?.id ?? 0;
    await test.deps.reports.issue(test.ids.lena, auditId, bridge);
    await test.deps.reports.issue(test.ids.lena, id, bridge);
    const told = wordsOf((await (await test.as('paula')).get(urls.providerThenAndNow(id, bridge))).text);
    for (const change of CHANGES) expect(told).toContain(change);
    expect(told).not.toContain(DIP);
  });
});
