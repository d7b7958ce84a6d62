import { isMarked, sealOf } from '../../platform/db/activitySeal.ts';
import type { SealedLine } from '../../platform/db/activitySeal.ts';
import type { Database } from '../../platform/db/database.ts';
import type { ChainHead } from './heads.ts';
import type { HeadSigner } from './signing.ts';

const AT_ONCE = 1000;
/** More than these are counted alone. */
const TOLD = 100;

/** Something about the activity that the program did not do. */
interface ChainProblem {
  kind: 'changed' | 'removed' | 'inserted' | 'sealChanged' | 'cutOff' | 'remade' | 'notSigned';
  /** The line, where it is one that has a number. */
  id: number | null;
  /** In a sentence. */
  text: string;
}

/** What a check of all lines found. */
export interface ChainCheck {
  sealed: number;
  /** Lines that are so new that they have no seal yet. */
  waiting: number;
  /** The newest seal; null where there is none. */
  head: string | null;
  problems: ChainProblem[];
  /** Problems beyond those that are told. */
  further: number;
}

interface SealRow {
  seq: number;
  activity_id: number;
  hash: string;
}

/** Holds every line against its mark and its seal, every seal against the one before, and the heads against the seals. */
export async function checkChain(
  database: Database,
  key: string,
  heads: readonly ChainHead[],
  signer: Pick<HeadSigner, 'isSigned'> | null = null,
): Promise<ChainCheck> {
  const problems: ChainProblem[] = [];
  let found = 0;
  const tell = (problem: ChainProblem) => {
    found += 1;
    if (problems.length < TOLD) problems.push(problem);
  };
  const walked = await database.read(async () => {
    const walk = await walkSeals(database, key, heads, tell);
    return { ...walk, waiting: await lookAtUnsealed(database, key, tell) };
  });
  tellOfHeads(heads, walked, tell);
  if (signer) tellOfSignatures(heads, signer, tell);
  const { sealed, waiting, head } = walked;
  return { sealed, waiting, head, problems, further: found - problems.length };
}

/** With a key, every head from the first that is signed has to be, and the newest in any case. */
function tellOfSignatures(
  heads: readonly ChainHead[],
  { isSigned }: Pick<HeadSigner, 'isSigned'>,
  tell: (problem: ChainProblem) => void,
): void {
  const from = heads.findIndex(({ signature }) => signature !== undefined);
  if (from === -1 && heads.length > 0) {
    const text =
      'No seal outside of the database is signed, although a key is set: somebody took the signatures away, or the program was not started since.';
    tell({ kind: 'notSigned', id: null, text });
  }
  for (const head of from === -1 ? [] : heads.slice(from)) {
    if (isSigned(head)) continue;
    const text = `The seal of ${head.at} that was written outside of the database is not signed by the key that is set.`;
    tell({ kind: 'notSigned', id: null, text });
  }
}

async function walkSeals(
  database: Database,
  key: string,
  heads: readonly ChainHead[],
  tell: (problem: ChainProblem) => void,
) {
  const row = await database
    .query('settings')
    .where({ name: 'activity-sealed-before' })
    .first<{ value: string } | undefined>('value');
  const withoutMark = Number(row?.value ?? '0');
  const wanted = new Set(heads.map(({ seq }) => seq));
  const hashes = new Map<number, string>();
  let last: SealRow = { seq: 0, activity_id: 0, hash: '' };
  let sealed = 0;
  for (;;) {
    const seals = (await database
      .query('activity_seals')
      .where('seq', '>', last.seq)
      .orderBy('seq')
      .limit(AT_ONCE)
      .select('seq', 'activity_id', 'hash')) as SealRow[];
    const lines = await linesOf(
      database,
      seals.map(({ activity_id }) => activity_id),
    );
    for (const seal of seals) {
      const problem = problemOf(seal, last, lines.get(seal.activity_id), { key, withoutMark });
      if (problem) tell(problem);
      if (wanted.has(seal.seq)) hashes.set(seal.seq, seal.hash);
      last = seal;
    }
    sealed += seals.length;
    if (seals.length < AT_ONCE) break;
  }
  return { sealed, head: last.seq === 0 ? null : last.hash, lastSeq: last.seq, hashes };
}

