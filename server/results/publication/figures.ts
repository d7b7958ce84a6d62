import { checksOf, overallFigures, subjectWords } from '../../../rules/index.ts';
import type {
  AuditState,
  Check,
  Headline,
  OverallFigures,
  ShownFigure,
  Tool,
  WeightedCheck,
} from '../../../rules/index.ts';
import { chosenInShort } from '../figures/chosen.ts';
import type { ShownResults } from '../figures/service.ts';
import { smallNumbersText } from '../figures/shown.ts';

/** A check as it is published: of all files, with what a reader outside the panel may not see taken out. */
export interface PublishedCheck extends Pick<Check, 'id' | 'label' | 'polarity'> {
  /** In percent; null where it has none. */
  standard: number | null;
  figure: ShownFigure;
  weighted: WeightedCheck | null;
}

/** What an organisation shows of an audit to readers outside it, frozen as it was published. */
export interface PublishedFigures {
  title: string;
  partnership: string;
  tool: { id: string; version: number; title: string };
  subject: Tool['subject'];
  fieldworkStart: string;
  fieldworkEnd: string;
  /** Whether its reports could still change it. */
  state: AuditState;
  /** Null where it is suppressed. */
  files: number | null;
  /** How the files were chosen, without a word of single groups. */
  chosen: string;
  /** The rule on small numbers in words; null of what is about no person. */
  smallNumbers: string | null;
  headline: Headline;
  /** When the audit was last changed, ISO date-time. */
  asAt: string;
  checks: PublishedCheck[];
}

/**
 * The figures of all files as readers outside the panel are shown them, to be frozen.
 *
 * @param shown - suppressed
 * @param told - ids of checks that tell something small beside what was shown of the audit before: they are left out
 */
export function publishedOf(shown: ShownResults, told: ReadonlySet<string>): PublishedFigures {
  const { audit, tool, table, weighted } = shown;
  return {
    title: audit.title,
    partnership: audit.partnership,
    tool: { id: tool.id, version: tool.version, title: tool.title },
    subject: tool.subject,
    fieldworkStart: audit.fieldworkStart,
    fieldworkEnd: audit.fieldworkEnd,
    state: audit.state,
    files: table.overall.files,
    chosen: chosenInShort(shown.chosen, subjectWords(tool.subject)),
    smallNumbers: shown.suppressed ? smallNumbersText(shown) : null,
    headline: shown.headline,
    asAt: shown.asAt,
    checks: checksOf(tool).flatMap(({ id, label, polarity, standard }) => {
      const figure = table.overall.checks.find((one) => one.id === id);
      if (!figure) return [];
      const isTold = told.has(id);
      return [
        {
          id,
          label,
          polarity,
          standard: standard ?? null,
          figure: isTold ? { kind: 'suppressed' as const, id } : figure,
          weighted: isTold ? null : (weighted?.find((one) => one.id === id) ?? null),
        },
      ];
    }),
  };
}

/** The figures of a check in all files: which is the headline, and which stands beside it. */
export const overallOf = (
  { files, headline }: PublishedFigures,
  { id, figure, weighted }: PublishedCheck,
): OverallFigures | null =>
  overallFigures(
    {
      table: { overall: { key: 'all', name: '', files, checks: [figure] } },
      weighted: weighted && [weighted],
      headline,
    },
    id,
    'applicable',
  );
