import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { temporaryFolder } from '../../platform/temporary.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { followUpPdf, followUpWorkbook } from './documents.ts';
import { presentFollowUp, readFilter } from './presenter.ts';
import type { FollowUpService } from './service.ts';

/** The follow-up over audits and providers: as a page, a workbook and a PDF from one view. */
export function followUpRoutes(routes: Routes, parts: { followUp: FollowUpService; now: () => Date }): void {
  const { followUp, now } = parts;
  const folder = temporaryFolder('exports');
  const viewOf = async (req: Request, user: User) =>
    presentFollowUp(await followUp.of(user), readFilter(req.query), user);
  const actionsIn = (view: { plans: { actions: unknown[] }[] }) =>
    view.plans.reduce((sum, plan) => sum + plan.actions.length, 0);

  routes.allowed('followUp.read', { method: 'get', path: urls.followUp() }, async ({ req, user, show }) => {
    const view = await viewOf(req, user);
    await show({ template: 'improvement/followUp/page', title: view.title, wide: true, view });
  });

  routes.allowed(
    'followUp.read',
    { method: 'get', path: urls.followUpFile('xlsx') },
    async ({ req, res, user }) => {
      const view = await viewOf(req, user);
      const file = path.join(folder(), `${randomUUID()}.xlsx`);
      try {
        await followUpWorkbook(file, view);
        await followUp.exported(user.id, 'xlsx', actionsIn(view));
        res.set('Cache-Control', 'no-store').attachment(`follow-up-${view.day}.xlsx`);
        await pipeline(createReadStream(file), res);
      } catch (error) {
        // Whoever was to get it has gone.
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      } finally {
        await rm(file, { force: true });
      }
    },
  );

  routes.allowed(
    'followUp.read',
    { method: 'get', path: urls.followUpFile('pdf') },
    async ({ req, res, user }) => {
      const view = await viewOf(req, user);
      const pdf = followUpPdf(view, now());
      await followUp.exported(user.id, 'pdf', actionsIn(view));
      res.type('application/pdf').set({
        'Cache-Control': 'no-store',
        'Content-Disposition': `inline; filename="follow-up-${view.day}.pdf"`,
      });
      await pipeline(pdf, res);
    },
  );
}
