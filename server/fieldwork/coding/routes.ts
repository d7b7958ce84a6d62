import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { countOf } from '../../formats/english.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, withInputErrors } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { readCode, readSettled } from './form.ts';
import { presentCoding, presentText } from './presenter.ts';
import type { CodingService } from './service.ts';

/** Texts put under codes by two people, apart: one text after the other, and what comes of it. */
export function codingRoutes(routes: Routes, parts: { audits: AuditService; coding: CodingService }): void {
  const { audits, coding } = parts;
  const loadAny = auditLoader(audits);
  const load = async (req: Request) => {
    const { audit, subject } = await loadAny(req);
    if (!audit.hasCodedTexts) throw new NotFoundError();
    return { audit, subject };
  };
  const loadItem = async (req: Request) => ({ ...(await load(req)), itemId: String(req.params['itemId']) });
  const loadText = async (req: Request) => ({
    ...(await loadItem(req)),
    fileId: idParameter(req, 'fileId'),
  });

  const overview = async (
    auditId: number,
    user: Parameters<typeof presentCoding>[1],
    errors: FieldError[],
  ) => ({
    template: 'fieldwork/coding/overview',
    title: 'Coding',
    errors,
    view: presentCoding(await coding.of(auditId, user.id), user, errors),
  });

  routes.allowed(
    'texts.code',
    { method: 'get', path: '/audits/:auditId/coding', load },
    async ({ loaded, user, show }) => show(await overview(loaded.audit.id, user, [])),
  );

  routes.allowed(
    'texts.code',
    { method: 'get', path: '/audits/:auditId/coding/:itemId/next', load: loadItem },
    async ({ loaded, user, redirect }) => {
      const { audit, itemId } = loaded;
      const next = await coding.next(audit.id, itemId, user.id);
      if (next === null) redirect(urls.coding(audit.id), 'No text is left for you to code.');
      else redirect(urls.codingText(audit.id, itemId, next));
    },
  );

  routes.allowed(
    'texts.settle',
    { method: 'post', path: '/audits/:auditId/coding/:itemId/single', load: loadItem },
    async ({ loaded, user, redirect }) => {
      const counted = await coding.countSingle(user.id, loaded.audit.id, loaded.itemId);
      redirect(
        urls.coding(loaded.audit.id),
        `${countOf(counted, 'text')} with one code: it counts in the results now.`,
      );
    },
  );

  routes.allowed(
    'texts.code',
    { method: 'get', path: '/audits/:auditId/coding/:itemId/:fileId', load: loadText },
    async ({ loaded, user, show }) => {
      const found = await coding.text(loaded.audit.id, loaded.itemId, loaded.fileId, user.id);
      await show({
        template: 'fieldwork/coding/text',
        title: 'Code a text',
        view: presentText(found, user, null),
      });
    },
  );

  routes.allowed(
    'texts.code',
    { method: 'post', path: '/audits/:auditId/coding/:itemId/:fileId', load: loadText },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, itemId, fileId } = loaded;
      const outcome = await withInputErrors(() =>
        coding.code(user.id, audit.id, itemId, fileId, readCode(formBody(req))),
      );
      if (outcome.errors) {
        const found = await coding.text(audit.id, itemId, fileId, user.id);
        await show({
          template: 'fieldwork/coding/text',
          title: 'Code a text',
          status: 422,
          errors: outcome.errors,
          view: presentText(found, user, outcome.errors[0]?.text ?? null),
        });
        return;
      }
      redirect(urls.codingNext(audit.id, itemId));
    },
  );

  routes.allowed(
    'texts.settle',
    { method: 'post', path: '/audits/:auditId/coding/:itemId/:fileId/settle', load: loadText },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, itemId, fileId } = loaded;
      const outcome = await withInputErrors(() =>
        coding.settle(user.id, audit.id, itemId, fileId, readSettled(formBody(req), fileId)),
      );
      if (outcome.errors) {
        await show({ ...(await overview(audit.id, user, outcome.errors)), status: 422 });
        return;
      }
      redirect(urls.coding(audit.id), 'Settled, and the code counts in the results.');
    },
  );
}
