import {
  asksForPlan,
  checksToAnswer,
  isClosed,
  NATIONS,
  reportsMayBeIssued,
  usesRecoveryPlans,
} from '../../../rules/index.ts';
import type { Nation, SubjectWords } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { presentSpots } from '../findings/presenter.ts';
import { countOf, dayInWords, daysInWords, timeInWords } from '../../formats/english.ts';
import type { Query } from '../store/queries.ts';
import { ownFiguresOf } from '../store/report.ts';
import type { FeedbackReport } from '../store/report.ts';
import type { FeedbackSettings, IssuedReport } from '../store/reports.ts';
import { isReportDue } from '../reports/difference.ts';
import type { DraftDifference } from '../reports/difference.ts';
import type { DraftReview } from '../reports/reviews.ts';
import { urls } from '../../web/urls.ts';
import { reportFigures } from '../draft/figures.ts';
import { presentPage } from '../draft/page.ts';
import { presentFeedback } from '../draft/presenter.ts';
import type { ProviderFeedback } from '../draft/service.ts';

/** What an audit sets for its reports, as its form holds it. */
export interface SettingsValues {
  queryDays: string;
  planDays: string;
  changeDays: string;
  nation: string;
  contactName: string;
  contactEmail: string;
  contactPhone: string;
}

export const valuesOf = ({ contact, ...settings }: FeedbackSettings): SettingsValues => ({
  queryDays: String(settings.queryDays),
  planDays: String(settings.planDays),
  changeDays: settings.changeDays === null ? '' : String(settings.changeDays),
  nation: settings.nation,
  contactName: contact.name,
  contactEmail: contact.email,
  contactPhone: contact.phone,
});

const NATION_NAMES: Record<Nation, string> = {
  england_wales: 'England and Wales',
  scotland: 'Scotland',
  northern_ireland: 'Northern Ireland',
};

/** The lead's page: one card a provider. */
export function presentFeedbackList(parts: {
  audit: Audit;
  entries: ProviderFeedback[];
  /** By provider id. */
  drafts: ReadonlyMap<number, DraftReview>;
  queries: Query[];
  /** Which checks the lead has marked for the improvement plan, by provider id. */
  marks: ReadonlyMap<number, ReadonlySet<string>>;
  settings: SettingsValues;
  user: User;
}) {
  const { audit, entries, drafts, queries, marks, settings, user } = parts;
  const mayIssue = reportsMayBeIssued(audit.state);
  const toIssue = entries.filter((entry) => drafts.get(entry.provider.id)?.isIssued !== true);
  const toIssueList = toIssue.map((entry) =>
    presentToIssue(audit, entry, drafts.get(entry.provider.id), marks.get(entry.provider.id)),
  );
  const unasked = toIssueList.filter(({ plan }) => plan?.isAsked === false).length;
  const optional = toIssue.filter((entry) => !isDue(drafts.get(entry.provider.id)));
  return {
    header: presentHeader(audit, user),
    mayIssue,
    isClosed: isClosed(audit.state),
    isFinal: audit.state === 'final',
    auditHref: urls.audit(audit.id),
    issued: entries.filter((entry) => entry.issued !== null).length,
    allAction: urls.feedbackAll(audit.id),
    toIssue: toIssue.length,
    toIssueText: countOf(toIssue.length, 'provider'),
    toIssueList,
    /** Who is asked for no plan, for a question. */
    withoutPlan: unasked === 0 ? null : unasked === toIssue.length ? 'they' : `${unasked} of them`,
    optional:
      optional.length > 0
        ? `In ${optional.length === toIssue.length ? 'each of these' : `${optional.length} of these`} nothing has changed but figures of the other ${audit.words.files}.`
        : null,
    settings: {
      ...settings,
      nations: NATIONS.map((nation) => ({ value: nation, text: NATION_NAMES[nation] })),
      action: urls.feedbackSettings(audit.id),
    },
    /** Of how many no finding is written: such a report says so, and is asked about first. */
    unwritten: toIssue.filter(({ findings }) => findings === 0).length,
    providers: entries.map((entry) =>
      presentCard({
        audit,
        entry,
        draft: drafts.get(entry.provider.id),
        queries: queries.filter((query) => query.providerId === entry.provider.id),
        marked: marks.get(entry.provider.id),
      }),
    ),
  };
}

/** A report that would be issued now, in the list of all of them. */
function presentToIssue(
  audit: Audit,
  entry: ProviderFeedback,
  draft: DraftReview | undefined,
  marked: ReadonlySet<string> | undefined,
) {
  const version = (draft?.versions[0]?.version ?? 0) + 1;
  const files = countOf(entry.files, audit.words.one, audit.words.many);
  return {
    name: entry.provider.name,
    version: version > 1 ? `version ${version}, ${files}` : files,
    ...unusual(audit, entry, draft, marked),
    held: draft && draft.suspects.length > 0 ? countOf(draft.suspects.length, 'text') : null,
  };
}

