import { createReadStream } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksOf } from '../../rules/index.ts';
import { readCsv } from '../../server/formats/csv.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { urls } from '../../server/web/urls.ts';
import { seeded } from '../support/random.ts';
import { addressOf, createPerson, startSeveral } from '../support/severalPrograms.ts';
import type { SeveralPrograms, Session } from '../support/severalPrograms.ts';

const SHEET = path.join(projectFolder(), 'audits/examples/southampton-2012/case-files.csv');
const AUDITORS = 6;
/** After so many saves one of the programs is killed. */
const SAVES_BETWEEN_KILLS = 90;

describe('three programs on one PostgreSQL, behind a proxy that shares requests out in turn', () => {
  let several: SeveralPrograms;
  let auditId: number;
  let exampleId: number;
  const signIn: SeveralPrograms['signIn'] = (...as) => several.signIn(...as);
  const post: SeveralPrograms['post'] = (...sent) => several.post(...sent);
  const at = (i: number) => several.at(i);
  const PROGRAMS = [0, 1, 2];

  beforeAll(async () => {
    several = await startSeveral(PROGRAMS.length, async (deps) => {
      const lena = await createPerson(deps, 'lena', ['lead']);
      exampleId = await deps.demoAudit.load(lena);
      auditId = await deps.audits.create(lena, {
        title: 'The panel day',
        partnership: 'Southampton',
        toolId: 'rodt',
        toolVersion: 1,
        fieldworkStart: '2012-02-28',
        fieldworkEnd: '2012-02-28',
      });
      for (const { name, plannedFiles, providers, exclusions } of await deps.audits.groups(exampleId)) {
        const providerIds = providers.map(({ id }) => id);
        await deps.audits.createGroup(lena, auditId, { name, plannedFiles, providerIds, exclusions });
      }
      for (let i = 0; i < AUDITORS; i += 1) {
        const auditor = await createPerson(deps, `auditor${i}`, ['auditor']);
        await deps.audits.addMember(lena, auditId, auditor, 'auditor');
      }
      await deps.steps.changeState(lena, auditId, 'open');
    });
  });
  afterAll(() => several.close());

  it('end a panel day with exactly the figures of the example, one of them killed again and again', async () => {
    const files = await sheetFiles();
    const deps = await several.openDeps();
    const checkIds = checksOf(deps.tools.must('rodt', 1)).map(({ id }) => id);
    const groups = await deps.audits.groups(auditId);
    const random = seeded(20_261_130);
    let saves = 0;
    let kills = 0;
    let restarting: Promise<void> = Promise.resolve();

    function killOneNowAndThen(): void {
      saves += 1;
      if (saves % SAVES_BETWEEN_KILLS !== 0) return;
      // Not waiting: what is on its way then is lost on its way.
      restarting = killOneAfter(restarting);
    }

    async function killOneAfter(earlier: Promise<void>): Promise<void> {
      await earlier;
      kills += 1;
      await several.kill(Math.floor(random() * PROGRAMS.length));
    }

    async function record(session: Session, file: Map<string, string>): Promise<void> {
      const group = groups.find(({ name }) => name === file.get('group'));
      const reference = file.get('reference') ?? '';
      const fileId = await deps.recording.create(await idOf('auditor0'), auditId, {
        reference,
        groupId: group?.id ?? 0,
      });
      let version = 1;
      const save = async (fields: Record<string, string>) => {
        const change = `c${fileId}-${version}-abcdef`;
        const response = await post(session, urls.fileAnswers(auditId, fileId), {
          version: String(version),
          change,
          ...fields,
        });
        expect(response.status, await response.clone().text()).toBe(200);
        ({ version } = (await response.json()) as { version: number });
        killOneNowAndThen();
      };
      for (const id of checkIds) {
        const value = file.get(id) ?? '';
        if (value === '' || group?.exclusions.includes(id)) continue;
        // The table of 2012 has answers that contradict the plan; they are meant.
        await save({ [`answer.${id}`]: value, [`sure.${id}`]: value });
      }
      await save({ intent: 'complete' });
    }
    const idOf = async (name: string) => (await deps.accountRepository.byEmail(addressOf(name)))?.id ?? 0;

    try {
      await Promise.all(
        Array.from({ length: AUDITORS }, async (_, auditor) => {
          const { session } = await signIn(`auditor${auditor}`);
          for (const file of files.filter((__, i) => i % AUDITORS === auditor)) await record(session, file);
        }),
      );
      await restarting;
      expect(kills).toBeGreaterThan(5);
      const [day, example] = [await deps.results.of(auditId), await deps.results.of(exampleId)];
      expect(day.completeFiles).toBe(files.length);
      const counts = ({ tally }: typeof day) => {
        const byName = tally.groups
          .map((one) => ({ ...one, id: null, groupId: null }))
          .toSorted((a, b) => a.name.localeCompare(b.name));
        return JSON.stringify({ ...tally, groups: byName });
      };
      expect(counts(day)).toBe(counts(example));
    } finally {
      await deps.database.close();
    }

    // Whichever program is asked, the figures are the same.
    const { session } = await signIn('lena');
    const shown = await Promise.all(
      PROGRAMS.map(async (i) => {
        const response = await fetch(at(i) + urls.exportResults(auditId, 'json'), {
          headers: { cookie: session.cookie },
        });
        expect(response.status).toBe(200);
        return response.text();
      }),
    );
    expect(new Set(shown).size).toBe(1);
  }, 400_000);

  it('count wrong passwords together, and know of a sign-out everywhere at once', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1) statuses.push((await signIn('nobody', 'not the one at all')).status);
    expect(statuses.slice(0, 10)).not.toContain(429);
    expect(statuses.slice(10)).toEqual([429, 429]);

    const { session } = await signIn('auditor1');
    // Of a program that is signed out a script is told so.
    const headers = { accept: 'application/json', cookie: session.cookie };
    const homes = () =>
      Promise.all(PROGRAMS.map(async (i) => (await fetch(at(i) + urls.home(), { headers })).status));
    expect(await homes()).toEqual([200, 200, 200]);
    expect((await post(session, urls.signOut(), {})).status).toBe(303);
    expect(await homes()).toEqual([401, 401, 401]);
  }, 120_000);
});

async function sheetFiles(): Promise<Map<string, string>[]> {
  const files: Map<string, string>[] = [];
  let heading: string[] = [];
  for await (const { cells } of readCsv(createReadStream(SHEET))) {
    if (heading.length === 0) heading = cells;
    else files.push(new Map(heading.map((name, i) => [name, cells[i] ?? ''])));
  }
  return files;
}
