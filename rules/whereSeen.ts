/** Long enough for a page of a document, too short for what is written there. */
export const PLACE_MAXIMUM_LENGTH = 120;

/** What is wrong with the day of an entry that lies ahead, as the end of a sentence. */
export const ENTRY_IN_FUTURE = 'is in the future: enter the day of the entry in the file';

/** Where something was seen, on one line and without needless blanks. */
export const tidyPlace = (text: string): string => text.replace(/\s+/g, ' ').trim();
