import type { HowChosen, SubjectWords } from '../../../rules/index.ts';
import type { GroupSample } from '../../fieldwork/sampling/service.ts';
import { chosenFrom, leftOutText } from '../../results/figures/chosen.ts';
import type { FeedbackReport, ReportFigures } from '../store/report.ts';
import { byWords, filesText, list } from './figureText.ts';
import type { FeedbackInput } from './input.ts';

/** How the files of groups were chosen, of what a report is made from. */
export const chosenOf = (
  { samples, sizes = new Map() }: Pick<FeedbackInput, 'samples' | 'sizes'>,
  groups: ReportFigures['groups'],
): HowChosen => chosenFrom(groups, samples, { sizes });

/** How the files were drawn, so that anybody with the list can check it; null where nothing was. */
export function presentSamples(
  input: Pick<FeedbackInput, 'samples' | 'sizes'>,
  own: ReportFigures['groups'],
  words: SubjectWords,
): FeedbackReport['read']['sample'] {
  const { samples } = input;
  const [first] = samples;
  if (!first) return null;
  const { files } = words;
  const from = words.areCaseFiles ? 'list of the caseload' : 'list';
  const drawn = (method: GroupSample['method']) =>
    samples.filter((sample) => sample.method === method).map((sample) => sample.group);
  const random = drawn('random');
  const every = drawn('every');
  const byWorkers = drawn('workers');
  const { groups } = chosenOf(input, own);
  const of = (wanted: string) => groups.filter(({ way }) => way === wanted).map(({ name }) => name);
  const [chosen, elsewhere, whole] = [of('beforehand'), of('elsewhere'), of('whole')];
  const beside = samples.filter((sample) => sample.outsideSample > 0);
  const sentences = [
    random.length > 0 ? `The ${files} of ${list(random)} were drawn at random from a ${from}.` : '',
    every.length > 0
      ? `The ${files} of ${list(every)} were drawn in equal steps through a ${from}, from a random start.`
      : '',
    byWorkers.length > 0
      ? `The ${files} of ${list(byWorkers)} were drawn at random from a ${from}, with at least one of each worker.`
      : '',
    elsewhere.length > 0
      ? `The ${files} of ${list(elsewhere)} were drawn at random outside this program, as the panel lead said at set-up.`
      : '',
    whole.length > 0
      ? `All ${files} of ${list(whole)} were ${words.read}, by the number entered at set-up.`
      : '',
    chosen.length > 0 ? `The ${files} of ${list(chosen)} were chosen by the panel and not drawn.` : '',
    `${elsewhere.length > 0 ? `Of those drawn from a ${from} the` : 'The'} seed is ${first.seed}: the same list and seed give the same sample.`,
    leftOutText(first, words).trim(),
    first.draws > 1
      ? `The sample was drawn ${first.draws} times before recording began; the last draw holds.`
      : '',
  ];
  const lost = samples.filter((sample) => sample.notFound.length > 0);
  return {
    heading: `How the ${files} were drawn`,
    paragraphs: [
      sentences.filter((sentence) => sentence !== '').join(' '),
      ...(beside.length > 0
        ? [
            `Also ${words.read}, although not drawn: ${list(beside.map(({ group, outsideSample: count }) => `${filesText(count, words)} of ${group}`))}.`,
          ]
        : []),
    ],
    caption: `${words.Files} on the list, drawn and not found`,
    columns: ['Sample group', 'On the list', 'Drawn', 'Not found'],
    rows: samples.map((sample) => ({
      group: sample.group,
      listed: String(sample.listed),
      drawn: String(sample.drawn),
      notFound: notFoundText(sample),
    })),
    notFound:
      lost.length === 0
        ? null
        : {
            heading: `Drawn ${files} that could not be ${words.read}`,
            items: lost.flatMap((sample) => notFoundItems(sample, words)),
          },
  };
}

/** How many drawn files were not found, and of how many of them the reserve took the place. */
function notFoundText({ notFound }: GroupSample): string {
  const replaced = notFound.filter((file) => file.replaced).length;
  if (replaced === 0) return String(notFound.length);
  const those = replaced === notFound.length ? (replaced === 1 ? '' : 'all ') : `${replaced} `;
  return `${notFound.length}, ${those}replaced from the reserve`;
}

/** The reasons of one group, each once, in the order of their words and not of the files. */
function notFoundItems({ group, notFound }: GroupSample, words: SubjectWords): string[] {
  const counts = new Map<string, { reason: string; replaced: boolean; times: number }>();
  for (const { reason, replaced } of notFound) {
    const key = JSON.stringify([reason, replaced]);
    counts.set(key, { reason, replaced, times: (counts.get(key)?.times ?? 0) + 1 });
  }
  return [...counts.values()]
    .toSorted((a, b) => byWords(a.reason, b.reason))
    .map(
      ({ reason, replaced, times }) =>
        `${group}, ${filesText(times, words)}: “${reason}” ${replaced ? 'Replaced by the next of the reserve.' : 'Not replaced: the reserve was used up.'}`,
    );
}
