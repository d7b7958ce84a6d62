import { judgedWord, leftOutText, percent } from '../../../rules/index.ts';
import type { FeedbackReport, ReportFigures } from '../store/report.ts';
import { files, list } from './figureText.ts';
import type { FeedbackInput } from './input.ts';
import { presentSamples } from './samples.ts';

/** Which files were read, of how many planned, and whose notes they are. */
export function presentRead(
  input: FeedbackInput,
  { groups: own, files: read }: ReportFigures,
  heading: string,
): FeedbackReport['read'] {
  const names = input.ownGroups;
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
      'Case files were chosen in sample groups, each for one reason. These are the groups with notes of yours.',
      ...(joint
        ? [
            'Where several services are named, their notes on the same people were read together. The figures for such a group speak of the work of all of them.',
          ]
        : []),
      ...input.notes.filter((group) => group.files > 0).map(notesText),
      ...(input.tool.leftOut ? [leftOutText(input.tool)] : []),
    ],
    caption: 'Case files read and planned',
    columns: ['Sample group', 'Files read', 'Planned', 'Whose notes'],
    rows: names.map((name) => ({
      group: name,
      read: String(filesOf(name)),
      planned: plannedText(input.plannedFiles[name]),
      notes: list(providersOf(name)),
    })),
    total:
      names.length > 1
        ? { group: 'Together', read: String(read), planned: plannedText(allPlanned), notes: '' }
        : null,
    sample: presentSamples(input.samples, own),
    secondReadings: presentSecondReadings(input.secondReadings, judgedWord(input.tool)),
  };
}

function presentSecondReadings(
  twice: FeedbackInput['secondReadings'],
  asked: 'checks' | 'questions',
): FeedbackReport['read']['secondReadings'] {
  if (twice === null || twice.files === 0) return null;
  const share = percent(twice.agreed, twice.compared);
  return {
    heading: 'Read twice',
    paragraphs: [
      `To see how alike auditors read, ${files(twice.files)} of yours ${twice.files === 1 ? 'was' : 'were'} read a second time by somebody who had not seen the first reading. ${
        share === null
          ? `No ${asked.slice(0, -1)} was answered by both.`
          : `Both gave the same answer to ${twice.agreed} of ${twice.compared} ${asked}, ${share}%.`
      } Where they differed, the panel lead settled which answer counts.`,
    ],
  };
}

/** What became of the provider's notes in one group of joint work. */
function notesText(of: FeedbackInput['notes'][number]): string {
  const unsaid = of.files - of.read - of.missing;
  if (unsaid === of.files) {
    return `${of.group}: the auditors did not say of any file whether your notes were there to be read.`;
  }
  const found = `${of.group}: your notes were read for ${of.read} of ${files(of.files)}, and could not be had for ${of.missing}.`;
  return unsaid === 0 ? found : `${found} For ${unsaid} the auditors did not say.`;
}

function plannedText(count: number | undefined): string {
  return count === undefined ? 'not stated' : String(count);
}
