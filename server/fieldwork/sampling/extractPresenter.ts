import { itemForNdtms } from '../../../rules/index.ts';
import type { Item, NdtmsNote, Tool } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { countOf, dayInWords } from '../../formats/english.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { codeKey } from './extractList.ts';
import type { ExtractSummary } from './extractRepository.ts';
import type { ExtractState } from './extractService.ts';
import { agencyField, codeField, LEFT_OUT } from './fields.ts';

const AND = new Intl.ListFormat('en-GB');

/** What the page of a sample says of an extract that is its list: what was dropped, what is open, what was not read. */
export function presentExtract(
  auditId: number,
  parts: {
    extract: ExtractState;
    tool: Tool;
    groups: SampleGroup[];
    typed: FormBody | null;
    errors: FieldError[];
  },
) {
  const { extract, tool, groups, typed, errors } = parts;
  const { summary, choices, isAssigned } = extract;
  const errorAt = (field: string) => {
    const found = errors.find((error) => error.field === field);
    return found ? { text: found.text } : null;
  };
  const value = (field: string, otherwise: string) => (typed ? textOf(typed, field) : otherwise);
  const groupItems = [
    { value: '', text: 'Choose a group' },
    ...groups.map((group) => ({ value: String(group.id), text: group.name })),
    { value: LEFT_OUT, text: 'Leave out of the list' },
  ];
  return {
    isAssigned,
    what: whatItIs(summary),
    dropped: droppedInWords(summary),
    unread: presentUnread(summary),
    notes: [
      ...summary.notes.map(noteInWords),
      ...(summary.moreNotes > 0
        ? [`And ${summary.moreNotes.toLocaleString('en-GB')} more, which are not listed.`]
        : []),
    ],
    noteCount: (summary.notes.length + summary.moreNotes).toLocaleString('en-GB'),
    completenessHref: urls.completeness(auditId),
    action: urls.sampleExtract(auditId),
    agencies: summary.hasGroups
      ? []
      : summary.units.map(({ agency, clients }, place) => {
          const said = choices.agencies[agency];
          return {
            agency,
            clients,
            name: agencyField(place),
            value: value(agencyField(place), said === undefined ? '' : String(said[0] ?? LEFT_OUT)),
            items: groupItems,
            error: errorAt(agencyField(place)),
          };
        }),
    codes: summary.openCodes.flatMap(({ part, column, code, clients }, place) => {
      const item = itemForNdtms(tool, part);
      if (!item) return [];
      return [
        {
          column,
          code,
          clients,
          label: item.label,
          name: codeField(place),
          value: value(codeField(place), choices.codes[codeKey(part, code)] ?? ''),
          items: [{ value: '', text: 'Not recorded' }, ...optionsOf(item)],
        },
      ];
    }),
  };
}

const optionsOf = (item: Item) =>
  item.kind === 'field' && item.type === 'choice'
    ? item.options.map(({ id, label }) => ({ value: id, text: label }))
    : [];

function whatItIs({ rows, clients, units, dataSet, asOf, shared, hasGroups }: ExtractSummary): string {
  return [
    `${countOf(clients, 'client')} in ${countOf(rows, 'row')} of ${countOf(units.length, 'agency', 'agencies')}: episodes, modalities and TOP forms of one client are one file.`,
    ...(dataSet === null ? [] : [`The headings are those of data set ${dataSet}.`]),
    `The latest date in it is ${dayInWords(asOf)}; nothing that fell due later is asked.`,
    ...(shared > 0
      ? [
          `${countOf(shared, 'reference')} ${shared === 1 ? 'is' : 'are'} used by several agencies, and may be those of different people: each has its agency before it.`,
        ]
      : []),
    ...(hasGroups ? ['The sample group comes from the column group.'] : []),
  ].join(' ');
}

/** What says who somebody is, kind by kind, with the columns by name. */
function droppedInWords({ identifying }: ExtractSummary): string {
  if (identifying.length === 0) {
    return 'There was no column with names, initials, dates of birth, postcodes or NHS numbers, as far as the headings tell.';
  }
  const kinds = [...new Set(identifying.map(({ kind }) => kind))].map((kind) => {
    const columns = identifying.filter((column) => column.kind === kind).map(({ heading }) => heading);
    return `${kind} (${columns.join(', ')})`;
  });
  return `Dropped before anything was kept: ${AND.format(kinds)}.`;
}

/** What is not read either, by name as far as a heading can be repeated; null for nothing. */
function presentUnread({ unread, unnamed }: ExtractSummary) {
  if (unread.length + unnamed === 0) return null;
  const others =
    unnamed === 0
      ? []
      : [
          `${countOf(unnamed, 'column')} whose ${unnamed === 1 ? 'heading is' : 'headings are'} not repeated here`,
        ];
  return { count: countOf(unread.length + unnamed, 'column'), names: AND.format([...unread, ...others]) };
}

/** What a code that no list knows is taken for; in all other columns as not recorded. */
const COUNTS_AS: Record<string, string> = {
  PRNTSTAT: 'counted as recorded',
  HEPBSTAT: 'counted as recorded',
  HEPCSTAT: 'counted as recorded',
  TRSTAGE: 'taken for a form that does not say its stage',
};

/** Something that was read otherwise than it stands there, as a sentence. */
export function noteInWords({ kind, column, value, clients, row }: NdtmsNote): string {
  const where = `${countOf(clients, 'client')}, first in row ${row}`;
  switch (kind) {
    case 'code':
      return `${column}: ${value === '' ? 'values that are no codes and are not shown here' : `the code ${value}, which no list here knows`}, ${COUNTS_AS[column] ?? 'taken as not recorded'} (${where}).`;
    case 'date':
      return `${column}: no date that can be read, taken as not recorded (${where}).`;
    case 'future':
      return `${column}: a date that is still to come, taken as not recorded (${where}).`;
    case 'order':
      return `${column}: the dates are in the wrong order${column.startsWith('DISD') ? ', so TOP forms and time in treatment cannot be told' : ''} (${where}).`;
    case 'two values':
      return `${column}: two different values in one episode, of which the first is taken (${where}).`;
    case 'no consent':
      return `CONSENT: no consent to share the record, so the client is neither on the list nor counted (${where}).`;
  }
}
