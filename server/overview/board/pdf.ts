import type { Readable } from 'node:stream';
import { draw } from '../../formats/chart/index.ts';
import { countOf } from '../../formats/english.ts';
import { CONTENT, writePdf } from '../../formats/pdf/index.ts';
import type { BoardView } from './presenter.ts';

/** So that one chart over time fits under the lines of the first page, and three on the second. */
const CHART_WIDTH = 720;
const PAGES = 2;
/** Caption and gaps of a chart, and a line that says what is missing, in points. */
const AROUND_CHART = 90;

/** The page for a partnership's board as a tagged PDF of two pages at most. */
export function boardPdf(view: BoardView, asAt: Date): Readable {
  const title = `${view.name}: what changed since ${view.since}`;
  const settings = {
    title,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt: asAt,
    footer: `${title}, as at ${view.today}`,
  };
  return writePdf(settings, (document) => {
    document.look = 'dense';
    document.heading(1, view.name);
    document.paragraph(`What changed since ${view.since}, as at ${view.today}`, 'kicker');
    document.rule();
    if (view.nothing !== null) document.paragraph(view.nothing);
    if (view.lines.length > 0) {
      document.list([
        ...view.lines.map(({ title: head, word, text }) => [
          { text: `${head} `, weight: 'semibold' as const },
          { text: `${word}: ${text}` },
        ]),
        ...(view.more === null ? [] : [view.more]),
      ]);
    }
    document.heading(2, 'What this rests on');
    document.definitions(
      view.basis.map(({ term, text }) => ({ term, text })),
      110,
    );
    const charts = view.lines.flatMap(({ title: head, caption, chart }) =>
      chart
        ? [{ scene: draw(chart, CHART_WIDTH), caption: `${head}${/[?.]$/.test(head) ? '' : ':'} ${caption}` }]
        : [],
    );
    const kept = charts.filter(({ scene, caption }) => {
      const isRoom = document.fits((scene.height * CONTENT.width) / scene.width + AROUND_CHART, PAGES);
      if (isRoom) document.figure(scene, caption);
      return isRoom;
    });
    if (kept.length < charts.length) {
      document.paragraph(
        `For ${countOf(charts.length - kept.length, 'chart')} there was no room: ${kept.length === 0 ? 'they stand' : 'the others stand'} on the page in the program.`,
      );
    }
  });
}
