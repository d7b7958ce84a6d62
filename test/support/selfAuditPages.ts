import { urls } from '../../server/web/urls.ts';
import type { TestApp } from './app.ts';
import { madePdf } from './madePdf.ts';
import { openAll, opened, press, PROBLEM } from './pageStates.ts';
import type { PageState } from './pageStates.ts';
import { answerAs, ITEMS, selfAudited } from './selfAudit.ts';
import type { SelfAudited } from './selfAudit.ts';

/** Self-audits in every state that a page of theirs can be in; the provider is The Bridge. */
export interface SelfAuditSample {
  draft: SelfAudited;
  /** Begun by The Bridge, with a PDF. */
  open: SelfAudited;
  /** Handed in by both, decided on in part. */
  handedIn: SelfAudited;
  givenBack: SelfAudited;
  /** Closed, with a validated self-audit in which answers differ. */
  closed: SelfAudited;
}

export async function makeSelfAudits(app: TestApp): Promise<SelfAuditSample> {
  const { deps, ids } = app;
  const draft = await selfAudited(app, { title: 'A self-audit drafted', state: 'draft' });
  const open = await selfAudited(app, { title: 'A self-audit begun' });
  await answerAs(app, 'paula', open, 'iip');
  const { sections } = await deps.selfAudits.of(await deps.audits.get(open.auditId), open.bridge);
  const version = sections[0]?.lines[0]?.own.version ?? 0;
  const answer = { value: 'in_place', evidence: 'Register of March', comment: 'Since 2019', version };
  const file = async () => ({ name: 'Register of trained staff.pdf', content: madePdf() });
  await deps.selfAuditAnswering.answer(ids.paula, open.auditId, open.bridge, 'lead', answer, file);

  const handedInTo = async (title: string) => {
    const made = await selfAudited(app, { title });
    await answerAs(app, 'paula', made, 'iippiiiiiaipn');
    await answerAs(app, 'dora', made, 'p'.repeat(ITEMS.length - 1));
    await deps.selfAuditAnswering.handIn(ids.paula, made.auditId, made.bridge);
    await deps.selfAuditAnswering.handIn(ids.dora, made.auditId, made.dip);
    const other = {
      entered: 'not_in_place',
      reason: 'The deputy is not trained, and the register ends in May.',
    };
    await deps.selfAuditValidation.decide(ids.carl, made.auditId, made.bridge, 'lead', other);
    await deps.selfAuditValidation.decide(ids.carl, made.auditId, made.bridge, 'level_2', null);
    return made;
  };
  const handedIn = await handedInTo('A self-audit handed in');
  const givenBack = await handedInTo('A self-audit given back');
  const why = 'Please say where the register is kept.';
  await deps.selfAuditValidation.giveBack(ids.lena, givenBack.auditId, givenBack.bridge, why);
  const closed = await handedInTo('A self-audit closed');
  await deps.selfAuditValidation.agreeWithRest(ids.lena, closed.auditId, closed.bridge);
  await deps.selfAuditValidation.finish(ids.lena, closed.auditId, closed.bridge);
  await deps.steps.changeState(ids.lena, closed.auditId, 'close');
  return { draft, open, handedIn, givenBack, closed };
}

const page = ({ auditId, bridge }: SelfAudited) => urls.selfAudit(auditId, bridge);

/** The pages of self-audits, for their provider and for those who validate. */
export const SELF_AUDIT_STATES: PageState[] = [
  opened('paula', 'home with a self-audit to answer', () => urls.home(), 'Go on answering'),
  opened(
    'paula',
    'a self-audit that is begun',
    ({ selfAudits }) => page(selfAudits.open),
    '3 of 13 questions answered',
    openAll,
  ),
  opened(
    'paula',
    'a question of a self-audit with a PDF',
    ({ selfAudits: { open } }) => urls.selfAuditItem(open.auditId, open.bridge, 'lead'),
    'PDFs beside this answer',
  ),
  opened(
    'paula',
    'a question of a self-audit with an error',
    ({ selfAudits: { open } }) => urls.selfAuditItem(open.auditId, open.bridge, 'checks'),
    PROBLEM,
    async (window) => {
      await window.getByLabel('Evidence (optional)', { exact: true }).fill('See 943 476 5919');
      await press('Save and stay here')(window);
    },
  ),
  opened(
    'paula',
    'a self-audit that was given back',
    ({ selfAudits }) => page(selfAudits.givenBack),
    'Change it and hand it in again',
  ),
  opened(
    'paula',
    'a self-audit with what was validated',
    ({ selfAudits }) => page(selfAudits.closed),
    'Your own score and the validated one',
  ),
  opened(
    'lena',
    'self-audits, draft',
    ({ selfAudits }) => urls.selfAudits(selfAudits.draft.auditId),
    'Once the audit is open',
  ),
  opened(
    'lena',
    'self-audits',
    ({ selfAudits }) => urls.selfAudits(selfAudits.handedIn.auditId),
    'Validate the self-audit of',
  ),
  opened(
    'carl',
    'a self-audit to validate',
    ({ selfAudits }) => page(selfAudits.handedIn),
    'Validate the answers',
    openAll,
  ),
  opened(
    'lena',
    'a self-audit to validate, with an error',
    ({ selfAudits }) => page(selfAudits.handedIn),
    PROBLEM,
    async (window) => {
      await openAll(window);
      await press('Give it back')(window);
    },
  ),
  opened(
    'lena',
    'a self-audit that its provider has back',
    ({ selfAudits }) => page(selfAudits.givenBack),
    'Wait until it is handed in again',
  ),
  opened(
    'carl',
    'a self-audit that is validated',
    ({ selfAudits }) => page(selfAudits.closed),
    'The audit is closed, so nothing can be decided any more',
  ),
  opened(
    'lena',
    'the scores of self-audits',
    ({ selfAudits }) => urls.scores(selfAudits.closed.auditId),
    'of 26 answers are validated',
  ),
];
