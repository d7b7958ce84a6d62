// Drawing a sample that anybody can draw again: everything here follows from the list and the seed alone.

/**
 * At random without replacement, every k-th of the list in its order from a random start, or at random with at least one
 * file of each worker.
 */
export const SAMPLING_METHODS = ['random', 'every', 'workers'] as const;
export type SamplingMethod = (typeof SAMPLING_METHODS)[number];

/** How many files of a group are drawn: so many, or this share of its list. */
export interface SampleAmount {
  by: 'number' | 'percent';
  /** A whole number of files, or of percent. */
  amount: number;
}

/** What was drawn of a list, in the order of the draw, and the rest as its reserve, in the order of its use. */
interface Draw {
  drawn: string[];
  reserve: string[];
}

/** What a seed may look like: it is printed in reports, so it says nothing about anybody. */
export const SEED_PATTERN = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;
export const SEED_MAXIMUM_LENGTH = 40;

/**
 * How many files that is of a list of this size. A share is rounded up.
 *
 * @example sampleCount({ by: 'percent', amount: 10 }, 52) // 6
 */
export function sampleCount({ by, amount }: SampleAmount, listed: number): number {
  return by === 'number' ? amount : Math.ceil((listed * amount) / 100);
}

/**
 * Draws files of one group's list.
 *
 * - `random`: the list is sorted by reference, so that the order of the sheet does not matter, and shuffled; the
 *   first are drawn. A larger number drawn with the same seed therefore begins with the same files.
 * - `every`: the list stays in the order of the sheet, which may mean something, such as the date of assessment.
 *   With N files and n to be drawn the step is N/n, the start random within the first step. What was not drawn is
 *   shuffled to make the reserve.
 *
 * - `workers`: for each worker, in the order of their codes, one of their files is drawn, each of them as likely; then the
 *   rest of the list is shuffled, and the next are drawn until there are enough. What is drawn is read in an order that is
 *   shuffled once more.
 *
 * With the first two each file of the list is drawn with the same probability, n/N. With the third it is not: of W workers
 * a file of one who has N_w is drawn with 1/N_w + (1 - 1/N_w)(n - W)/(N - W).
 *
 * @param seed - with the same seed, list and number the draw is the same, always and everywhere
 * @param group - its name on the list, in small or capital letters; it makes groups of one size independent
 * @param list - references, each once
 * @param workers - of `workers`: the worker of each file, by its reference
 * @throws RangeError when there are fewer files than are to be drawn, or more workers, or a file without one
 */
export function drawSample(of: {
  seed: string;
  group: string;
  list: readonly string[];
  method: SamplingMethod;
  count: number;
  workers?: ReadonlyMap<string, string>;
}): Draw {
  const { seed, group, list, method, count, workers = new Map<string, string>() } = of;
  if (!Number.isSafeInteger(count) || count < 0 || count > list.length) {
    throw new RangeError(`${count} of ${list.length} files cannot be drawn`);
  }
  const random = randomFrom(`${seed}\n${group.toLowerCase()}`);
  if (method === 'random') {
    const order = shuffled(list, random);
    return { drawn: order.slice(0, count), reserve: order.slice(count) };
  }
  if (method === 'workers') return drawByWorkers(list, count, workers, random);
  const start = count === 0 ? 0 : random.below(list.length);
  // In whole numbers: a step that is a fraction would be rounded differently here and there.
  const places = new Set(
    Array.from({ length: count }, (_, i) => Math.floor((start + i * list.length) / count)),
  );
  return {
    drawn: list.filter((_, place) => places.has(place)),
    reserve: shuffled(
      list.filter((_, place) => !places.has(place)),
      random,
    ),
  };
}

/** The files of each worker, by code, in the order of the list; null where a file has none. */
export function filesByWorker(
  list: readonly string[],
  workers: ReadonlyMap<string, string>,
): ReadonlyMap<string, string[]> | null {
  const found = new Map<string, string[]>();
  for (const reference of list) {
    const worker = workers.get(reference);
    if (worker === undefined) return null;
    found.set(worker, [...(found.get(worker) ?? []), reference]);
  }
  return found;
}

function drawByWorkers(
  list: readonly string[],
  count: number,
  workers: ReadonlyMap<string, string>,
  random: Random,
): Draw {
  const own = filesByWorker(list, workers);
  if (own === null || own.size > count) {
    throw new RangeError(`${count} files cannot have one of each worker`);
  }
  const firsts = [...own]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, files]) => shuffled(files, random)[0] ?? '');
  const taken = new Set(firsts);
  const rest = shuffled(
    list.filter((reference) => !taken.has(reference)),
    random,
  );
  const more = count - firsts.length;
  return { drawn: shuffled([...firsts, ...rest.slice(0, more)], random), reserve: rest.slice(more) };
}

/** Sorted by their characters' codes first, which no language setting changes; then shuffled from the front. */
export function shuffled(list: readonly string[], random: Random): string[] {
  const order = list.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (let i = 0; i < order.length - 1; i += 1) {
    const j = i + random.below(order.length - i);
    [order[i], order[j]] = [order[j] ?? '', order[i] ?? ''];
  }
  return order;
}

export interface Random {
  /** The next whole number from 0 to 2³² - 1. */
  next(): number;
  /** The next whole number from 0 to below n, each as likely. */
  below(n: number): number;
}

/**
 * Random numbers that follow from a text. Its four words of state are the hashes of "0", "1", "2" and "3", each
 * followed by the text.
 */
export function randomFrom(text: string): Random {
  return xoshiro128([0, 1, 2, 3].map((word) => mix(fnv1a(`${word}${text}`))));
}

/**
 * The generator xoshiro128**.
 *
 * @param words - its state, four whole numbers of 32 bits, not all zero
 * @see Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators, ACM Trans Math Softw 2021; 47
 */
export function xoshiro128(words: readonly number[]): Random {
  let [a = 0, b = 0, c = 0, d = 0] = words.map((word) => word >>> 0);
  if ((a | b | c | d) === 0) d = 1;
  const next = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  return {
    next,
    below(n) {
      // What is left over above a multiple of n would make the first numbers likelier.
      const limit = 2 ** 32 - (2 ** 32 % n);
      for (;;) {
        const number = next();
        if (number < limit) return number % n;
      }
    },
  };
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/**
 * The hash FNV-1a of a text in UTF-8, 32 bits.
 *
 * @see Fowler, Noll, Vo; RFC 9923
 * @example fnv1a('a') // 0xe40c292c
 */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Spreads a hash over all bits, so that texts that differ in one letter share nothing (MurmurHash3's finaliser). */
function mix(hash: number): number {
  let word = hash;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
