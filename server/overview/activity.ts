import { can } from '../access/policy.ts';
import type { User } from '../access/person.ts';
import type { Request, Response } from 'express';
import type { SubjectWords } from '../../rules/index.ts';
import type { Audit } from '../audits/repository.ts';
import { auditLoader } from '../audits/routes.ts';
import { presentHeader } from '../audits/presenter.ts';
import { CSV_BEGIN, csvLine } from '../formats/csv.ts';
import { timeInWords } from '../formats/english.ts';
import type { Routes } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { detailInWords, inSubjectWords } from './activityDetail.ts';
import { activitySearch, readActivityFilter } from './activityFilter.ts';
import { namesOf } from './activityNames.ts';
import type { NameOfSubject, NameSources } from './activityNames.ts';
import type { ActivityAction, ActivityLine, ActivityRepository } from '../people/activity/repository.ts';

const PAGE = 100;
/** Lines of the CSV that are in memory at once. */
const AT_ONCE = 1000;

const WORDS: Record<ActivityAction, string> = {
  'setup.completed': 'set the program up',
  'person.created': 'created an account',
  'organisation.added': 'added an organisation',
  'organisation.renamed': 'renamed an organisation',
  'organisation.ended': 'ended an organisation',
  'organisation.reopened': 'reopened an organisation',
  'organisation.providerLinked': 'had a provider work for a further organisation',
  'organisation.providerUnlinked': 'had a provider work for an organisation no longer',
  'organisation.compared': 'let published figures stand beside those of other organisations',
  'organisation.notCompared': 'let published figures stand beside those of other organisations no longer',
  'person.changed': 'changed an account',
  'person.disabled': 'disabled an account',
  'person.enabled': 'enabled an account',
  'person.erased': 'erased who an account belonged to',
  'person.linkMade': 'made a link to choose a password',
  'person.linkMailed': 'had a link to choose a password mailed',
  'person.linkRequested': 'asked for a link because the password is forgotten',
  'person.passwordSet': 'chose a password',
  'person.signedIn': 'signed in',
  'person.signInFailed': 'failed to sign in',
  'person.signedOut': 'signed out',
  'person.sessionsEnded': 'signed themselves out on other devices',
  'person.codeWrong': 'gave a wrong code after the right password',
  'person.confirmed': 'confirmed while signed in that it is them',
  'person.notConfirmed': 'gave a wrong password while signed in',
  'person.secondFactorOn': 'set up an authenticator app for signing in',
  'person.secondFactorOff': 'turned off their authenticator app',
  'person.secondFactorReset':
    'took away the authenticator app and the passkeys of somebody who has lost them',
  'person.recoveryCodesMade': 'made new recovery codes',
  'person.passkeyAdded': 'added a passkey for signing in',
  'person.passkeyRemoved': 'removed a passkey of theirs',
  'person.outsideLinked': 'linked an account to where somebody signs in',
  'person.outsideUnlinked': 'took the link of an account to where somebody signs in away',
  'signIn.rolesSet': 'said which roles need a second factor to sign in',
  'provider.created': 'added a provider',
  'provider.renamed': 'renamed a provider',
  'provider.changed': 'changed the contact of a provider',
  'provider.logo': 'changed the logo of a provider',
  'provider.retired': 'retired a provider',
  'provider.unretired': 'took a retired provider back',
  'provider.joined': 'joined two entries for one provider',
  'measure.created': 'added a measure',
  'measure.changed': 'changed a measure',
  'measure.removed': 'removed a measure with its figures',
  'measure.linked': 'put a figure of the audit beside a measure',
  'measure.unlinked': 'took a figure of the audit from a measure',
  'place.created': 'added a place to the measures',
  'place.changed': 'changed a place of the measures',
  'figures.entered': 'entered figures of measures',
  'figures.imported': 'took figures of measures over from a sheet',
  'programme.added': 'added a line to the audit programme',
  'programme.changed': 'changed a line of the audit programme',
  'programme.removed': 'removed a line of the audit programme',
  'programme.begun': 'began an audit from the programme',
  'calendar.addressMade': 'made a private address for their calendar',
  'calendar.addressEnded': 'ended the private address of their calendar',
  'tool.drafted': 'began a draft of a tool',
  'tool.discarded': 'discarded the draft of a tool',
  'tool.published': 'published a version of a tool',
  'tool.retired': 'retired a version of a tool',
  'tool.offered': 'offered a retired version of a tool again',
  'audit.created': 'created the audit',
  'audit.changed': 'changed the details of the audit',
  'audit.opened': 'opened the audit',
  'audit.closed': 'closed the audit',
  'audit.reopened': 'reopened the audit',
  'item.leftOut': 'left a question out of the audit',
  'item.putBack': 'put a question back that was left out',
  'standards.set': 'set the standards of the audit',
  'panel.added': 'put somebody on the panel',
  'panel.removed': 'took somebody off the panel',
  'group.created': 'added a sample group',
  'group.changed': 'changed a sample group',
  'group.moved': 'moved a sample group',
  'group.removed': 'removed a sample group',
  'sample.listed': 'uploaded a caseload list',
  'sample.listRemoved': 'removed the caseload list',
  'sample.drawn': 'drew the sample',
  'sample.listTaken': 'took the list of drawn files along',
  'sample.notFound': 'marked a drawn file as not found',
  'files.assigned': 'said who is to read which files',
  'interests.declared': 'declared interests',
  'safeguarding.setUp': 'said who is told if somebody may be at risk',
  'alert.raised': 'raised a safeguarding alert',
  'alert.acknowledged': 'acknowledged a safeguarding alert',
  'calls.planned': 'planned the calls',
  'calls.planRemoved': 'removed the plan of the calls',
  'caseFile.created': 'began a case file',
  'caseFile.saved': 'saved a case file',
  'caseFile.completed': 'completed a case file',
  'caseFile.uncompleted': 'took a complete case file up again',
  'caseFile.removed': 'removed a case file',
  'caseFile.sentBack': 'sent a case file back to its auditor',
  'fileNote.added': 'wrote a note on a case file, within the panel',
  'fileNote.settled': 'settled the notes on a case file',
  'recoveryPlan.saved': 'saved the recovery plan of a case file',
  'recoveryPlans.imported': 'imported recovery plans',
  'recoveryPlans.exported': 'exported recovery plans',
  'caseFiles.imported': 'imported case files',
  'caseFiles.exported': 'exported case files',
  'device.prepared': 'prepared a device for work without a network',
  'results.exported': 'exported results, small numbers suppressed',
  'results.exportedUnsuppressed': 'exported results with small numbers',
  'publishedFigures.added': 'published the figures of the audit',
  'publishedFigures.withdrawn': 'withdrew the published figures of the audit',
  'publishedFigures.exported': 'took published figures along',
  'bands.changed': 'changed the bands of results',
  'stopping.set': 'set up when reading may stop',
  'training.chosen': 'said whether readers read made-up files first',
  'training.read': 'read a made-up file',
  'readings.drawn': 'drew files to be read again',
  'reading.withdrawn': 'took a file off those to be read again',
  'reading.reopened': 'let two readings be changed again',
  'answers.settled': 'settled differences between two readings',
  'selfAudit.answered': 'answered a question of a self-audit',
  'selfAudit.evidenceRemoved': 'removed a PDF from a self-audit',
  'selfAudit.evidenceFetched': 'fetched a PDF of a self-audit',
  'selfAudit.handedIn': 'handed a self-audit in',
  'selfAudit.givenBack': 'gave a self-audit back',
  'selfAudit.decided': 'decided on answers of a self-audit',
  'selfAudit.validated': 'finished validating a self-audit',
  'selfAudit.resumed': 'took the validation of a self-audit up again',
  'selfAudit.shown': 'showed a provider what was validated',
  'selfAudit.reportFetched': 'fetched the report on a self-audit',
  'selfAudits.exported': 'exported self-audits, own and validated answers',
  'questionnaire.codesMade': 'made codes for a questionnaire',
  'questionnaire.codesWithdrawn': 'withdrew codes of a questionnaire',
  'questionnaire.counted': 'counted who was asked to answer',
  'questionnaire.countRemoved': 'took back a count of who was asked',
  'text.coded': 'coded a text',
  'text.codeSettled': 'settled the code of a text',
  'texts.codedOnceCounted': 'let codes of one person count',
  'finding.added': 'added a finding',
  'finding.changed': 'changed a finding',
  'finding.moved': 'moved a finding',
  'finding.removed': 'removed a finding',
  'text.kept': 'kept a text in spite of a warning',
  'comment.leftOut': 'left a comment out of a report',
  'comment.putBack': 'put a comment back into a report',
  'feedback.daysSet': 'set the days for queries and plans',
  'report.issued': 'issued a report',
  'report.frozen': 'froze the feedback that had been released',
  'feedback.goalsChosen': 'chose goals to show as examples',
  'feedback.released': 'released feedback',
  'reports.packed': 'packed the issued reports',
  'report.acknowledged': 'acknowledged a report',
  'query.raised': 'raised a query',
  'query.answered': 'answered a query',
  'answer.corrected': 'corrected an answer under a query',
  'audit.finished': 'made the audit final',
  'audit.resumed': 'took the final audit up again',
  'access.refused': 'asked for what is not meant for them',
  'access.forbidden': 'asked for a step that they may not take',
  'request.refused': 'sent what was refused before it was looked at',
  'feedback.withdrawn': 'withdrew feedback',
  'feedback.fetched': 'fetched feedback',
  'baseline.created': 'took a published table over as a baseline',
  'baseline.removed': 'removed a baseline',
  'token.issued': 'issued an API token',
  'token.revoked': 'revoked an API token',
  'improvementPlan.marked': 'marked checks to be answered in an improvement plan',
  'improvementPlan.reasonSaved': 'saved why there is no action for a check',
  'improvementPlan.actionAdded': 'added an action to an improvement plan',
  'improvementPlan.actionChanged': 'changed an action of an improvement plan',
  'improvementPlan.actionRemoved': 'removed an action of an improvement plan',
  'improvementPlan.sent': 'sent an improvement plan in',
  'improvementPlan.sentBack': 'sent an improvement plan back',
  'improvementPlan.accepted': 'accepted an improvement plan',
  'improvementPlan.progress': 'reported on an action',
  'improvementPlan.noted': 'added a note or evidence under an action',
  'improvementPlan.evidenceFetched': 'fetched evidence of an action',
  'followUp.exported': 'exported the follow-up of improvement plans',
  'deliveryPlan.created': 'began a delivery plan',
  'deliveryPlan.changed': 'changed title, days or readers of a delivery plan',
  'deliveryPlan.removed': 'removed a delivery plan with its lines',
  'deliveryPlan.linesAdded': 'added lines to a delivery plan',
  'deliveryPlan.exported': 'exported a delivery plan',
  'deliveryLine.changed': 'changed a line of a delivery plan',
  'deliveryLine.removed': 'removed a line of a delivery plan',
  'deliveryLine.progress': 'said how far a line of a delivery plan is',
  'deliveryLine.noted': 'added a note or evidence to a line of a delivery plan',
  'deliveryLine.evidenceFetched': 'fetched evidence of a line of a delivery plan',
  'meeting.created': 'called a contract review meeting',
  'meeting.changed': 'changed date, people or agenda of a contract review meeting',
  'meeting.minuted': 'wrote the minutes of a contract review meeting',
  'meeting.exported': 'took a contract review meeting out as PDF',
  'audit.repeated': 'set the audit up as a re-audit',
  'activity.exported': 'took the activity along',
  'activity.checked': 'had the activity checked line by line',
  'backup.restored': 'restored a backup',
  'audit.copied': 'set the audit up like another one',
  'audit.archived': 'archived the audit',
  'audit.unarchived': 'took the audit out of the archive',
  'audit.discarded': 'discarded a draft',
  'audit.erasureAsked': 'asked for what was recorded of the cases to be erased',
  'audit.casesErased': 'erased what was recorded of the cases, which somebody else had asked for',
  'request.answered': 'took along what is recorded of one case file, for the person it is about',
  'request.takenOut': 'took out of one case file what points at the person it is about',
  'retention.changed': 'changed how long what is recorded is kept',
  'audit.deletionAsked': 'asked for the audit to be deleted',
  'audit.deletionWithdrawn': 'refused or took back that the audit be deleted',
  'audit.deleted': 'deleted an audit that somebody else had asked to be deleted',
};

