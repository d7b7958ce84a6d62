import type { Readable } from 'node:stream';
import { writePdf } from '../../formats/pdf/index.ts';
import { writeWorkbook } from '../../formats/workbookThread.ts';
import type { FollowUpView } from './presenter.ts';

const HEADING = [
  'Audit',
  'Provider',
  'Plan',
  'Check',
  'Action',
  'Owner',
  'Due',
  'Status',
  'Done when',
  'Done on',
  'Confirmed on',
];

/** Writes the follow-up as a workbook: a row for each action, and one for each plan that has none. */
export async function followUpWorkbook(file: string, view: FollowUpView): Promise<void> {
  async function* rows(): AsyncGenerator<string[]> {
    for (const plan of view.plans) {
      const head = [plan.audit, plan.provider, plan.state.text];
      if (plan.note !== null) yield [...head, '', plan.note, '', '', '', '', '', ''];
      for (const one of plan.actions) {
        yield [
          ...head,
          one.check,
          one.action,
          one.ownerRole,
          one.dueDay,
          one.status.text,
          one.measure,
          one.doneDay,
          one.confirmedDay,
        ];
      }
    }
  }
  await writeWorkbook(file, { sheet: 'Follow-up', heading: HEADING, rows: rows(), numbers: new Set() });
}

/** The follow-up as a tagged PDF, for a contract review. */
export function followUpPdf(view: FollowUpView, createdAt: Date): Readable {
  const { figures } = view;
  const settings = {
    title: `${view.title}, ${view.today}`,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt,
    footer: `${view.title}, as at ${view.today}`,
  };
  return writePdf(settings, (document) => {
    document.heading(1, view.title);
    document.paragraph(
      `As at ${view.today}${view.narrowedTo.length > 0 ? `. Only ${view.narrowedTo.join(', ')}` : ''}.`,
      'kicker',
    );
    document.rule();
    document.paragraph(
      `${figures.sent} of ${figures.plans} plans are sent in, and ${figures.accepted} of ${figures.plans} accepted. Actions late: ${figures.late} of ${figures.actions}. Done: ${figures.done} of ${figures.actions}. Confirmed as done: ${figures.confirmed} of ${figures.actions}.`,
      'lead',
    );
    if (view.plans.length === 0) document.paragraph('There is nothing to follow up.');
    for (const plan of view.plans) {
      document.heading(2, `${plan.provider}: ${plan.audit}`);
      document.paragraph(
        `Plan: ${plan.state.text.toLowerCase()}. Report out since ${plan.out}. ${plan.text} in all.`,
      );
      if (plan.note !== null) document.paragraph(plan.note);
      if (plan.actions.length === 0) continue;
      document.table({
        caption: `Actions of ${plan.provider}`,
        columns: [
          { head: 'Action', share: 47 },
          { head: 'Owner', share: 19 },
          { head: 'Due', share: 20 },
          { head: 'Status', share: 14 },
        ],
        rows: plan.actions.map((one) => ({
          cells: [
            { text: one.action, notes: [one.check, `Done when: ${one.measure}`] },
            { text: one.ownerRole },
            { text: one.due },
            { text: one.status.text },
          ],
        })),
      });
    }
  });
}
