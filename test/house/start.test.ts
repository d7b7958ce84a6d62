import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const top = path.resolve(import.meta.dirname, '../..');

/** What takes long to load and is needed by a part of what the program does; it is loaded when that is done first. */
const LATER = [
  '@simplewebauthn/server',
  'docx',
  'fontkit',
  'nodemailer',
  'pdfkit',
  'prom-client',
  'sharp',
  'write-excel-file/node',
];

/** What a file loads as soon as it is loaded itself: types and `import()` are left out. */
const loadedBy = (file: string): string[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)\s+(?!type\b)(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
    ),
  ].map(([, specifier = '']) => specifier);

/** Every file and package that is loaded with a file, each with the file that loads it. */
function loadedWith(first: string): Map<string, string> {
  const found = new Map([[first, '']]);
  for (const file of found.keys()) {
    if (!path.isAbsolute(file) || !existsSync(file)) continue;
    for (const specifier of loadedBy(file)) {
      const target = specifier.startsWith('.') ? path.resolve(path.dirname(file), specifier) : specifier;
      if (!found.has(target)) found.set(target, path.relative(top, file));
    }
  }
  return found;
}

it.each(['bin/casefile-audit.ts', 'server/deps.ts', 'server/main.ts'])(
  'a start does not wait for what a part of the work needs: %s',
  (first) => {
    const found = loadedWith(path.join(top, first));
    expect(found.size).toBeGreaterThan(40);
    const early = LATER.filter((name) => found.has(name)).map((name) => `${name} by ${found.get(name)}`);
    expect(early).toEqual([]);
  },
);

it('sees what a file loads, however it is written', () => {
  const word = loadedWith(path.join(top, 'server/formats/word.ts'));
  expect(word.get('docx')).toBe('server/formats/word.ts');
  expect(loadedWith(path.join(top, 'server/main.ts')).has('express')).toBe(true);
});
