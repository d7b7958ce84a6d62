import type { User } from '../../access/person.ts';
import type { Audit } from '../../audits/repository.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { countOf } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { presentInterests } from './presenter.ts';
import type { Declared, InterestService } from './service.ts';

const readDeclared = (body: FormBody): Declared => ({
  providerIds: [body['providers'] ?? []]
    .flat()
    .filter((id) => /^[1-9]\d{0,8}$/.test(id))
    .map(Number),
  workers: [body['workers'] ?? []].flat().filter(Boolean),
});

/** Declared interests: everybody of a panel their own, a lead those of all. */
export function interestRoutes(
  routes: Routes,
  parts: { audits: AuditService; interests: InterestService },
): void {
  const { audits, interests } = parts;
  const load = auditLoader(audits);

  const page = async (audit: Audit, user: User, typed: Declared | null, errors: FieldError[] = []) => ({
    template: 'fieldwork/interests/page',
    title: 'Declared interests',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentInterests({ audit, state: await interests.state(audit), user, typed }),
  });

  routes.allowed(
    'interests.declare',
    { method: 'get', path: '/audits/:auditId/interests', load },
    async ({ loaded, user, show }) => {
      await show(await page(loaded.audit, user, null));
    },
  );

  routes.allowed(
    'interests.declare',
    { method: 'post', path: '/audits/:auditId/interests', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const declared = readDeclared(formBody(req));
      const outcome = await withInputErrors(() => interests.declare(user.id, audit.id, declared));
      if (outcome.errors) {
        await show(await page(audit, user, declared, outcome.errors));
        return;
      }
      const { file, files } = audit.words;
      const taken =
        outcome.result === 0
          ? ''
          : ` ${countOf(outcome.result, `${file} is`, `${files} are`)} yours no more; your lead sees which.`;
      redirect(urls.interests(audit.id), `What you declared is saved.${taken}`);
    },
  );
}
