import type { Request } from 'express';
import type { AccountService } from '../people/accounts/service.ts';
import { AppError } from '../platform/errors.ts';
import { countOf } from '../formats/english.ts';
import { formBody, parseForm, withInputErrors } from '../web/form.ts';
import { idParameter } from '../web/route.ts';
import type { Routes } from '../web/route.ts';
import type { Tools } from './tools.ts';
import { urls } from '../web/urls.ts';
import { auditDetailsForm, groupForm, memberForm, moveForm, newAuditForm } from './form.ts';
import { presentAuditForm, presentGroupForm, presentPanel } from './presenter.ts';
import type { ProviderService } from '../people/providers.ts';
import type { Audit } from './repository.ts';
import type { AuditService } from './service.ts';

/**
 * Loads the audit that the address names, with what the policy asks about it. Where the address names a file too, drawn
 * or begun, that is who is kept from it.
 */
export function auditLoader(audits: AuditService) {
  return async (req: Request) => {
    const audit = await audits.get(idParameter(req, 'auditId'));
    const file =
      'fileId' in req.params
        ? { fileId: idParameter(req, 'fileId') }
        : 'sampledId' in req.params
          ? { sampledId: idParameter(req, 'sampledId') }
          : null;
    const keptFrom = file === null ? undefined : await audits.keptFrom(audit.id, file);
    return { audit, subject: { audit, ...(keptFrom && { keptFrom }) } };
  };
}

