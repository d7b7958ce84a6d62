import {
  canSignal,
  countedIn,
  isClear,
  itemById,
  movedOf,
  periodLabel,
  seriesOf,
  statusOf,
} from '../../../rules/index.ts';
import type {
  ActionStatus,
  ChartSignal,
  Measure,
  Moved,
  Series,
  TravelVerdict,
} from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import type { Chart } from '../../formats/chart/index.ts';
import { countOf, dayInWords, listOf } from '../../formats/english.ts';
import { movedRareText, rareBasis, seriesChart } from '../../measures/seriesChart.ts';
import { figureCell, numberText } from '../../measures/words.ts';
import { groupBy } from '../../platform/groupBy.ts';
import { urls } from '../../web/urls.ts';
import { presentComparison } from '../../results/comparison/presenter.ts';
import type { Board } from './service.ts';

/** Something that clearly moved: a line, and the chart beneath it. */
export interface MovedLine {
  title: string;
  text: string;
  verdict: TravelVerdict;
  href: string;
  /** Drawn for those lines alone that are told: there may be hundreds. */
  chart: () => Chart | null;
  /** Of how many, and how the chart is to be read. */
  caption: string;
}

const SIGNALS: Record<ChartSignal, string> = {
  outside: 'outside the limits of chance',
  shift: 'one of seven or more in a row on one side of the mean',
  trend: 'one of seven or more in a row in one direction',
};

/** What the measures of the partnership come to. */
interface MeasuresMoved {
  lines: MovedLine[];
  /** Measures with a figure that came in since then, and how many of them have periods enough to be told from chance. */
  fresh: number;
  told: number;
}

/** The measures whose latest figure came in since then and is more than chance. */
export function movedMeasures({ measures, from }: Board): MeasuresMoved {
  if (!measures) return { lines: [], fresh: 0, told: 0 };
  const { place, found } = measures;
  // Each measure looks at its own figures alone: a place may have very many of others.
  const byMeasure = groupBy(measures.fresh, ({ measure }) => measure);
  const fresh = found.measures.flatMap((measure) => {
    const own = byMeasure.get(measure.id) ?? [];
    const series = seriesOf(measure, place.name, own);
    const latest = series.points.at(-1)?.observation;
    const isNew = own.some((one) => one === latest && one.enteredAt >= from);
    return isNew ? [{ measure, series }] : [];
  });
  return {
    lines: fresh.flatMap(({ measure, series }) => {
      const moved = movedOf(measure, series);
      return moved ? [measureLine(place, measure, series, moved)] : [];
    }),
    fresh: fresh.length,
    told: fresh.filter(({ series }) => canSignal(series)).length,
  };
}

function measureLine(
  place: { id: number; name: string },
  measure: Measure,
  series: Series,
  moved: Moved,
): MovedLine {
  const { text, note } = figureCell(moved.latest, measure);
  const periods = countOf(countedIn(series), 'period');
  return {
    title: measure.label,
    text: `${text}${note === '' ? '' : ` (${note})`} in ${periodLabel(moved.latest.period)}${movedText(measure, series, moved)}`,
    verdict: moved.verdict,
    href: urls.measure(measure.id, { place: String(place.id) }),
    chart: () => ({ kind: 'overTime', ...seriesChart(measure, place.name, series).chart }),
    caption: moved.rare
      ? `${periods}, without limits: what tells is how long it is from one to the next.`
      : `${periods}, with the limits of chance; a filled dot is more than chance.`,
  };
}

/** Why the latest figure of a measure is more than chance, after that figure in a sentence. */
function movedText(measure: Measure, series: Series, moved: Moved): string {
  if (moved.rare) {
    const { rare } = moved;
    return `. It is rare: ${rareBasis(rare)} had any. ${movedRareText(rare.moved)} Chance alone leaves ${rare.least} to ${rare.greatest}.`;
  }
  const { against, signals } = moved;
  const held = numberText(against.value, measure, 1);
  return `, against ${against.isMean ? `a mean of ${held} over ${countedIn(series)} periods` : `${held} in the period before`}: ${signals.map((signal) => SIGNALS[signal]).join('; ')}.`;
}

