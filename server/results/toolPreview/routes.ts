import { itemsOf, parseAnswer } from '../../../rules/index.ts';
import { draftLoader } from '../../audits/drafts/loader.ts';
import { wordsOfDraft } from '../../audits/drafts/barPresenter.ts';
import type { Draft, DraftService } from '../../audits/drafts/service.ts';
import { answerName } from '../../fieldwork/recording/fieldNames.ts';
import { readRecordingForm } from '../../fieldwork/recording/form.ts';
import { blankFormPdf } from '../../fieldwork/paper/pdf.ts';
import { presentBlankForm } from '../../fieldwork/paper/presenter.ts';
import { StateError } from '../../platform/errors.ts';
import { formBody, textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { shownAs } from '../../web/sendPdf.ts';
import type { Routes } from '../../web/route.ts';
import { presentPreview, presentTry, toolOfDraft } from './presenter.ts';

/** Looking at the draft of a tool and trying it; nothing of what is tried is kept. */
export function toolPreviewRoutes(routes: Routes, parts: { drafts: DraftService; now: () => Date }): void {
  const load = draftLoader(parts.drafts);

  routes.allowed(
    'tool.list',
    { method: 'get', path: '/tool-drafts/:draftId/preview', load },
    async ({ loaded: { draft }, show }) => {
      const view = presentPreview(draft);
      const title = `Preview: ${view.bar.title}`;
      await show({ template: 'results/toolPreview/preview', title, words: wordsOfDraft(draft), view });
    },
  );

  routes.allowed(
    'tool.list',
    { method: 'get', path: '/tool-drafts/:draftId/form.pdf', load },
    async ({ loaded: { draft }, res }) => {
      const tool = toolOfDraft(draft);
      if (!tool)
        throw new StateError(
          'The draft still has problems, so its form cannot be drawn. Preview lists them.',
        );
      const name = `${draft.toolId}-draft-${draft.version}.pdf`;
      res.set({ 'Cache-Control': 'no-store', 'Content-Disposition': shownAs(name) }).type('application/pdf');
      blankFormPdf(presentBlankForm(tool, { withGuidance: true }), parts.now()).pipe(res);
    },
  );

  routes.allowed(
    'tool.list',
    { method: 'get', path: '/tool-drafts/:draftId/try', load },
    async ({ loaded: { draft }, show }) => {
      await show(tryPage(draft, presentTry(draft, new Map(), [], null)));
    },
  );

  routes.allowed(
    'tool.list',
    { method: 'post', path: '/tool-drafts/:draftId/try', load },
    async ({ req, loaded: { draft }, show }) => {
      const { view, errors } = tried(draft, formBody(req));
      await show({ ...tryPage(draft, view), ...(errors.length > 0 && { status: 422, errors }) });
    },
  );
}

const tryPage = (draft: Draft, view: ReturnType<typeof presentTry>) => ({
  template: 'results/toolPreview/try',
  title: `Try ${view.bar.title}`,
  words: wordsOfDraft(draft),
  view,
});

/** What was answered, read and scored as a record would be. */
function tried(draft: Draft, body: FormBody) {
  const tool = toolOfDraft(draft);
  if (!tool) return { view: presentTry(draft, new Map(), [], null), errors: [] };
  const { form, errors: all } = readRecordingForm(tool, body);
  // There is no record, so it has no reference.
  const errors = all.filter(({ field }) => field !== 'reference');
  const answers = new Map(
    [...form.answers].flatMap(([id, value]) => (value === null ? [] : [[id, value] as const])),
  );
  const state = new Map(
    itemsOf(tool).flatMap((item): [string, string][] => {
      const name = answerName(item.id);
      const typed = textOf(body, name);
      const parsed = parseAnswer(item, typed);
      return [
        [name, answers.get(item.id) ?? ('problem' in parsed ? typed : '')],
        [`comment.${item.id}`, textOf(body, `comment.${item.id}`)],
      ];
    }),
  );
  return { view: presentTry(draft, state, errors, errors.length > 0 ? null : answers), errors };
}
