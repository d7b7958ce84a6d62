import { checkTally, percent, showFigure, subjectWords, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { ShownFigure, SubjectWords } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { drawForPage } from '../../formats/chart/index.ts';
import type { Chart } from '../../formats/chart/index.ts';
import { countOf, dayInWords, daysInWords, listOf, timeInWords } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import { funnelOf } from '../comparison/charts.ts';
import { drawnFigure, missingText } from '../figures/overview.ts';
import { shareInterval } from '../figures/chosen.ts';
import type { PublishedCheck } from './figures.ts';
import { ageText } from './presenter.ts';
import { nameOf, reads } from './service.ts';
import type { Partnerships } from './service.ts';

/** With fewer there is nothing to stand out from. */
export const FEWEST = 3;

/** A partnership’s figure of a check. */
export interface ComparedRow {
  name: string;
  isOwn: boolean;
  /** By which the funnel names it; null without a figure or a funnel. */
  number: number | null;
  /** As drawn: with a no where a yes should not be. Null where there is no figure. */
  figure: { files: number; of: number; percent: number; interval: readonly [number, number] | null } | null;
  /** Such as "8 of 12"; empty without a figure. */
  count: string;
  percent: string;
  interval: string;
  /** Against the outer limits; empty where it cannot be told. */
  place: '' | 'inside' | 'outside, higher' | 'outside, lower';
}

/** A check over all partnerships that stand beside each other. */
export interface ComparedCheck {
  id: string;
  label: string;
  /** Such as "Files with a yes". */
  counted: string;
  rows: ComparedRow[];
  /** Of how many of how many a figure can be shown. */
  withFigure: string;
  /** All of these together, such as "33 of 50, 66%"; null where they are too few. */
  together: string | null;
  /** Who lies outside, in a sentence. */
  outside: string;
  chart: Chart | null;
  caption: string;
}

const PLACES = { inside: 'inside', above: 'outside, higher', below: 'outside, lower' } as const;

/** All shown files of a check together, as a line of its funnel. */
function togetherOf(checkId: string, figures: readonly ShownFigure[]): ShownFigure {
  const own = figures.flatMap((figure) => (figure.kind === 'figure' ? [figure] : []));
  const sum = (of: (figure: (typeof own)[number]) => number) => own.reduce((all, one) => all + of(one), 0);
  const [yes, applicable] = [sum((one) => one.yes), sum((one) => one.applicable)];
  return showFigure(checkTally(checkId, applicable, yes, applicable - yes, 0), { files: applicable }, false);
}

function compareCheck(
  { id, label, polarity }: PublishedCheck,
  { partnerships }: Partnerships,
  words: SubjectWords,
): ComparedCheck {
  const lines = partnerships.map((one) => ({
    one,
    figure: one.figures.checks.find((check) => check.id === id)?.figure,
  }));
  const shown = lines.flatMap(({ figure }) => (figure?.kind === 'figure' ? [figure] : []));
  const isEnough = shown.length >= FEWEST;
  const total = isEnough ? togetherOf(id, shown) : null;
  const funnel =
    total &&
    funnelOf({
      words,
      label,
      polarity,
      rows: [
        ...lines.map(({ one, figure }) => ({
          label: nameOf(one),
          total: false,
          figure: figure ?? null,
          clear: one.isOwn,
        })),
        { label: 'All', total: true, figure: total, clear: false },
      ],
    });
  let drawn = 0;
  const rows = lines.map(({ one, figure }): ComparedRow => {
    const own = drawnFigure(figure ?? null, polarity);
    const row = { name: nameOf(one), isOwn: one.isOwn };
    if (figure?.kind !== 'figure' || own === null) {
      const missing = missingText(figure, words) ?? SUPPRESSED_MARK;
      return { ...row, number: null, figure: null, count: '', percent: missing, interval: '', place: '' };
    }
    const place = funnel?.places[drawn];
    drawn += 1;
    const files = Math.round(own.share * figure.applicable);
    return {
      ...row,
      number: funnel ? drawn : null,
      figure: {
        files,
        of: figure.applicable,
        percent: percent(files, figure.applicable) ?? 0,
        interval: own.interval,
      },
      count: own.count,
      percent: own.percent,
      interval: shareInterval(own.interval),
      place: place === undefined ? '' : PLACES[place],
    };
  });
  const outside = rows.filter(({ place }) => place.startsWith('outside'));
  const all = drawnFigure(total, polarity);
  return {
    id,
    label,
    counted: `${words.Files} with a ${polarity === 'yes_is_bad' ? 'no, which is as it should be' : 'yes'}`,
    rows,
    withFigure: `${shown.length} of ${partnerships.length}`,
    together: all && `${all.count}, ${all.percent}`,
    outside:
      funnel === null
        ? `It takes ${FEWEST} partnerships with a figure to say whether one stands out.`
        : outside.length === 0
          ? 'None lies outside the limits.'
          : `Outside the limits: ${listOf(outside.map(({ name, place }) => `${name} (${place.replace('outside, ', '')})`))}.`,
    chart: funnel?.chart ?? null,
    caption: funnel
      ? `${funnel.caption}${rows.some(({ isOwn, figure }) => isOwn && figure) ? ' Yours is filled.' : ''}${funnel.note ? ` ${funnel.note}` : ''}`
      : '',
  };
}

/** All checks that any of the partnerships was asked, in the order of the tool. */
function checksOfAll({ partnerships }: Partnerships): PublishedCheck[] {
  const found = new Map<string, PublishedCheck>();
  for (const { figures } of partnerships) {
    for (const check of figures.checks) if (!found.has(check.id)) found.set(check.id, check);
  }
  return [...found.values()];
}

/** A comparison of partnerships as every page, PDF and CSV of it has it. */
export function presentPartnerships(found: Partnerships, user: User, today: string) {
  const { tool, partnerships, otherVersions } = found;
  const [first] = partnerships;
  if (!first) throw new Error('a comparison has a partnership');
  const words = subjectWords(first.figures.subject);
  const checks = checksOfAll(found).map((check) => ({
    ...compareCheck(check, found, words),
    href: urls.partnershipsCheck(tool.id, tool.version, check.id),
  }));
  // What nobody has a figure of is named in one line.
  const shown = checks.filter(({ rows }) => rows.some(({ figure }) => figure !== null));
  return {
    title: tool.title,
    version: tool.version,
    toolId: tool.id,
    today: dayInWords(today),
    words,
    isNational: reads(user) === 'all',
    count: countOf(partnerships.length, 'partnership'),
    isEnough: partnerships.length >= FEWEST,
    fewest: FEWEST,
    otherVersions:
      otherVersions.length === 0
        ? null
        : `${otherVersions.length === 1 ? `Version ${otherVersions[0]} was used too. It asks` : `Versions ${listOf(otherVersions.map(String))} were used too. They ask`} other things, so ${otherVersions.length === 1 ? 'it is' : 'they are'} not compared with this one.`,
    checks,
    shown,
    withoutText:
      shown.length === checks.length
        ? null
        : `No partnership has a figure that can be shown of: ${listOf(checks.filter((check) => !shown.includes(check)).map(({ label }) => label))}`,
    partnerships: partnerships.map((one) => ({
      name: nameOf(one),
      isOwn: one.isOwn,
      title: one.figures.title,
      fieldwork: daysInWords(one.fieldworkStart, one.fieldworkEnd),
      age: ageText(one.fieldworkEnd, today),
      files: one.figures.files === null ? SUPPRESSED_MARK : String(one.figures.files),
      chosen: one.figures.chosen,
      state: one.stateNow === 'open' ? 'opened again, may be corrected' : one.figures.state,
      published: timeInWords(one.publishedAt),
    })),
    csvHref: urls.partnershipsExport(tool.id, tool.version, 'csv'),
    pdfHref: urls.partnershipsExport(tool.id, tool.version, 'pdf'),
    href: urls.partnerships(tool.id, tool.version),
    back: urls.publishedFigures(),
  };
}

export type PartnershipsView = ReturnType<typeof presentPartnerships>;

/** The page of one check; null where no partnership was asked it. */
export function presentPartnershipsCheck(view: PartnershipsView, checkId: string) {
  const check = view.checks.find(({ id }) => id === checkId);
  if (!check) return null;
  const at = view.shown.indexOf(check);
  const link = (one: PartnershipsView['checks'][number] | undefined) =>
    one ? { text: one.label, href: one.href } : null;
  return {
    ...view,
    check: { ...check, scenes: check.chart && drawForPage(check.chart) },
    hasSuppressed: check.rows.some((row) => row.percent === SUPPRESSED_MARK),
    previous: at < 0 ? null : link(view.shown[at - 1]),
    next: at < 0 ? null : link(view.shown[at + 1]),
    overview: view.href,
  };
}