/** The card of one provider: its draft, the report that it has, and its queries. */
function presentCard(of: {
  audit: Audit;
  entry: ProviderFeedback;
  draft: DraftReview | undefined;
  queries: Query[];
  marked: ReadonlySet<string> | undefined;
}) {
  const { audit, entry, draft, queries, marked } = of;
  const { provider, issued } = entry;
  const open = queries.filter((query) => query.answer === null);
  return {
    name: provider.name,
    groups: entry.groups.join(', '),
    files: countOf(entry.files, audit.words.one, audit.words.many),
    findings: countOf(entry.findings, 'finding'),
    findingsHref: urls.findings(audit.id, provider.id),
    goalsHref:
      draft && usesRecoveryPlans(draft.input.tool) ? urls.feedbackGoals(audit.id, provider.id) : null,
    draftHref: urls.feedbackDraft(audit.id, provider.id),
    warnings: draft && draft.suspects.length > 0 ? countOf(draft.suspects.length, 'text') : null,
    toAnswer: draft ? planText(draft, marked) : null,
    marksHref: `${urls.plan(audit.id, provider.id)}#marks`,
    difference: draft?.difference ? presentDifference(draft.difference, provider.name, audit.words) : null,
    issued: issued && {
      text: `Version ${issued.version}, issued on ${timeInWords(issued.issuedAt)}`,
      href: urls.report(audit.id, provider.id),
      pdfHref: urls.feedbackPdf(audit.id, provider.id),
      acknowledged: acknowledgedText(issued),
      queriesUntil: dayInWords(issued.queriesUntil),
    },
    withdrawAction: urls.feedbackWithdraw(audit.id, provider.id),
    openQueries: open.length > 0 ? countOf(open.length, 'query', 'queries') : null,
    queries: queries.map((query) => ({
      text: `Query ${query.id} on version ${query.version}, raised on ${timeInWords(query.raisedAt)}`,
      isOpen: query.answer === null,
      href: urls.query(audit.id, provider.id, query.id),
    })),
  };
}

/** How many checks the provider's plan would have to answer, in words, and whether that is none. */
function planText(
  { input }: DraftReview,
  marked: ReadonlySet<string> = new Set(),
): { isNone: boolean; isAsked: boolean; text: string } {
  const figures = ownFiguresOf(reportFigures(input));
  const toAnswer = checksToAnswer(input.tool, figures, marked).length;
  if (toAnswer > 0) {
    return {
      isNone: false,
      isAsked: true,
      text: `Its improvement plan has to answer ${countOf(toAnswer, 'check')}.`,
    };
  }
  const isAsked = asksForPlan(input.tool, marked);
  return {
    isNone: true,
    isAsked,
    text: isAsked
      ? 'Its improvement plan has to answer no check: no check misses its standard, and you have marked none. It can say so in one line.'
      : 'No improvement plan is asked of it: the tool sets no standards, and you have marked none.',
  };
}

/** What a lead should know of a report before it is issued: that nothing is found, asked for or recorded. */
function unusual(
  audit: Audit,
  entry: ProviderFeedback,
  draft: DraftReview | undefined,
  marked: ReadonlySet<string> | undefined,
): {
  plan: { isNone: boolean; isAsked: boolean; text: string; href: string } | null;
  remarks: string[];
} {
  if (!draft) return { plan: null, remarks: [] };
  const { missing, asked } = missingIn(draft);
  return {
    plan: {
      ...planText(draft, marked),
      href: `${urls.plan(audit.id, entry.provider.id)}#marks`,
    },
    remarks: [
      ...(entry.files === 0 ? [`No ${audit.words.one} was ${audit.words.read}, so it has no figures.`] : []),
      ...(entry.findings === 0
        ? ['No finding is written: the report says so, and takes its order from the counts alone.']
        : []),
      ...(missing > 0
        ? [`${missing} of ${countOf(asked, 'answer')} ${missing === 1 ? 'is' : 'are'} not recorded.`]
        : []),
    ],
  };
}

/** Whether there is something to tell a provider that it has not been told, beside figures of others. */
function isDue(draft: DraftReview | undefined): boolean {
  return !draft?.difference || isReportDue(draft.difference);
}

/** Of the answers that a report tells, how many are not recorded. */
function missingIn({ input }: DraftReview): { missing: number; asked: number } {
  const { checks, files } = reportFigures(input);
  const others = (input.answersBeside?.own.items ?? []).map(({ notRecorded }) => notRecorded);
  const all = [...checks.map(({ own }) => own.notRecorded), ...others].filter((n) => n !== null);
  return { missing: all.reduce((sum, n) => sum + n, 0), asked: files * all.length };
}

