import type { Readable } from 'node:stream';
import { writePdf } from '../../formats/pdf/index.ts';
import type { MeetingView } from './presenter.ts';

/** Agenda or minutes of a meeting as a tagged PDF, for both sides. */
export function meetingPdf(view: MeetingView, createdAt: Date): Readable {
  const title = `${view.title}, ${view.day}`;
  const settings = { title, creator: 'Casefile audit', language: 'en-GB', createdAt, footer: title };
  return writePdf(settings, (document) => {
    document.heading(1, view.title);
    document.paragraph(view.isMinuted ? 'Minutes' : 'Agenda', 'kicker');
    document.rule();
    document.definitions(
      [
        { term: 'Day', text: view.day },
        ...(view.place === '' ? [] : [{ term: 'Place', text: view.place }]),
        { term: 'People', text: view.people.join('; ') },
        ...(view.next === null ? [] : [{ term: 'Next meeting', text: view.next }]),
      ],
      90,
    );
    document.heading(2, view.isMinuted ? 'What was talked about' : 'What there is to talk about');
    if (view.agenda.length === 0) document.paragraph('Nothing is on the agenda.');
    if (view.agenda.length > 0) {
      document.table({
        caption: view.isMinuted ? 'Agenda and decisions' : 'Agenda',
        columns: [
          { head: 'Line', share: view.isMinuted ? 50 : 78 },
          ...(view.isMinuted ? [{ head: 'Decision', share: 50 }] : [{ head: 'Why', share: 22 }]),
        ],
        rows: view.agenda.map(({ text, kind, decision }) => ({
          cells: view.isMinuted
            ? [{ text, notes: [kind] }, { text: decision || '–' }]
            : [{ text }, { text: kind }],
        })),
      });
    }
    const actions = view.agenda.flatMap((line) => line.actions);
    if (actions.length === 0) return;
    document.heading(2, 'Actions');
    document.table({
      caption: `Lines of ${view.planTitle ?? 'the delivery plan'}`,
      columns: [
        { head: 'What will be done', share: 46 },
        { head: 'Owner', share: 21 },
        { head: 'Due', share: 19 },
        { head: 'Status', share: 14 },
      ],
      rows: actions.map(({ text, owner, due, status }) => ({
        cells: [{ text }, { text: owner }, { text: due }, { text: status.text }],
      })),
    });
  });
}
