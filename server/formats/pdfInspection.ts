import { constants, createInflate } from 'node:zlib';

/** Why a file is not taken as a plain PDF. */
export type PdfProblem =
  'not a PDF' | 'broken off' | 'script' | 'attachment' | 'launch' | 'locked' | 'unreadable';

/** No PDF of a sensible size unpacks to more than this; one that does is a bomb, or cannot be looked through in time. */
const UNPACKED_MAXIMUM_BYTES = 300 * 1024 * 1024;
const STREAMS_MAXIMUM = 50_000;
/**
 * How many times its own length of a file is unpacked at most. Streams lie one behind the other, so once is enough;
 * where each of many begins within the one before, all of the rest would be unpacked for each.
 */
const LOOKS = 2;
const SLICE_BYTES = 64 * 1024;
const STREAMS_A_STEP = 500;
const STEP_BYTES = 1024 * 1024;
/** Longer than any name that is looked for, its every letter written as #xx. */
const OVERLAP = 64;

/** More often than this the name of a script is written in no PDF that has none. */
const SCRIPT_NAMES_MAXIMUM = 1000;
/** Between the name of a script and the script no program writes as much as this. */
const SCRIPT_REACH = 64;

/** A name as it may be written: each of its characters itself, or #xx. */
const name = (text: string): string =>
  `/${text
    .split('')
    .map((letter) => {
      const hex = letter.charCodeAt(0).toString(16);
      const either = hex
        .split('')
        .map((digit) => (/\d/.test(digit) ? digit : `[${digit}${digit.toUpperCase()}]`));
      return `(?:${letter}|#${either.join('')})`;
    })
    .join('')}`;
/** After a name of PDF comes a delimiter, or white space, or the end; also when its next character is written #xx. */
const END = '(?![A-Za-z0-9_.+-]|#(?:[46][1-9A-Fa-f]|[57][0-9Aa]|3\\d|5[Ff]|2[BDEbde]))';
const GAP = '(?:[\\s\\0]|%[^\\r\\n]*(?:[\\r\\n]|$))*';
// /JS is short enough to come up in packed data by chance, so what follows it, a text or a reference, has to fit. Only
// so many characters are held against this: over any length, gaps and digits could be divided in too many ways.
const SCRIPT_NAME = new RegExp(name('JS') + END, 'g');
const SCRIPT = new RegExp(`^${GAP}(?:[(<]|$|\\d+${GAP}(?:$|\\d+${GAP}(?:$|R)))`);
const oneOf = (names: readonly string[]) => new RegExp(`(?:${names.map(name).join('|')})${END}`);
const SIGNS: readonly [PdfProblem, RegExp][] = [
  ['script', oneOf(['JavaScript', 'XFA'])],
  ['attachment', oneOf(['EmbeddedFiles', 'EmbeddedFile', 'RichMedia', 'FileAttachment'])],
  ['launch', oneOf(['Launch', 'ImportData', 'SubmitForm', 'GoToE'])],
  ['locked', oneOf(['Encrypt'])],
];

/**
 * Whether a file is a PDF that only shows something: what it is told by is its content, not its name. Refused are
 * files with scripts, forms that send or run something, and files in the file; and what cannot be looked through:
 * encrypted, or with objects packed in an unusual way. It is a sieve and no virus scanner: files are handed out for
 * download only, and never opened by the program.
 *
 * All bytes are looked at, and again all that unpacks (Flate), since objects hide in streams. Names written with #xx
 * are found as well. Twice the bytes take twice as long, whatever they are, and memory stays small; where people wait
 * for other things, `inspectPdf` does this on a thread of its own.
 *
 * @returns the first problem found, or null
 * @see ISO 32000-1, 7.3.5 (names), 7.5.7 (object streams), 12.6.4 (actions)
 */
export async function pdfProblem(file: Buffer): Promise<PdfProblem | null> {
  if (!/^%PDF-\d\.\d/.test(file.toString('latin1', 0, 8))) return 'not a PDF';
  if (!file.toString('latin1', Math.max(0, file.length - 2048)).includes('%%EOF')) return 'broken off';

  const sieve = new Sieve();
  for (let at = 0; at < file.length; at += STEP_BYTES) {
    const problem = sieve.look(file.subarray(at, at + STEP_BYTES));
    if (problem) return problem;
    await letGo();
  }

  let unpacked = 0;
  let streams = 0;
  let left = LOOKS * file.length + SLICE_BYTES;
  for (const { head, start } of streamsOf(file)) {
    streams += 1;
    if (streams > STREAMS_MAXIMUM) return 'unreadable';
    if (streams % STREAMS_A_STEP === 0) await letGo();
    if (OBJECTS.test(head) && packedUnusually(head)) return 'unreadable';
    // Packed data begins so whatever its dictionary says, or hides.
    if (!beginsPacked(file, start)) continue;
    sieve.begin();
    const outcome = await inflate(
      file.subarray(start, start + left),
      UNPACKED_MAXIMUM_BYTES - unpacked,
      (part) => sieve.look(part),
    );
    if (outcome.problem) return outcome.problem;
    unpacked += outcome.bytes;
    left -= outcome.taken;
    if (unpacked >= UNPACKED_MAXIMUM_BYTES || left <= 0) return 'unreadable';
  }
  return null;
}

/** Looks through bytes that come in parts; what lies across two of them is found too. */
class Sieve {
  #rest = '';
  #scriptNames = 0;

  /** What comes now has nothing to do with what came before. */
  begin(): void {
    this.#rest = '';
  }

  look(part: Buffer): PdfProblem | null {
    const text = this.#rest + part.toString('latin1');
    this.#rest = text.slice(-OVERLAP);
    return this.#scriptIn(text) ?? SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? null;
  }

  #scriptIn(text: string): PdfProblem | null {
    for (const { 0: found, index } of text.matchAll(SCRIPT_NAME)) {
      const behind = index + found.length;
      if (SCRIPT.test(text.slice(behind, behind + SCRIPT_REACH))) return 'script';
      this.#scriptNames += 1;
      if (this.#scriptNames > SCRIPT_NAMES_MAXIMUM) return 'unreadable';
    }
    return null;
  }
}

const OBJECTS = new RegExp(`${name('ObjStm')}(?![A-Za-z])`);
const UNUSUAL = new RegExp(
  `(?:${['ASCIIHexDecode', 'AHx', 'ASCII85Decode', 'A85', 'LZWDecode', 'LZW', 'RunLengthDecode', 'RL', 'Crypt', 'DecodeParms', 'DP'].map(name).join('|')})(?![A-Za-z])`,
);
const FILTERS = new RegExp(`${name('Filter')}\\s*\\[[^\\]]*`, 'g');
const FLATE = new RegExp(name('Fl'), 'g');

/** Object streams come plain or with Flate alone; any other way is none that a usual program writes. */
const packedUnusually = (head: string): boolean =>
  UNUSUAL.test(head) || (head.match(FILTERS) ?? []).some((list) => (list.match(FLATE) ?? []).length > 1);

/** Where the data of every stream begins, with what stands before it. */
function* streamsOf(file: Buffer): Generator<{ head: string; start: number }> {
  for (let at = file.indexOf('stream'); at !== -1; at = file.indexOf('stream', at + 6)) {
    if (file[at - 3] === 0x65 && file[at - 2] === 0x6e && file[at - 1] === 0x64) continue;
    let start = at + 6;
    if (file[start] === 0x0d) start += 1;
    if (file[start] === 0x0a) start += 1;
    yield { head: file.toString('latin1', Math.max(0, at - 1024), at), start };
  }
}

/** RFC 1950, 2.2: the method, and a check of the first two bytes. */
const beginsPacked = (file: Buffer, start: number): boolean => {
  const [first = 0, second = 0] = file.subarray(start, start + 2);
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
};

/**
 * Unpacks what can be unpacked from here on, up to a limit; what is no packed data gives nothing.
 *
 * @returns how many bytes came of it, and how many of the data at most were taken for it
 */
function inflate(
  data: Buffer,
  limit: number,
  look: (part: Buffer) => PdfProblem | null,
): Promise<{ bytes: number; taken: number; problem: PdfProblem | null }> {
  return new Promise((resolve) => {
    const stream = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
    let bytes = 0;
    let given = 0;
    const end = (problem: PdfProblem | null, taken = given) => {
      stream.destroy();
      resolve({ bytes, taken, problem });
    };
    // In slices: of data that turns out to be damaged it is not told how much of it was taken.
    const give = () => {
      if (stream.destroyed) return;
      if (given >= data.length) {
        stream.end();
        return;
      }
      const slice = data.subarray(given, given + SLICE_BYTES);
      given += slice.length;
      stream.write(slice, give);
    };
    stream.on('data', (part: Buffer) => {
      bytes += part.length;
      const problem = look(part);
      if (problem || bytes >= limit) end(problem);
    });
    stream.on('end', () => end(null, Math.min(given, stream.bytesWritten)));
    // Not packed after all, or damaged: a reader could unpack no more of it either.
    stream.on('error', () => end(null));
    stream.on('close', () => end(null));
    give();
  });
}

const letGo = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
