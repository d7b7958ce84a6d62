import type { Readable } from 'node:stream';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import { countOf, dayInWords, daysInWords } from '../../formats/english.ts';
import { CONTENT, writePdf } from '../../formats/pdf/index.ts';
import type { SampledFile } from './repository.ts';

/** The drawn files that a provider is to have ready on the day, with nothing left to compute. */
export interface DrawnList {
  documentTitle: string;
  footer: string;
  kicker: string;
  instructions: string;
  providers: {
    id: number;
    name: string;
    stands: string;
    /** Whom to ask for the files; empty where nobody is named. */
    contact: string;
    /** In the order of the draw; `begun` where the panel has the file already. */
    groups: {
      name: string;
      joint: string | null;
      files: { place: number; reference: string; state: string }[];
    }[];
  }[];
}

const STATES = { toPull: 'to pull', begun: 'begun', notFound: 'not found' };

/**
 * Lists what was drawn, provider by provider. A file of joint work stands under each of its providers: all of them may
 * have notes of it.
 *
 * @param today - YYYY-MM-DD
 * @param providerId - of one provider alone; null for all of them
 */
export function presentDrawnList(
  audit: Audit,
  groups: readonly SampleGroup[],
  files: readonly SampledFile[],
  {
    providerId,
    today,
    contactOf,
  }: { providerId: number | null; today: string; contactOf: (providerId: number) => string },
): DrawnList {
  const providers = new Map(
    groups.flatMap((group) => group.providers.map(({ id, name }) => [id, name] as const)),
  );
  const { words } = audit;
  return {
    documentTitle: `${words.Files} to pull: ${audit.title}`,
    footer: `${audit.title}: ${words.files} to pull, as at ${dayInWords(today)}`,
    kicker: `${audit.partnership}. Fieldwork: ${daysInWords(audit.fieldworkStart, audit.fieldworkEnd)}.`,
    instructions: `Please have these ${words.files} ready, with everything that belongs to them, for the first day of fieldwork. A reference that you do not know: tell the panel lead, who replaces it with the next of the draw. Take no other ${words.file} in its place.`,
    providers: [...providers]
      .filter(([id]) => providerId === null || id === providerId)
      .toSorted(([, a], [, b]) => a.localeCompare(b, 'en-GB'))
      .map(([id, name]) => {
        const own = groups.flatMap((group) => {
          const drawn = files.filter(({ groupId }) => groupId === group.id);
          return group.providers.some((provider) => provider.id === id) && drawn.length > 0
            ? [{ name: group.name, joint: jointWith(group, id), files: drawn.map(presentFile) }]
            : [];
        });
        const states = own.flatMap((group) => group.files.map(({ state }) => state));
        const count = (state: string) => states.filter((one) => one === state).length;
        return {
          id,
          name,
          groups: own,
          contact: contactOf(id),
          stands:
            states.length === 0
              ? `No ${words.file} is drawn.`
              : `${countOf(states.length, words.file, words.files)} drawn: ${count(STATES.toPull)} to pull, ${count(STATES.begun)} begun, ${count(STATES.notFound)} not found.`,
        };
      }),
  };
}

const jointWith = (group: SampleGroup, id: number): string | null => {
  const others = group.providers.filter((provider) => provider.id !== id).map(({ name }) => name);
  return others.length > 0 ? `joint work with ${others.join(' and ')}` : null;
};

const presentFile = (file: SampledFile) => ({
  place: file.position,
  reference: file.reference,
  state:
    file.status === 'not_found' ? STATES.notFound : file.caseFileId === null ? STATES.toPull : STATES.begun,
});

/** The list as CSV, a line for each file of each provider. */
export function drawnListCsv(list: DrawnList): string {
  return [
    CSV_BEGIN,
    csvLine(['provider', 'group', 'place', 'reference', 'state']),
    ...list.providers.flatMap(({ name, groups }) =>
      groups.flatMap((group) =>
        group.files.map((file) =>
          csvLine([name, group.name, String(file.place), file.reference, file.state]),
        ),
      ),
    ),
  ].join('');
}

/**
 * The list as a tagged PDF, each provider on a page of its own.
 *
 * @param createdAt - stands in the file as its day; the same list and day give the same bytes
 */
export function drawnListPdf(list: DrawnList, createdAt: Date): Readable {
  const settings = {
    title: list.documentTitle,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt,
    footer: list.footer,
  };
  return writePdf(settings, (document) => {
    document.heading(1, list.documentTitle);
    document.paragraph(list.kicker, 'kicker');
    document.rule();
    document.paragraph(list.instructions);
    for (const [place, provider] of list.providers.entries()) {
      // Each is handed its own pages and sees no reference of another one.
      if (place > 0) document.keepTogether(CONTENT.height);
      document.heading(2, provider.name);
      document.paragraph(provider.stands);
      if (provider.contact !== '') document.paragraph(`Contact: ${provider.contact}`);
      for (const group of provider.groups) {
        document.heading(3, group.joint === null ? group.name : `${group.name} (${group.joint})`);
        document.table({
          caption: `${provider.name}: ${group.name}`,
          columns: [
            { head: 'Place', share: 12 },
            { head: 'Reference', share: 38 },
            { head: 'State', share: 25 },
            { head: 'Ready', share: 25 },
          ],
          rows: group.files.map((file) => ({
            cells: [
              { text: String(file.place) },
              { text: file.reference },
              { text: file.state },
              { text: file.state === STATES.toPull ? '☐' : '' },
            ],
          })),
        });
      }
    }
  });
}
