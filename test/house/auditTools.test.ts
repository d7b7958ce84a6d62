import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder } from '../../server/platform/paths.ts';

// Whoever takes the tool as it is published asks and counts what an audit leaves out.
const MAY = new Map([
  ['server/audits/tools.ts', 'gives it'],
  ['server/audits/service.ts', 'sets up, with every check of the tool'],
  ['server/audits/routes.ts', 'sets up, with every check of the tool'],
  ['server/audits/copy.ts', 'copies what is excluded by group, whatever is left out'],
  ['server/audits/leftOut/routes.ts', 'shows both, to leave out and to put back'],
  ['server/audits/standards/routes.ts', 'shows what the tool says beside what the audit sets'],
  ['server/fieldwork/recording/routes.ts', 'keeps an answer that an older page still sends'],
  ['server/fieldwork/recoveryPlans/service.ts', 'keeps the words of a tool by the tool itself'],
  ['server/improvement/reAudits/service.ts', 'tells what differs between versions as published'],
  ['server/results/scores/service.ts', 'leaves out item by item, to say why'],
  ['server/overview/requests/service.ts', 'tells a person all that is kept, counted or not'],
  ['server/overview/steps.ts', 'asks what the records of the tool are about'],
]);

it('gives every page and figure of an audit the tool without what the audit leaves out', () => {
  const folder = projectFolder();
  const files = readdirSync(path.join(folder, 'server'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join('server', name.replaceAll('\\', '/')));
  const published = files.filter((file) =>
    /\btools\.must\(|\bmust\(audit\.toolId/.test(readFileSync(path.join(folder, file), 'utf8')),
  );
  expect(published.toSorted()).toEqual([...MAY.keys()].filter((file) => published.includes(file)).toSorted());
  // Nobody is on the list who does not need to be.
  const needless = [...MAY.keys()].filter(
    (file) => file !== 'server/audits/tools.ts' && !published.includes(file),
  );
  expect(needless).toEqual([]);
});
