import { urls } from '../../../server/web/urls.ts';
import { DELIVERY_STATES } from '../../support/deliveryPages.ts';
import { judgePages } from '../../support/judgePages.ts';
import { METHOD_STATES } from '../../support/methodPages.ts';
import { openAll, opened, press, PROBLEM } from '../../support/pageStates.ts';
import type { PageState } from '../../support/pageStates.ts';

const STATES: PageState[] = [
  opened(
    'lena',
    'results with recovery plans',
    ({ example }) => urls.results(example.auditId),
    'Goals, letter by letter',
  ),
  opened(
    'lena',
    'goals as examples',
    ({ example, bridge }) => urls.feedbackGoals(example.auditId, bridge),
    'Show this goal as an example',
  ),
  opened(
    'lena',
    'goals as examples, with errors',
    ({ example, bridge }) => urls.feedbackGoals(example.auditId, bridge),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Show this goal as an example').first().check();
      await press('Save these examples')(page);
    },
  ),
  opened('amir', 'results of applicable', ({ open: id }) => urls.results(id), 'may still change'),
  opened('lena', 'results of all files', ({ closed }) => urls.results(closed, 'files'), 'Contradictions'),
  opened(
    'carl',
    'results, suppressed',
    ({ closed }) => urls.results(closed),
    'so few could point to one person',
  ),
  opened(
    'lena',
    'results, no files',
    ({ draft }) => urls.results(draft),
    'No case file has been recorded yet',
  ),
  opened(
    'lena',
    'scores, ranked, with answers missing',
    ({ scored }) => urls.scores(scored.open),
    'Answers are missing',
  ),
  opened(
    'carl',
    'scores about persons, suppressed',
    ({ scored }) => urls.scores(scored.ofPersons),
    'What a single case file scores is not shown',
  ),
  opened(
    'lena',
    'what one record scores, with something to judge',
    ({ scored }) => urls.recordScore(scored.open, scored.record),
    'Nobody has judged it yet',
  ),
  opened(
    'lena',
    'what one record scores, with a limit that brought it down',
    ({ scored }) => urls.recordScore(scored.calls, scored.call),
    'so the score was brought down',
  ),
  opened(
    'lena',
    'stopping, not set up',
    ({ open: id }) => urls.stopping(id),
    'Recording has begun, so this cannot be changed any more',
  ),
  opened('lena', 'bands', ({ open: id }) => urls.bands(id), 'Results can be divided by a number'),
  opened(
    'lena',
    'a comparison of groups, its form open',
    ({ open: id }) => urls.compare(id),
    'Choose what to compare',
    openAll,
  ),
  opened(
    'carl',
    'a comparison of groups, suppressed',
    ({ closed }) => urls.compare(closed),
    'so few could point to one person',
  ),
  opened(
    'carl',
    'a comparison by two fields, lines left out',
    ({ closed }) => urls.compare(closed, '?by=gender&and=group'),
    'left out because',
  ),
  opened(
    'lena',
    'a comparison of audits',
    ({ closed, released }) => urls.compare(closed, `?by=audit&with=${released}`),
    'Difference to the audit before',
  ),
  opened(
    'lena',
    'a comparison of audits with nothing to compare',
    ({ empty }) => urls.compare(empty, '?by=audit'),
    'There is no other audit beside this one yet',
  ),
  opened(
    'lena',
    'feedback before the audit is closed',
    ({ open: id }) => urls.feedback(id),
    'Until then you can write findings',
  ),
  opened(
    'lena',
    'feedback before it is issued',
    ({ closed }) => urls.feedback(closed),
    'Preview and issue to The Bridge',
    openAll,
  ),
  opened(
    'lena',
    'findings, of which one may tell who somebody is',
    ({ closed, bridge }) => urls.findings(closed, bridge),
    'What the auditors wrote',
    openAll,
  ),
  opened(
    'lena',
    'a finding that is warned of',
    ({ closed, bridge }) => urls.findings(closed, bridge),
    'looks like a name',
    async (page) => {
      await openAll(page);
      await page.getByLabel('Shortcoming', { exact: true }).check();
      await page.getByLabel('In the words that the provider will read').fill('Mr Brown has no plan.');
      await press('Add the finding')(page);
    },
  ),
  opened(
    'lena',
    'a finding',
    ({ closed, bridge, finding }) => urls.finding(closed, bridge, finding),
    'Remove the finding',
    openAll,
  ),
  opened(
    'lena',
    'the draft of a report',
    ({ closed, bridge }) => urls.feedbackDraft(closed, bridge),
    'To change first',
  ),
  opened(
    'lena',
    'all reports packed',
    ({ released }) => urls.feedback(released),
    'Download 1 report (ZIP)',
    press('Pack all issued reports (ZIP)'),
  ),
  opened(
    'paula',
    'a report, as its provider',
    ({ released, bridge }) => urls.report(released, bridge),
    'We have received this report',
    openAll,
  ),
  opened(
    'paula',
    'a query that says nothing',
    ({ released, bridge }) => urls.report(released, bridge),
    PROBLEM,
    async (page) => {
      await openAll(page);
      await press('Raise the query')(page);
    },
  ),
  opened(
    'lena',
    'a version of a report',
    ({ released, bridge }) => urls.reportVersion(released, bridge, 1),
    'SHA-256 of the PDF',
  ),
  opened(
    'lena',
    'a query',
    ({ released, bridge, query }) => urls.query(released, bridge, query),
    'Correct an answer, if one is wrong',
  ),
  opened(
    'lena',
    'feedback issued',
    ({ released }) => urls.feedback(released),
    'Withdraw from The Bridge',
    openAll,
  ),
  opened('lena', 'feedback, no providers', ({ empty }) => urls.feedback(empty), 'nobody to give feedback to'),
  opened(
    'paula',
    'plan to write',
    ({ plans }) => urls.plan(plans.begun, plans.bridge),
    'No action? Say why',
    openAll,
  ),
  opened('paula', 'plan to send in', ({ plans }) => urls.plan(plans.ready, plans.bridge), 'Send the plan in'),
  opened(
    'paula',
    'a new action',
    ({ plans }) => urls.newPlanAction(plans.begun, plans.bridge, 'smart'),
    'Who sees to it?',
  ),
  opened(
    'paula',
    'a new action with errors',
    ({ plans }) => urls.newPlanAction(plans.begun, plans.bridge),
    PROBLEM,
    press('Save the action'),
  ),
  opened(
    'paula',
    'an action to change',
    ({ plans }) => urls.planActionEdit(plans.ready, plans.bridge, plans.readyAction),
    'Remove the action',
    openAll,
  ),
  opened(
    'paula',
    'an action with evidence',
    ({ plans }) => urls.planAction(plans.sent, plans.bridge, plans.sentAction),
    'Training log.pdf',
  ),
  opened(
    'paula',
    'an action, a note with errors',
    ({ plans }) => urls.planAction(plans.sent, plans.bridge, plans.sentAction),
    PROBLEM,
    async (page) => {
      await page.getByLabel('PDF as evidence').setInputFiles({
        name: 'tool.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('MZ no PDF'),
      });
      await press('Add it')(page);
    },
  ),
  opened(
    'carl',
    'an action to confirm, with errors',
    ({ plans }) => urls.planAction(plans.sent, plans.bridge, plans.sentAction),
    PROBLEM,
    press('It is not done yet'),
  ),
  opened(
    'carl',
    'a plan to decide on, with errors',
    ({ plans }) => urls.plan(plans.sent, plans.bridge),
    PROBLEM,
    press('Send it back'),
  ),
  opened('lena', 'checks to mark', ({ plans }) => urls.plan(plans.begun, plans.bridge), 'Save the ticks'),
  opened(
    'lena',
    'improvement plans',
    ({ plans }) => urls.improvement(plans.sent),
    'providers have their report',
  ),
  opened('carl', 'follow-up', () => urls.followUp(), 'Take it as Excel'),
  opened('colin', 'follow-up of nothing', () => urls.followUp(), 'There is nothing to follow up yet'),
  opened('lena', 'set up a re-audit', ({ plans }) => urls.repeatAudit(plans.begun), 'Set up the re-audit'),
  opened(
    'lena',
    'set up a re-audit with errors',
    ({ plans }) => urls.repeatAudit(plans.begun),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Title').fill('');
      await press('Set up the re-audit')(page);
    },
  ),
  opened('lena', 'trend', ({ plans }) => urls.trend(plans.repeated), 'Trend over all rounds', openAll),
  opened(
    'lena',
    'estimates',
    ({ closed }) => urls.estimates(closed),
    'Estimates beside the figures',
    openAll,
  ),
  opened('lena', 'then and now', ({ plans }) => urls.thenAndNow(plans.repeated), 'What was promised'),
  opened(
    'paula',
    'then and now, of a provider',
    ({ plans }) => urls.providerThenAndNow(plans.repeated, plans.bridge),
    'What was promised',
  ),
  ...DELIVERY_STATES,
  ...METHOD_STATES,
];

judgePages('what comes of it', STATES);
