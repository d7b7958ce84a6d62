import { correctedOver } from '../../rules/index.ts';
import type { ReaderQuality } from '../../rules/index.ts';
import { shuffled } from '../../rules/random.ts';

/** A group of which some files are read, and some of these twice, by readers who err each in their own way. */
export interface MisreadGroup {
  listed: number;
  read: number;
  twice: number;
  /** Its true share. */
  share: number;
  /** Who reads its files: alike many each, unless it says how many, and how many of these are read twice. */
  readers: Reader[];
}

interface Reader {
  /** How often a yes and a no are read rightly. */
  yes: number;
  no: number;
  read?: number;
  twice?: number;
}

const good = { yes: 0.98, no: 0.95 };
const poor = { yes: 0.8, no: 0.75 };
const alike = { yes: 0.9, no: 0.85 };

/** Audits with planted errors: at unequal rates between groups, between readers, or both. */
export const MISREAD: Record<string, MisreadGroup[]> = {
  'one list, read whole': [{ listed: 60, read: 60, twice: 25, share: 0.6, readers: [alike] }],
  'three groups drawn at different rates, read differently well': [
    { listed: 200, read: 20, twice: 8, share: 0.9, readers: [{ yes: 0.95, no: 0.9 }] },
    { listed: 60, read: 20, twice: 8, share: 0.6, readers: [{ yes: 0.85, no: 0.8 }] },
    { listed: 40, read: 20, twice: 8, share: 0.4, readers: [{ yes: 0.8, no: 0.95 }] },
  ],
  'two large samples, read differently well': [
    { listed: 200, read: 40, twice: 20, share: 0.85, readers: [{ yes: 0.97, no: 0.75 }] },
    { listed: 60, read: 40, twice: 20, share: 0.6, readers: [{ yes: 0.8, no: 0.95 }] },
  ],
  'second readings where reading is poor': [
    { listed: 300, read: 30, twice: 6, share: 0.75, readers: [good] },
    { listed: 60, read: 30, twice: 24, share: 0.5, readers: [poor] },
  ],
  'two readers of whom one is poor': [
    { listed: 100, read: 50, twice: 20, share: 0.65, readers: [good, poor] },
    { listed: 80, read: 30, twice: 12, share: 0.5, readers: [good, poor] },
  ],
  'one who reads much and well, one who reads little and poorly and is read again more': [
    {
      listed: 200,
      read: 60,
      twice: 24,
      share: 0.7,
      readers: [
        { ...good, read: 48, twice: 10 },
        { ...poor, read: 12, twice: 12 },
      ],
    },
    {
      listed: 80,
      read: 30,
      twice: 12,
      share: 0.5,
      readers: [
        { ...good, read: 22, twice: 6 },
        { ...poor, read: 8, twice: 6 },
      ],
    },
  ],
  'one who reads much and poorly and is read again less': [
    {
      listed: 600,
      read: 150,
      twice: 70,
      share: 0.75,
      readers: [
        { ...poor, read: 100, twice: 25 },
        { ...good, read: 50, twice: 45 },
      ],
    },
  ],
  'three who read different numbers, each err in their own way, one hardly read again': [
    {
      listed: 150,
      read: 60,
      twice: 24,
      share: 0.65,
      readers: [
        { yes: 0.97, no: 0.7, read: 35, twice: 9 },
        { yes: 0.75, no: 0.95, read: 20, twice: 14 },
        { yes: 0.9, no: 0.9, read: 5, twice: 1 },
      ],
    },
  ],
  'everything read twice': [
    { listed: 120, read: 40, twice: 40, share: 0.7, readers: [{ yes: 0.9, no: 0.9 }] },
    { listed: 60, read: 30, twice: 30, share: 0.6, readers: [{ yes: 0.95, no: 0.85 }] },
  ],
};

/**
 * Reads such an audit so many times, each time other files and other errors.
 *
 * @returns how often the 95% interval holds the true share of all lists, and how wide it is on average
 */
export function readWithErrors(groups: readonly MisreadGroup[], times: number, random: () => number) {
  const [yes, listed] = [
    groups.reduce((sum, group) => sum + Math.round(group.share * group.listed), 0),
    groups.reduce((sum, group) => sum + group.listed, 0),
  ];
  const truth = yes / listed;
  const found = { told: 0, held: 0, width: 0 };
  for (let time = 0; time < times; time += 1) {
    const estimate = correctedOver(groups.map((group) => readOnce(group, random)));
    if (!estimate) continue;
    found.told += 1;
    found.width += estimate.high - estimate.low;
    if (estimate.low <= truth + 1e-9 && truth <= estimate.high + 1e-9) found.held += 1;
  }
  return { told: found.told, held: found.held / found.told, width: found.width / found.told };
}

function readOnce({ listed, read, twice, share, readers }: MisreadGroup, random: () => number) {
  const list = Array.from({ length: listed }, (_, i) => i < Math.round(share * listed));
  const files = shuffled(list, random).slice(0, read);
  const readBy = readers.flatMap((reader) => Array.from<Reader>({ length: reader.read ?? 0 }).fill(reader));
  const isBy = readBy.length > 0;
  const quality = noneKnown();
  const own = new Map(readers.map((reader) => [reader, { read: 0, twice: 0, quality: noneKnown() }]));
  let yes = 0;
  for (const [i, truth] of files.entries()) {
    const reader = readBy[i] ?? readers[Math.floor(random() * readers.length)] ?? { yes: 1, no: 1 };
    const said = random() < (truth ? reader.yes : reader.no) ? truth : !truth;
    if (said) yes += 1;
    const by = own.get(reader);
    if (by) by.read += 1;
    if (isBy ? (by?.twice ?? 0) >= (reader.twice ?? 0) : i >= twice) continue;
    if (by) by.twice += 1;
    for (const known of by ? [quality, by.quality] : [quality]) {
      const of = truth ? known.settledYes : known.settledNo;
      of.files += 1;
      if (said === truth) of.read += 1;
    }
  }
  const fraction = read / listed;
  return {
    weight: 1 / fraction,
    fraction,
    read,
    applicable: read,
    yes,
    twice,
    quality,
    readers: [...own.values()],
  };
}

const noneKnown = (): ReaderQuality => ({
  settledYes: { read: 0, files: 0 },
  settledNo: { read: 0, files: 0 },
});
