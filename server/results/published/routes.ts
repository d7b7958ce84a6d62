import type { Request } from 'express';
import { can } from '../../access/policy.ts';
import { formBody, textOf, withInputErrors } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { uploadOf } from '../../web/upload.ts';
import { InputError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import {
  presentCheckedTable,
  presentHiddenRows,
  presentPublishedForm,
  problemsAsCsv,
  problemsAsJson,
} from './presenter.ts';
import { readSentTable } from './reading.ts';
import type { PublishedService } from './service.ts';

const TITLE = 'Check a published table';

/** A page on which printed tables are checked by their own figures. What is sent goes into no table and no log. */
export function publishedRoutes(routes: Routes, parts: { published: PublishedService }): void {
  const { published } = parts;

  const sentWith = async (req: Request) => {
    const upload = uploadOf(req);
    return readSentTable(textOf(formBody(req), 'table'), upload && upload.bytes > 0 ? upload : null);
  };

  routes.allowed(
    'published.check',
    { method: 'get', path: urls.publishedTables() },
    async ({ user, show }) => {
      const measures = can(user, 'measures.manage') ? urls.measures() : null;
      await show({
        template: 'results/published/page',
        title: TITLE,
        view: { ...presentPublishedForm(''), measures },
      });
    },
  );

  // Shown at once and not sent on: there is nothing that an address could show again.
  routes.allowed(
    'published.check',
    { method: 'post', path: urls.publishedTables(), takesFile: true },
    async ({ req, user, show }) => {
      let text = textOf(formBody(req), 'table');
      const outcome = await withInputErrors(async () => {
        const sent = await sentWith(req);
        if (sent.hidden.length > 0) return { asked: presentHiddenRows(sent) };
        text = sent.text;
        return { checked: await published.check(sent.lines), file: sent.file };
      });
      if (outcome.errors) {
        const view = presentPublishedForm(text);
        await show({
          template: 'results/published/page',
          title: TITLE,
          status: 422,
          errors: outcome.errors,
          view,
        });
        return;
      }
      const { asked, checked, file } = outcome.result;
      if (asked) {
        const errors = [{ field: 'hidden', text: asked.asked.question }];
        await show({ template: 'results/published/page', title: TITLE, status: 422, errors, view: asked });
        return;
      }
      const known = checked.kind === 'distribution' ? await published.toolsFor(checked.table) : [];
      const view = presentCheckedTable(
        checked,
        { text, file },
        user,
        known.map(({ tool }) => tool),
      );
      await show({ template: 'results/published/page', title: TITLE, wide: true, view });
    },
  );

  for (const [format, type, write] of [
    ['json', 'application/json', problemsAsJson],
    ['csv', 'text/csv', problemsAsCsv],
  ] as const) {
    routes.allowed(
      'published.check',
      { method: 'post', path: urls.publishedProblems(format) },
      async ({ req, res }) => {
        const sent = await sentWith(req);
        if (sent.hidden.length > 0) {
          throw new InputError([{ field: 'file', text: presentHiddenRows(sent).asked.question }]);
        }
        const checked = await published.check(sent.lines);
        res
          .set('Cache-Control', 'no-store')
          .attachment(`problems-of-the-table.${format}`)
          .type(type)
          .send(write(checked));
      },
    );
  }
}
