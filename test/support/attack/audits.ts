import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checksOf, GROUP_FIELD, itemsOf, parseTool } from '../../../rules/index.ts';
import type { SmallNumberOrder, SmallNumberRule, Tool } from '../../../rules/index.ts';
import type { SampleGroup } from '../../../server/audits/repository.ts';
import type { Capacity } from '../../../server/access/policy.ts';
import { createCaseFileRepository } from '../../../server/fieldwork/caseFiles/repository.ts';
import type { TestApp } from '../app.ts';
import { factorsOf } from '../disclosure.ts';
import type { MadeAudit } from '../disclosure.ts';
import { makeAudit } from '../madeAudits.ts';
import type { Shape } from './worlds.ts';

/** How an audit that is attacked is set up. */
export interface SetUp {
  threshold: number;
  rule: SmallNumberRule;
  order: SmallNumberOrder;
}

/** An audit that is attacked, as it stands in the database. */
export interface Attacked extends SetUp {
  id: number;
  audit: MadeAudit;
  /** By group how many files it was drawn from; null where they are not known. */
  caseloads: readonly number[] | null;
}

const item = (id: string, more: object) => ({
  id,
  label: `What of ${id}?`,
  shortLabel: id,
  guidance: 'As it says.',
  ...more,
});
const check = (id: string, more: object = {}) =>
  item(id, { kind: 'check', polarity: 'yes_is_good', ...more });
const field = (id: string, options: number) =>
  item(id, {
    kind: 'field',
    type: 'choice',
    segment: true,
    options: Array.from({ length: options }, (_, o) => ({ id: `value_${o}`, label: `Value ${o}` })),
  });
const definition = (id: string, items: object[]) => ({
  id,
  version: 1,
  title: id,
  description: 'For a test.',
  source: 'None.',
  sections: [{ id: 'all', title: 'All', items }],
});
/** Two checks about practice, of which one hangs on the other. */
const PLAN = [check('plan'), check('smart', { dependsOn: { item: 'plan', answer: 'yes' } })];

/** Tools of checks about practice and persons, of fields, and of a check by which files may be divided. */
const DEFINITIONS = [
  definition('one_field', [...PLAN, check('health', { about: 'person' }), field('field_0', 3)]),
  definition('two_fields', [...PLAN, field('field_0', 2), field('field_1', 2)]),
  definition('children', [
    ...PLAN,
    check('children', { about: 'person', polarity: 'neither', segment: true }),
    field('field_0', 2),
  ]),
];

export const TOOLS: readonly Tool[] = DEFINITIONS.map((one) => {
  const parsed = parseTool(one);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.tool;
});

/** A folder with the definitions of these tools, as the program reads them. */
export function toolsFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-attacked-'));
  for (const one of DEFINITIONS) writeFileSync(path.join(folder, `${one.id}.v1.json`), JSON.stringify(one));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What files may be told apart by in the views of a tool. */
export function shapeOf(audit: MadeAudit): Shape {
  const factors = factorsOf(audit);
  const checks = checksOf(audit.tool);
  const dividing = new Set([
    GROUP_FIELD,
    ...itemsOf(audit.tool).flatMap((one) => (one.segment ? [one.id] : [])),
  ]);
  const heads = checks.filter(({ id, dependsOn }) => !dividing.has(id) && !dependsOn);
  const only = (ids: ReadonlySet<string>) => new Map([...factors].filter(([factor]) => ids.has(factor)));
  return {
    dividing: only(dividing),
    blocks: heads.map(({ id }) =>
      only(new Set([id, ...checks.flatMap((one) => (one.dependsOn?.item === id ? [one.id] : []))])),
    ),
  };
}

/** Plans first: as a rule there is no SMART goal without one. */
function withoutContradictions({ tool, groups, files }: MadeAudit, random: () => number): MadeAudit {
  return {
    tool,
    groups,
    files: files.map(({ group, answers }) => ({
      group,
      answers: new Map(
        [...answers].map(([id, answer]) =>
          id === 'smart' && answer === 'yes' && answers.get('plan') !== 'yes' && random() < 0.95
            ? [id, answers.get('plan') === 'no' ? 'no' : 'na']
            : [id, answer],
        ),
      ),
    })),
  };
}

const SIZES = [24, 45, 70, 110, 160];

/** Makes an audit up and puts it into the database, closed, with Carl as a commissioner of whom small numbers are kept. */
export async function putAudit(
  { deps, ids }: TestApp,
  a: number,
  rule: SmallNumberRule,
  random: () => number,
): Promise<Attacked> {
  const tool = TOOLS[a % TOOLS.length];
  if (!tool) throw new Error('no tool');
  const made = withoutContradictions(makeAudit(tool, random, SIZES[a % SIZES.length] ?? 60), random);
  const setUp: SetUp = {
    threshold: a % 4 === 3 ? 3 : 5,
    rule,
    order: a % 2 === 0 ? 'providers_first' : 'groups_first',
  };
  const at = new Date().toISOString();
  const id = await deps.auditRepository.create(
    {
      title: `Audit ${rule} ${a}`,
      partnership: 'Southampton',
      toolId: tool.id,
      toolVersion: 1,
      fieldworkStart: '2012-02-28',
      fieldworkEnd: '2012-03-02',
      smallNumberThreshold: setUp.threshold,
      smallNumberRule: rule,
      smallNumberOrder: setUp.order,
      headline: 'weighted',
    },
    at,
  );
  const panel: [number, Capacity][] = [
    [ids.lena, 'lead'],
    [ids.amir, 'auditor'],
    [ids.carl, 'commissioner'],
  ];
  for (const [user, capacity] of panel) await deps.auditRepository.setMember(id, user, capacity);
  const sizes = made.groups.map((_, g) => made.files.filter(({ group }) => group === g).length);
  // Of half of them groups were drawn at different rates.
  const caseloads = Math.floor(a / 3) % 2 === 1 ? sizes.map((of, g) => of * (g + 2) + g) : null;
  const groups: SampleGroup[] = [];
  for (const [g, group] of made.groups.entries()) {
    const providers: SampleGroup['providers'] = [];
    for (const { name } of group.providers) {
      const known = (await deps.providers.byName(name))?.id;
      providers.push({ id: known ?? (await deps.providers.create(null, name)), name });
    }
    const groupId = await deps.auditRepository.createGroup(id, {
      name: group.name,
      plannedFiles: sizes[g] ?? 0,
      providerIds: providers.map((provider) => provider.id),
      exclusions: [],
      caseload: caseloads ? { files: caseloads[g] ?? 0, isDrawn: true } : null,
    });
    groups.push({ ...group, id: groupId, providers });
  }
  await createCaseFileRepository(deps.database).create(
    id,
    made.files.map(({ group, answers }, f) => ({
      groupId: groups[group]?.id ?? 0,
      reference: `F-${f + 1}`,
      answers: new Map(answers),
      completedAt: at,
    })),
    ids.amir,
    at,
  );
  await deps.auditRepository.setState(id, 'closed', at);
  return { ...setUp, id, audit: { ...made, groups }, caseloads };
}
