/* oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-assignment, typescript/no-unsafe-argument, typescript/no-unsafe-return -- plain JavaScript has no types */
// What the package holds beside the program: the exact versions that it was tested with, and the list of them.
//   node bin/pack.mjs          before npm packs: npm-shrinkwrap.json, of package-lock.json without what is for working on
//                              the program, and sbom.cdx.json (CycloneDX), written by npm from it without a network
//   node bin/pack.mjs --after  takes both away: in a working copy package-lock.json alone counts
import { execSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SHRINKWRAP = 'npm-shrinkwrap.json';
const LIST = 'sbom.cdx.json';

if (process.argv.includes('--after')) {
  for (const file of [SHRINKWRAP, LIST]) rmSync(file, { force: true });
} else {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const { devDependencies: _ofLock, ...root } = lock.packages[''];
  const packages = Object.entries(lock.packages).filter(([name, { dev }]) => name !== '' && !dev);
  const text = `${JSON.stringify({ ...lock, packages: { '': root, ...Object.fromEntries(packages) } }, null, 2)}\n`;
  writeFileSync(SHRINKWRAP, text);
  // In a folder without what is for working on the program: "--omit dev" leaves out of the list what both need.
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-pack-'));
  try {
    const { devDependencies: _ofPackage, ...manifest } = JSON.parse(readFileSync('package.json', 'utf8'));
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(path.join(folder, 'package-lock.json'), text);
    const command =
      'npm sbom --sbom-format cyclonedx --sbom-type application --package-lock-only --offline --loglevel error';
    const list = JSON.parse(
      execSync(command, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
    );
    // npm calls it after the folder that it stands in.
    list.metadata.component.name = lock.name;
    writeFileSync(LIST, `${JSON.stringify(list, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
