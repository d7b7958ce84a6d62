import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { projectFolder } from '../../server/platform/paths.ts';

const FOLDER = projectFolder();

/** How a command ended, and what it printed. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command that runs until it is told to stop. */
export interface Running {
  /** What it has printed on stdout so far. */
  printed(): string;
  /** Waits until stdout matches. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<Outcome>;
  /** Ends it at once, as a power cut would, and waits until it is gone. */
  kill(): Promise<Outcome>;
}

interface RunSettings {
  environment?: Record<string, string>;
  input?: string | Buffer;
  /** Options of node itself. */
  node?: string[];
  /** Another copy of the program than the one worked on: its compiled command line. */
  program?: string;
}

/** A folder of its own for every test, gone afterwards. */
export function temporaryFolder() {
  let current = '';
  beforeEach(() => {
    current = mkdtempSync(path.join(tmpdir(), 'casefile-audit-cli-'));
  });
  afterEach(() => {
    rmSync(current, { recursive: true, force: true });
  });
  const inFolder = (name: string) => path.join(current, name);
  return {
    folder: () => current,
    inFolder,
    /** Writes a sheet into the folder and returns its path. */
    sheet: (content: string | Buffer) => {
      writeFileSync(inFolder('cases.csv'), content);
      return inFolder('cases.csv');
    },
  };
}

/** Runs a command of the command line to its end, as a process of its own. */
export function cli(args: string[], settings: RunSettings = {}): Promise<Outcome> {
  const child = start(args, settings);
  // A command that fails early does not read its input, which is no failure of the test.
  child.stdin?.on('error', () => undefined).end(settings.input ?? '');
  return ended(child);
}

/** Runs a command as its user types it. */
export function npmCli(args: string[]): Promise<Outcome> {
  const child = spawn('npm', ['run', '--silent', 'cli', '--', ...args], { cwd: FOLDER });
  child.stdin.end();
  return ended(child);
}

/** Starts a command that does not end by itself; `program` is another copy than the one worked on. */
export function running(args: string[], environment: Record<string, string>, program?: string): Running {
  const child = start(args, { environment, ...(program === undefined ? {} : { program }) });
  child.stdin?.end();
  let printed = '';
  const listeners = new Set<() => void>();
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    listeners.forEach((listener) => listener());
  });
  const end = ended(child);
  return {
    printed: () => printed,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(printed);
          if (!match) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void end.then(({ stdout, stderr }) =>
          reject(new Error(`it ended without printing ${pattern}:\n${stdout}${stderr}`)),
        );
      }),
    stop: () => {
      child.kill('SIGTERM');
      return end;
    },
    kill: () => {
      child.kill('SIGKILL');
      return end;
    },
  };
}

function start(
  args: string[],
  { environment = {}, node = [], program = 'dist/bin/casefile-audit.js' }: RunSettings,
): ChildProcess {
  return spawn(process.execPath, [...node, program, ...args], {
    cwd: FOLDER,
    // Only what is named here and what a process cannot do without, so that settings of the tester do not matter.
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', ...environment },
  });
}

function ended(child: ChildProcess): Promise<Outcome> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}
