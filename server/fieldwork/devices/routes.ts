import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { Audit } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { SESSION_MILLISECONDS } from '../../web/sessionStore.ts';
import { newFileForm, stateOf } from '../recording/form.ts';
import type { AssigningService } from '../assigning/service.ts';
import type { Tools } from '../../audits/tools.ts';
import { urls } from '../../web/urls.ts';
import type { Assets } from './assets.ts';
import { presentDevice, presentPlan, presentUnbegun } from './presenter.ts';
import type { DeviceService } from './service.ts';

/** Work without a network: preparing a device, and what a prepared device asks for. */
export function deviceRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    assigning: AssigningService;
    devices: DeviceService;
    assets: Assets;
    tools: Tools;
  },
): void {
  const { audits, assigning, devices, assets, tools } = parts;
  const load = auditLoader(audits);
  const loadGroup = async (req: Request) => ({
    ...(await load(req)),
    group: await audits.group(idParameter(req, 'auditId'), idParameter(req, 'groupId')),
  });

  async function filesOf(audit: Audit, userId: number) {
    return { groups: await audits.groups(audit.id), ...(await assigning.filesOf(audit, userId)) };
  }

  const plan = async (audit: Audit, userId: number, key: string) =>
    presentPlan({
      ...(await filesOf(audit, userId)),
      audit,
      key,
      assets,
      sessionMilliseconds: SESSION_MILLISECONDS,
    });

  routes.allowed(
    'device.prepare',
    { method: 'get', path: '/audits/:auditId/device', load },
    async ({ loaded, user, show }) => {
      const { audit } = loaded;
      const refusal = devices.refusal(audit);
      const view = presentDevice({ ...(await filesOf(audit, user.id)), audit, refusal, user });
      await show({ template: 'fieldwork/devices/page', title: 'Prepare this device', view });
    },
  );

  routes.allowed(
    'device.prepare',
    { method: 'post', path: '/audits/:auditId/device', load },
    async ({ res, loaded, user }) => {
      const key = await devices.prepare(user.id, loaded.audit);
      res.set('Cache-Control', 'no-store').json(await plan(loaded.audit, user.id, key));
    },
  );

  // A device that has a copy asks whether it may keep it, and what belongs to it now.
  routes.allowed(
    'device.prepare',
    { method: 'get', path: '/audits/:auditId/device/plan', load },
    async ({ res, loaded, user }) => {
      const key = await devices.key(user.id, loaded.audit);
      res
        .set('Cache-Control', 'no-store')
        .json(key === null ? { ended: true } : await plan(loaded.audit, user.id, key));
    },
  );

  routes.allowed(
    'device.prepare',
    { method: 'get', path: '/audits/:auditId/device/groups/:groupId', load: loadGroup },
    async ({ loaded, user, show }) => {
      const { audit, group } = loaded;
      const tool = tools.of(audit);
      const view = presentUnbegun({ ...(await filesOf(audit, user.id)), audit, tool, group, user });
      await show({
        template: 'fieldwork/recording/record',
        title: `${audit.words.AOne} of ${group.name}`,
        wide: true,
        view,
      });
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/device/begin', load },
    async ({ req, res, loaded, user }) => {
      const { audit } = loaded;
      res.set('Cache-Control', 'no-store');
      const form = parseForm(newFileForm(audit.words), formBody(req));
      const outcome = form.values
        ? await withInputErrors(() => devices.begin(user.id, audit.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        res.status(422).json({ code: 'invalid', errors: outcome.errors });
        return;
      }
      const { reading, basedOn } = outcome.result;
      const tool = tools.of(audit);
      res.json({
        file: urls.file(audit.id, reading.fileId),
        answers: urls.fileAnswers(audit.id, reading.fileId),
        version: basedOn,
        state: Object.fromEntries(stateOf(tool, reading)),
      });
    },
  );
}