/** What differs clearly between an audit and the one before it, as the comparison of the two says it. */
export function movedChecks({ compared }: Board, user: User) {
  return compared.map(({ audit, comparison }) => {
    const view = presentComparison(comparison, user);
    const tool = comparison.results[comparison.main]?.tool;
    const lines = view.checks.flatMap((check): MovedLine[] => {
      const row = check.rows.find((one) => one.difference !== null && isClear(one.difference));
      if (!row?.difference) return [];
      const item = tool && itemById(tool, check.id);
      const polarity = item?.kind === 'check' ? item.polarity : 'neither';
      const isHigher = row.difference.verdict === 'clearly higher';
      return [
        {
          title: check.label,
          text: `${row.count}, ${row.percent}, against ${row.other} in the audit before; ${row.points} (${row.differenceInterval}).`,
          verdict:
            polarity === 'neither'
              ? 'changed'
              : isHigher === (polarity === 'yes_is_good')
                ? 'better'
                : 'worse',
          href: `${urls.compare(audit.id, '?by=audit')}#check-${check.id}`,
          chart: () => check.chart,
          caption: `${audit.title}: ${view.words.files} with a yes, ${view.basis}, with 95% intervals.`,
        },
      ];
    });
    return { audit, lines, summary: view.summary, audits: view.audits };
  });
}

/** What was done and what became late since then of improvement plans; null where there is no action at all. */
export const movedPlans = (board: Board) =>
  movedActions(
    board,
    board.plans.flatMap(({ provider, actions }) =>
      actions.map((action) => ({ owner: provider.name, ...action })),
    ),
    {
      title: 'Improvement plans',
      one: 'action',
      of: countOf(board.plans.length, 'plan'),
      by: 'by provider',
      href: urls.followUp(),
    },
  );

/** The same of the lines of delivery plans, which have the same one definition of late. */
export const movedDelivery = (board: Board) =>
  movedActions(
    board,
    board.delivery.lines.map((line) => ({ ...line, status: statusOf(line, board.today) })),
    {
      title: board.delivery.plans.length === 1 ? 'Delivery plan' : 'Delivery plans',
      one: 'line',
      of: countOf(board.delivery.plans.length, 'delivery plan'),
      by: 'by owner',
      href:
        board.delivery.plans.length === 1
          ? urls.deliveryPlan(board.delivery.plans[0]?.id ?? 0)
          : urls.deliveryPlans(),
    },
  );

/** Something that was to be done by a day, with what is worked out of it today. */
interface BoardAction {
  owner: string;
  status: ActionStatus;
  due: string;
  doneAt: string | null;
  confirmedAt: string | null;
}

const isDone = ({ status }: BoardAction): boolean => status === 'done' || status === 'confirmed';

function movedActions(
  { from, since }: Board,
  actions: readonly BoardAction[],
  words: { title: string; one: string; of: string; by: string; href: string },
) {
  if (actions.length === 0) return null;
  const done = actions.filter((one) => isDone(one) && (one.doneAt ?? one.confirmedAt ?? '') >= from);
  const late = actions.filter(({ status }) => status === 'late');
  // Late from the day after it was due.
  const becameLate = late.filter(({ due }) => due >= since);
  const by = (some: readonly BoardAction[]) =>
    listOf(
      [...new Set(some.map(({ owner }) => owner))].map(
        (name) => `${name} ${some.filter(({ owner }) => owner === name).length}`,
      ),
    );
  const count = countOf(actions.length, words.one);
  const basis = `${count} of ${words.of}`;
  const line: MovedLine | null =
    done.length + becameLate.length === 0
      ? null
      : {
          title: words.title,
          text: `${done.length} of ${count} done since ${dayInWords(since)}; ${becameLate.length} became late${becameLate.length > 0 ? ` (${by(becameLate)})` : ''}, so that ${late.length} of ${actions.length} are late now.`,
          verdict: becameLate.length > 0 ? 'worse' : 'better',
          href: words.href,
          chart: () => actionsChart(actions, words),
          caption: `${basis}, ${words.by}.`,
        };
  return {
    line,
    basis: {
      term: words.title,
      text: `${basis}; ${late.length} of ${actions.length} late.`,
      href: words.href,
    },
  };
}

function actionsChart(
  actions: readonly BoardAction[],
  { title, one, by }: { title: string; one: string; by: string },
): Chart {
  const names = [...new Set(actions.map(({ owner }) => owner))].toSorted((a, b) =>
    a.localeCompare(b, 'en-GB'),
  );
  const isTogether = names.length > MOST_OWNERS;
  return {
    kind: 'stacked',
    title: `${title}, ${by}: done, in time and late`,
    description: '',
    key: ['Done', 'In time', 'Late'],
    rows: (isTogether ? ['All together'] : names).map((name) => {
      const own = isTogether ? actions : actions.filter(({ owner }) => owner === name);
      const done = own.filter(isDone).length;
      const late = own.filter(({ status }) => status === 'late').length;
      const inTime = own.length - done - late;
      return {
        label: name,
        figure: `of ${countOf(own.length, one)}`,
        parts: [done, inTime, late].map((part) => part / own.length),
        words: `${name}: ${done} done, ${inTime} in time, ${late} late.`,
      };
    }),
  };
}

/** With more the chart would be longer than half a page: then all of them are one bar. */
const MOST_OWNERS = 6;
