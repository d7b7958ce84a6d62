import { CASE_FILES } from '../../rules/index.ts';
import type { SubjectWords } from '../../rules/index.ts';
import { auditLoader } from '../audits/routes.ts';
import { presentHeader } from '../audits/presenter.ts';
import type { AuditService } from '../audits/service.ts';
import { timeInWords } from '../formats/english.ts';
import type { Routes } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import type { ActivityAction, ActivityLine, ActivityRepository } from '../people/activity/repository.ts';

const PAGE = 100;

const WORDS: Record<ActivityAction, string> = {
  'setup.completed': 'set the program up',
  'person.created': 'created an account',
  'person.changed': 'changed an account',
  'person.disabled': 'disabled an account',
  'person.enabled': 'enabled an account',
  'person.linkMade': 'made a link to choose a password',
  'person.passwordSet': 'chose a password',
  'person.signedIn': 'signed in',
  'person.signInFailed': 'failed to sign in',
  'person.signedOut': 'signed out',
  'provider.created': 'added a provider',
  'provider.renamed': 'renamed a provider',
  'audit.created': 'created the audit',
  'audit.changed': 'changed the details of the audit',
  'audit.opened': 'opened the audit',
  'audit.closed': 'closed the audit',
  'audit.reopened': 'reopened the audit',
  'item.leftOut': 'left a question out of the audit',
  'item.putBack': 'put a question back that was left out',
  'panel.added': 'put somebody on the panel',
  'panel.removed': 'took somebody off the panel',
  'group.created': 'added a sample group',
  'group.changed': 'changed a sample group',
  'group.moved': 'moved a sample group',
  'group.removed': 'removed a sample group',
  'sample.listed': 'uploaded a caseload list',
  'sample.listRemoved': 'removed the caseload list',
  'sample.drawn': 'drew the sample',
  'sample.notFound': 'marked a drawn file as not found',
  'calls.planned': 'planned the calls',
  'calls.planRemoved': 'removed the plan of the calls',
  'caseFile.created': 'began a case file',
  'caseFile.saved': 'saved a case file',
  'caseFile.completed': 'completed a case file',
  'caseFile.uncompleted': 'took a complete case file up again',
  'caseFile.removed': 'removed a case file',
  'recoveryPlan.saved': 'saved the recovery plan of a case file',
  'recoveryPlans.imported': 'imported recovery plans',
  'recoveryPlans.exported': 'exported recovery plans',
  'caseFiles.imported': 'imported case files',
  'caseFiles.exported': 'exported case files',
  'device.prepared': 'prepared a device for work without a network',
  'results.exported': 'exported results, small numbers suppressed',
  'results.exportedUnsuppressed': 'exported results with small numbers',
  'bands.changed': 'changed the bands of results',
  'readings.drawn': 'drew files to be read again',
  'reading.withdrawn': 'took a file off those to be read again',
  'reading.reopened': 'let two readings be changed again',
  'answers.settled': 'settled differences between two readings',
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
  'audit.repeated': 'set the audit up as a re-audit',
};

/** Who did what and when: of one audit for its lead, of everything for an administrator. */
export function activityRoutes(
  routes: Routes,
  parts: { audits: AuditService; activity: ActivityRepository },
): void {
  const { audits, activity } = parts;

  routes.allowed(
    'audit.readActivity',
    { method: 'get', path: '/audits/:auditId/activity', load: auditLoader(audits) },
    async ({ req, loaded, user, show }) => {
      const { audit } = loaded;
      const view = {
        header: presentHeader(audit, user),
        ...(await page(
          urls.auditActivity(audit.id),
          req.query['before'],
          { auditId: audit.id },
          audit.words,
        )),
      };
      await show({ template: 'overview/activity/list', title: 'Activity', view });
    },
  );

  routes.allowed('activity.readAll', { method: 'get', path: urls.allActivity() }, async ({ req, show }) => {
    const view = { header: null, ...(await page(urls.allActivity(), req.query['before'], {})) };
    await show({ template: 'overview/activity/list', title: 'Activity', view });
  });

  async function page(
    url: string,
    before: unknown,
    filter: { auditId?: number },
    words: SubjectWords = CASE_FILES,
  ) {
    const from = typeof before === 'string' && /^\d{1,9}$/.test(before) ? { before: Number(before) } : {};
    const lines = await activity.list({ ...filter, ...from, limit: PAGE + 1 });
    const shown = lines.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      lines: shown.map((line) => presentLine(line, words)),
      olderHref: lines.length > PAGE && last ? `${url}?before=${last.id}` : null,
      newestHref: 'before' in from ? url : null,
    };
  }
}

/** What somebody did, in the words of the audit's subject. */
function doneInWords(action: ActivityAction, words: SubjectWords): string {
  if (words.areCaseFiles) return WORDS[action];
  const { one, many, aOne } = words;
  return WORDS[action]
    .replace('case files', many)
    .replace('a case file', aOne)
    .replace('case file', one)
    .replace('a file', aOne)
    .replace(/\bfiles\b/, many)
    .replace(/\bfile\b/, one);
}

function presentLine(line: ActivityLine, words: SubjectWords) {
  const detail = Object.entries(line.detail ?? {}).map(
    ([name, value]) => `${name} ${[value].flat().join(', ')}`,
  );
  return {
    at: timeInWords(line.at),
    who: line.userName ?? (line.userId === null ? 'The program' : 'Somebody'),
    what: doneInWords(line.action, words),
    subject: [
      line.subject?.replace(/^case file/, words.one).replace(/^drawn file/, `drawn ${words.file}`),
      ...detail,
    ]
      .filter(Boolean)
      .join('; '),
    audit: line.auditId ?? null,
  };
}
