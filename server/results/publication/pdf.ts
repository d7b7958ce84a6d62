import type { Readable } from 'node:stream';
import { writePdf } from '../../formats/pdf/index.ts';
import type { PartnershipsView } from './comparisonPresenter.ts';

/** Charts are as wide on paper as on a page for wide windows, so that their words stay readable. */
const CHART_WIDTH = 720;

/** A comparison of partnerships as a tagged PDF: who they are, then each check in a picture and a table. */
export function partnershipsPdf(view: PartnershipsView, asAt: Date): Readable {
  const title = `${view.title}, version ${view.version}: partnerships beside each other`;
  const settings = {
    title,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt: asAt,
    footer: `${title}, as at ${view.today}`,
  };
  return writePdf(settings, (document) => {
    document.heading(1, view.title);
    document.paragraph(`Version ${view.version}, ${view.count}, as at ${view.today}`, 'kicker');
    document.rule();
    document.paragraph(
      'Partnerships stand in the order of their names and are not ranked: what lies inside the limits cannot be told apart. One lies outside where chance alone would put about 2 in 1,000. [c] is a small number that is suppressed.',
    );
    if (view.otherVersions !== null) document.paragraph(view.otherVersions);
    document.table({
      caption: 'Who stands beside whom',
      columns: [
        { head: 'Partnership', share: 25 },
        { head: 'Fieldwork', share: 25 },
        { head: view.words.Files, share: 10, align: 'right' },
        { head: 'How they were chosen', share: 40 },
      ],
      rows: view.partnerships.map((one) => ({
        cells: [
          { text: one.name, notes: one.isOwn ? ['yours'] : [] },
          { text: one.fieldwork, notes: [one.age] },
          { text: one.files },
          { text: one.chosen },
        ],
      })),
    });
    if (view.withoutText !== null) document.paragraph(view.withoutText);
    for (const check of view.shown) {
      document.heading(2, check.label);
      document.paragraph(
        [
          `${check.counted}. ${check.withFigure} partnerships have a figure that can be shown`,
          check.together === null ? '' : `, together ${check.together}`,
          `. ${check.outside}`,
        ].join(''),
      );
      if (check.chart) document.chart(check.chart, CHART_WIDTH, check.caption);
      document.table({
        caption: `${check.label} By partnership`,
        columns: [
          { head: 'Partnership', share: 38 },
          { head: 'Of how many', share: 16 },
          { head: 'Share', share: 10 },
          { head: '95% interval', share: 16 },
          { head: 'Against the limits', share: 20 },
        ],
        rows: check.rows.map((row) => ({
          cells: [
            {
              text: row.number === null ? row.name : `${row.number} ${row.name}`,
              notes: row.isOwn ? ['yours'] : [],
            },
            { text: row.count || '–' },
            { text: row.percent },
            { text: row.interval || '–' },
            { text: row.place || 'cannot be told' },
          ],
        })),
      });
    }
  });
}
