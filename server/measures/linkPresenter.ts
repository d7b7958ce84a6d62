import { measureNamed } from '../../rules/index.ts';
import type { AuditFigure } from '../../rules/index.ts';
import { can } from '../access/policy.ts';
import type { User } from '../access/person.ts';
import { presentHeader } from '../audits/presenter.ts';
import type { Audit } from '../audits/repository.ts';
import { daysInWords, intervalText, numberIntervalText } from '../formats/english.ts';
import { NDTMS_LABELS } from '../fieldwork/sampling/completenessPresenter.ts';
import type { MeasuresBeside } from '../results/figures/presenter.ts';
import { urls } from '../web/urls.ts';
import type { LinkablePart, LinkedFigure } from './linkService.ts';
import type { MeasureLink } from './linkRepository.ts';
import type { KeptMeasure } from './repository.ts';

const NOT_CLOSED = 'The audit is not closed: its figures may still change.';
const NOT_YET = 'The audit is not closed yet. You can read its figures once the panel lead has closed it.';

/** The figures of audits that bear on a measure, in words. */
export const presentLinkedFigures = (found: readonly LinkedFigure[]) =>
  found.map((one) => {
    const { audit, label, overall, providers, isFinal, link } = one;
    return {
      title: audit.title,
      href: link.kind === 'completeness' ? urls.completeness(audit.id) : urls.results(audit.id),
      days: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
      label,
      note: overall === null ? NOT_YET : isFinal ? '' : NOT_CLOSED,
      figure: overall && cellOf(one, overall),
      providers: providers.map((figure) => ({ name: figure.place, ...cellOf(one, figure) })),
    };
  });

/** A figure, of how many it is, how sure, and how it stands to its standard. */
function cellOf({ link, audit }: LinkedFigure, { observation, missing, target, reached }: AuditFigure) {
  const standard = {
    standard: target?.asPrinted ?? '',
    verdict:
      reached === null
        ? null
        : reached
          ? { text: 'reached', kind: 'better' as const }
          : { text: 'not reached', kind: 'worse' as const },
  };
  if (!observation) return { text: missing, note: '', ...standard };
  const { numerator, denominator, low, high, asPrinted } = observation;
  const isShare = link.kind === 'check' || (numerator !== null && denominator !== null);
  const of =
    link.kind === 'check'
      ? `${audit.words.files} where the check applied`
      : (Object.entries(NDTMS_LABELS).find(([id]) => id === link.part)?.[1].of ?? audit.words.many);
  const [text = '', inside = ''] = asPrinted.replace(/\)$/, '').split(' (');
  const interval =
    low === null || high === null
      ? ''
      : isShare
        ? `, 95% interval ${intervalText([low / 100, high / 100])}`
        : `, 95% interval ${numberIntervalText([low, high])}`;
  return { text, note: `${inside} ${of}${interval}`, ...standard };
}

/** What stands on an audit's results page; null where there is nothing to say to this reader. */
export function presentMeasuresBeside(
  audit: Audit,
  found: { measures: KeptMeasure[]; links: (MeasureLink & { label: string })[] },
  user: User,
): MeasuresBeside | null {
  const may = can(user, 'measures.link', { audit });
  if (found.links.length === 0 && !may) return null;
  return {
    links: found.links.map(({ measure, label }) => ({
      label,
      measure: found.measures.find(({ id }) => id === measure)?.label ?? measure,
      href: urls.measure(measure),
    })),
    manageHref: may ? urls.measureLinks(audit.id) : null,
  };
}

/** The page on which a lead puts figures of an audit beside measures. */
export function presentLinks(
  audit: Audit,
  found: { measures: KeptMeasure[]; links: (MeasureLink & { label: string })[] },
  parts: readonly LinkablePart[],
  chosen: { figure: string; measure: string },
  user: User,
) {
  const labelOf = (id: string) => found.measures.find((measure) => measure.id === id)?.label ?? id;
  const isLinked = (one: LinkablePart, measure: string) =>
    found.links.some((link) => link.kind === one.kind && link.part === one.part && link.measure === measure);
  return {
    header: presentHeader(audit, user),
    action: urls.measureLinks(audit.id),
    back: urls.results(audit.id),
    hasMeasures: found.measures.length > 0,
    measuresHref: urls.measures(),
    proposed: parts.flatMap((one) => {
      const named = one.proposed === null ? null : measureNamed(found.measures, one.proposed);
      return named && !isLinked(one, named.id)
        ? [{ figure: valueOf(one), label: one.label, measure: named.id, name: named.label }]
        : [];
    }),
    links: found.links.map(({ id, measure, label }) => ({
      label,
      measure: labelOf(measure),
      href: urls.measure(measure),
      remove: urls.measureLinkRemove(audit.id, id),
    })),
    figures: [
      { value: '', text: 'Choose a figure' },
      ...parts.map((one) => ({
        value: valueOf(one),
        text: one.label,
        selected: valueOf(one) === chosen.figure,
      })),
    ],
    measures: [
      { value: '', text: 'Choose a measure' },
      ...found.measures.map(({ id, label }) => ({ value: id, text: label, selected: id === chosen.measure })),
    ],
  };
}

const valueOf = ({ kind, part }: Pick<LinkablePart, 'kind' | 'part'>): string => `${kind}:${part}`;
