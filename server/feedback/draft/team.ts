import { subjectWords } from '../../../rules/index.ts';
import type { CheckJudged, Priorities, SubjectWords } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import type { ReportFigures, TeamPage } from '../store/report.ts';
import { chartText, teamChart } from './chart.ts';
import { list } from './figureText.ts';
import type { FeedbackInput } from './input.ts';

/** References that are named in one line; of more there is the number. */
const REFERENCES = 10;

/** The second page of a report, for the team: one picture of all checks, and where what falls short comes from. */
export function presentTeam(
  input: FeedbackInput,
  figures: ReportFigures,
  priorities: Priorities,
): TeamPage | null {
  const { checks } = priorities;
  if (figures.files === 0 || !checks.some(({ own }) => own.applicable > 0)) return null;
  const words = subjectWords(input.tool.subject);
  return {
    heading: 'For the team',
    shows: chartText(checks, words),
    chart: teamChart(checks, figures, words),
    origins: originsOf(input, figures, priorities, words),
  };
}

type Origins = TeamPage['origins'];

function originsOf(
  input: FeedbackInput,
  { groups }: ReportFigures,
  { change }: Priorities,
  words: SubjectWords,
): Origins {
  const named = new Set<string>();
  const all = change.flatMap((entry) => {
    if (entry.standsOut.length === 0) return [spreadLine(input, entry, words)];
    return entry.standsOut.flatMap(({ name }) => {
      if (named.has(name)) return [];
      named.add(name);
      const found = change.filter(({ standsOut }) => standsOut.some((group) => group.name === name));
      return [groupLine(input, name, found, words)];
    });
  });
  const hasFiles = all.some(({ files }) => files !== null);
  return {
    heading: 'Where it comes from',
    paragraphs: [
      ...(named.size > 0
        ? [
            `A sample group is named where at least two of its ${words.files} fall short in a check to change, and at least twice as great a share of them as of your other ${words.files}. Chance alone makes some small groups stand out: look at the ${words.files} first.`,
          ]
        : groups.length > 1
          ? ['In none of the checks to change does one of your sample groups stand out.']
          : []),
      ...(change.length === 0 ? ['No check has to change first, so there is nothing to trace.'] : []),
      ...(hasFiles
        ? [
            'References are the pseudonyms under which the files were read; whoever keeps their key can find them.',
          ]
        : []),
      ...(all.length > 0
        ? ['For supervision, of each of these: what stood in the way, and what would have helped?']
        : []),
    ],
    groups: all,
  };
}

/** What falls short in a group, in which files, and what to ask about it. */
function groupLine(
  input: FeedbackInput,
  name: string,
  found: CheckJudged[],
  words: SubjectWords,
): Origins['groups'][number] {
  const parts = found.flatMap(({ check, standsOut }) => {
    const group = standsOut.find((one) => one.name === name);
    return group ? [`“${check.label}” falls short in ${group.short} of ${group.applicable}`] : [];
  });
  return {
    name: `${name}${jointText(input, name)}:`,
    text: `${list(parts)}.`,
    files: placesText(input, found, name, words),
    question: '',
  };
}

/** A check to change of which no group stands out. */
function spreadLine(
  input: FeedbackInput,
  entry: CheckJudged,
  words: SubjectWords,
): Origins['groups'][number] {
  const { check, short, own, groups } = entry;
  const places = groups.length > 1 ? 'and no sample group stands out' : 'all in one group';
  return {
    name: check.label,
    text: `Falls short in ${short} of ${countOf(own.applicable, words.file, words.files)}${groups.length > 1 ? ' ' : ', '}${places}.`,
    files: placesText(input, [entry], null, words),
    question: '',
  };
}

function jointText({ providersByGroup, provider, notes }: FeedbackInput, name: string): string {
  const partners = (providersByGroup[name] ?? []).filter((other) => other !== provider);
  if (partners.length === 0) return '';
  const read = notes.find(({ group }) => group === name);
  const own =
    read && read.read + read.missing > 0 ? `; your notes were read for ${read.read} of ${read.files}` : '';
  return ` (joint work with ${list(partners)}${own})`;
}

/** The references of the files that fall short, as far as the provider knows them; null where there are none to give. */
function placesText(
  { places }: FeedbackInput,
  entries: CheckJudged[],
  group: string | null,
  { Files, files }: SubjectWords,
): string | null {
  // Where most files fall short any of them will do.
  const few = entries.filter(({ short, own }) => 2 * short <= own.applicable);
  const found = few.map(({ check }) =>
    places
      .filter((place) => place.checkId === check.id && (group === null || place.group === group))
      .flatMap((place) => place.references),
  );
  const references = [...new Set(found.flat())];
  if (references.length === 0) return null;
  const short = few.map((entry) =>
    group === null ? entry.short : (entry.standsOut.find(({ name }) => name === group)?.short ?? 0),
  );
  const isUntold = few.some((_, i) => (found[i]?.length ?? 0) < (short[i] ?? 0));
  const more = references.length - REFERENCES;
  return [
    `${Files} to look at: ${references.slice(0, REFERENCES).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    ...(isUntold ? [`Of joint work, only ${files} in which your own notes were read are named.`] : []),
  ].join(' ');
}
