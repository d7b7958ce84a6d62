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
  /** By reader, how often a yes and a no are read rightly. */
  readers: { yes: number; no: number }[];
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
  const answers = files.map((truth) => {
    const reader = readers[Math.floor(random() * readers.length)] ?? { yes: 1, no: 1 };
    return random() < (truth ? reader.yes : reader.no) ? truth : !truth;
  });
  const quality: ReaderQuality = { settledYes: { read: 0, files: 0 }, settledNo: { read: 0, files: 0 } };
  for (const [i, truth] of files.slice(0, twice).entries()) {
    const of = truth ? quality.settledYes : quality.settledNo;
    of.files += 1;
    if (answers[i] === truth) of.read += 1;
  }
  return {
    weight: listed / read,
    fraction: read / listed,
    read,
    applicable: read,
    yes: answers.filter(Boolean).length,
    twice,
    quality,
  };
}
