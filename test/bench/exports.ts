import { rm, stat } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../server/fieldwork/transfer/exporter.ts';
import { startDeps } from '../support/app.ts';
import { makeLargeAudit, timed } from './largeAudit.ts';

const FILES = 10_000;

it(`an export of ${FILES} case files, and for how long it lets nobody else in`, async () => {
  const { deps, close } = await startDeps('sqlite');
  try {
    const auditId = await makeLargeAudit(deps, FILES);
    const lead = (await deps.accounts.list())[0]?.id ?? 0;
    for (const format of EXPORT_FORMATS) {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      let file = '';
      const took = await timed(async () => {
        file = await deps.exporter.write(lead, auditId, format);
      });
      delay.disable();
      const { size } = await stat(file);
      expect(size).toBeGreaterThan(100_000);
      await rm(file);
      const ms = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(0)} ms`;
      console.log(
        `${format}: ${FILES} case files in ${took.toFixed(0)} ms, ${(size / 1e6).toFixed(1)} MB; ` +
          `the loop stood still for at most ${ms(delay.max)}, 99th percentile ${ms(delay.percentile(99))} ` +
          `(load ${(loadavg()[0] ?? 0).toFixed(1)})`,
      );
    }
  } finally {
    await close();
  }
}, 120_000);
