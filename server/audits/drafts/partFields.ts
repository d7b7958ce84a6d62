import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { rowsIn, tickedIn } from './fieldsOfForm.ts';

// What the fields of a part's form are, whatever the part.

/** Something that can be chosen. */
export interface Choice {
  value: string;
  text: string;
}

/** One field of the form of a part, or several under one heading. */
export type PartField = { name: string; hint?: string; error: string | null; theirs: string | null } & (
  | { type: 'text'; label: string; value: string; width?: string }
  | { type: 'area'; label: string; value: string; rows: number; about?: string }
  | { type: 'select'; label: string; items: (Choice & { selected: boolean })[] }
  | { type: 'boxes'; label: string; items: (Choice & { checked: boolean })[] }
  | { type: 'radios'; label: string; guidance: string; items: (Choice & { checked: boolean })[] }
  | { type: 'rows'; label: string; one: string; prefix: string; columns: RowColumn[]; rows: RowView[] }
);
/** A column of a table in a form. */
export interface RowColumn {
  name: string;
  label: string;
}
interface RowView {
  /** From 1, as it is read. */
  number: number;
  row: number;
  /** What it was called before; empty for a new one. */
  was: string;
  isNew: boolean;
  cells: { name: string; label: string; value: string; error: string | null }[];
}

/** Fields that stand together; those that few need are folded away. */
export interface FieldGroup {
  heading: string | null;
  folded: boolean;
  fields: PartField[];
}

export type Make = ReturnType<typeof fieldMaker>;

/** Makes fields with what is in them, their errors, and what somebody else saved meanwhile. */
export function fieldMaker(
  values: FormBody,
  errorOf: (name: string) => string | null,
  theirsOf: (name: string) => string | null,
) {
  const about = (name: string, hint: string | undefined) => ({
    name,
    ...(hint !== undefined && { hint }),
    error: errorOf(name),
    theirs: theirsOf(name),
  });
  return {
    text: (name: string, label: string, hint?: string, width?: string): PartField => ({
      type: 'text',
      ...about(name, hint),
      label,
      value: textOf(values, name),
      ...(width !== undefined && { width }),
    }),
    radios: (name: string, label: string, items: readonly Choice[], guidance: string): PartField => {
      const chosen = textOf(values, name);
      return {
        type: 'radios',
        ...about(name, undefined),
        label,
        guidance,
        items: items.map((item) => ({ ...item, checked: item.value === chosen })),
      };
    },
    /** @param of - what it is about, where several fields have one label */
    area: (name: string, label: string, rows: number, hint?: string, of?: string): PartField => ({
      type: 'area',
      ...about(name, hint),
      label,
      rows,
      value: textOf(values, name),
      ...(of !== undefined && { about: of }),
    }),
    select: (name: string, label: string, items: readonly Choice[], hint?: string): PartField => {
      const chosen = textOf(values, name);
      // What is not there any more stays chosen until somebody chooses anew.
      const all = items.some(({ value }) => value === chosen)
        ? items
        : [...items, { value: chosen, text: chosen }];
      return {
        type: 'select',
        ...about(name, hint),
        label,
        items: all.map((item) => ({ ...item, selected: item.value === chosen })),
      };
    },
    boxes: (name: string, label: string, items: readonly Choice[], hint?: string): PartField => {
      const chosen = tickedIn(values, name);
      return {
        type: 'boxes',
        ...about(name, hint),
        label,
        items: items.map((item) => ({ ...item, checked: chosen.includes(item.value) })),
      };
    },
    /** A table with a row for each thing that is there, and three empty ones. */
    rows: (
      prefix: string,
      label: string,
      one: string,
      columns: readonly RowColumn[],
      hint?: string,
    ): PartField => {
      const filled = rowsIn(values, prefix).filter(
        (row) =>
          textOf(values, `${prefix}.${row}.label`) !== '' || textOf(values, `${prefix}.${row}.id`) !== '',
      );
      const from = Math.max(-1, ...filled) + 1;
      const all = [...filled, from, from + 1, from + 2];
      return {
        type: 'rows',
        ...about(prefix, hint),
        label,
        one,
        prefix,
        columns: [...columns],
        rows: all.map((row, r) => ({
          number: r + 1,
          row,
          was: textOf(values, `${prefix}.${row}.was`),
          isNew: row >= from,
          cells: columns.map((column) => {
            const name = `${prefix}.${row}.${column.name}`;
            return { name, label: column.label, value: textOf(values, name), error: errorOf(name) };
          }),
        })),
      };
    },
  };
}

/** Fields under one heading. */
export const group = (heading: string | null, fields: PartField[], folded = false): FieldGroup => ({
  heading,
  folded,
  fields,
});