const NAMED_CHECKS = 2;

/** In what a draft differs from the report that the provider has, and whether a new one is due. */
function presentDifference(
  { since, own, partnership, findings, words }: DraftDifference,
  provider: string,
  subject: SubjectWords,
): { isDue: boolean; title: string; text: string } {
  const named = own.slice(0, NAMED_CHECKS).map((label) => `“${label}”`);
  const more = own.length - named.length;
  const parts = [
    ...(own.length > 0
      ? [
          `its own figures in ${countOf(own.length, 'check')} (${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`,
        ]
      : []),
    ...(findings > 0 ? [countOf(findings, 'finding')] : []),
    ...(words ? [`comments, or how its ${subject.files} were chosen and ${subject.read}`] : []),
  ];
  if (parts.length > 0) {
    return {
      isDue: true,
      title: `The draft differs from version ${since}, which ${provider} has.`,
      text: `What has changed: ${parts.join('; ')}. Issue it anew, so that ${provider} knows.`,
    };
  }
  return {
    isDue: false,
    title: `All that version ${since} says of ${provider} itself is as it was.`,
    text: `Only the figures of the other ${subject.files} beside its own have changed, in ${countOf(partnership.length, 'check')}, because an answer of another provider did. A new version is not due.`,
  };
}

/** Whether the provider has said that it has the report. */
export function acknowledgedText(report: IssuedReport): string {
  if (report.acknowledgedAt === null) return 'Not acknowledged yet';
  return `Acknowledged by ${report.acknowledgedByName ?? 'somebody'} on ${timeInWords(report.acknowledgedAt)}`;
}

/** The draft of a report as a page, with what is to be looked at before it is issued. */
export function presentDraft(parts: {
  audit: Audit;
  entry: ProviderFeedback;
  review: DraftReview;
  /** Which checks the lead has marked for the provider's improvement plan. */
  marked: ReadonlySet<string> | undefined;
  /** The report as it was issued, where the draft says nothing else; null otherwise. */
  issued: FeedbackReport | null;
  user: User;
}) {
  const { audit, entry, review, marked, issued, user } = parts;
  const { provider } = entry;
  const version = (review.versions[0]?.version ?? 0) + 1;
  return {
    header: presentHeader(audit, user),
    provider: provider.name,
    back: urls.feedback(audit.id),
    findingsHref: urls.findings(audit.id, provider.id),
    ...(review.isIssued
      ? { pdfHref: urls.feedbackPdf(audit.id, provider.id), pdfText: 'Look at the issued report as PDF' }
      : { pdfHref: urls.feedbackDraftPdf(audit.id, provider.id), pdfText: 'Look at the draft as PDF' }),
    reportHref: entry.issued ? urls.report(audit.id, provider.id) : null,
    issueAction: urls.feedbackIssue(audit.id, provider.id),
    mayIssue: reportsMayBeIssued(audit.state),
    isIssued: review.isIssued,
    difference: review.difference && presentDifference(review.difference, provider.name, audit.words),
    version,
    keep: review.keep,
    /** Whether nothing is found, which is asked about before it is issued. */
    isUnwritten: entry.findings === 0,
    unusual: unusual(audit, entry, review, marked),
    suspects: review.suspects.map((suspect) => ({
      where: suspect.where,
      text: suspect.text,
      spots: presentSpots(suspect.spots),
    })),
    report: presentPage(issued ?? presentFeedback(review.input)),
  };
}

/**
 * A provider's home page: the reports that it was given.
 *
 * @param today - YYYY-MM-DD in Britain
 */
export function presentProviderHome(
  providerName: string,
  given: { report: IssuedReport; audit: Audit }[],
  today: string,
) {
  return {
    provider: providerName,
    reports: given.map(({ report, audit }) => ({
      title: audit.title,
      partnership: audit.partnership,
      fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
      issuedAt: timeInWords(report.issuedAt),
      version: report.version,
      isNew: report.acknowledgedAt === null,
      queries: queriesText(audit, report, today),
      href: urls.report(audit.id, report.providerId),
      pdfHref: urls.feedbackPdf(audit.id, report.providerId),
    })),
  };
}

/** Until when a provider can ask, or that it no longer can. */
function queriesText(audit: Audit, report: IssuedReport, today: string): string {
  const day = dayInWords(report.queriesUntil);
  if (!reportsMayBeIssued(audit.state)) return 'The audit is final';
  return today <= report.queriesUntil
    ? `Queries can be raised until ${day}`
    : `The time for queries ended on ${day}`;
}
