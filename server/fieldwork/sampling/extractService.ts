import { CASE_FILES, caseloadProblems, ndtmsCompleteness, referenceProblem } from '../../../rules/index.ts';
import type { SheetProblem, Tool } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import { InputError } from '../../platform/errors.ts';
import { CaseloadError } from './caseloadList.ts';
import { fieldsOfClient, itemsFor, keptClients, openCodes } from './extractList.ts';
import type { ReadExtract } from './extractReading.ts';
import type { ExtractChoices, ExtractRepository, ExtractSummary, KeptClient } from './extractRepository.ts';
import type { ListedFile, SampleRepository } from './repository.ts';

/** An extract that is the caseload list of an audit. */
export interface ExtractState {
  summary: ExtractSummary;
  choices: ExtractChoices;
  /** Whether it is known of every agency which sample groups its clients are in, so that there is a list. */
  isAssigned: boolean;
}

/** An extract as it is kept. */
export interface PreparedExtract {
  summary: ExtractSummary;
  clients: KeptClient[];
}

/** What is kept of an extract, worked out before the database is held for it. */
export function prepareExtract(tool: Tool, { heading, extract, dataSet }: ReadExtract): PreparedExtract {
  const { kept, shared } = keptClients(tool, extract.clients);
  const units = ndtmsCompleteness(extract, heading, tool.topWindows ?? []);
  return {
    clients: kept,
    summary: {
      rows: extract.rows,
      clients: kept.length,
      dataSet,
      asOf: extract.asOf,
      hasGroups: heading.at.group >= 0,
      identifying: heading.identifying,
      unread: heading.unread,
      unnamed: heading.unnamed,
      notes: extract.notes,
      moreNotes: extract.moreNotes,
      units: [...units].map(([agency, unit]) => ({ agency, ...unit })),
      shared,
      openCodes: openCodes(tool, kept),
    },
  };
}

/** The keeping of extracts, within the transactions of whoever calls it. */
export function createExtractKeeper(parts: {
  samples: SampleRepository;
  extracts: ExtractRepository;
  references: (auditId: number) => Promise<string[]>;
}) {
  const { samples, extracts, references } = parts;

  /** Puts list and extract in place of those before. The list is empty as long as it is not known who is in which group. */
  async function put(
    of: { auditId: number; tool: Tool; groups: readonly SampleGroup[]; actorId: number; at: string },
    extract: { summary: ExtractSummary; choices: ExtractChoices },
    clients: readonly KeptClient[],
  ): Promise<number> {
    const { auditId, tool, groups, actorId, at } = of;
    const { summary, choices } = extract;
    const idOf = new Map(groups.map((group) => [group.name.toLowerCase(), group.id]));
    const items = itemsFor(tool);
    const files = isAssigned(extract)
      ? clients.flatMap((client): ListedFile[] => {
          const groupId =
            client.group === null
              ? choices.agencies[client.agency]?.[0]
              : idOf.get(client.group.toLowerCase());
          if (groupId === undefined) return [];
          const fields = fieldsOfClient(tool, items, client, { asOf: summary.asOf, codes: choices.codes });
          const said = fields.size > 0 ? JSON.stringify(Object.fromEntries(fields)) : null;
          return [{ groupId, row: client.row, reference: client.reference, fields: said }];
        })
      : [];
    await samples.setList(auditId, files, actorId, at);
    await extracts.set(auditId, extract, clients);
    return files.length;
  }

  return {
    /**
     * Keeps an extract as the caseload list.
     *
     * @returns how many files are on the list: none where the lead has to say first which groups the agencies are
     * @throws CaseloadError with all problems
     */
    async keep(
      of: { auditId: number; tool: Tool; groups: readonly SampleGroup[]; actorId: number; at: string },
      { summary, clients }: PreparedExtract,
    ): Promise<number> {
      const { auditId, groups } = of;
      const problems = problemsOf(clients, groups, await references(auditId), summary.hasGroups);
      if (problems.length > 0) throw new CaseloadError(problems);
      const before = await extracts.of(auditId);
      const agencies = summary.hasGroups
        ? groupsByColumn(clients, groups)
        : agenciesAsBefore(
            summary.units.map(({ agency }) => agency),
            groups,
            before?.choices.agencies ?? {},
          );
      return put(of, { summary, choices: { agencies, codes: before?.choices.codes ?? {} } }, clients);
    },

    /** Makes the list anew by what the lead says of agencies and codes. */
    async choose(
      of: { auditId: number; tool: Tool; groups: readonly SampleGroup[]; actorId: number; at: string },
      choices: ExtractChoices,
    ): Promise<number> {
      const known = await extracts.of(of.auditId);
      if (!known) throw new InputError([{ field: 'file', text: 'Upload the extract first.' }]);
      const clients = await extracts.clients(of.auditId);
      const agencies = known.summary.hasGroups ? known.choices.agencies : choices.agencies;
      return put(of, { summary: known.summary, choices: { agencies, codes: choices.codes } }, clients);
    },

    /** The extract of an audit; null where its list is none. */
    async state(auditId: number): Promise<ExtractState | null> {
      const known = await extracts.of(auditId);
      return known && { ...known, isAssigned: isAssigned(known) };
    },
  };
}

