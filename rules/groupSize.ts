/** What a lead entered of the caseload of a sample group. */
export interface EnteredCaseload {
  /** How many files the service has for the group. */
  files: number;
  /** Whether those to be read were drawn from all of them at random, outside of the program. */
  isDrawn: boolean;
}

/** What is known of how many files a group has, where a lead entered it. */
export interface KnownSize {
  /** Files on its caseload list; null where there is none. */
  listed: number | null;
  entered: EnteredCaseload;
}

/** How many files the service has for a sample group: those on its list where it has one, else as was entered; null where neither is known. */
export const groupSize = (of: { listed: number | null; entered: EnteredCaseload | null }): number | null =>
  of.listed ?? of.entered?.files ?? null;