async function linesOf(database: Database, ids: number[]): Promise<Map<number, SealedLine>> {
  const lines = (await database.query('activity').whereIn('id', ids).select('*')) as SealedLine[];
  return new Map(lines.map((line) => [line.id, line]));
}

const dayOf = (line: SealedLine) => `${line.id}, of ${line.at}`;

function problemOf(
  seal: SealRow,
  before: SealRow,
  line: SealedLine | undefined,
  { key, withoutMark }: { key: string; withoutMark: number },
): ChainProblem | null {
  const id = seal.activity_id;
  const gap = seal.seq - before.seq - 1;
  if (gap > 0) {
    const lines =
      gap === 1
        ? 'One line was removed with what sealed it'
        : `${gap} lines were removed with what sealed them`;
    const text = `${lines}, between line ${before.activity_id} and line ${id}.`;
    return { kind: 'removed', id, text };
  }
  if (!line) return { kind: 'removed', id, text: `Line ${id} was removed.` };
  const isOwn = seal.seq <= withoutMark ? line.mark === null : isMarked(key, line);
  const isSealed = sealOf(before.hash, seal.seq, line) === seal.hash;
  if (isOwn && isSealed) return null;
  if (line.mark === null && seal.seq > withoutMark) {
    return {
      kind: 'inserted',
      id,
      text: `Line ${dayOf(line)}, was added by somebody else than the program.`,
    };
  }
  // A mark that is right says that the line is as it was written: then it is the seal that is not.
  if (isOwn && line.mark !== null) {
    return {
      kind: 'sealChanged',
      id,
      text: `What seals line ${dayOf(line)}, was changed; the line was not.`,
    };
  }
  const what = line.mark === null ? `Line ${dayOf(line)}, or what seals it, was` : `Line ${dayOf(line)}, was`;
  return { kind: 'changed', id, text: `${what} changed after it was written.` };
}

/** Lines without a seal: new ones of the program, or what somebody has put there. */
async function lookAtUnsealed(
  database: Database,
  key: string,
  tell: (problem: ChainProblem) => void,
): Promise<number> {
  let waiting = 0;
  for (let last = 0; ;) {
    const lines = (await database
      .query('activity as a')
      .where('a.id', '>', last)
      .whereNotExists((query) =>
        query.from('activity_seals as s').whereRaw('s.activity_id = a.id').select('s.seq'),
      )
      .orderBy('a.id')
      .limit(AT_ONCE)
      .select('a.*')) as SealedLine[];
    for (const line of lines) {
      if (isMarked(key, line)) waiting += 1;
      else {
        const text = `Line ${dayOf(line)}, was added by somebody else than the program.`;
        tell({ kind: 'inserted', id: line.id, text });
      }
    }
    last = lines.at(-1)?.id ?? last;
    if (lines.length < AT_ONCE) return waiting;
  }
}

/** What the heads outside of the database know that the chain in it does not. */
function tellOfHeads(
  heads: readonly ChainHead[],
  { lastSeq, hashes }: { lastSeq: number; hashes: ReadonlyMap<number, string> },
  tell: (problem: ChainProblem) => void,
): void {
  const newest = heads.reduce<ChainHead | null>((a, b) => (a && a.seq >= b.seq ? a : b), null);
  if (newest && newest.seq > lastSeq) {
    const missing = newest.seq - lastSeq;
    const lines = missing === 1 ? 'The last line is' : `The last ${missing} lines are`;
    tell({
      kind: 'cutOff',
      id: null,
      text: `${lines} missing: ${newest.seq} were sealed at ${newest.at}, and there are ${lastSeq}.`,
    });
  }
  // Where the seal itself is gone the walk has told so.
  const other = heads.find(({ seq, hash }) => (hashes.get(seq) ?? hash) !== hash);
  if (!other) return;
  const good = heads.findLast(({ seq, hash }) => seq < other.seq && hashes.get(seq) === hash);
  tell({
    kind: 'remade',
    id: null,
    text:
      `The seals were made anew: what sealed the first ${other.seq} lines at ${other.at} is another now. ` +
      (good
        ? `The first ${good.seq}, sealed at ${good.at}, are as they were.`
        : 'No earlier seal is known to be right.'),
  });
}
