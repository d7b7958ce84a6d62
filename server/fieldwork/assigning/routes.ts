import { z } from 'zod';
import type { Audit } from '../../audits/repository.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { countOf } from '../../formats/english.ts';
import type { AccountService } from '../../people/accounts/service.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { User } from '../../access/person.ts';
import { formBody, parseForm, textOf, ticked, tickedIds, withInputErrors } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { presentAssigning } from './presenter.ts';
import type { AssigningService } from './service.ts';

const spreadForm = z.object({
  readers: tickedIds.pipe(z.array(z.number()).min(1, 'Tick at least one person of the panel.')),
});
const giveForm = z.object({
  files: ticked,
  userId: z
    .string()
    .default('')
    .pipe(z.string().regex(/^(nobody|\d{1,9})$/, 'Choose a person, or nobody.'))
    .transform((value) => (value === 'nobody' ? null : Number(value))),
});

/** The lead's page on who is to read which file. */
export function assigningRoutes(
  routes: Routes,
  parts: { audits: AuditService; accounts: AccountService; assigning: AssigningService },
): void {
  const { audits, accounts, assigning } = parts;
  const load = auditLoader(audits);

  const page = async (audit: Audit, user: User, keys: readonly string[] = [], errors: FieldError[] = []) => ({
    template: 'fieldwork/assigning/page',
    title: 'Who reads what',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentAssigning({
      ...(await assigning.overview(audit)),
      audit,
      people: await accounts.list(),
      user,
      ticked: new Set(keys),
    }),
  });

  routes.allowed(
    'files.assign',
    { method: 'get', path: '/audits/:auditId/assigned', load },
    async ({ loaded, user, show }) => {
      await show(await page(loaded.audit, user));
    },
  );

  routes.allowed(
    'files.assign',
    { method: 'post', path: '/audits/:auditId/assigned', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const { words } = audit;
      const body = formBody(req);
      if (textOf(body, 'do') === 'spread') {
        const form = parseForm(spreadForm, body);
        const outcome = form.values
          ? await withInputErrors(() => assigning.spread(user.id, audit.id, form.values.readers))
          : { errors: form.errors };
        if (outcome.errors) {
          await show(await page(audit, user, [], outcome.errors));
          return;
        }
        redirect(
          urls.assigned(audit.id),
          `${countOf(outcome.result, `${words.file} is`, `${words.files} are`)} shared out.`,
        );
        return;
      }
      const form = parseForm(giveForm, body);
      const outcome = form.values
        ? await withInputErrors(() =>
            assigning.give(user.id, audit.id, form.values.files, form.values.userId),
          )
        : { errors: form.errors };
      if (outcome.errors) {
        await show(await page(audit, user, [body['files'] ?? []].flat(), outcome.errors));
        return;
      }
      const given = countOf(outcome.result, `${words.file} is`, `${words.files} are`);
      redirect(
        urls.assigned(audit.id),
        form.values?.userId === null ? `${given} nobody’s now.` : `${given} given.`,
      );
    },
  );
}
