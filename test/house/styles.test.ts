import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder } from '../../server/platform/paths.ts';

const folder = path.join(projectFolder(), 'views/styles');

it('sizes letters, and what holds them, by the text size that a browser is set to', () => {
  // The scale of the design system is turned into rem by the design system itself.
  const files = readdirSync(folder).filter((name) => name !== 'app.scss');
  expect(files.length).toBeGreaterThan(20);
  const fixed = files.flatMap((name) =>
    readFileSync(path.join(folder, name), 'utf8')
      .split('\n')
      .flatMap((line, i) =>
        /^\s*(?:font-size|line-height|min-height|height|max-width):[^/]*\b\d{2,}(?:\.\d+)?px/.test(line) ||
        (/^\s*@media\b/.test(line) && !line.includes('print') && /\d{2,}px/.test(line))
          ? [`${name}:${i + 1} ${line.trim()}`]
          : [],
      ),
  );
  expect(fixed).toEqual([]);
});
