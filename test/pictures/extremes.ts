import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { tally } from '../../rules/index.ts';
import type { FeedbackInput } from '../../server/feedback/draft/input.ts';
import { readCsv } from '../../server/formats/csv.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import type { TestApp } from '../support/app.ts';
import { answersOf, check, input, parsed, toolHead } from '../support/feedbackInput.ts';

const CHECKS = 60;
const GROUPS = 40;
const FILES = 12;
const LONG =
  'a name so long that nobody would have thought of it when the tables were drawn, with hyphen-ated words, slashes/between/words and one word of endless-length-Llanfairpwllgwyngyllgogerychwyrndrobwllllantysilio';

/** Two hundred signs. */
export const longName = (i: number): string => `Group ${i + 1}: ${LONG}`.slice(0, 200);

const items = Array.from({ length: CHECKS }, (_, i) =>
  check(
    `c${i}`,
    `Is thing number ${i + 1}, which takes a line of words to describe${i % 7 === 0 ? `, ${LONG}` : ', in the file'}`.slice(
      0,
      119,
    ) + '?',
    `Thing ${i + 1}`,
    {
      polarity: i % 5 === 4 ? 'neither' : i % 5 === 3 ? 'yes_is_bad' : 'yes_is_good',
      ...(i % 3 === 0 && i % 5 !== 4 ? { standard: 80 } : {}),
      ...(i % 10 === 1 ? { dependsOn: { item: `c${i - 1}`, answer: 'yes' } } : {}),
    },
  ),
);

const definition = {
  ...toolHead,
  id: 'extreme',
  version: 1,
  title: 'Sixty checks',
  sections: Array.from({ length: 4 }, (_, s) => ({
    id: `s${s}`,
    title: `Section ${s + 1} ${s === 1 ? LONG.slice(0, 60) : ''}`.trim(),
    items: items.slice(s * 15, s * 15 + 15),
  })),
};

/** How many of the files of a group have a yes: the same in every run, and different from group to group. */
const yesIn = (g: number, c: number): number => (g * 5 + c * 3 + ((g * c) % 7)) % (FILES + 1);

/** What a report is made from at its extremes: 60 checks, 40 groups, names of 200 signs, long findings and comments. */
export function extremeInput(): FeedbackInput {
  const tool = parsed(definition);
  const names = Array.from({ length: GROUPS }, (_, g) => longName(g));
  const paragraph = `${LONG}. `.repeat(6);
  return input({
    tool,
    provider: LONG.slice(0, 200),
    providersByGroup: Object.fromEntries(
      [...names, 'Of others'].map((name, g) => [
        name,
        g === GROUPS
          ? ['The Bridge']
          : g % 4 === 0
            ? [LONG.slice(0, 200), `Partner ${LONG}`.slice(0, 200)]
            : [LONG.slice(0, 200)],
      ]),
    ),
    ownGroups: names,
    plannedFiles: Object.fromEntries(names.map((name) => [name, FILES + 1])),
    notes: names.flatMap((group, g) => (g % 4 === 0 ? [{ group, files: FILES, read: 8, missing: 2 }] : [])),
    tally: tally(tool, {
      groups: [...names, 'Of others'].map((name) => ({ name, files: FILES })),
      answers: [...names, 'Of others'].flatMap((name, g) =>
        answersOf(
          name,
          Object.fromEntries(
            items.map(({ id }, c): [string, [number, number, number]] => [
              id,
              g === GROUPS && c % 9 === 0
                ? [1, 1, FILES - 2]
                : [
                    yesIn(g, c) > FILES - 1 ? 0 : yesIn(g, c),
                    FILES - 1 - Math.min(FILES - 1, yesIn(g, c)),
                    1,
                  ],
            ]),
          ),
        ),
      ),
      pairs: names.flatMap((group, g) =>
        g % 2 === 0
          ? [1, 11, 21].map((c) => ({
              group,
              check: `c${c}`,
              answer: 'yes' as const,
              parentAnswer: 'no' as const,
              files: 1 + (g % 3),
            }))
          : [],
      ),
    }),
    findings: (['strength', 'shortcoming', 'suggestion'] as const).flatMap((kind, k) =>
      Array.from({ length: 4 }, (_, i) => ({
        id: k * 10 + i,
        kind,
        itemId: `c${k * 4 + i}`,
        text: paragraph,
        takenFrom: null,
        takenItem: null,
        auditId: 1,
        providerId: 1,
      })),
    ),
    comments: Array.from({ length: 90 }, (_, i) => ({
      item: i % 4 === 0 ? null : `c${i % CHECKS}`,
      text: `${i}: ${paragraph.slice(0, 40 + ((i * 97) % 800))}`,
    })),
    places: names
      .slice(0, 6)
      .flatMap((group) =>
        items.slice(0, 12).map(({ id }) => ({ group, checkId: id, references: ['F-001', 'F-002', 'F-003'] })),
      ),
  });
}

/** A report of which no file was read. */
export const emptyInput = (): FeedbackInput =>
  input({
    tally: tally(input().tool, {
      groups: ['Ash', 'Birch', 'Cedar'].map((name) => ({ name, files: 0 })),
      answers: [],
      pairs: [],
    }),
    issue: null,
  });

/** A folder of tools that has the one with sixty checks, too. */
export function toolsWithExtreme(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-tools-'));
  cpSync(path.join(projectFolder(), 'audits'), folder, { recursive: true });
  writeFileSync(path.join(folder, 'extreme.v1.json'), JSON.stringify(definition));
  return folder;
}

/** A closed audit of sixty checks in forty groups of four providers, some groups of two. */
export async function extremeAudit({ deps, ids }: TestApp): Promise<number> {
  const lead = ids.lena;
  const providers: number[] = [];
  for (let p = 0; p < 4; p += 1)
    providers.push(await deps.providers.create(null, `Provider ${p + 1}, ${LONG}`.slice(0, 100)));
  const auditId = await deps.audits.create(lead, {
    title: `Extremes: ${LONG}`.slice(0, 200),
    partnership: LONG.slice(0, 200),
    toolId: 'extreme',
    toolVersion: 1,
    fieldworkStart: '2012-02-28',
    fieldworkEnd: '2012-03-02',
  });
  await deps.audits.addMember(lead, auditId, ids.carl, 'commissioner');
  const lines = [['reference', 'group', ...items.map(({ id }) => id)].join(',')];
  for (let g = 0; g < GROUPS; g += 1) {
    const own = providers.filter((_, p) => g % 4 === p || (g % 8 === 0 && p === 1));
    const name = longName(g).replaceAll(',', ';').slice(0, 100);
    await deps.audits.createGroup(lead, auditId, {
      name,
      plannedFiles: FILES,
      providerIds: own,
      exclusions: [],
    });
    for (let i = 0; i < FILES; i += 1) {
      lines.push(
        [`R${g}-${i}`, name, ...items.map((_, c) => (i === 0 ? 'na' : i <= yesIn(g, c) ? 'yes' : 'no'))].join(
          ',',
        ),
      );
    }
  }
  await deps.steps.changeState(lead, auditId, 'open');
  const sheet = readCsv(Readable.from([Buffer.from(lines.join('\n'))]));
  await deps.importer.importCaseFiles(lead, auditId, sheet, { complete: true });
  await deps.steps.changeState(lead, auditId, 'close');
  return auditId;
}
