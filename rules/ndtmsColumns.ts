import { foldName } from './tool.ts';

// Headings of the national drug treatment monitoring system's CSV file. What of this is confirmed by which source is in
// docs/decisions/2026-11-29-ndtms-extract.md.

/** What is read of an extract. Every other column is dropped as its row is read. */
const NDTMS_COLUMNS = [
  'agency',
  'client',
  'group',
  'consent',
  'episode',
  'referred',
  'triaged',
  'modalityStart',
  'modalityEnd',
  'discharged',
  'dischargeReason',
  'sex',
  'ethnic',
  'drug1',
  'drug2',
  'parental',
  'children',
  'hepB',
  'hepC',
  'topDate',
  'topStage',
] as const;
export type NdtmsColumn = (typeof NDTMS_COLUMNS)[number];

/** The headings of each column that is read; where a sheet has several, the first of them is read. */
export const NDTMS_HEADINGS: Record<NdtmsColumn, readonly [string, ...string[]]> = {
  agency: ['AGNCY', 'AGENCY'],
  client: ['CLIENT', 'CLIENTREF', 'CLIENTID', 'REFERENCE'],
  group: ['GROUP', 'SAMPLE GROUP'],
  consent: ['CONSENT'],
  episode: ['EPISODID'],
  referred: ['REFLD'],
  triaged: ['TRIAGED'],
  modalityStart: ['MODST'],
  modalityEnd: ['MODEND'],
  discharged: ['DISD'],
  dischargeReason: ['DISRSN'],
  sex: ['SEX'],
  ethnic: ['ETHNIC'],
  drug1: ['DRUG1'],
  drug2: ['DRUG2'],
  parental: ['PRNTSTAT'],
  children: ['CHILDWTH'],
  hepB: ['HEPBSTAT'],
  hepC: ['HEPCSTAT'],
  topDate: ['TOPDATE'],
  topStage: ['TRSTAGE'],
};

/** Headings of the data sets that nothing is read of, so that a sheet with some of them is known for what it is. */
const OTHERS =
  'FINITIAL SINITIAL DOB NATION PREVTR PC ACCMNEED CLALOCTN YPLAC DAT PCT LA UTLA GPPTCE DRUG1AGE ROUTE DRUG3 RFLS CPLANDT INJSTAT PREGNANT ALCDDAYS ALCUNITS DUALDIAG HEPCTSTD HEPCTD HEPBVAC HLCASSDT TOPCC DISDEST MODAL REFMODDT MODSET MODID FAOMODDT MODEXIT SUBMODDT SUBMID TITDATE TITREAT TITID TOPID ALCUSE OPIUSE CRAUSE COCAUSE AMPHUSE CANNUSE OTDRGUSE IVDRGUSE SHARING SHOTHEFT DRGSELL OTHTHEFT ASSAULT PSYHSTAT PWORK EDUCAT ACUTHPBM HRISK PHSTAT QUALLIFE INJECT SHARE PREVHEPB HEPCPOS REFHEPGY SEXUAL EMPSTAT OPRAGNCY EHCSC EHCSC2 EHCSC3 VETERAN NALOXISS NALOXAD';

/** Headings that no other kind of list has: three of them, or four of all, make an extract. */
const TELLING =
  'AGNCY CLIENTID EPISODID REFLD TRIAGED MODST MODEND DISD DISRSN PRNTSTAT CHILDWTH HEPBSTAT HEPCSTAT TOPDATE TRSTAGE';

const known = new Set([...Object.values(NDTMS_HEADINGS).flat(), ...OTHERS.split(' ')]);
const telling = new Set(TELLING.split(' '));
const LEAST_TELLING = 3;
const LEAST_KNOWN = 5;

/** Headings of columns that say who somebody is, by what they say. */
const IDENTIFYING: readonly (readonly [kind: string, names: RegExp])[] = [
  [
    'initials or names',
    /^(f|s|first|sur|last|middle|fore)?\s?_?initials?$|^(f|s|first|sur|last|middle|fore|full|client|family|given|preferred)?\s?_?names?$|^attrbdat$|^attributor$/,
  ],
  ['dates of birth', /^d\.?o\.?b\.?$|birth/],
  ['postcodes or addresses', /^pc$|post\s?_?code|address|^street|^town$/],
  ['NHS numbers', /^nhs/],
  ['phone numbers or email addresses', /phone|^mobile|e-?mail/],
  [
    'national insurance or prison numbers',
    /^ni\s?_?n(umber|o)?$|national insurance|^pnc|prison\s?_?n|^nomis/,
  ],
];

