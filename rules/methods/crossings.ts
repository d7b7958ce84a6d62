/** Between what numbers of yes one reads on, by how many files were read to which the check applies. */
export interface StoppingBounds {
  /** From so many yes on the standard is met; more than were read where nothing suffices. */
  met: Int32Array;
  /** With so many or fewer it is not; -1 where nothing is too few. */
  notMet: Int32Array;
}

/** Files to all of which a check applies, and how many of them have a yes. */
export interface Caseload {
  files: number;
  yes: number;
}

/** The two things that are said. */
export type Side = 'met' | 'notMet';

/** Each place at which a bound is crossed: files read, yes among them, and how likely draws that are put back come there. */
interface Ways {
  share: number;
  read: number[];
  yes: number[];
  chances: number[];
}

/**
 * The ways on which one bound is crossed. How many there are to a place does not hang on the caseload, so they are gone through
 * once for all numbers of files to which a check may apply, as if each file that is read had a yes with the same chance.
 */
export function waysAcross({ met, notMet }: StoppingBounds, side: Side, share: number): Ways {
  const ways: Ways = { share, read: [], yes: [], chances: [] };
  const last = met.length - 1;
  const here = new Float64Array(last + 2);
  here[0] = 1;
  const cross = (read: number, yes: number) => {
    const chance = here[yes] ?? 0;
    if (chance === 0) return;
    ways.read.push(read);
    ways.yes.push(yes);
    ways.chances.push(chance);
  };
  let [from, to] = [0, 0];
  for (let read = 1; read <= last && from <= to; read += 1) {
    here[to + 1] = 0;
    for (let yes = to; yes >= from; yes -= 1) {
      const chance = here[yes] ?? 0;
      here[yes + 1] = (here[yes + 1] ?? 0) + chance * share;
      here[yes] = chance * (1 - share);
    }
    to += 1;
    for (; from <= to && from <= (notMet[read] ?? -1); from += 1) if (side === 'notMet') cross(read, from);
    for (; to >= from && to >= (met[read] ?? to + 1); to -= 1) if (side === 'met') cross(read, to);
  }
  return ways;
}

/**
 * How likely one of these ways is gone where all files of a caseload are read at random: each is as much likelier or rarer than
 * with draws that are put back as its row of yes and no is. From one place to the next only a file or two change in that.
 */
export function chanceAcross(ways: Ways, { files, yes }: Caseload): number {
  const { share } = ways;
  const no = files - yes;
  let [sum, ratio, read, found] = [0, 1, 0, 0];
  for (let i = 0; i < ways.read.length; i += 1) {
    const [toRead, toYes] = [ways.read[i] ?? 0, ways.yes[i] ?? 0];
    // Every file of them read, nothing is said by a bound any more.
    if (toRead >= files) break;
    if (toYes > yes || toRead - toYes > no) continue;
    // A bound seldom jumps: then a yes is taken for a no, or a no for a yes.
    for (; found > toYes; found -= 1) {
      ratio *= ((no - (read - found)) * share) / ((yes - found + 1) * (1 - share));
    }
    for (; toYes - found > toRead - read; found += 1) {
      ratio *= ((yes - found) * (1 - share)) / ((no - (read - found) + 1) * share);
    }
    for (; read < toRead; read += 1) {
      if (found < toYes) {
        ratio *= (yes - found) / ((files - read) * share);
        found += 1;
      } else ratio *= (no - (read - found)) / ((files - read) * (1 - share));
    }
    sum += (ways.chances[i] ?? 0) * ratio;
  }
  return sum;
}
