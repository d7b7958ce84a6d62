import {
  itemForNdtms,
  listedValue,
  monthsIn,
  parseAnswer,
  shownNdtmsCode,
  topFindings,
} from '../../../rules/index.ts';
import type { Item, ListedPart, NdtmsClient, Tool } from '../../../rules/index.ts';
import type { ExtractChoices, ExtractSummary, KeptClient } from './extractRepository.ts';

/** The parts of a client that are codes, each with its column. */
const CODE_PARTS = [
  { part: 'sex', column: 'SEX' },
  { part: 'ethnic', column: 'ETHNIC' },
  { part: 'drug1', column: 'DRUG1' },
  { part: 'drug2', column: 'DRUG2' },
] as const;
type CodePart = (typeof CODE_PARTS)[number]['part'];

/** How a choice of what a code means is called. */
export const codeKey = (part: CodePart, code: string): string => `${part} ${code}`;

/**
 * What is kept of the clients of an extract. A reference that two agencies use is one of two people as far as anybody
 * knows, so each has its agency before it.
 */
export function keptClients(
  tool: Tool,
  clients: readonly NdtmsClient[],
): { kept: KeptClient[]; shared: number } {
  const agencies = new Map<string, Set<string>>();
  for (const { reference, agency } of clients) {
    const key = reference.toLowerCase();
    agencies.set(key, (agencies.get(key) ?? new Set()).add(agency));
  }
  const isShared = (reference: string) => (agencies.get(reference.toLowerCase())?.size ?? 0) > 1;
  const items = itemsFor(tool);
  const kept = clients.map(
    ({ agency, reference, row, group, codes, journey, earlier, forms }): KeptClient => {
      const safe = (part: CodePart) => safeCode(items(part), part, codes[part]);
      return {
        agency,
        reference: isShared(reference) ? `${agency}-${reference}` : reference,
        row,
        group,
        codes: { sex: safe('sex'), ethnic: safe('ethnic'), drug1: safe('drug1'), drug2: safe('drug2') },
        journey,
        earlier,
        forms,
      };
    },
  );
  return { kept, shared: [...agencies.values()].filter(({ size }) => size > 1).length };
}

/** A code as it is kept: one that the tool knows as a word, or a short one; anything else could be about the person. */
function safeCode(item: Item | null, part: CodePart, value: string | null): string | null {
  if (value === null) return null;
  if (item && listedValue(item, part, value) !== null) return value;
  return shownNdtmsCode(value) || null;
}

/** The codes of fields of the tool that nobody has said the meaning of, each once, those of most clients first. */
export function openCodes(tool: Tool, clients: readonly KeptClient[]): ExtractSummary['openCodes'] {
  const found = new Map<string, ExtractSummary['openCodes'][number]>();
  for (const { part, column } of CODE_PARTS) {
    const item = itemForNdtms(tool, part);
    if (!item) continue;
    for (const { codes } of clients) {
      const code = codes[part];
      if (code === null || listedValue(item, part, code) !== null) continue;
      const key = codeKey(part, code);
      const open = found.get(key) ?? { part, column, code, clients: 0 };
      open.clients += 1;
      found.set(key, open);
    }
  }
  return [...found.values()].toSorted((a, b) => b.clients - a.clients);
}

/** The fields of a tool that take the parts of a client, each looked for once. */
export function itemsFor(tool: Tool): (part: ListedPart) => Item | null {
  const known = new Map<ListedPart, Item | null>();
  return (part) => {
    let item = known.get(part);
    if (item === undefined) {
      item = itemForNdtms(tool, part);
      known.set(part, item);
    }
    return item;
  };
}

/** What the list says of a client, by item id, as far as the tool asks it. */
export function fieldsOfClient(
  tool: Tool,
  items: ReturnType<typeof itemsFor>,
  client: KeptClient,
  { asOf, codes }: { asOf: string; codes: ExtractChoices['codes'] },
): Map<string, string> {
  const fields = new Map<string, string>();
  const put = (part: ListedPart, value: string | null) => {
    const item = value === null ? null : items(part);
    const parsed = item && value !== null ? parseAnswer(item, value) : null;
    if (item && parsed && 'value' in parsed && parsed.value !== null) fields.set(item.id, parsed.value);
  };
  for (const { part } of CODE_PARTS) {
    const code = client.codes[part];
    const item = items(part);
    if (code === null || !item) continue;
    put(part, listedValue(item, part, code) ?? codes[codeKey(part, code)] ?? null);
  }
  const { journey, earlier, forms } = client;
  if (journey === null) return fields;
  put('months', String(monthsIn(journey, asOf)));
  put('treatmentStart', journey.start);
  put('treatmentExit', journey.exit);
  const findings = topFindings(
    { episodes: [...earlier, journey], forms, readOn: asOf, reportsToNdtms: true },
    tool.topWindows ?? [],
  );
  const dateOf = (wanted: string) =>
    findings.forms.find(({ stage, date }) => stage === wanted && date !== null)?.date ?? null;
  put('topStart', dateOf('start'));
  put('topReview', dateOf('review'));
  put('topExit', dateOf('exit'));
  return fields;
}
