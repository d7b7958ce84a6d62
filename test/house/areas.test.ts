import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { wrongWay } from './areas.js';

const top = path.resolve(import.meta.dirname, '../..');

/** Every file of the program, from the top. */
const files = execFileSync('git', ['ls-files', 'server', 'rules', 'bin', 'public'], {
  cwd: top,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(ts|js|mjs)$/.test(file));

/** What a file uses of others, types included, from the top. */
function usedBy(file: string, text = readFileSync(path.join(top, file), 'utf8')): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map(([, specifier = '']) =>
    path.posix.join(path.posix.dirname(file), specifier),
  );
}

/** A way from a file back to itself, or null. */
function circleIn(graph: ReadonlyMap<string, string[]>): string[] | null {
  const done = new Set<string>();
  const walk = (file: string, way: string[]): string[] | null => {
    const at = way.indexOf(file);
    if (at !== -1) return [...way.slice(at), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const circle = walk(next, [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const circle = walk(file, []);
    if (circle) return circle;
  }
  return null;
}

describe('the house', () => {
  it('uses nothing against the direction of its areas, types included', () => {
    const wrong = files
      .filter((file) => !file.startsWith('public/'))
      .flatMap((file) =>
        usedBy(file).flatMap((target) => {
          const why = wrongWay(file, target);
          return why === null ? [] : [`${file} -> ${target}: ${why}`];
        }),
      );
    expect(files.length).toBeGreaterThan(250);
    expect(wrong).toEqual([]);
  });

  it('has no circle of files, types included', () => {
    expect(circleIn(new Map(files.map((file) => [file, usedBy(file)])))).toBeNull();
  });

  it('finds an arrow against the direction, and a circle, where there is one', () => {
    expect(wrongWay('server/audits/service.ts', 'server/results/figures/service.ts')).not.toBeNull();
    expect(wrongWay('server/results/figures/service.ts', 'server/audits/service.ts')).toBeNull();
    expect(wrongWay('server/feedback/draft/page.ts', 'server/api/schemas.ts')).not.toBeNull();
    expect(wrongWay('server/feedback/store/reports.ts', 'server/feedback/draft/page.ts')).not.toBeNull();
    expect(wrongWay('server/feedback/draft/page.ts', 'server/feedback/store/reports.ts')).toBeNull();
    expect(wrongWay('server/attic/old.ts', 'rules/index.ts')).toContain('no place yet');
    const text =
      "import type { A } from './b.ts';\nexport * from '../c.ts';\nconst d = await import('./d.ts');";
    expect(usedBy('server/x/a.ts', text)).toEqual(['server/x/b.ts', 'server/c.ts', 'server/x/d.ts']);
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(circleIn(graph)).toEqual(['b', 'c', 'b']);
  });

  it('has no file of more than 400 lines without a reason in its head comment', () => {
    const long = files.filter((file) => {
      const lines = readFileSync(path.join(top, file), 'utf8').trimEnd().split('\n');
      return (
        lines.length > 400 &&
        !lines.slice(0, 12).some((line) => /^(\/\/|\/?\*|\s\*).*\bLong because\b/.test(line))
      );
    });
    expect(long).toEqual([]);
  });
});
