import { subjectWords } from '../../../rules/index.ts';
import type { CheckJudged, Priorities, SubjectWords } from '../../../rules/index.ts';
import { capitalised, countOf, cutShort } from '../../formats/english.ts';
import type { ReportFigures, ReportSection, TeamPage } from '../store/report.ts';
import { chartText, teamChart } from './chart.ts';
import { list } from './figureText.ts';
import type { FeedbackInput } from './input.ts';
import { causeText, hangingOnce } from './hanging.ts';
import {
  aloneText,
  COUNTED,
  filesOf,
  LONGEST_NAME,
  namedOnce,
  partnersOf,
  shareText,
  whereText,
} from './points.ts';
import { checksWithFiles } from './priorities.ts';

/** Files of a check that are named on the second page; where there are more, all of them stand in a section of their own. */
const REFERENCES = 60;
/** Partners that are named in one sentence; of more there is the number. */
const NAMED_PARTNERS = 3;

/** The second page of a report, for the team: which files to look at first, and one picture of all checks. */
export function presentTeam(
  input: FeedbackInput,
  figures: ReportFigures,
  priorities: Priorities,
): TeamPage | null {
  const { checks } = priorities;
  if (figures.files === 0 || !checks.some(({ own }) => own.applicable > 0)) return null;
  const words = subjectWords(input.tool.subject);
  return {
    heading: words.areCaseFiles
      ? 'For the team: which files to look at first'
      : 'For the team: where it shows',
    shows: chartText(priorities, figures, words),
    chart: teamChart(priorities, figures, words),
    origins: originsOf(input, priorities, words),
  };
}

type Origins = TeamPage['origins'];

function originsOf(input: FeedbackInput, priorities: Priorities, words: SubjectWords): Origins {
  const change = checksWithFiles(priorities);
  const rest = priorities.change.length + priorities.changeNext.length - change.length;
  const nameOf = nameWithNotes(input);
  const unnamed = words.areCaseFiles ? unnamedText(input, change) : null;
  const all = change.map((entry): Origins['groups'][number] => ({
    name: entry.check.label,
    text: [
      `${capitalised(shareText(entry.check, entry.own, 'short', words))}.`,
      whereText(entry, nameOf) ||
        (entry.groups.length > 1 && entry.short > 1 ? 'No sample group stands out.' : ''),
      causeText(entry),
      // Of those to change first the first page says it.
      priorities.change.includes(entry) ? '' : aloneText(input, entry, 'short'),
    ]
      .filter((text) => text !== '')
      .join(' '),
    files: words.areCaseFiles ? placesText(input, entry, words) : null,
    question: '',
  }));
  return {
    heading: '',
    paragraphs: [
      ...(change.length > 0 ? [COUNTED.short] : []),
      ...hangingOnce(input, priorities, words),
      ...(change.some(({ standsOut }) => standsOut.length > 0)
        ? [
            `A sample group is named where two ${words.files} or more fall short, and at least twice as often as in your other ${words.files}; that is a rule of thumb and no test.`,
          ]
        : []),
      ...(change.length === 0 ? ['No check has to change first, so there is nothing to look for.'] : []),
      ...(input.places.length > 0 && change.length > 0 ? [keeperText(input)] : []),
      ...(unnamed === null ? [] : [unnamed]),
      ...(rest > 0 && words.areCaseFiles
        ? [
            `Of ${countOf(rest, 'other check')} to change the ${words.files} are not named here: the picture says how many fall short.`,
          ]
        : []),
      ...(all.length > 0
        ? ['For supervision, of each: what stood in the way, and what would have helped?']
        : []),
    ],
    groups: all,
  };
}

/** Who can say which file a reference is. */
const keeperText = ({ filesContact }: FeedbackInput): string =>
  filesContact === ''
    ? 'References are pseudonyms: who keeps your service’s list can find the files.'
    : `References are pseudonyms: your service’s list of them says which files they are. Your contact for files is ${cutShort(filesContact, LONGEST_NAME)}.`;

/** The name of a group, with whom it is joint work and of how many files the provider’s own notes were read. */
function nameWithNotes(input: FeedbackInput): (group: string) => string {
  const nameOf = namedOnce(input);
  const said = new Set<string>();
  return (group) => {
    const read = input.notes.find((notes) => notes.group === group);
    const isNew = !said.has(group);
    said.add(group);
    return read && read.read + read.missing > 0 && isNew
      ? nameOf(group).replace(/\)$/, `; your notes were read for ${read.read} of ${read.files})`)
      : nameOf(group);
  };
}

/** The references of the files that fall short in a check, and how many of all these they are. */
function placesText(
  { places }: FeedbackInput,
  { check, short }: CheckJudged,
  { Files, files }: SubjectWords,
): string | null {
  if (short === 0) return null;
  const references = referencesOf(places, check.id);
  if (references.length === 0) return `None of these ${files} can be named.`;
  const unnamed = short - references.length;
  const of = `${references.length} of ${short}${unnamed > 0 ? `; ${unnamed} not named` : ''}`;
  return `${Files} to look at (${of}): ${
    references.length > REFERENCES
      ? `each of them stands in the section “${filesHeading(Files)}”`
      : references.join(', ')
  }.`;
}

const referencesOf = (places: FeedbackInput['places'], id: string): string[] =>
  places.filter(({ checkId }) => checkId === id).flatMap((place) => place.references);

const filesHeading = (files: string): string => `${files} to look at`;

/** The files of checks of which the second page cannot hold all, by sample group; null where it names every one. */
export function presentFiles(
  { places, tool }: FeedbackInput,
  priorities: Priorities,
  numbered: (title: string) => string,
): ReportSection | null {
  const { Files, files } = subjectWords(tool.subject);
  const many = checksWithFiles(priorities).filter(
    ({ check }) => referencesOf(places, check.id).length > REFERENCES,
  );
  if (many.length === 0) return null;
  return {
    heading: numbered(filesHeading(Files)),
    paragraphs: [
      `All ${files} that fall short in a check that the second page names, as far as they can be named.`,
    ],
    tables: many.map(({ check }) => ({
      caption: check.label,
      columns: ['Sample group', Files],
      rows: places
        .filter(({ checkId }) => checkId === check.id)
        .map(({ group, references }) => [group, references.join(', ')]),
    })),
  };
}

/** Why some files that fall short are not named: of joint work only those in which the provider's own notes were read. */
function unnamedText(input: FeedbackInput, change: CheckJudged[]): string | null {
  const untold = change.flatMap(({ check, groups }) =>
    groups.flatMap((group) => {
      const named = input.places
        .filter((place) => place.checkId === check.id && place.group === group.name)
        .flatMap(({ references }) => references).length;
      return named < filesOf(check, group, 'short') ? partnersOf(input, group.name) : [];
    }),
  );
  const partners = [...new Set(untold)].map((name) => cutShort(name, LONGEST_NAME));
  if (partners.length === 0) return null;
  const whom = partners.length > NAMED_PARTNERS ? `${partners.length} services` : list(partners);
  const { name, email, phone } = input.contact;
  const how = [email, phone].filter((text) => text !== '').join(', ');
  const lead = name === '' ? how || 'the panel lead' : `${name}${how === '' ? '' : ` (${how})`}`;
  return `Not named: files of joint work with ${whom} of which nobody recorded that your notes were read. Ask ${lead} which of them are yours.`;
}
