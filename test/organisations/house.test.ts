import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder } from '../../server/platform/paths.ts';
import { BELONGS } from '../../server/platform/db/organisationTables.ts';

/** Rows of one thing by its number, or counts for the host: of what else a statement as text names, nobody is asked. */
const KNOWN = [
  // Who last changed a reading.
  'server/fieldwork/caseFiles/readings.ts: users',
  // How much there is of each organisation, for the host.
  'server/people/organisations/store.ts: activity',
  'server/people/organisations/store.ts: audits',
  'server/people/organisations/store.ts: users',
];

const FOLDERS = ['server/platform/db', 'server/platform/backup'];

it('names no table that is kept apart in a statement that is written as text', () => {
  const root = projectFolder();
  const kept = Object.entries(BELONGS).flatMap(([table, { to }]) => (to === 'organisation' ? [table] : []));
  const pattern = new RegExp(`\\b(?:from|join|into|update)\\s+["\`]?(${kept.join('|')})\\b`, 'gi');
  const found = readdirSync(path.join(root, 'server'), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join('server', name))
    .filter((name) => name.endsWith('.ts') && !FOLDERS.some((folder) => name.startsWith(folder)))
    .flatMap((name) => {
      const code = readFileSync(path.join(root, name), 'utf8').replace(
        /\/\*[^]*?\*\/|\/\/.*|^import .*$/gm,
        '',
      );
      // Words for people begin with a capital or stand without a select.
      return [...code.matchAll(/(['`])(?:(?!\1)[^])*?\1/g)]
        .filter(([text]) => /\b(?:select|insert into|update|delete from)\b/.test(text))
        .flatMap(([text]) => [...text.matchAll(pattern)].map(([, table = '']) => `${name}: ${table}`));
    });
  expect([...new Set(found)].toSorted()).toEqual(KNOWN);
});
