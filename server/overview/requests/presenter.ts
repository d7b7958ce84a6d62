import { isClosed } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import { presentHeader, STATE_TAGS } from '../../audits/presenter.ts';
import type { TakenOut } from '../../fieldwork/caseFiles/oneCase.ts';
import { countOf, listOf } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import { notClosedText } from './service.ts';
import type { CaseToTell, FoundCase } from './service.ts';

/** The page on which a person is looked for by their reference, with what was found where they were. */
export function presentSearch(parts: {
  user: User;
  typed: string;
  found: readonly FoundCase[] | null;
  /** Names of the leads of each audit, for an administrator to pass it on to. */
  leads: ReadonlyMap<number, readonly string[]>;
}) {
  const { user, typed, found, leads } = parts;
  return {
    action: urls.requests(),
    reference: typed,
    /** Null before anything was looked for. */
    found:
      found?.map(({ audit, held, keptFrom }) => ({
        title: audit.title,
        partnership: audit.partnership,
        state: STATE_TAGS[audit.state],
        reference: held.reference,
        what: held.fileId !== null ? `A ${audit.words.one}` : 'On the caseload list alone',
        action: can(user, 'request.answer', { audit, keptFrom }) ? urls.auditRequest(audit.id) : null,
        leads: listOf([...(leads.get(audit.id) ?? [])]),
      })) ?? null,
    searched: user.roles.includes('administrator')
      ? 'all audits in which a panel reads about persons'
      : 'the audits that you lead in which a panel reads about persons',
    home: urls.home(),
  };
}

/** What there is about a person in one audit, and what can be done about it. */
export function presentRequest(told: CaseToTell, user: User) {
  const { audit, held, record, group, quoted } = told;
  const answers = record.readings.reduce(
    (sum, reading) => sum + reading.answers.filter(({ value }) => value !== null).length,
    0,
  );
  const words = record.readings
    .flatMap((reading) => [reading.comment, ...reading.answers.map((one) => one.comment)])
    .filter((text) => text !== '').length;
  const notes = record.readings.reduce((sum, reading) => sum + reading.notes.length, 0);
  const plans = record.readings.filter(({ plan }) => plan !== null).length;
  return {
    header: presentHeader(audit, user),
    reference: held.reference,
    holds: [
      ...(held.fileId === null
        ? []
        : [
            `A ${audit.words.one}${group === null ? '' : ` of the group ${group}`}, in ${countOf(record.readings.length, 'reading')}: ${countOf(answers, 'answer')}, ${countOf(words, 'comment')}, ${countOf(notes, 'note')} of the panel, ${countOf(plans, 'recovery plan')}`,
          ]),
      ...(record.alerts.length === 0 ? [] : [countOf(record.alerts.length, 'safeguarding alert')]),
      ...(record.listed.length > 0 ? ['A line of the caseload list'] : []),
      ...(record.extract === null ? [] : ['A row of the extract of the national data set, without a name']),
    ],
    exportAction: urls.auditRequestExport(audit.id),
    takeOutAction: isClosed(audit.state) ? urls.auditRequestTakeOut(audit.id) : null,
    notClosed: isClosed(audit.state) ? null : notClosedText(audit),
    fileHref: held.fileId !== null && !isClosed(audit.state) ? urls.file(audit.id, held.fileId) : null,
    quoted: [
      ...quoted.reports.map(
        ({ provider, version }) =>
          `Version ${version} of the report to ${provider} quotes it. It stays as it was issued; withdraw it, or issue a new version, if it has to go.`,
      ),
      ...quoted.findings.map(
        (provider) => `A finding about ${provider} quotes it. Change its words on the page of findings.`,
      ),
      ...quoted.places.map((place) => `${place} quotes it. Change its words there.`),
    ],
    back: urls.requests(),
  };
}

/** What was taken out, in one sentence. */
export function takenOutText(taken: TakenOut): string {
  const parts = [
    countOf(taken.comments, 'comment'),
    countOf(taken.texts, 'answer in words', 'answers in words'),
    countOf(taken.places, 'place where an answer was seen', 'places where answers were seen'),
    countOf(taken.notes, 'note'),
    countOf(taken.plans, 'recovery plan'),
    countOf(taken.alerts, 'safeguarding alert'),
  ];
  return `The reference is taken out, with ${listOf(parts)}. The answers that were chosen stay in the figures and lead to nobody any more.`;
}
