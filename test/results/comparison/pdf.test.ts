import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../../server/formats/csv.ts';
import { projectFolder } from '../../../server/platform/paths.ts';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { download } from '../../support/page.ts';
import { nodesOf, readPdf, rowsOf, words } from '../../support/readPdf.ts';

const CHECKS = Array.from({ length: 60 }, (_, i) => ({
  id: `c${i}`,
  kind: 'check',
  label: `Is thing number ${i}, which takes a longish line of words to describe, in the file of the service user?`,
  shortLabel: `Check ${i}`,
  guidance: 'Look.',
  polarity: 'yes_is_good',
  segment: false,
}));

describe('the PDF of a large comparison', () => {
  let folder: string;
  let test: TestApp;
  let lena: Visitor;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'large-tool-'));
    cpSync(path.join(projectFolder(), 'audits'), folder, { recursive: true });
    const sections = [{ id: 'all', title: 'All', items: CHECKS }];
    const tool = {
      id: 'large',
      version: 1,
      title: 'Large',
      description: 'Sixty checks.',
      source: 'None',
      sections,
    };
    writeFileSync(path.join(folder, 'large.v1.json'), JSON.stringify(tool));
    test = await startApp('sqlite', { toolsFolder: folder });
    lena = await test.as('lena');
  });
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const groupName = (i: number) => `Sample group ${i + 1}`;
  /** A closed audit of groups with twelve files each; of every other group all files have a yes. */
  async function closedAudit(toolId: string, groups: number, checks: string[]): Promise<number> {
    const { audits, steps, importer } = test.deps;
    const lead = test.ids.lena;
    const provider = (await test.deps.providers.byName('The Bridge'))?.id ?? 0;
    const auditId = await audits.create(lead, {
      title: `${groups} groups`,
      partnership: 'Southampton',
      toolId,
      toolVersion: 1,
      fieldworkStart: '2012-02-28',
      fieldworkEnd: '2012-03-02',
    });
    const lines = [['reference', 'group', ...checks].join(',')];
    for (let g = 0; g < groups; g += 1) {
      const details = { name: groupName(g), plannedFiles: 12, providerIds: [provider], exclusions: [] };
      await audits.createGroup(lead, auditId, details);
      for (let i = 0; i < 12; i += 1) {
        const answers = checks.map(() => (g % 2 === 0 || i % 2 === 0 ? 'yes' : 'no'));
        lines.push([`R${g}-${i}`, groupName(g), ...answers].join(','));
      }
    }
    await steps.changeState(lead, auditId, 'open');
    const sheet = readCsv(Readable.from([Buffer.from(lines.join('\n'))]));
    await importer.importCaseFiles(lead, auditId, sheet, { complete: true });
    await steps.changeState(lead, auditId, 'close');
    return auditId;
  }
  const figuresOf = async (auditId: number) => {
    const pdf = await readPdf((await download(lena, urls.resultsPdf(auditId, '?by=group'))).body);
    return {
      pdf,
      alts: nodesOf(pdf, 'Figure').map(({ alt, text }) => ({ alt: alt ?? '', text: words(text) })),
    };
  };

  it('shows 40 groups on as many pages as they need, each part with its scale and its own words', async () => {
    const auditId = await closedAudit('rodt', 40, ['recovery_plan']);
    const { alts } = await figuresOf(auditId);
    const parts = alts.filter(({ alt }) => /with 95% intervals, part \d of \d\./.test(alt));
    expect(parts.map(({ alt }) => /part \d of \d/.exec(alt)?.[0])).toEqual(['part 1 of 2', 'part 2 of 2']);
    for (const { alt, text } of parts) {
      expect(alt).toContain('Dots with intervals on a scale from 0 to 100%.');
      expect(text).toMatch(/0% 25% 50% 75% 100%/);
    }
    for (let g = 0; g < 40; g += 1) {
      const told = parts.filter(({ alt }) => alt.includes(`${groupName(g)}: `));
      expect(told).toHaveLength(1);
      expect(told[0]?.text).toContain(groupName(g));
    }
  });

  it('parts seven columns four and three, so that none stands alone on a page', async () => {
    const { pdf } = await figuresOf(await closedAudit('rodt', 6, ['recovery_plan']));
    const heads = rowsOf(pdf)
      .filter(
        ([first, ...others]) =>
          first === 'Check' && others.every((name) => /^Sample group|^All files/.test(name)),
      )
      .map(([, ...names]) => names);
    expect(heads.map((names) => names.length)).toEqual([4, 3]);
    const lines = heads.flat();
    expect(lines).toEqual([...Array.from({ length: 6 }, (_, g) => groupName(g)), 'All files']);
  });

  it('shows 60 checks so, too', async () => {
    const auditId = await closedAudit(
      'large',
      2,
      CHECKS.map(({ id }) => id),
    );
    const { alts } = await figuresOf(auditId);
    const parts = alts.filter(({ alt }) => alt.startsWith('All files together: '));
    expect(parts.length).toBeGreaterThan(1);
    for (const { label } of CHECKS) {
      const told = parts.filter(({ alt }) => alt.includes(`${label} `));
      expect(told).toHaveLength(1);
      expect(told[0]?.text).toContain(label.slice(0, 40));
    }
  });

  it('is not said to be taken along when it could not be made', async () => {
    const auditId = await closedAudit('rodt', 1, ['recovery_plan']);
    const user = (await test.deps.accounts.list()).find(({ id }) => id === test.ids.lena);
    if (!user) throw new Error('lena is not there');
    const lines = () => test.deps.database.pool('activity').where({ audit_id: auditId }).select('action');
    const before = await lines();
    const fails = () => {
      throw new RangeError('it does not fit');
    };
    const leaving = { format: 'pdf', all: false };
    await expect(test.deps.comparison.take(auditId, {}, user, leaving, fails)).rejects.toThrow(RangeError);
    expect(await lines()).toEqual(before);
  });
});
