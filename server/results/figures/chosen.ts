import { howChosen } from '../../../rules/index.ts';
import type { Denominator, HowChosen, ShownWeighted, WeightedCheck } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { GroupSample } from '../../fieldwork/sampling/service.ts';
import { intervalText, listOf } from '../../formats/english.ts';

/** How the files of groups were chosen, from how they were drawn. */
export function chosenFrom(
  groups: readonly Pick<SampleGroup, 'name' | 'files'>[],
  samples: readonly GroupSample[],
  printed = false,
): HowChosen {
  return howChosen(
    groups.map(({ name, files }) => {
      const sample = samples.find(({ group }) => group === name);
      const draw = sample && { ...sample, begun: files - sample.outsideSample };
      return { name, files, draw: draw ?? null };
    }),
    { seed: samples[0]?.seed ?? null, printed },
  );
}

const BEFOREHAND =
  'An interval then says only how far chance could move the figure if as many files were drawn at random; it does not say how far the chosen files are from all others.';

/** How the files were chosen, and what an interval means for it, in a few sentences to stand beside figures. */
export function chosenText(chosen: HowChosen): string {
  const seed = chosen.seed === null ? '' : ` (seed ${chosen.seed})`;
  const outside = chosen.groups.some((group) => group.outside > 0)
    ? ' Some files were read that were not drawn.'
    : '';
  switch (chosen.way) {
    case 'unknown':
      return 'How the files behind this published table were chosen is not known here.';
    case 'beforehand':
      return `The files were chosen beforehand, not drawn at random. ${BEFOREHAND}`;
    case 'all':
      return `All files on the caseload list were taken.${outside} An interval says how far a figure of so few files could be moved by chance, not by which files were taken.`;
    case 'random':
      return `The files were drawn at random from a caseload list${seed}.${outside}`;
    case 'every':
      return `The files were drawn in equal steps through a caseload list, from a random start${seed}.${outside}`;
    case 'mixed':
      return `${mixedText(chosen, seed)}${outside} In groups that were chosen, and for all files together: ${BEFOREHAND.charAt(0).toLowerCase()}${BEFOREHAND.slice(1).replace('then says', 'says')}`;
  }
}

const WAYS = {
  all: 'All files on the list',
  random: 'Drawn at random from a list',
  every: 'Drawn in equal steps through a list',
  beforehand: 'Chosen beforehand',
} as const;

/** How the files of a sample group were chosen, in a few words; empty of what is no group. */
export function wayOf({ groups }: HowChosen, name: string): string {
  const way = groups.find((group) => group.name === name)?.way;
  return way ? WAYS[way] : '';
}

function mixedText({ groups }: HowChosen, seed: string): string {
  const parts = (['all', 'random', 'every', 'beforehand'] as const).flatMap((way) => {
    const names = groups.filter((group) => group.way === way).map(({ name }) => name);
    if (names.length === 0) return [];
    const drawn = way === 'random' || way === 'every' ? seed : '';
    return [`${WAYS[way]}${drawn}: ${listOf(names)}.`];
  });
  return `The files were chosen in different ways. ${parts.join(' ')}`;
}

/** What the weighted figures are, and which of two is which; null where there are none. */
export function weightedText(weighted: WeightedCheck[] | null, { groups }: HowChosen): string | null {
  if (!weighted) return null;
  const rates = groups.map(({ name, files, listed }) => `${name} ${files} of ${listed}`);
  return `The groups were drawn at different rates (${rates.join(', ')}). “All files” counts every file that was read once; “weighted” counts each group by the files on its list, and so estimates all files on the lists.`;
}

/** A weighted figure in words, such as "70%, interval 44% to 88%". */
export function weightedFigureText(
  weighted: WeightedCheck[] | null,
  checkId: string,
  denominator: Denominator,
): ShownWeightedText {
  const figure: ShownWeighted = weighted?.find(({ id }) => id === checkId)?.[denominator] ?? { kind: 'none' };
  if (figure.kind !== 'figure') return { kind: figure.kind, percent: '', interval: '' };
  return {
    kind: 'figure',
    percent: `${figure.percent}%`,
    interval: figure.interval ? intervalText(figure.interval) : 'no interval: one file of a group was read',
  };
}

interface ShownWeightedText {
  kind: ShownWeighted['kind'];
  percent: string;
  interval: string;
}