const isAssigned = ({ summary, choices }: { summary: ExtractSummary; choices: ExtractChoices }): boolean =>
  summary.units.every(({ agency }) => choices.agencies[agency] !== undefined);

/** What the clients have wrong with each other, with the audit's groups and with its case files. */
function problemsOf(
  clients: readonly KeptClient[],
  groups: readonly SampleGroup[],
  references: readonly string[],
  hasGroups: boolean,
): SheetProblem[] {
  const files = clients.map(({ row, reference, group }) => ({
    row,
    reference,
    group: group ?? '',
    fields: new Map<string, string>(),
  }));
  const missing = hasGroups
    ? files.flatMap(({ row, group }): SheetProblem[] =>
        group === ''
          ? [{ row, column: 'group', value: '', problem: 'is missing: name the sample group' }]
          : [],
      )
    : [];
  const wrong = files.flatMap(({ row, reference }): SheetProblem[] => {
    const problem = referenceProblem(reference, CASE_FILES);
    return problem === null ? [] : [{ row, column: 'CLIENT', value: '', problem }];
  });
  const among = caseloadProblems(files, {
    groups: groups.map(({ name }) => name),
    references,
    words: CASE_FILES,
  });
  return [...missing, ...wrong, ...among].toSorted((a, b) => a.row - b.row);
}

/** The groups that the sheet itself names, agency by agency. */
function groupsByColumn(
  clients: readonly KeptClient[],
  groups: readonly SampleGroup[],
): ExtractChoices['agencies'] {
  const idOf = new Map(groups.map((group) => [group.name.toLowerCase(), group.id]));
  const found = new Map<string, Set<number>>();
  for (const { agency, group } of clients) {
    const id = idOf.get((group ?? '').toLowerCase());
    const own = found.get(agency) ?? new Set();
    found.set(agency, id === undefined ? own : own.add(id));
  }
  return Object.fromEntries([...found].map(([agency, ids]) => [agency, [...ids]]));
}

/** What was said of the same agencies before still holds; with one group only there is nothing to ask. */
function agenciesAsBefore(
  agencies: readonly string[],
  groups: readonly SampleGroup[],
  before: ExtractChoices['agencies'],
): ExtractChoices['agencies'] {
  const ids = new Set(groups.map(({ id }) => id));
  const [only, ...others] = groups;
  return Object.fromEntries(
    agencies.flatMap((agency) => {
      const said = before[agency];
      if (said && said.every((id) => ids.has(id))) return [[agency, said]];
      return only && others.length === 0 ? [[agency, [only.id]]] : [];
    }),
  );
}