/** Where the columns of an extract stand, and what else is in its heading. */
export interface NdtmsHeading {
  /** -1 where there is no such column. */
  at: Record<NdtmsColumn, number>;
  /** How many cells the heading has. */
  width: number;
  /** Columns that say who somebody is: dropped, never kept. */
  identifying: { heading: string; kind: string }[];
  /** The headings of all other columns that are not read, as far as they can be named. */
  unread: string[];
  /** Columns that are not read and whose heading is no plain word, so that it is better not repeated. */
  unnamed: number;
}

const named = (heading: string): string => heading.trim().toUpperCase();

/** Whether a heading is that of an extract of the national data set, by the headings that nothing else has. */
export function isNdtmsHeading(heading: readonly string[]): boolean {
  const names = new Set(heading.map(named));
  const count = (set: ReadonlySet<string>) => [...names].filter((name) => set.has(name)).length;
  return count(telling) >= LEAST_TELLING && count(known) >= LEAST_KNOWN;
}

/** What the columns of an extract are. To be asked where {@link isNdtmsHeading} holds. */
export function readNdtmsHeading(heading: readonly string[]): NdtmsHeading {
  const names = heading.map(named);
  const indexOf = (column: NdtmsColumn): number => {
    const found = NDTMS_HEADINGS[column].find((name) => names.includes(name));
    return found === undefined ? -1 : names.indexOf(found);
  };
  const at = Object.fromEntries(NDTMS_COLUMNS.map((column) => [column, indexOf(column)])) as Record<
    NdtmsColumn,
    number
  >;
  const read = new Set(Object.values(at));
  const identifying: NdtmsHeading['identifying'] = [];
  const unread: string[] = [];
  let unnamed = 0;
  heading.forEach((text, index) => {
    const name = text.trim();
    if (name === '' || read.has(index)) return;
    const kind = identifyingKind(name);
    if (kind !== null) identifying.push({ heading: name.slice(0, LONGEST_HEADING), kind });
    else if (known.has(named(name)) || PLAIN_HEADING.test(name)) unread.push(name);
    else unnamed += 1;
  });
  return { at, width: lastFilled(heading) + 1, identifying, unread, unnamed };
}

const LONGEST_HEADING = 40;
const PLAIN_HEADING = /^[A-Za-z][A-Za-z_ ]{0,29}\d{0,2}$/;

/** What a column that says who somebody is holds, by its heading; null of other columns. */
export function identifyingKind(heading: string): string | null {
  const name = foldName(heading);
  const initials = /^[FS]INITIAL$/i.test(heading.trim());
  if (initials) return 'initials or names';
  return IDENTIFYING.find(([, names]) => names.test(name))?.[0] ?? null;
}

const lastFilled = (cells: readonly string[]): number => cells.findLastIndex((cell) => cell.trim() !== '');

/** Columns without which nothing can be made of an extract, as they are headed. */
export function missingNdtmsColumns({ at }: NdtmsHeading): string[] {
  const missing: string[] = (['agency', 'client'] as const).flatMap((column) =>
    at[column] < 0 ? [NDTMS_HEADINGS[column][0]] : [],
  );
  if (at.triaged < 0 && at.modalityStart < 0) missing.push('TRIAGED or MODST');
  return missing;
}

/** From which data set the headings are, as far as they tell. */
export function ndtmsDataSetOf(heading: readonly string[]): 'H' | 'K' | 'P or later' | null {
  const names = new Set(heading.map(named));
  const has = (...headings: string[]) => headings.some((name) => names.has(name));
  if (has('NALOXISS', 'NALOXAD', 'VETERAN', 'EHCSC2', 'UTLA')) return 'P or later';
  if (has('TITDATE', 'TITREAT', 'SUBMODDT')) return 'K';
  return has('PCT', 'CLALOCTN') ? 'H' : null;
}
