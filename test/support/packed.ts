import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** What of a package.json matters to whoever installs the package. */
interface Manifest {
  name: string;
  version: string;
  private: boolean;
  bin: Record<string, string>;
  dependencies: Record<string, string>;
}

/** The program as packed by npm, installed in a folder of its own. */
export interface PackedProgram {
  /** The folder that it was packed from: all that is worked on, and a compiled file without a source. */
  source: string;
  /** Where it is installed. */
  folder: string;
  manifest: Manifest;
  /** Paths of its files, with slashes, in order. */
  files: string[];
  /** What the command `casefile-audit` runs. */
  program: string;
  remove(): void;
}

/** The compiled file that has no source; it must not get into the package. */
export const LEFT_FROM_AN_EARLIER_BUILD = 'dist/server/removed.js';

// Neither worked on nor written by the build.
const NOT_COPIED = new Set(['node_modules', '.git', 'dist', 'data']);

/**
 * Packs a copy of what is worked on, so that whoever runs the compiled program meanwhile is not disturbed, and
 * installs the package without a network.
 *
 * @param folder - the folder of the program, its packages installed
 */
export async function packAndInstall(folder: string): Promise<PackedProgram> {
  const place = mkdtempSync(path.join(tmpdir(), 'casefile-audit-packed-'));
  const source = path.join(place, 'source');
  cpSync(folder, source, {
    recursive: true,
    filter: (from) => !NOT_COPIED.has(path.relative(folder, from)),
  });
  symlinkSync(path.join(folder, 'node_modules'), path.join(source, 'node_modules'), 'junction');
  const left = path.join(source, LEFT_FROM_AN_EARLIER_BUILD);
  mkdirSync(path.dirname(left), { recursive: true });
  writeFileSync(left, 'export {};\n');

  await run('npm', ['pack', '--silent', '--pack-destination', place], source);
  const { name, version } = readManifest(source);
  const archive = path.join(place, `${name}-${version}.tgz`);
  const files = (await run('tar', ['-tzf', archive], place)).trim().split('\n');

  // npx installs in a folder whose name begins with a dot, which some libraries refuse to read from.
  const packages = path.join(place, '.installed', 'node_modules');
  mkdirSync(packages, { recursive: true });
  await run('tar', ['-xzf', archive, '-C', packages], place);
  const installed = path.join(packages, 'package');
  const manifest = readManifest(installed);
  for (const dependency of Object.keys(manifest.dependencies)) {
    const link = path.join(packages, dependency);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(folder, 'node_modules', dependency), link, 'junction');
  }
  return {
    source,
    folder: installed,
    manifest,
    files: files.map((file) => file.replace(/^package\//, '')).toSorted(),
    program: path.join(installed, manifest.bin['casefile-audit'] ?? ''),
    remove: () => rmSync(place, { recursive: true, force: true }),
  };
}

async function run(command: string, args: string[], folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder });
  return stdout;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}