/** What somebody does whom nobody knows: without a person it is not the program that did it. */
const OF_NOBODY: ReadonlySet<ActivityAction> = new Set(['person.signInFailed', 'request.refused']);

/** Who did what and when: of one audit for its lead, of everything for an administrator; as a page and as CSV. */
export function activityRoutes(routes: Routes, parts: NameSources & { activity: ActivityRepository }): void {
  const { audits, activity } = parts;
  const load = auditLoader(audits);

  routes.allowed(
    'audit.readActivity',
    { method: 'get', path: '/audits/:auditId/activity', load },
    async ({ req, loaded, user, show }) => {
      const { audit } = loaded;
      const page = await pageOf(req, audit, user);
      const view = { header: presentHeader(audit, user), ...page.view };
      await show({ template: 'overview/activity/list', title: 'Activity', errors: page.errors, view });
    },
  );

  routes.allowed(
    'activity.readAll',
    { method: 'get', path: urls.allActivity() },
    async ({ req, user, show }) => {
      const page = await pageOf(req, null, user);
      const view = { header: null, ...page.view };
      await show({ template: 'overview/activity/list', title: 'Activity', errors: page.errors, view });
    },
  );

  routes.allowed(
    'audit.readActivity',
    { method: 'get', path: '/audits/:auditId/activity.csv', load },
    async ({ req, res, loaded, user }) => sendCsv(req, res, user.id, loaded.audit),
  );

  routes.allowed(
    'activity.readAll',
    { method: 'get', path: urls.allActivityCsv() },
    async ({ req, res, user }) => sendCsv(req, res, user.id, null),
  );

  async function pageOf(req: Request, audit: Audit | null, user: User) {
    const mayVerify = audit === null && can(user, 'activity.verify');
    const url = audit ? urls.auditActivity(audit.id) : urls.allActivity();
    const csv = audit ? urls.auditActivityCsv(audit.id) : urls.allActivityCsv();
    const asked = readActivityFilter(req.query, WORDS);
    const of = audit ? { auditId: audit.id } : {};
    const { oldestFirst, cursor } = asked;
    const lines = await activity.list({
      ...of,
      ...asked.filter,
      ...(cursor === null ? {} : oldestFirst ? { after: cursor } : { before: cursor }),
      oldestFirst,
      limit: PAGE + 1,
    });
    const shown = lines.slice(0, PAGE);
    const last = shown.at(-1);
    const names = await namesOf(shown, audit, parts);
    const people = await activity.people(of);
    return {
      errors: asked.problems,
      view: {
        lines: shown.map((line) => presentLine(line, names.words(line), names)),
        isOfAll: audit === null,
        checkHref: mayVerify ? urls.activityCheck() : null,
        backupsHref: mayVerify ? urls.backups() : null,
        organisationsHref: mayVerify ? urls.organisations() : null,
        retentionHref: audit === null ? urls.retention() : null,
        nextHref: lines.length > PAGE && last ? url + activitySearch(asked, last.id) : null,
        firstHref: cursor === null ? null : url + activitySearch(asked),
        oldestFirst,
        csvHref: csv + activitySearch(asked),
        asked: asked.typed,
        narrowed: asked.narrowed,
        action: url,
        people: [
          { value: '', text: 'Everybody' },
          ...people.map(({ id, name }) => ({
            value: String(id),
            text: name,
            selected: asked.typed.who === String(id),
          })),
        ],
      },
    };
  }

  /** All lines that are asked for, in pieces, so that many years need no more memory than a page. */
  async function sendCsv(req: Request, res: Response, userId: number, audit: Audit | null): Promise<void> {
    const of = audit ? { auditId: audit.id } : {};
    const { filter } = readActivityFilter(req.query, WORDS);
    await activity.add({ userId, action: 'activity.exported', ...of });
    res.set('Cache-Control', 'no-store').attachment('activity.csv').type('text/csv');
    res.write(CSV_BEGIN + csvLine(['when', 'who', 'what', 'audit', 'on what']));
    for (let after = 0; ;) {
      const lines = await activity.list({ ...of, ...filter, after, oldestFirst: true, limit: AT_ONCE });
      const names = await namesOf(lines, audit, parts);
      for (const line of lines) {
        const { who, what, subject, audit: title } = presentLine(line, names.words(line), names);
        res.write(csvLine([line.at, who, what, audit?.title ?? title ?? '', subject]));
      }
      const last = lines.at(-1);
      if (lines.length < AT_ONCE || !last || res.destroyed) break;
      after = last.id;
    }
    res.end();
  }
}

function presentLine(
  line: ActivityLine,
  words: SubjectWords,
  names: { subject: NameOfSubject; audit: (auditId: number) => string },
) {
  return {
    at: timeInWords(line.at),
    who: line.userName ?? (line.userId === null && !OF_NOBODY.has(line.action) ? 'The program' : 'Somebody'),
    what: inSubjectWords(WORDS[line.action], words),
    subject: [
      line.subject === undefined ? '' : names.subject(line.subject, words),
      ...detailInWords(line.detail ?? {}, words, names.subject),
    ]
      .filter((part) => part !== '')
      .join('; '),
    audit: line.auditId === undefined ? null : names.audit(line.auditId),
  };
}
