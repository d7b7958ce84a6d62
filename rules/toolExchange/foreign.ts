// A form of another program, once it is read out of its own columns and before it becomes a tool: what the readers of
// all formats have in common.

/** An answer as the form codes it. */
export interface ForeignOption {
  code: string;
  label: string;
  /** What it may count for; null where the form gives no number. */
  score: number | null;
}

export type ForeignAnswer =
  | {
      kind: 'options';
      several: boolean;
      options: ForeignOption[];
      /** By what several questions name the answers that they share. */
      list: string | null;
      /** Whether they are a scale in any case, or only where they are scored. */
      isScale: boolean;
      /** Whether the form itself says that they are scored. */
      isScored: boolean;
    }
  | { kind: 'number'; minimum: number | null; maximum: number | null }
  | { kind: 'date' }
  | { kind: 'text'; isLong: boolean };

/** A question of a form. Texts are as the form has them. */
export interface ForeignField {
  row: number;
  name: string;
  label: string;
  /** How to decide. */
  guidance: string;
  /** What a respondent reads, where that is something else. */
  hint: string;
  /** Its number as printed. */
  number: string;
  /** What shows it, with the condition as it stands. */
  condition: { field: string; code: string; text: string } | null;
  answer: ForeignAnswer;
  /** What its columns are called, for what is said of it. */
  columns: { label: string; guidance: string; bounds: string; options: string; condition: string };
}

/** Something that the form works out of questions. */
export interface ForeignFormula {
  row: number;
  name: string;
  label: string;
  aggregate: 'sum' | 'mean' | 'least' | 'most' | 'median';
  of: string[];
  /** The column in which it stands. */
  column: string;
}

export interface ForeignSection {
  id: string;
  title: string;
  description: string;
  fields: ForeignField[];
}

export interface ForeignForm {
  id: string;
  title: string;
  version: number;
  description: string;
  source: string;
  sections: ForeignSection[];
  formulas: ForeignFormula[];
}

/** How a form is read. */
export interface ReadOptions {
  /** Whether answers with numbers are scored: where a question or the lead says so, or all of them. */
  scored: 'asked' | 'numbers';
}
