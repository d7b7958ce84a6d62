import type { Tell } from './notes.ts';

/** Begins what somebody has to write who takes a tool over. */
export const TO_BE_WRITTEN = 'To be written:';

/** What a tool has to say of itself, where the form that it is made from is silent. */
export const formDescription = (made: string) => ({
  description: `Made from ${made}. ${TO_BE_WRITTEN} what the tool looks for.`,
  source: `Made from ${made}. ${TO_BE_WRITTEN} the document that the tool rests on.`,
});

const SOURCE = 'Source: ';

/** Takes what a form says of itself before its first question, and tells what it does not say. */
export function describeForm(
  form: { description: string; source: string },
  texts: readonly string[],
  tell: Tell,
): void {
  const source = texts.find((text) => text.startsWith(SOURCE));
  const said = texts.filter((text) => text !== source).join(' ');
  const note = (part: string, what: string) => tell({ did: 'changed', of: 'the tool', part, what });
  if (source !== undefined) form.source = source.slice(SOURCE.length);
  else note('source', 'the file names none; say on what document the tool rests');
  if (said !== '') form.description = said;
  else note('description', 'the file gives none; say what the tool looks for');
  note('subject', 'the file does not say what one record is about: it is taken to be a case file');
}
