import { areAllDrawn, howChosen, isNonePicked, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type {
  ChosenGroup,
  Headline,
  HowChosen,
  KnownSize,
  OverallFigure,
  ShownWeighted,
  SubjectWords,
  WeightedCheck,
} from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { GroupSample } from '../../fieldwork/sampling/service.ts';
import { countOf, intervalText, listOf } from '../../formats/english.ts';

/** How the files of groups were chosen, from how they were drawn. @param sizes - by group, where a lead entered them */
export function chosenFrom(
  groups: readonly Pick<SampleGroup, 'name' | 'files'>[],
  samples: readonly GroupSample[],
  { sizes, printed = false }: { sizes: ReadonlyMap<string, KnownSize>; printed?: boolean },
): HowChosen {
  return howChosen(
    groups.map(({ name, files }) => {
      const sample = samples.find(({ group }) => group === name);
      const draw = sample && {
        ...sample,
        begun: files - sample.outsideSample,
        missing: sample.notFound.filter(({ replaced }) => !replaced).length,
      };
      return { name, files, draw: draw ?? null, size: sizes.get(name) };
    }),
    { seed: samples[0]?.seed ?? null, printed, leftOut: samples[0]?.leftOut ?? 0 },
  );
}

const beforehand = ({ files }: SubjectWords) =>
  `An interval then says only how far chance could move the figure if as many ${files} were drawn at random; it does not say how far the chosen ${files} are from all others.`;

/** What drawing at least one file of each worker does to the chances of a file. */
const workersText = ({ file, files }: SubjectWords) =>
  `A ${file} of a worker with few ${files} was likelier to be drawn than others, so this is no simple random sample of the list, and nothing is weighted by it.`;

/** How the files were chosen, and what an interval means for it, in a few sentences to stand beside figures. */
export function chosenText(chosen: HowChosen, words: SubjectWords): string {
  return `${wayText(chosen, words)}${leftOutText(chosen, words)}${stoppedText(chosen, words)}${enteredText(chosen, words)}`;
}

function wayText(chosen: HowChosen, words: SubjectWords): string {
  const { files } = words;
  const seed = chosen.seed === null ? '' : ` (seed ${chosen.seed})`;
  const outside = chosen.groups.some((group) => group.outside > 0)
    ? ` Some ${files} were ${words.read} that were not drawn.`
    : '';
  switch (chosen.way) {
    case 'unknown':
      return `How the ${files} behind this published table were chosen is not known here.`;
    case 'beforehand':
      return `The ${files} were chosen beforehand, not drawn at random. ${beforehand(words)}`;
    case 'all':
      return `All ${files} on the ${words.list} were taken${butNotFound(chosen.groups)}.${outside} Where all of them were ${words.read} there is no interval: nothing is estimated.`;
    case 'random':
      return `The ${files} were drawn at random from a ${words.list}${seed}.${outside}${ofTheList(chosen)}`;
    case 'every':
      return `The ${files} were drawn in equal steps through a ${words.list}, from a random start${seed}.${outside}${ofTheList(chosen)}`;
    case 'workers':
      return `The ${files} were drawn at random so that every worker on the ${words.list} is ${words.read}${seed}.${outside} ${workersText(words)} ${beforehand(words)}`;
    case 'whole':
      return `All ${files} that the service has were ${words.read}, by the numbers entered at set-up. There is no interval: nothing is estimated.`;
    case 'elsewhere':
      return `The ${files} were drawn at random outside this program, as the panel lead said at set-up, from as many as were entered there (${enteredOf(chosen.groups)}).${outside}${ofTheList(chosen)}`;
    case 'mixed':
      if (isNonePicked(chosen)) return `${mixedText(chosen, seed, words)}${outside}${ofTheList(chosen)}`;
      return `${mixedText(chosen, seed, words)}${outside}${isAnyByWorkers(chosen) ? ` ${workersText(words)}` : ''} In groups that were chosen, and for all ${files} together: ${beforehand(words).replace('An interval then says', 'an interval says')}`;
  }
}

/** That rows of a list were left out, so that nothing drawn from it is of the whole caseload; empty where none were. */
export const leftOutText = ({ leftOut = 0 }: Pick<HowChosen, 'leftOut'>, { list }: SubjectWords): string =>
  leftOut === 0
    ? ''
    : ` ${countOf(leftOut, 'row')} of the ${list} ${leftOut === 1 ? 'was' : 'were'} left out because something is wrong with ${leftOut === 1 ? 'it' : 'them'}, and could not be drawn.`;

/** That reading ended early by a rule chosen beforehand, how far it went, and what that does to a figure; empty where not. */
function stoppedText({ stopped }: HowChosen, { files, read }: SubjectWords): string {
  if (!stopped) return '';
  const checks = countOf(stopped.checks, 'check');
  const far = stopped.groups.map((group) => `${group.name} ${group.files} of ${group.drawn}`);
  return ` Before any answer was seen it was decided that reading may stop once it is sure of ${checks}. So far ${read} of the drawn ${files}: ${listOf(far)}. A panel that stops as soon as it is sure has often just read a run of good or of bad ${files}, so the percentage of such a check may be a few points too high or too low. Whether its standard is met is not touched by that.`;
}

/** What an interval of files that were drawn is of; nothing where files were read besides. */
const ofTheList = (chosen: HowChosen): string =>
  chosen.groups.some(({ outside }) => outside > 0)
    ? ''
    : ` An interval is that of ${isAnyEntered(chosen) ? 'all that were drawn from: narrower the more of them were read' : 'the whole list: narrower the more of it was read'}.`;

/** Whether files of a group are counted against a number that was entered. */
const isAnyEntered = ({ groups }: HowChosen): boolean =>
  groups.some(({ way }) => way === 'elsewhere' || way === 'whole');

const enteredOf = (groups: readonly ChosenGroup[]): string =>
  groups.map(({ name, listed }) => `${name} ${listed}`).join(', ');

/** Of sizes that were entered: which a list stands above, and which say nothing since their files were not drawn; empty where none. */
function enteredText({ groups }: HowChosen, { files }: SubjectWords): string {
  const told = groups.flatMap(({ name, way, listed, entered }) => {
    if (entered === undefined || entered === listed) return [];
    return way === 'beforehand'
      ? ` ${name} has ${countOf(entered, files, files)} as entered at set-up; that is not used, since its ${files} were not drawn at random.`
      : ` ${name} has ${listed} on its list and ${entered} as entered at set-up; the list counts.`;
  });
  return told.join('');
}

/** How many of lists that were taken whole could not be found; empty where all were. */
export function butNotFound(groups: readonly ChosenGroup[]): string {
  const count = groups.reduce((sum, { way, notFound }) => sum + (way === 'all' ? notFound : 0), 0);
  return count === 0 ? '' : `, but ${count} ${count === 1 ? 'was' : 'were'} not found`;
}

const waysIn = ({ files }: SubjectWords) => ({
  all: `All ${files} on the list`,
  random: 'Drawn at random from a list',
  every: 'Drawn in equal steps through a list',
  workers: 'Drawn at random so that every worker is read',
  whole: `All ${files} that the service has, by the number entered`,
  elsewhere: 'Drawn at random outside this program, as the panel lead said',
  beforehand: 'Chosen beforehand',
});

/** How the files of a sample group were chosen, in a few words; empty of what is no group. */
export function wayOf({ groups }: HowChosen, name: string, words: SubjectWords): string {
  const group = groups.find((one) => one.name === name);
  if (!group) return '';
  const from = group.way === 'elsewhere' ? `, from ${group.listed}` : '';
  return `${waysIn(words)[group.way]}${from}${butNotFound([group])}`;
}

/** The same of all files together, for readers who are told nothing of single groups. */
export function chosenInShort(chosen: HowChosen, words: SubjectWords): string {
  const { files, read } = words;
  const way =
    chosen.way === 'unknown'
      ? 'Not known'
      : chosen.way === 'mixed'
        ? `In different ways from group to group${isNonePicked(chosen) ? ', none of them picked' : ', some of them picked'}`
        : waysIn(words)[chosen.way];
  const outside = chosen.groups.some((group) => group.outside > 0)
    ? `; some ${files} were ${read} that were not drawn`
    : '';
  const stopped = chosen.stopped ? '; reading ended early by a rule decided beforehand' : '';
  return `${way}${butNotFound(chosen.groups)}${outside}${stopped}`;
}

function mixedText({ groups }: HowChosen, seed: string, words: SubjectWords): string {
  const ways = waysIn(words);
  const parts = (['all', 'random', 'every', 'workers', 'whole', 'elsewhere', 'beforehand'] as const).flatMap(
    (way) => {
      const own = groups.filter((group) => group.way === way);
      if (own.length === 0) return [];
      const drawn = way === 'random' || way === 'every' || way === 'workers' ? seed : '';
      return [
        `${ways[way]}${drawn}${butNotFound(own)}: ${listOf(own.map(({ name, listed }) => (way === 'elsewhere' ? `${name}, from ${listed}` : name)))}.`,
      ];
    },
  );
  return `The ${words.files} were chosen in different ways. ${parts.join(' ')}`;
}

/** Stands in the place of an interval where every file of the list was read: nothing is estimated. */
export const ALL_READ = 'all read';

/** The interval of a share in words, or why it has none. */
export const shareInterval = (interval: readonly [low: number, high: number] | null): string =>
  interval === null ? ALL_READ : intervalText(interval);

/** What the words about overall figures are made from. */
interface Overall {
  audit: { headline: Headline; words: SubjectWords };
  weighted: WeightedCheck[] | null;
  chosen: HowChosen;
}

/**
 * What the weighted figures are, which of two is which, and which of them the audit goes by; or why there are none though it
 * goes by them. Null where there is nothing to say: all figures of all files are the same.
 */
export function weightedText({ audit, weighted, chosen }: Overall): string | null {
  const { file, files: many, read } = audit.words;
  if (!weighted) {
    if (audit.headline === 'unweighted' || areAllDrawn(chosen) || !isAnyDrawn(chosen)) return null;
    const [by, from] = isAnyEntered(chosen) ? [`${many} of each group`, 'at random'] : ['lists', 'from one'];
    return `Overall figures of this audit were to be weighted by the ${by}; they cannot be, since not all ${many} that were ${read} were drawn ${from}. “All ${many}” counts every ${file} once.`;
  }
  const rates = chosen.groups.map(({ name, files, listed }) => `${name} ${files} of ${listed}`);
  return `The groups were drawn at different rates (${rates.join(', ')}). “All ${many}” counts every ${file} that was ${read} once; “weighted” counts each group by the ${many} ${isAnyEntered(chosen) ? 'it was drawn from, and so estimates all of them' : `on its list, and so estimates all ${many} on the lists`}. ${headlineText(audit)}`;
}

/** Which of two overall figures an audit goes by. */
export const headlineText = ({ headline, words: { files, read } }: Overall['audit']): string =>
  `As decided when the audit was set up, the figure to quote (the headline) is ${headline === 'weighted' ? 'the weighted one' : `that of all ${files} that were ${read}`}.`;

const isAnyByWorkers = ({ groups }: HowChosen): boolean => groups.some(({ way }) => way === 'workers');

const isAnyDrawn = ({ groups }: HowChosen): boolean => groups.some(({ listed }) => listed !== null);

/** A weighted figure in words, such as "70%, interval 44% to 88%". */
export function weightedFigureText(
  figure: ShownWeighted,
  { file, read }: SubjectWords,
): { kind: ShownWeighted['kind']; percent: string; interval: string } {
  if (figure.kind !== 'figure') return { kind: figure.kind, percent: '', interval: '' };
  return {
    kind: 'figure',
    percent: `${figure.percent}%`,
    interval: figure.interval
      ? intervalText(figure.interval)
      : `no interval: one ${file} of a group was ${read}`,
  };
}

/** A figure of all files in a few words that say which of the two it is; null where there is none. */
export function overallFigureText(overall: OverallFigure, words: SubjectWords): string | null {
  if (overall.by === 'weighted') {
    const { kind, percent, interval } = weightedFigureText(overall.figure, words);
    if (kind === 'none') return null;
    return kind === 'suppressed' ? `${SUPPRESSED_MARK} weighted` : `${percent} weighted, ${interval}`;
  }
  const { figure } = overall;
  const once = `each ${words.file} counted once`;
  if (figure.kind === 'none') return null;
  return figure.kind === 'suppressed'
    ? `${SUPPRESSED_MARK}, ${once}`
    : `${figure.yes} of ${figure.of}, ${figure.percent}%, ${once}`;
}
