import { listOf } from '../../formats/english.ts';

/** A mean as it is told, with how sure it is. */
export interface NamedMean {
  name: string;
  text: string;
  value: number;
  /** Of its 95% interval; without one the mean is as it stands. */
  ends?: readonly [low: number, high: number] | null | undefined;
}

/** Means that are named of those that cannot be told apart; of more there is the number. */
const NAMED = 3;

/**
 * Which of some means is the highest and which the lowest, as far as that can be told: where intervals overlap an order of
 * the means would be a ranking of what may be chance.
 *
 * @param one - what has a mean, such as "which question"
 * @param possible - such as ", where 1 to 4 is possible"
 * @returns those level at either end where they stand alone; else a sentence, without its full stop, on what can be told
 */
export function extremesOf(
  means: readonly NamedMean[],
  { one = 'which of them', possible = '' }: { one?: string; possible?: string } = {},
): { highest: NamedMean[]; lowest: NamedMean[] } | { told: string } {
  const sorted = means.toSorted((a, b) => b.value - a.value);
  const [highest, lowest] = [sorted[0], sorted.at(-1)];
  const levelWith = (of: NamedMean | undefined) => means.filter(({ text }) => text === of?.text);
  const endsOf = ({ ends, value }: NamedMean) => ends ?? ([value, value] as const);
  const top = Math.max(...means.map((mean) => endsOf(mean)[0]));
  const bottom = Math.min(...means.map((mean) => endsOf(mean)[1]));
  const mayBeHighest = means.filter((mean) => endsOf(mean)[1] >= top);
  const mayBeLowest = means.filter((mean) => endsOf(mean)[0] <= bottom);
  const level = { highest: levelWith(highest), lowest: levelWith(lowest) };
  const isAlone = (list: readonly NamedMean[], of: readonly NamedMean[]) =>
    list.every((each) => of.includes(each));
  const [isHigh, isLow] = [isAlone(mayBeHighest, level.highest), isAlone(mayBeLowest, level.lowest)];
  if (isHigh && isLow) return level;
  const high = mayBeHighest.filter((each) => !mayBeLowest.includes(each));
  const low = mayBeLowest.filter((each) => !mayBeHighest.includes(each));
  if (high.length === 0 || low.length === 0) {
    return {
      told: `${one} is highest or lowest is not said: the means go from ${lowest?.text ?? ''} to ${highest?.text ?? ''}${possible}, and are not tested against each other`,
    };
  }
  const ofHigh = `${isHigh ? 'the highest mean is that of' : 'among the highest means are those of'} ${namesOf(high)}`;
  const ofLow = `${isLow ? 'the lowest that of' : 'among the lowest those of'} ${namesOf(low)}`;
  return {
    told: `${ofHigh}, ${ofLow}${possible}; ${one} is ${isHigh ? 'lowest' : isLow ? 'highest' : 'highest or lowest'} is not said: means are not tested against each other`,
  };
}

function namesOf(list: readonly NamedMean[]): string {
  const named = list.slice(0, NAMED).map(({ name, text }) => `“${name}” (${text})`);
  const more = list.length - named.length;
  return listOf([...named, ...(more > 0 ? [`${more} more`] : [])]);
}
