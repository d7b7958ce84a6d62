import {
  GOAL_DOMAIN_LABELS,
  itemById,
  maskLetters,
  maskNeeds,
  maskTop,
  VERDICTS,
} from '../../../rules/index.ts';
import type { TopGroupFigures } from '../../../rules/index.ts';
import { LETTER_NAMES, presentLetterRows, VERDICT_NAMES } from '../../fieldwork/goalChecker/smartCriteria.ts';
import { countOf } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import type { ResultsWithPlans } from './service.ts';

/** Goals that stand in several files; more would be a page that nobody reads. */
const COPIED_SHOWN = 20;

type Figure =
  | { kind: 'figure'; count: string; percent: string }
  | { kind: 'dash'; text: string }
  | { kind: 'suppressed' };

const figure = (count: number, of: number, percent: number | null): Figure =>
  percent === null
    ? { kind: 'dash', text: 'None' }
    : { kind: 'figure', count: `${count} of ${of}`, percent: `${percent}%` };

/**
 * What the plans of an audit come to, for the results page. Outside the panel small numbers are suppressed, and groups,
 * files and the panel's differences with the checker are left out.
 *
 * @param reader - threshold: below which counts are suppressed, null where all are shown; panel: whether it reads files
 */
export function presentPlanFigures(
  results: ResultsWithPlans,
  { threshold, panel }: { threshold: number | null; panel: boolean },
) {
  const { audit, tool, figures, copied } = results;
  const { letters, needs, top } = figures;
  if (letters.plans === 0 && top === null) return null;
  const letterMask =
    threshold === null
      ? letters.letters.map(() => false)
      : maskLetters(letters, threshold, audit.smallNumberRule);
  const needMask = threshold === null ? needs.map(() => false) : maskNeeds(needs, threshold);
  const fileOf = new Map(results.plans.map(({ reference, fileId }) => [reference, fileId]));
  // So few plans are nobody's business but the panel's.
  const tooFew = threshold !== null && letters.plans < threshold;
  return {
    panel,
    hiddenText: tooFew
      ? 'The goals and needs of these plans are suppressed: there are too few plans to show anything of them outside the panel.'
      : null,
    letters: letters.plans === 0 || tooFew ? null : presentLetters(figures, letterMask, panel),
    needs: needs.map(({ domain, found, withoutGoal }, i) => ({
      label: GOAL_DOMAIN_LABELS[domain],
      suppressed: needMask[i] ?? false,
      found: countOf(found, 'plan'),
      withoutGoal: `${withoutGoal} of ${found}`,
    })),
    checker: panel
      ? figures.checker.map((row) => ({
          label: itemById(tool, row.check)?.label ?? row.check,
          files: row.files,
          compared: `${row.compared} of ${row.files}`,
          differ: figure(row.differ, row.compared, row.percentDiffer),
          panelYes: row.panelYes,
          panelNo: row.panelNo,
        }))
      : [],
    top: top && presentTop(top, threshold === null ? null : maskTop(top, threshold, audit.smallNumberRule)),
    copied: panel
      ? copied.slice(0, COPIED_SHOWN).map(({ text, files }) => ({
          text,
          count: countOf(files.length, 'file'),
          files: files.map((reference) => ({
            reference,
            href: urls.filePlan(audit.id, fileOf.get(reference) ?? 0),
          })),
        }))
      : [],
    copiedMore: panel ? Math.max(0, copied.length - COPIED_SHOWN) : 0,
  };
}

/** How the goals of the plans stand by letter; by group as well for the panel. */
function presentLetters(
  { letters, letterGroups }: ResultsWithPlans['figures'],
  mask: boolean[],
  panel: boolean,
) {
  return {
    lead: `${countOf(letters.goals, 'goal')} in the plans of ${countOf(letters.plans, 'file')}. A letter that cannot be told is never counted as met.`,
    verdicts: VERDICTS.map((verdict) => VERDICT_NAMES[verdict].text),
    rows: presentLetterRows(letters, mask),
    groups: panel
      ? letterGroups.map(({ group, ...own }) => ({
          name: group,
          plans: own.plans,
          goals: own.goals,
          cells: own.letters.map((counts) => `${counts['not met']} of ${own.goals}`),
        }))
      : [],
    signs: letters.letters.map(({ letter }) => LETTER_NAMES[letter]),
  };
}

function presentTop(
  top: NonNullable<ResultsWithPlans['figures']['top']>,
  mask: ReturnType<typeof maskTop> | null,
) {
  const cell = (
    { due, present, percent }: Pick<TopGroupFigures, 'due' | 'present' | 'percent'>,
    suppressed: boolean,
  ) => (suppressed ? ({ kind: 'suppressed' } as const) : figure(present, due, percent));
  const reached = (is: boolean | null, suppressed: boolean) =>
    suppressed || is === null ? '' : is ? `Reaches ${top.threshold}%` : `Below ${top.threshold}%`;
  return {
    threshold: top.threshold,
    rows: top.groups.map((group, g) => {
      const suppressed = mask?.groups[g] ?? false;
      return {
        name: group.group,
        files: suppressed ? '' : String(group.files),
        cell: group.applies
          ? group.files === 0 && !suppressed
            ? ({ kind: 'dash', text: 'Not recorded' } as const)
            : cell(group, suppressed)
          : ({ kind: 'dash', text: 'Not applicable' } as const),
        note: group.applies
          ? group.files === 0 && !suppressed
            ? 'No dates entered'
            : group.due === 0 && !suppressed
              ? 'No form was due'
              : reached(group.reached, suppressed)
          : 'Not applicable',
      };
    }),
    total: {
      files: mask?.overall ? '' : String(top.overall.files),
      cell: cell(top.overall, mask?.overall ?? false),
      note: reached(top.overall.reached, mask?.overall ?? false),
    },
  };
}