/** Setting up an audit: details, sample groups, panel. */
export function auditRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    providers: ProviderService;
    accounts: AccountService;
    tools: Tools;
  },
): void {
  const { audits, providers, accounts, tools } = parts;
  const load = auditLoader(audits);
  const loadGroup = async (req: Request) => {
    const { audit, subject } = await load(req);
    return { audit, subject, group: await audits.group(audit.id, idParameter(req, 'groupId')) };
  };
  // An audit keeps its version of a tool until somebody chooses another, so that one has to be there to choose.
  const offeredTo = async ({ toolId, toolVersion }: Audit) => {
    const own = tools.must(toolId, toolVersion);
    const current = await tools.current();
    return current.includes(own) ? current : [...current, own];
  };

  routes.allowed('audit.create', { method: 'get', path: urls.newAudit() }, async ({ show, user }) => {
    const view = presentAuditForm({ audit: null, values: null, tools: await tools.current(), user });
    await show({ template: 'audits/details', title: 'Set up an audit', view });
  });

  routes.allowed(
    'audit.create',
    { method: 'post', path: urls.audits() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(newAuditForm, body);
      const outcome = form.values
        ? await withInputErrors(() => audits.create(user.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const view = presentAuditForm({ audit: null, values: body, tools: await tools.current(), user });
        await show({
          template: 'audits/details',
          title: 'Set up an audit',
          status: 422,
          errors: outcome.errors,
          view,
        });
        return;
      }
      redirect(urls.audit(outcome.result), 'The audit is made, as a draft. Next, add its sample groups.');
    },
  );

  routes.allowed(
    'audit.setUp',
    { method: 'get', path: '/audits/:auditId/details', load },
    async ({ loaded, user, show }) => {
      const view = presentAuditForm({
        audit: loaded.audit,
        values: null,
        tools: await offeredTo(loaded.audit),
        user,
      });
      await show({ template: 'audits/details', title: 'Details of the audit', view });
    },
  );

  routes.allowed(
    'audit.setUp',
    { method: 'post', path: '/audits/:auditId/details', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const form = parseForm(auditDetailsForm, body);
      const outcome = form.values
        ? await withInputErrors(() => audits.update(user.id, audit.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const view = presentAuditForm({ audit, values: body, tools: await offeredTo(audit), user });
        await show({
          template: 'audits/details',
          title: 'Details of the audit',
          status: 422,
          errors: outcome.errors,
          view,
        });
        return;
      }
      redirect(urls.audit(audit.id), 'The details are saved.');
    },
  );

  routes.allowed(
    'audit.choosePanel',
    { method: 'get', path: '/audits/:auditId/panel', load },
    async ({ loaded, user, show }) => {
      const view = presentPanel(loaded.audit, await accounts.list(), user);
      await show({ template: 'audits/panel', title: 'Panel', view });
    },
  );

  routes.allowed(
    'audit.choosePanel',
    { method: 'post', path: '/audits/:auditId/panel', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const form = parseForm(memberForm, formBody(req));
      const outcome = form.values
        ? await withInputErrors(() =>
            audits.addMembers(
              user.id,
              audit.id,
              form.values.userId,
              form.values.capacity,
              form.values.figures === 'all' ? form.values.agreement : null,
            ),
          )
        : { errors: form.errors };
      if (outcome.errors) {
        const view = presentPanel(audit, await accounts.list(), user, formBody(req));
        await show({ template: 'audits/panel', title: 'Panel', status: 422, errors: outcome.errors, view });
        return;
      }
      redirect(urls.panel(audit.id), 'The panel is changed.');
    },
  );

  routes.allowed(
    'audit.choosePanel',
    { method: 'post', path: '/audits/:auditId/panel/:userId/remove', load },
    async ({ req, loaded, user, redirect }) => {
      await audits.removeMember(user.id, loaded.audit.id, idParameter(req, 'userId'));
      redirect(urls.panel(loaded.audit.id), 'The panel is changed.');
    },
  );

  const groupPage = async (
    about: Omit<Parameters<typeof presentGroupForm>[0], 'providers' | 'tool'>,
  ): Promise<{ template: string; title: string; view: object }> => ({
    template: 'audits/group',
    title: about.group ? about.group.name : 'Add a sample group',
    view: presentGroupForm({
      ...about,
      providers: await providers.offered(about.group?.providers.map(({ id }) => id)),
      tool: tools.must(about.audit.toolId, about.audit.toolVersion),
    }),
  });

  routes.allowed(
    'audit.setUp',
    { method: 'get', path: '/audits/:auditId/groups/new', load },
    async ({ loaded, user, show }) => {
      await show(await groupPage({ audit: loaded.audit, group: null, values: null, user }));
    },
  );

  routes.allowed(
    'audit.setUp',
    { method: 'post', path: '/audits/:auditId/groups', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const form = parseForm(groupForm(audit.words), body);
      const outcome = form.values
        ? await withInputErrors(() =>
            audits.createGroup(user.id, audit.id, form.values, form.values.newProvider),
          )
        : { errors: form.errors };
      if (outcome.errors) {
        const page = await groupPage({ audit, group: null, values: body, user });
        await show({ ...page, status: 422, errors: outcome.errors });
        return;
      }
      redirect(urls.audit(audit.id), `The sample group ${String(body['name'])} is added.`);
    },
  );

  routes.allowed(
    'audit.setUp',
    { method: 'get', path: '/audits/:auditId/groups/:groupId', load: loadGroup },
    async ({ loaded, user, show }) => {
      await show(await groupPage({ audit: loaded.audit, group: loaded.group, values: null, user }));
    },
  );

  routes.allowed(
    'audit.setUp',
    { method: 'post', path: '/audits/:auditId/groups/:groupId', load: loadGroup },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, group } = loaded;
      const body = formBody(req);
      const form = parseForm(groupForm(audit.words), body);
      const outcome = form.values
        ? await withInputErrors(() =>
            audits.updateGroup(user.id, audit.id, group.id, form.values, form.values.newProvider),
          )
        : { errors: form.errors };
      if (outcome.errors) {
        const page = await groupPage({ audit, group, values: body, user });
        await show({ ...page, status: 422, errors: outcome.errors });
        return;
      }
      const cleared = outcome.result;
      const said =
        cleared === 0
          ? ''
          : ` The group is asked again what cannot be not applicable, so ${countOf(cleared, 'answer')} of “not applicable” ${cleared === 1 ? 'was' : 'were'} cleared and ${cleared === 1 ? 'is' : 'are'} not recorded now.`;
      redirect(urls.audit(audit.id), `The sample group is saved.${said}`);
    },
  );

  routes.allowed(
    'audit.setUp',
    { method: 'post', path: '/audits/:auditId/groups/:groupId/move', load: loadGroup },
    async ({ req, loaded, user, redirect }) => {
      const form = parseForm(moveForm, formBody(req));
      if (!form.values) throw new AppError(400, 'The request could not be read. Go back and try again.');
      await audits.moveGroup(user.id, loaded.audit.id, loaded.group.id, form.values.by);
      redirect(`${urls.audit(loaded.audit.id)}#groups`);
    },
  );

  routes.allowed(
    'audit.setUp',
    { method: 'post', path: '/audits/:auditId/groups/:groupId/remove', load: loadGroup },
    async ({ loaded, user, redirect }) => {
      await audits.removeGroup(user.id, loaded.audit.id, loaded.group.id);
      redirect(urls.audit(loaded.audit.id), `The sample group ${loaded.group.name} is removed.`);
    },
  );
}
