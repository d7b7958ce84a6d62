import { percent, subjectWords, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import {
  agoInWords,
  countOf,
  dayInBritain,
  dayInWords,
  daysInWords,
  listOf,
  timeInWords,
} from '../../formats/english.ts';
import { matches, pageOfList, readListing, searchOf } from '../../web/listing.ts';
import type { RawQuery } from '../../web/listing.ts';
import { urls } from '../../web/urls.ts';
import { shareInterval, weightedFigureText } from '../figures/chosen.ts';
import { missingText } from '../figures/overview.ts';
import { polarityNote } from '../figures/polarity.ts';
import { overallOf } from './figures.ts';
import type { PublishedCheck, PublishedFigures } from './figures.ts';
import { nameOf, reads } from './service.ts';
import type { Publishable, PublicationService, PublishedList } from './service.ts';
import type { PublishedVersion } from './store.ts';

/** How old figures are: how long ago the last file was read. */
export const ageText = (fieldworkEnd: string, today: string): string =>
  `${agoInWords(fieldworkEnd, today)} ago`;

const STATES: Partial<Record<string, string>> = {
  closed: 'closed; its reports could still bring a correction',
  final: 'final',
};

function presentCheck(check: PublishedCheck, of: PublishedFigures, words: SubjectWords) {
  const { figure, weighted, label, standard, polarity } = check;
  const isFigure = figure.kind === 'figure';
  const own = weighted ? weightedFigureText(weighted.applicable, words) : null;
  return {
    label,
    note: polarityNote(check),
    count: isFigure ? `${figure.yes} of ${figure.applicable}` : '',
    percent: isFigure
      ? `${percent(figure.yes, figure.applicable) ?? 0}%`
      : (missingText(figure, words) ?? SUPPRESSED_MARK),
    interval: isFigure ? shareInterval(figure.interval) : '',
    weighted:
      own === null
        ? ''
        : own.kind === 'figure'
          ? own.percent
          : own.kind === 'suppressed'
            ? SUPPRESSED_MARK
            : '–',
    standard: standard === null ? '' : `${polarity === 'yes_is_bad' ? 'at most' : 'at least'} ${standard}%`,
    isHeadlineWeighted: overallOf(of, check)?.headline.by === 'weighted',
  };
}

/** Figures as they are published, for whoever publishes them and for whoever reads them alike. */
export function presentFigures(figures: PublishedFigures, today: string) {
  const words = subjectWords(figures.subject);
  const checks = figures.checks.map((check) => presentCheck(check, figures, words));
  return {
    title: figures.title,
    partnership: figures.partnership,
    basis: [
      {
        term: 'This rests on',
        text:
          figures.files === null
            ? `${words.files} suppressed`
            : countOf(figures.files, words.one, words.many),
      },
      {
        term: 'Fieldwork',
        text: `${daysInWords(figures.fieldworkStart, figures.fieldworkEnd)}, ${ageText(figures.fieldworkEnd, today)}`,
      },
      { term: `How the ${words.files} were chosen`, text: figures.chosen },
      { term: 'Tool', text: `${figures.tool.title}, version ${figures.tool.version} (${figures.tool.id})` },
      { term: 'State of the audit', text: STATES[figures.state] ?? figures.state },
    ],
    smallNumbers: figures.smallNumbers,
    checks,
    isWeighted: checks.some(({ weighted }) => weighted !== ''),
    hasStandards: checks.some(({ standard }) => standard !== ''),
    headlineText: checks.some(({ isHeadlineWeighted }) => isHeadlineWeighted)
      ? `The headline of this audit is the weighted figure: each group counted by the ${words.files} that it was drawn from.`
      : `The headline of this audit is the figure of all ${words.files} that were ${words.read}, each counted once.`,
    words,
  };
}

/** The dates of all versions, without a figure of any. */
const presentVersions = (versions: readonly PublishedVersion[]) =>
  versions.map(({ version, publishedAt, endedAt, endedHow }) => ({
    version: `Version ${version}`,
    text: `published ${timeInWords(publishedAt)}${endedAt === null ? '' : `, ${endedHow ?? 'ended'} ${timeInWords(endedAt)}`}`,
  }));

/** The page on which a lead publishes the figures of an audit, after reading who will see what. */
export function presentPublish(
  { audit, user, now }: { audit: Audit; user: User; now: Date },
  { figures, told, versions, isSame }: Publishable,
  { isClosed, compares }: { isClosed: boolean; compares: boolean },
) {
  const [newest] = versions;
  const current = newest?.endedAt === null ? newest : null;
  return {
    header: presentHeader(audit, user),
    isClosed,
    isSame,
    current: current && {
      version: current.version,
      since: timeInWords(current.publishedAt),
      withdrawAction: urls.withdrawPublished(audit.id),
    },
    compares,
    toldText:
      told.length === 0
        ? null
        : `Beside what was shown of this audit before, ${told.length === 1 ? 'one check tells' : `${told.length} checks tell`} something small, so ${told.length === 1 ? 'it is' : 'they are'} suppressed here: ${listOf(told)}.`,
    versions: presentVersions(versions),
    figures: presentFigures(figures, dayInBritain(now)),
    action: urls.publish(audit.id),
    readHref: urls.publishedFigures(),
  };
}

const ON_A_PAGE = 50;
const KINDS = { sorts: [{ value: 'newest', text: 'Fieldwork, newest first' }], filters: {} };

/** What somebody may read of what is published: comparisons by tool, and each publication by itself. */
export function presentList(
  found: PublishedList,
  user: User,
  { query, now }: { query: RawQuery; now: Date },
) {
  const today = dayInBritain(now);
  const listing = readListing(query, KINDS);
  const narrowed =
    listing.q === ''
      ? found.readable
      : found.readable.filter((one) =>
          matches(listing.q, [nameOf(one), one.title, one.toolTitle, one.toolId]),
        );
  const { shown, pages } = pageOfList(narrowed, listing, ON_A_PAGE, (page) =>
    urls.publishedFigures(searchOf(listing, KINDS, { page })),
  );
  return {
    isNational: reads(user) === 'all',
    compares: found.compares,
    takingPartHref: can(user, 'publishedFigures.compare') ? urls.comparePublished() : null,
    comparisons: found.comparisons.map(({ tool, partnerships }) => ({
      title: tool.title,
      version: tool.version,
      partnerships: countOf(partnerships.length, 'partnership'),
      latest: dayInWords(
        partnerships
          .map(({ fieldworkEnd }) => fieldworkEnd)
          .toSorted()
          .at(-1) ?? today,
      ),
      href: urls.partnerships(tool.id, tool.version),
    })),
    hasAny: found.readable.length > 0,
    listing:
      found.readable.length > ON_A_PAGE || listing.q !== ''
        ? {
            action: urls.publishedFigures(),
            label: 'Partnership, audit or tool',
            q: listing.q,
            narrowed: listing.q !== '',
            selects: [],
          }
        : null,
    pages,
    published: shown.map((one) => ({
      name: nameOf(one),
      title: one.title,
      tool: `${one.toolTitle}, version ${one.toolVersion}`,
      fieldwork: daysInWords(one.fieldworkStart, one.fieldworkEnd),
      age: ageText(one.fieldworkEnd, today),
      published: timeInWords(one.publishedAt),
      version: one.version,
      href: urls.publishedFigure(one.id),
    })),
  };
}

/** One publication for its readers. */
export function presentPublished(
  found: Awaited<ReturnType<PublicationService['one']>>,
  { audit, user, now }: { audit: Audit | null; user: User; now: Date },
) {
  return {
    name: nameOf(found),
    published: `Version ${found.version}, published ${timeInWords(found.publishedAt)}.`,
    /** Somebody who reads figures that are being put right should know it. */
    reopenedText:
      found.stateNow === 'open'
        ? 'The audit has been opened again since, so these figures may be corrected.'
        : null,
    versions: found.versions.length > 1 ? presentVersions(found.versions) : [],
    figures: presentFigures(found.figures, dayInBritain(now)),
    // Of one's own organisation: where it is published again, and for an administrator how it is withdrawn.
    publishHref: audit && can(user, 'figures.publish', { audit }) ? urls.publish(audit.id) : null,
    withdrawAction:
      audit && can(user, 'figures.withdraw', { audit }) ? urls.withdrawPublished(audit.id) : null,
    csvHref: urls.publishedFigureCsv(found.id),
    back: urls.publishedFigures(),
  };
}

/** The page on which an organisation says whether what it publishes may stand beside what others have. */
export const presentTakingPart = ({ compares }: { compares: boolean }) => ({
  compares,
  action: urls.comparePublished(),
  back: urls.publishedFigures(),
});
