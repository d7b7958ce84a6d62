import type {
  Outcome,
  Check,
  OverallFigures,
  ShareDifference,
  ShownFigure,
  StandardVerdict,
} from '../../../rules/index.ts';
import type { Chart } from '../../formats/chart/index.ts';

/** One figure of a comparison, in numbers and in words. */
export interface CompareRow {
  /** Of the unit; "all" for a whole audit. */
  key: string;
  unit: string;
  /** Which audit it is of; null where there is but one. */
  audit: string | null;
  /** Unit and audit in one. */
  label: string;
  /** All files of an audit. */
  total: boolean;
  /** Case files of the unit; null where that is hidden. */
  files: number | null;
  /** The number by which a funnel names it; null without a funnel. */
  number: number | null;
  /** Null where the audit's tool does not have the check. */
  figure: ShownFigure | null;
  /** Of all files of an audit, the figure that it goes by and the other one; null of anything else. */
  overall: OverallFigures | null;
  /** What the rule says by which the panel of an audit might stop reading, of all its files; null of anything else. */
  outcome: Outcome | null;
  /** Such as "8 of 12", "67%" and "39% to 87%"; empty where there is no figure. */
  count: string;
  percent: string;
  interval: string;
  /** "hidden", "not applicable" and so on; null where there is a figure. */
  missing: string | null;
  /** Null for all files of a single audit, which stand against nothing. */
  difference: ShareDifference | null;
  /** What the figure is held against, such as "33 of 40, 83%"; empty where it cannot be told. */
  other: string;
  /** Such as "−15 points", "−46 to +10" and "chance 0.028; raised 0.31; raised less 0.12"; empty where there is none. */
  points: string;
  differenceInterval: string;
  probabilities: string;
  sentence: string;
  /** The same for a table, empty where it is said once of all lines that share it. */
  said: string;
  /** Whether the difference is a clear one. */
  clear: boolean;
  /** Whether it is clear by far. */
  veryClear: boolean;
  /** Whether it is perhaps one. */
  perhaps: boolean;
}

export interface CompareCheck {
  id: string;
  label: string;
  shortLabel: string;
  /** What a yes means where it is not good, and the standard where there is one. */
  notes: string[];
  polarity: Check['polarity'];
  /** In percent. */
  standard: number | null;
  /** How all files of the audit that the comparison begins from stand to it; null where there is none. */
  verdict: StandardVerdict | null;
  /** Whether the tool says that it is about safety. */
  safety: boolean;
  /** Of which files its percentages are, to follow "files", such as "where the check applied". */
  of: string;
  rows: CompareRow[];
  /** What its picture shows, in a sentence or two; empty where nothing is compared. */
  shows: string;
  /** Says of all lines that show no difference that they do not, where there are several; else empty. */
  noneText: string;
  /** Every figure of it is suppressed, so that page and PDF name it in one line instead. */
  isSuppressed: boolean;
  chart: Chart;
  /** Where ten or more units have a figure. */
  funnel: Chart | null;
  /** How it is read; empty without a funnel. */
  funnelCaption: string;
}

/** What other audits of a series say of the same lines: each audit by itself, and the lines over time. */
export interface Beside<View> {
  by: 'group' | 'provider';
  others: View[];
  overTime: View;
}
