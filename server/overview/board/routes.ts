import { dayInBritain } from '../../formats/english.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { Routes } from '../../web/route.ts';
import { sendPdf } from '../../web/sendPdf.ts';
import { urls } from '../../web/urls.ts';
import { readBoardQuery } from './form.ts';
import { boardPdf } from './pdf.ts';
import { presentBoard, presentBoardPage } from './presenter.ts';
import type { BoardService } from './service.ts';

/** The page for a partnership's board. Whose it may be is asked of the policy once it is known which one is meant. */
export function boardRoutes(routes: Routes, parts: { board: BoardService; now: () => Date }): void {
  const { board, now } = parts;

  routes.allowed('board.read', { method: 'get', path: urls.board() }, async ({ req, user, show }) => {
    const today = dayInBritain(now());
    const query = readBoardQuery(req.query, today);
    const found = await board.of(user, { ...query, name: query.partnership, today });
    await show({
      template: 'overview/board/page',
      title: 'For the board',
      wide: true,
      status: query.errors.length > 0 ? 422 : 200,
      errors: query.errors,
      view: presentBoardPage(found, query, user),
    });
  });

  routes.allowed('board.read', { method: 'get', path: urls.boardPdf() }, async ({ req, res, user }) => {
    const today = dayInBritain(now());
    const query = readBoardQuery(req.query, today);
    const found = await board.of(user, { ...query, name: query.partnership, today }, true);
    if (!found) throw new NotFoundError();
    await sendPdf(res, boardPdf(presentBoard(found.board, user), now()), `board-${today}.pdf`);
  });
}
