/* oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-assignment, typescript/no-unsafe-argument, typescript/no-unsafe-return -- plain JavaScript has no types */
// Brings the compiled program up to date before a command of the command line runs, and says nothing unless it
// fails. Plain JavaScript, since it runs before anything is compiled.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => path.join(root, ...parts);
const LOCK = inRoot('dist', '.preparing');
const PATIENCE_MILLISECONDS = 120_000;

/** Two commands that start at once must not write the same files while one of them loads them. */
async function lock() {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  mkdirSync(path.dirname(LOCK), { recursive: true });
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isLeftOver() || Date.now() > deadline) rmSync(LOCK, { force: true });
    else await wait(50);
  }
}

/** Whether the process that took the lock is gone. */
function isLeftOver() {
  try {
    const holder = Number(readFileSync(LOCK, 'utf8'));
    // Empty for the moment between its making and its writing.
    if (holder > 0) process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function run(script) {
  // npm names itself to the scripts that it runs.
  const npm = process.env.npm_execpath;
  const [command, ...before] = npm?.endsWith('js') ? [process.execPath, npm] : ['npm'];
  const { status, error, stdout, stderr } = spawnSync(command, [...before, 'run', '--silent', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: before.length === 0 && process.platform === 'win32',
  });
  if (status === 0) return;
  process.stderr.write(
    `The program could not be built (npm run ${script}).\n${error?.message ?? ''}${stdout}${stderr}`,
  );
  process.exitCode = 1;
}

const changed = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

/** When the newest of these files and folders, with all that is in them, was changed; folders tell of removals. */
function newest(...places) {
  return Math.max(
    ...places.filter(existsSync).map((place) => {
      const within = statSync(place).isDirectory()
        ? readdirSync(place).map((name) => newest(path.join(place, name)))
        : [];
      return Math.max(changed(place), ...within);
    }),
  );
}

const program = inRoot('dist', 'bin', 'casefile-audit.js');
const styles = inRoot('public', 'app.css');

// An installation for use has no compiler, and what it runs was built beforehand.
if (!existsSync(inRoot('node_modules', 'typescript')) && existsSync(program)) process.exit();
if (!existsSync(inRoot('node_modules'))) {
  process.stderr.write('The packages that the program needs are missing. Run npm ci first.\n');
  process.exit(1);
}

await lock();
try {
  run('build:code');
  if (changed(styles) < newest(inRoot('views', 'styles'), inRoot('package-lock.json'))) run('build:css');
} finally {
  rmSync(LOCK, { force: true });
}
