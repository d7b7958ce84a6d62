import { cpus, loadavg } from 'node:os';
import { expect, it } from 'vitest';
import { checksOf } from '../../rules/index.ts';
import { createResultsRepository } from '../../server/results/figures/repository.ts';
import { urls } from '../../server/web/urls.ts';
import { PASSWORD, startDeps } from '../support/app.ts';
import type { Engine } from '../support/app.ts';
import { listen } from '../support/listen.ts';
import { calcTally, findOffice } from './calc.ts';
import { bareTally, LEAD, makeLargeAudit, median, timed } from './largeAudit.ts';

const ANSWERS = 1_000_000;
const PAGE_FILES = [5000, 50_000];
const TALLY_ROUNDS = 9;
const PAGE_ROUNDS = 31;

const ms = (value: number) => `${value.toFixed(value < 1000 ? 1 : 0)} ms`;
const load = () => `load ${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} processors`;

/** The rows of the bare query, whichever engine gave them. */
type Rows = { item_id: string; value: string; files: number | string }[];

it.each(['sqlite', 'postgres'] as Engine[])(
  'the tally of 1,000,000 answers through the program against the bare GROUP BY (%s)',
  async (engine) => {
    const { deps, close } = await startDeps(engine);
    try {
      const checks = checksOf(deps.tools.must('rodt', 1));
      const files = Math.ceil(ANSWERS / checks.length);
      const auditId = await makeLargeAudit(deps, files);
      const bare = async () => {
        const answer = (await deps.database.pool.raw(bareTally(deps, auditId))) as Rows | { rows: Rows };
        return 'rows' in answer ? answer.rows : answer;
      };
      const { audit, tool, groups } = await deps.results.of(auditId);
      const repository = createResultsRepository(deps.database);
      const anew = () => deps.database.read(() => repository.counts(audit, tool, groups, [], { anew: true }));
      const kept = () => deps.results.of(auditId);
      await deps.keptCounts.idle();

      // The same figures, or there is nothing to compare.
      const rows = await bare();
      const { tally } = await kept();
      for (const { id, yes } of tally.overall.checks) {
        const counted = rows.filter((row) => row.item_id === id && row.value === 'yes');
        expect(yes, id).toBe(counted.reduce((sum, row) => sum + Number(row.files), 0));
      }

      const times = { bare: [] as number[], anew: [] as number[], kept: [] as number[] };
      for (let round = 0; round < TALLY_ROUNDS; round += 1) {
        times.bare.push(await timed(bare));
        times.anew.push(await timed(anew));
        times.kept.push(await timed(kept));
      }
      const [ofBare, ofAnew, ofKept] = [median(times.bare), median(times.anew), median(times.kept)];
      console.log(
        [
          `the tally of ${(files * checks.length).toLocaleString('en-GB')} answers, ${engine}, medians of ${TALLY_ROUNDS}, in turn (${load()})`,
          `  every answer counted by the program, with contradictions: ${ms(ofAnew)}, ${(ofAnew / ofBare).toFixed(2)} of the bare`,
          `  through the program from kept counts, with contradictions, groups and completeness: ${ms(ofKept)}`,
          `  the bare GROUP BY of the same database: ${ms(ofBare)}`,
          `  ratio ${(ofKept / ofBare).toFixed(2)} (at most 1.0)`,
        ].join('\n'),
      );
    } finally {
      await close();
    }
  },
  600_000,
);

it.each(PAGE_FILES)(
  'the results page of %i case files over HTTP (sqlite)',
  async (files) => {
    const { deps, close } = await startDeps('sqlite');
    const server = await listen(deps);
    try {
      const auditId = await makeLargeAudit(deps, files);
      const cookieOf = (response: Response) =>
        response.headers
          .getSetCookie()
          .find((cookie) => cookie.startsWith('casefile-audit='))
          ?.split(';')[0] ?? '';
      const before = await fetch(server.address + urls.session());
      const { csrfToken } = (await before.json()) as { csrfToken: string };
      const signedIn = await fetch(server.address + urls.signIn(), {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: cookieOf(before), 'x-csrf-token': csrfToken },
        body: new URLSearchParams({ email: LEAD, password: PASSWORD }),
      });
      expect(signedIn.status).toBe(303);
      const page = async () => {
        const response = await fetch(server.address + urls.results(auditId), {
          headers: { cookie: cookieOf(signedIn) },
        });
        expect(response.status).toBe(200);
        return response.text();
      };
      expect(await page()).toContain(`${files} of ${files}`);
      await deps.keptCounts.idle();
      const times: number[] = [];
      const bare: number[] = [];
      for (let round = 0; round < PAGE_ROUNDS; round += 1) {
        times.push(await timed(page));
        bare.push(await timed(async () => deps.database.pool.raw(bareTally(deps, auditId))));
      }
      console.log(
        [
          `the results page of an audit of ${files.toLocaleString('en-GB')} case files, sqlite, as its lead, over HTTP (${load()})`,
          `  median ${ms(median(times))}, quickest ${ms(Math.min(...times))}, of ${PAGE_ROUNDS} (below 20 ms)`,
          `  the bare GROUP BY alone: median ${ms(median(bare))}, quickest ${ms(Math.min(...bare))}`,
        ].join('\n'),
      );
    } finally {
      await server.close();
      await close();
    }
  },
  300_000,
);

it('the same tally by COUNTIFS in LibreOffice Calc', async () => {
  const office = findOffice();
  if (office === null) {
    console.log(
      'the same tally by COUNTIFS in LibreOffice Calc: left out, no soffice or libreoffice on PATH',
    );
    return;
  }
  const { deps, close } = await startDeps('sqlite');
  try {
    const checks = checksOf(deps.tools.must('rodt', 1)).map(({ id }) => id);
    const auditId = await makeLargeAudit(deps, Math.ceil(ANSWERS / checks.length));
    const { tally } = await deps.results.of(auditId);
    const { milliseconds, counted } = await calcTally(office, deps, auditId, checks);
    expect(counted).toEqual(
      tally.groups.map(({ name, checks: figures }) => [name, ...figures.map(({ yes }) => yes)]),
    );
    console.log(
      `the same tally by COUNTIFS in LibreOffice Calc: ${ms(milliseconds)} for yes by group and check, opening the sheet not counted (${load()})`,
    );
  } finally {
    await close();
  }
}, 1_200_000);
