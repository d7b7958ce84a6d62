import { parseAnswer } from './answers.ts';
import { foldName, itemsOf, namesOf } from './tool.ts';
import type { Item, Tool } from './tool.ts';
import { mayBeListed } from './caseload.ts';
import type { NdtmsColumn } from './ndtmsColumns.ts';

// Which of these codes are confirmed by which source is in docs/decisions/2026-11-29-ndtms-extract.md.

/** What stands in a cell without a value. */
const EMPTY = new Set(['', 'NA', 'N/A', 'NULL']);

/** The code for what was not asked; nothing was recorded then. */
const NOT_ASKED = '99';

/** A cell as it is read: without spaces around it, and null where it holds no value. */
export function ndtmsValue(cell: string | undefined): string | null {
  const value = (cell ?? '').trim();
  return EMPTY.has(value.toUpperCase()) ? null : value;
}

/** A value as it may be kept and repeated: a short code that is no part of a postcode; empty for any other. */
export function shownNdtmsCode(value: string): string {
  const code = value.toUpperCase();
  const isPostcode = code.length > 2 && /^[A-Z]{1,2}\d[A-Z\d]?$/.test(code);
  return /^[A-Z0-9]{1,4}$/.test(code) && !isPostcode ? code : '';
}

/** The ethnic category of those who did not state one. */
export const ETHNICITY_NOT_STATED = 'Z';

/** Each code with the words that it may have in a tool, the nearest first. */
const SEX: Record<string, readonly string[]> = {
  M: ['Male'],
  F: ['Female'],
  '1': ['Male'],
  '2': ['Female'],
  '9': ['Other, or described otherwise', 'Other'],
  '0': ['Not stated', 'Not known'],
  X: ['Not stated', 'Not known'],
};

const mixed = ['Mixed or multiple', 'Mixed'];
const asian = ['Asian or Asian British', 'Asian'];
const whiteOther = ['White, other', 'White other', 'Other white'];
const black = ['Black, other', 'Black or Black British', 'Black'];
const ETHNIC: Record<string, readonly string[]> = {
  A: ['White British'],
  B: ['White Irish', ...whiteOther],
  C: ['Other White', ...whiteOther],
  D: ['White and Black Caribbean', ...mixed],
  E: ['White and Black African', ...mixed],
  F: ['White and Asian', ...mixed],
  G: ['Other mixed', ...mixed],
  H: ['Indian', ...asian],
  J: ['Pakistani', ...asian],
  K: ['Bangladeshi', ...asian],
  L: ['Other Asian', ...asian],
  M: ['Caribbean', ...black],
  N: ['African', ...black],
  P: ['Other Black', ...black],
  R: ['Chinese', ...asian],
  S: ['Other ethnic group', 'Other'],
  Z: ['Not stated', 'Not known'],
};

const codes = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/**
 * The codes that are known of a column, and what another one counts as. The codes of hepatitis, parental status and TOP
 * were changed between data sets, so a value that is not known there is still one that somebody has recorded; ethnic
 * categories were not.
 */
const CODE_SETS: Partial<
  Record<NdtmsColumn, { known: ReadonlySet<string>; others: 'recorded' | 'nothing' }>
> = {
  sex: { known: new Set(Object.keys(SEX)), others: 'nothing' },
  ethnic: { known: new Set(Object.keys(ETHNIC)), others: 'nothing' },
  parental: { known: codes('11 12 13 14 15'), others: 'recorded' },
  hepB: { known: codes('A B C D E'), others: 'recorded' },
  hepC: { known: codes('A B D'), others: 'recorded' },
};

/** Whether a value is one of the codes that are known of its column; true of columns without a list of codes. */
export function isKnownNdtmsCode(column: NdtmsColumn, value: string): boolean {
  return value === NOT_ASKED || (CODE_SETS[column]?.known.has(value.toUpperCase()) ?? true);
}

/** Whether a value says something, for the completeness of its column. */
export function isNdtmsRecorded(column: NdtmsColumn, value: string | null): boolean {
  if (value === null || value === NOT_ASKED) return false;
  return isKnownNdtmsCode(column, value) || CODE_SETS[column]?.others === 'recorded';
}

/** What a TOP form says it is: the first letter of start, review and exit; null of what none of them is. */
export function ndtmsTopStage(value: string | null): 'start' | 'review' | 'exit' | 'post-treatment' | null {
  const name = (value ?? '').toUpperCase();
  if (name === 'S' || name === 'START' || name === 'TREATMENT START') return 'start';
  if (name === 'R' || name === 'REVIEW') return 'review';
  if (name === 'E' || name === 'EXIT' || name === 'TREATMENT EXIT') return 'exit';
  return name === 'P' || name.startsWith('POST') ? 'post-treatment' : null;
}

/** What of a client an item of a tool may take. */
export type ListedPart =
  | 'sex'
  | 'ethnic'
  | 'drug1'
  | 'drug2'
  | 'months'
  | 'treatmentStart'
  | 'treatmentExit'
  | 'topStart'
  | 'topReview'
  | 'topExit';

/** The names that the items have in tools. */
const ITEM_NAMES: Record<ListedPart, readonly string[]> = {
  sex: ['gender', 'sex'],
  ethnic: ['ethnicity', 'ethnic group', 'ethnic_group'],
  drug1: ['primary_drug', 'primary drug', 'main drug', 'problem substance 1'],
  drug2: ['secondary_drug', 'secondary drug', 'problem substance 2'],
  months: ['months_in_treatment', 'months in treatment', 'time in treatment'],
  treatmentStart: ['treatment_start', 'treatment start', 'start of treatment'],
  treatmentExit: ['treatment_exit', 'treatment exit', 'discharge date', 'date of discharge'],
  topStart: ['top_start', 'top start', 'start top', 'date of the start form'],
  topReview: ['top_review', 'top review', 'review top', 'date of the review form'],
  topExit: ['top_exit', 'top exit', 'exit top', 'date of the exit form'],
};

/** The field of a tool that takes a part, if there is one that a list may bring with it. */
export function itemForNdtms(tool: Tool, part: ListedPart): Item | null {
  const wanted = new Set(ITEM_NAMES[part].map(foldName));
  return (
    itemsOf(tool).find((item) => mayBeListed(item) && namesOf(item).some((name) => wanted.has(name))) ?? null
  );
}

/** A value of the extract as a field of the tool keeps it; null where it is none that the field knows. */
export function listedValue(item: Item, part: ListedPart, value: string): string | null {
  const words = part === 'sex' ? SEX : part === 'ethnic' ? ETHNIC : {};
  for (const candidate of [...(words[value.toUpperCase()] ?? []), value]) {
    const parsed = parseAnswer(item, candidate);
    if ('value' in parsed && parsed.value !== null) return parsed.value;
  }
  return null;
}
