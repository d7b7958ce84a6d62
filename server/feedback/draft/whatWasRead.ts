import {
  judgedWord,
  otherThanToolText,
  percent,
  subjectWords,
  topVersionText,
  trainingText,
} from '../../../rules/index.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { cutShort } from '../../formats/english.ts';
import { groupBy } from '../../platform/groupBy.ts';
import type { FeedbackReport, ReportFigures } from '../store/report.ts';
import { filesText, list } from './figureText.ts';
import type { FeedbackInput } from './input.ts';
import { onlyJointText } from './jointWork.ts';
import { presentSamples } from './samples.ts';

/** Which files were read, of how many planned, and whose notes they are. */
export function presentRead(
  input: FeedbackInput,
  figures: ReportFigures,
  heading: string,
): FeedbackReport['read'] {
  const { groups: own, files: read } = figures;
  const names = input.ownGroups;
  const words = subjectWords(input.tool.subject);
  const { Many, Files, read: past } = words;
  const filesOf = (name: string) => own.find((group) => group.name === name)?.files ?? 0;
  const providersOf = (name: string) => input.providersByGroup[name] ?? [input.provider];
  const planned = names.map((name) => input.plannedFiles[name]);
  const allPlanned = planned.reduce<number | undefined>(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );
  const joint = names.some((name) => providersOf(name).length > 1);
  return {
    heading,
    paragraphs: [
      words.areCaseFiles
        ? 'Case files were chosen in sample groups, each for one reason. These are the groups with notes of yours.'
        : `${Many} were chosen in sample groups, each for one reason. These are the groups with ${words.many} of yours.`,
      ...(joint
        ? [
            'Where another service is named, its notes on the same people were read together with yours. The figures for such a group speak of the work of all of them.',
            ...onlyJointText(input, figures),
          ]
        : []),
      ...notesTexts(
        input.notes.filter((group) => group.files > 0),
        words,
      ),
      ...[
        otherThanToolText(input.tool),
        topVersionText(input.tool),
        trainingText(input.training ?? null, words),
      ].filter((text) => text !== ''),
    ],
    caption: `${Many} ${past} and planned`,
    columns: ['Sample group', `${Files} ${past}`, 'Planned', ...(joint ? ['Joint work with'] : [])],
    rows: names.map((name) => ({
      group: name,
      read: String(filesOf(name)),
      planned: plannedText(input.plannedFiles[name]),
      notes: joint ? list(providersOf(name).filter((other) => other !== input.provider)) || 'nobody' : '',
    })),
    total:
      names.length > 1
        ? { group: 'Together', read: String(read), planned: plannedText(allPlanned), notes: '' }
        : null,
    sample: presentSamples(input, own, words),
    secondReadings: presentSecondReadings(input.secondReadings, judgedWord(input.tool), words),
  };
}

function presentSecondReadings(
  twice: FeedbackInput['secondReadings'],
  asked: 'checks' | 'questions',
  words: SubjectWords,
): FeedbackReport['read']['secondReadings'] {
  if (twice === null || twice.files === 0) return null;
  const share = percent(twice.agreed, twice.compared);
  return {
    heading: 'Read twice',
    paragraphs: [
      `To see how alike auditors read, ${filesText(twice.files, words)} of yours ${twice.files === 1 ? 'was' : 'were'} read a second time by somebody who had not seen the first reading. ${
        share === null
          ? `No ${asked.slice(0, -1)} was answered by both.`
          : `Both gave the same answer to ${twice.agreed} of ${twice.compared} ${asked}, ${share}%.`
      }${settledText(twice)}`,
    ],
  };
}

/** What counts where both readings differ: what was settled, or else the first. */
function settledText({
  agreed,
  compared,
  settled,
}: Pick<NonNullable<FeedbackInput['secondReadings']>, 'agreed' | 'compared' | 'settled'>): string {
  const differ = compared - agreed;
  if (differ === 0) return '';
  if (settled >= differ) return ' Where they differed, the panel lead settled which answer counts.';
  return settled === 0
    ? ' Where they differed, nothing was settled, so the first reading counts.'
    : ` Where they differed, the panel lead settled ${settled} of ${differ}; in the others the first reading counts.`;
}

/** Longer names of groups are cut short where many of them are named at once; the table has them in full. */
const LONGEST_NAME = 60;

/** What became of the provider's notes in groups of joint work, those of which the same is to be said together. */
function notesTexts(groups: FeedbackInput['notes'], words: SubjectWords): string[] {
  const by = groupBy(groups, (group) => notesText(group, words));
  return [...by].map(([text, same]) => {
    const names = same.map(({ group }) => (same.length === 1 ? group : cutShort(group, LONGEST_NAME)));
    return `${list(names)}: ${text}${same.length > 1 ? ' This is so in each of them.' : ''}`;
  });
}

function notesText(of: FeedbackInput['notes'][number], words: SubjectWords): string {
  const unsaid = of.files - of.read - of.missing;
  if (unsaid === of.files) {
    return `the auditors did not say of any ${words.file} whether your notes were there to be read.`;
  }
  const found = `your notes were read for ${of.read} of ${filesText(of.files, words)}, and could not be had for ${of.missing}.`;
  return unsaid === 0 ? found : `${found} For ${unsaid} the auditors did not say.`;
}

function plannedText(count: number | undefined): string {
  return count === undefined ? 'not stated' : String(count);
}
