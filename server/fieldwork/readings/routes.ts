import type { Request } from 'express';
import { askedOf, itemsOf } from '../../../rules/index.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { countOf } from '../../formats/english.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import type { Tools } from '../../audits/tools.ts';
import { urls } from '../../web/urls.ts';
import { drawForm, readSettleAllForm, readSettleForm } from './form.ts';
import { presentAgreementTable } from './agreementPresenter.ts';
import { presentComparison, presentReadings } from './presenter.ts';
import { StaleSettlementError } from './service.ts';
import type { ReadingService } from './service.ts';
import { EXPORT_FORMATS, writtenAgreement } from './table.ts';

/** The lead's pages on second readings: draw, compare, settle. */
export function readingRoutes(
  routes: Routes,
  parts: { audits: AuditService; readings: ReadingService; tools: Tools },
): void {
  const { audits, readings, tools } = parts;
  const load = auditLoader(audits);
  const loadFile = async (req: Request) => {
    const { audit, subject } = await load(req);
    return { audit, subject, fileId: idParameter(req, 'fileId') };
  };

  routes.allowed(
    'readings.manage',
    { method: 'get', path: '/audits/:auditId/readings', load },
    async ({ loaded, user, show }) => {
      const view = presentReadings(await readings.of(loaded.audit.id), user, null);
      await show({ template: 'fieldwork/readings/overview', title: 'Second readings', wide: true, view });
    },
  );

  routes.allowed(
    'readings.manage',
    { method: 'post', path: '/audits/:auditId/readings', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const form = parseForm(drawForm, body);
      const outcome = form.values
        ? await withInputErrors(() => readings.draw(user.id, audit.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        await show({
          template: 'fieldwork/readings/overview',
          title: 'Second readings',
          status: 422,
          errors: outcome.errors,
          wide: true,
          view: presentReadings(await readings.of(audit.id), user, body),
        });
        return;
      }
      redirect(
        urls.readings(audit.id),
        outcome.result === 1
          ? `1 ${audit.words.file} is drawn to be read again. It is in the lists of those on the panel who have not read it.`
          : `${outcome.result} ${audit.words.files} are drawn to be read again. They are in the lists of those on the panel who have not read them.`,
      );
    },
  );

  for (const { format } of EXPORT_FORMATS) {
    routes.allowed(
      'readings.manage',
      { method: 'get', path: `/audits/:auditId/readings.${format}`, load },
      async ({ res, loaded: { audit } }) => {
        const content = await writtenAgreement(format, presentAgreementTable(await readings.of(audit.id)));
        res
          .set('Cache-Control', 'no-store')
          .attachment(`second-readings-audit-${audit.id}.${format}`)
          .send(content);
      },
    );
  }

  const comparison = async (
    loaded: Awaited<ReturnType<typeof loadFile>>,
    more: Pick<Parameters<typeof presentComparison>[0], 'user' | 'typed' | 'errors'>,
  ) => {
    const { audit, fileId } = loaded;
    const file = await readings.file(audit, fileId);
    const group = (await audits.groups(audit.id)).find((each) => each.id === file.groupId)?.name ?? '';
    const tool = tools.of(audit);
    const [items, asked] = [itemsOf(tool), askedOf(tool).length];
    // Only a settled one leads on.
    const toSettle = file.unsettled.length === 0 ? await readings.toSettle(audit, more.user.id) : [];
    return {
      template: 'fieldwork/readings/file',
      title: `Two readings of ${file.reference}`,
      view: presentComparison({ audit, items, asked, group, file, toSettle, ...more }),
    };
  };

  routes.allowed(
    'readings.manage',
    { method: 'get', path: '/audits/:auditId/readings/:fileId', load: loadFile },
    async ({ loaded, user, show }) => {
      await show(await comparison(loaded, { user, typed: null, errors: [] }));
    },
  );

  routes.allowed(
    'readings.manage',
    { method: 'post', path: '/audits/:auditId/readings/:fileId', load: loadFile },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, fileId } = loaded;
      const body = formBody(req);
      const file = await readings.file(audit, fileId);
      const isForAll = 'all' in req.query;
      const { decisions, errors } = isForAll ? readSettleAllForm(file, body) : readSettleForm(file, body);
      const again = async (status: number, problems: typeof errors) =>
        show({
          ...(await comparison(loaded, { user, typed: body, errors: problems })),
          status,
          errors: problems,
        });
      if (errors.length > 0) {
        await again(422, errors);
        return;
      }
      let outcome;
      try {
        outcome = await withInputErrors(() =>
          readings.settle(user.id, audit.id, fileId, decisions, textOf(body, 'seen')),
        );
      } catch (error) {
        if (!(error instanceof StaleSettlementError)) throw error;
        await again(409, [
          {
            field: 'differences',
            text: `${error.message} What is settled now stands beside your choices; check them and send them again.`,
          },
        ]);
        return;
      }
      if (outcome.errors) {
        await again(422, outcome.errors);
        return;
      }
      redirect(
        urls.reading(audit.id, fileId),
        outcome.result === 0
          ? 'Nothing was changed.'
          : `${countOf(outcome.result, 'decision is', 'decisions are')} saved, and what is settled counts in the results.`,
      );
    },
  );

  routes.allowed(
    'readings.manage',
    { method: 'post', path: '/audits/:auditId/readings/:fileId/withdraw', load: loadFile },
    async ({ loaded, user, redirect }) => {
      await readings.withdraw(user.id, loaded.audit.id, loaded.fileId);
      redirect(
        urls.readings(loaded.audit.id),
        `The ${loaded.audit.words.file} is no longer to be read again.`,
      );
    },
  );

  routes.allowed(
    'readings.manage',
    { method: 'post', path: '/audits/:auditId/readings/:fileId/reopen', load: loadFile },
    async ({ loaded, user, redirect }) => {
      await readings.reopen(user.id, loaded.audit.id, loaded.fileId);
      redirect(
        urls.readings(loaded.audit.id),
        `Both readings of the ${loaded.audit.words.file} can be changed again, and nothing of it is settled.`,
      );
    },
  );
}
