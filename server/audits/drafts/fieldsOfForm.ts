import type { DraftOption } from '../../../rules/index.ts';
import { freeId, measureIdOf, proposedId } from '../../../rules/index.ts';
import { InputError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';

// What the forms of a draft's parts have in common: lists in lines, numbers as they are typed, and rows of a table.

/** Lines of a text, without empty ones and without doubles. */
export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

/** What stands between commas. */
export const listedIn = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];

/**
 * A number as it was typed; undefined where the field is empty.
 *
 * @throws InputError where it is none
 */
export function numberIn(body: FormBody, name: string): number | undefined {
  const typed = textOf(body, name).trim();
  if (typed === '') return undefined;
  const number = /^-?\d{1,12}(\.\d{1,6})?$/.test(typed) ? Number(typed) : Number.NaN;
  if (Number.isNaN(number)) {
    throw new InputError([{ field: name, text: `“${typed}” is no number. Enter one, such as 12 or 0.5.` }]);
  }
  return number;
}

/** A text of a form, tidied; undefined where it is empty. */
export const optionalText = (body: FormBody, name: string): string | undefined =>
  textOf(body, name).replace(/\r\n/g, '\n').trim() || undefined;

/** Boxes that were ticked. */
export const tickedIn = (body: FormBody, name: string): string[] => [body[name] ?? []].flat().filter(Boolean);

/** A copy without what is undefined, so that what was emptied is not kept. */
export function defined<T extends object>(from: T): T {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as T;
}

/** The numbers of the rows of a table in a form, as they stand there; with `move`, in the order that it asks for. */
export function rowsIn(body: FormBody, prefix: string): number[] {
  const rows = Object.keys(body)
    .flatMap((name) => {
      const [, row] = new RegExp(`^${prefix}\\.(\\d{1,3})\\.label$`).exec(name) ?? [];
      return row === undefined ? [] : [Number(row)];
    })
    .toSorted((a, b) => a - b);
  const [, ofTable, moved, by] = /^(\w)\.(\d{1,3})\.(-1|1)$/.exec(textOf(body, 'move')) ?? [];
  if (ofTable !== prefix) return rows;
  const at = rows.indexOf(Number(moved));
  const to = at + Number(by);
  if (at < 0 || to < 0 || to >= rows.length) return rows;
  rows.splice(to, 0, ...rows.splice(at, 1));
  return rows;
}

/** The options of a form: a row with neither label nor id is none. With what each that had another id was called. */
export function optionsIn(body: FormBody): { options: DraftOption[]; renamed: Map<string, string> } {
  const taken = new Set<string>();
  const renamed = new Map<string, string>();
  const options = rowsIn(body, 'o').flatMap((row): DraftOption[] => {
    const text = (name: string) => textOf(body, `o.${row}.${name}`).trim();
    if (text('label') === '' && text('id') === '') return [];
    const id = text('id') || freeId(proposedId(text('label')) || 'option', taken);
    taken.add(id);
    if (text('was') !== '' && text('was') !== id) renamed.set(text('was'), id);
    const score = numberIn(body, `o.${row}.score`);
    const guidance = optionalText(body, `o.${row}.guidance`);
    const aliases = listedIn(text('aliases'));
    return [defined({ id, label: text('label'), aliases, score, guidance })];
  });
  return { options, renamed };
}

/** The fields of options in a form. */
export const optionValues = (options: readonly DraftOption[]): FormBody =>
  Object.fromEntries(
    options.flatMap(({ id, label, aliases, score, guidance }, o) => [
      [`o.${o}.was`, id],
      [`o.${o}.label`, label],
      [`o.${o}.id`, id],
      [`o.${o}.aliases`, aliases.join(', ')],
      [`o.${o}.score`, score === undefined ? '' : String(score)],
      [`o.${o}.guidance`, guidance ?? ''],
    ]),
  );

/** The measure that a form names, by its id; undefined where it names none. A label is turned into the id made of it. */
export const measureIn = (body: FormBody): string | undefined =>
  measureIdOf(textOf(body, 'measure')) || undefined;
