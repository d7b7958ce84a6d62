import { agoInWords, capitalised, countOf, dayInWords, listOf } from '../../formats/english.ts';
import type { CompareView } from './presenter.ts';

/** Files by what divides them. */
export interface FilesTable {
  caption: string;
  head: string;
  /** What they belong to as well, such as "Provider"; null where that is nothing. */
  whoseHead: string | null;
  rows: { name: string; whose: string; files: string; total: boolean }[];
  /** Whether a file of joint work stands in several rows. */
  countsTwice: boolean;
}

/** Groups of joint work that are named; of more there is the number. */
const JOINT_NAMED = 3;

/** Files by sample group with whose they are, and by provider with their groups: each a table of its own. */
export function filesTables(main: CompareView, byProvider: CompareView | undefined): FilesTable[] {
  const { words } = main;
  const tableOf = (view: CompareView, whose: (name: string) => string): FilesTable => {
    const rows = view.units.map(({ name, files }) => ({
      name,
      whose: whose(name),
      files: files === null ? 'suppressed' : String(files),
      total: false,
    }));
    const line = view.unitHead.toLowerCase();
    return {
      caption: `${words.Files} by ${line}`,
      head: view.unitHead,
      whoseHead: rows.some((row) => row.whose !== '') ? WHOSE[view.breakdown.by] : null,
      countsTwice: view.breakdown.by === 'provider',
      rows: [...rows, { name: `All ${words.files}`, whose: '', files: main.filesText, total: true }],
    };
  };
  const providersOf = (name: string) =>
    listOf(main.groups.find((group) => group.name === name)?.providers ?? []);
  const groupsOf = (name: string) =>
    listOf(main.groups.flatMap(({ name: group, providers }) => (providers.includes(name) ? [group] : [])));
  const whoseOf = { group: providersOf, provider: groupsOf, audit: () => '', fields: () => '' };
  return (
    [main, ...(byProvider && byProvider !== main ? [byProvider] : [])]
      .map((view) => tableOf(view, whoseOf[view.breakdown.by]))
      // One line without an owner only says the same as that of all.
      .filter(({ rows, whoseHead }) => rows.length > 2 || (rows.length > 1 && whoseHead !== null))
  );
}

const WHOSE: Record<CompareView['breakdown']['by'], string | null> = {
  group: 'Provider',
  provider: 'Sample groups',
  audit: null,
  fields: null,
};

/** Which files count with several providers; empty where none does. */
export function jointText({ groups, units, words, breakdown }: CompareView): string {
  const joint = groups.filter(({ providers }) => providers.length > 1);
  if (joint.length === 0) return '';
  const named = joint.slice(0, JOINT_NAMED).map(({ name }) => {
    const files = breakdown.by === 'group' ? units.find((unit) => unit.name === name)?.files : null;
    return files === null || files === undefined
      ? `those of ${name}`
      : `${countOf(files, words.file, words.files)} of ${name}`;
  });
  const more = joint.length - named.length;
  const all = listOf([...named, ...(more > 0 ? [`those of ${countOf(more, 'more group')}`] : [])]);
  return `${capitalised(all)} count with each of their providers, which come to more.`;
}

/** How long ago the fieldwork ended, on the day on which the document is made. */
export function ageText({ fieldworkEnd, today, words }: CompareView): string {
  // Closed before its last day, as when a panel was done sooner.
  if (fieldworkEnd >= today)
    return `The fieldwork was to last until ${dayInWords(fieldworkEnd)}; this was made on ${dayInWords(today)}.`;
  return `${words.Files} ${words.read} until ${dayInWords(fieldworkEnd)}, ${agoInWords(fieldworkEnd, today)} before this was made on ${dayInWords(today)}.`;
}
