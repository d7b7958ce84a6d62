import { afterAll, beforeAll, expect, it } from 'vitest';
import { presentCommittee } from '../../../server/results/comparison/committee.ts';
import { onlyJointOf } from '../../../server/results/comparison/joint.ts';
import { presentComparison } from '../../../server/results/comparison/presenter.ts';
import type { CompareView } from '../../../server/results/comparison/presenter.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';

let test: TestApp;
let groups: CompareView;
let providers: CompareView;

beforeAll(async () => {
  test = await startApp('sqlite');
  const auditId = await test.deps.demoAudit.load(test.ids.lena);
  const user = await test.deps.accounts.get(test.ids.lena);
  const view = async (by: string) =>
    presentComparison(await test.deps.comparison.of(auditId, { by }, user, 'suppressed'), user);
  [groups, providers] = [await view('group'), await view('provider')];
});
afterAll(() => test.close());

it('says of what is clear by provider that it is so only with joint files', () => {
  const isOnly = onlyJointOf(groups, providers);
  const bridge = providers.checks.flatMap((check) =>
    check.rows.flatMap((row) =>
      row.unit === 'The Bridge' && (row.clear || row.perhaps) ? [[check.id, isOnly({ row })]] : [],
    ),
  );
  // Without the nine of NR/Bridge goals are SMART in 1 of 12 against 21 of 31, links to social networks in 2 of 12 against
  // 17 of 31, and all needs are met in 3 of 12 against 16 of 31.
  expect(bridge).toEqual([
    ['smart', false],
    ['all_needs', true],
    ['social_networks', true],
  ]);
});

it('stands in the title and the answer on the first page, and nowhere where no work is joint', () => {
  const page = presentCommittee([groups, providers], []);
  expect(page.title).toMatch(/in 2 checks, 1 of them only with joint files$/);
  const answer = page.answers.find(({ term }) => term === 'Which provider')?.text ?? '';
  expect(answer).toMatch(
    /“Was the service user linked to social networks\?” \(3 of 21 .*, only with joint files\)/,
  );
  expect(answer).toContain('“Does the plan address every need found at assessment?” (only with joint files)');
  const own = {
    ...groups,
    groups: groups.groups.map(({ name, providers: of }) => ({ name, providers: of.slice(0, 1) })),
  };
  expect(JSON.stringify(presentCommittee([own, providers], []).answers)).not.toContain('only with joint');
});

it('says nothing where what is left without joint files is suppressed', () => {
  const hidden = {
    ...groups,
    checks: groups.checks.map((check) => ({
      ...check,
      rows: check.rows.map((row) => ({ ...row, figure: { id: check.id, kind: 'suppressed' as const } })),
    })),
  };
  const isOnly = onlyJointOf(hidden, providers);
  expect(providers.checks.flatMap(({ rows }) => rows.filter((row) => isOnly({ row })))).toEqual([]);
});
