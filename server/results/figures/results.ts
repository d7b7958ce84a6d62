import type {
  CheckOutcome,
  HowChosen,
  PrintedInGroup,
  Tally,
  Tool,
  Validated,
  ValueCount,
} from '../../../rules/index.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';

/** The figures of an audit at one moment; what every page, PDF and export of it is made from. */
export interface Results {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  tally: Tally;
  /** How often each answer was given to items that are no checks; null where it was not asked for. */
  itemCounts: ValueCount[] | null;
  /** What a published table says of them in the place of counts; empty for any other audit. */
  printedItems: PrintedInGroup[];
  /** How its files were chosen. */
  chosen: HowChosen;
  /** What the rule by which the panel may stop reading says, check by check; empty where there is none. */
  outcomes: CheckOutcome[];
  completeFiles: number;
  /** Of self-audits: how many of their answers are validated; null of any other audit. */
  validated: Validated | null;
  /** When the audit or any of its reviews was last changed. */
  asAt: string;
}
