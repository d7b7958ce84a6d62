import type { Request, Response } from 'express';
import { partIn } from '../../../rules/index.ts';
import type { PartKind, PartName } from '../../../rules/index.ts';
import { InputError, NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { wantsJson } from '../../web/json.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { draftLoader, KINDS, revisionIn, writtenLoader } from './loader.ts';
import { partValues, savePart } from './partForm.ts';
import { nameOf, presentPart } from './partPresenter.ts';
import { DraftConflict, partMark } from './service.ts';
import type { Draft, DraftService } from './service.ts';

/** What a draft has one of; its address names no part. */
const SINGLE: readonly PartKind[] = ['head', 'calls', 'words'];

/** The page of one part of a draft, which saves as it is written, and what two people see of each other there. */
export function partRoutes(routes: Routes, { drafts }: { drafts: DraftService }): void {
  const loadBy = (loadDraft: ReturnType<typeof draftLoader>) => async (req: Request) => {
    const loaded = await loadDraft(req);
    const kind = KINDS.find((one) => one === req.params['kind']);
    const partId = String(req.params['partId']);
    if (!kind) throw new NotFoundError();
    return { ...loaded, part: { kind, id: SINGLE.includes(kind) ? '' : partId } };
  };
  const load = loadBy(draftLoader(drafts));
  const loadWritten = loadBy(writtenLoader(drafts));
  const path = '/tool-drafts/:draftId/parts/:kind/:partId';

  async function partPage(
    draft: Draft,
    part: PartName,
    sent: { typed: FormBody | null; errors: FieldError[]; theirs: FormBody | null },
  ) {
    const view = presentPart(draft, part, sent, await drafts.undoable(draft));
    return {
      template: 'audits/drafts/part',
      title: `${view.heading}: ${view.name || 'without words'}`,
      view,
    };
  }

  routes.allowed('tool.draft', { method: 'get', path, load }, async ({ loaded: { draft, part }, show }) => {
    await show(await partPage(draft, part, { typed: null, errors: [], theirs: null }));
  });

  routes.allowed(
    'tool.draft',
    { method: 'post', path, load: loadWritten },
    async ({ req, res, loaded: { draft, part }, user, show, redirect }) => {
      const body = formBody(req);
      if (draft.state !== 'draft') {
        if (wantsJson(req)) res.status(410).json({ code: 'published' });
        else await show({ ...(await conflictPage({ current: draft, base: null }, part, body)), status: 409 });
        return;
      }
      let id = part.id;
      try {
        const revision = await drafts.edit(user.id, draft.id, {
          revision: revisionIn(body),
          part,
          ...('seen' in body && { seen: textOf(body, 'seen') }),
          what: `changed “${nameOf(draft.definition, part).slice(0, 60)}”`,
          change: (definition) => {
            const saved = savePart(definition, part, body);
            ({ id } = saved);
            return saved.draft;
          },
        });
        const action = urls.toolPart(draft.id, part.kind, id);
        if (wantsJson(req)) {
          await answerScript(res, await drafts.get(draft.id), { kind: part.kind, id }, revision);
          return;
        }
        const goesOn =
          textOf(body, 'intent') === 'close' ? urls.toolDraftPart(draft.id, part.kind, id) : action;
        redirect(goesOn, 'Saved.');
      } catch (error) {
        if (error instanceof DraftConflict) {
          if (wantsJson(req)) {
            res.status(409).json({ code: 'changed', message: error.message });
            return;
          }
          const page = await conflictPage(error, part, body);
          await show({ ...page, status: 409, errors: [{ field: '', text: error.message }] });
          return;
        }
        if (!(error instanceof InputError)) throw error;
        if (wantsJson(req)) {
          res.status(422).json({ code: 'errors', errors: error.errors });
          return;
        }
        const page = await partPage(draft, part, { typed: body, errors: error.errors, theirs: null });
        await show({ ...page, status: 422, errors: error.errors });
      }
    },
  );

  /** Both states: what was typed in the fields, and beside each field that differs what somebody else saved. */
  async function conflictPage(
    { current, base }: Pick<DraftConflict, 'current' | 'base'>,
    part: PartName,
    body: FormBody,
  ) {
    if (partIn(current.definition, part) === undefined) {
      throw new NotFoundError(
        current.state === 'draft'
          ? `${current.updatedByName ?? 'Somebody'} has removed this meanwhile, so it was not saved. Open the draft and press “Undo” there to bring it back.`
          : `${current.publishedByName ?? 'Somebody'} has published this draft meanwhile, and this is not in it under its id. Go back to copy what you typed, and begin the next version.`,
      );
    }
    const theirs = partValues(current.definition, part);
    const before = base && partIn(base, part) !== undefined ? partValues(base, part) : null;
    const text = (values: FormBody, name: string) =>
      [values[name] ?? ''].flat().join('\n').replace(/\r\n/g, '\n');
    // What only the other one has changed is chosen beforehand.
    const typed = Object.fromEntries(
      Object.entries(body).map(([name, value]) =>
        before && name in theirs && text(body, name) === text(before, name)
          ? [name, theirs[name] ?? value]
          : [name, value],
      ),
    );
    return partPage(current, part, { typed, errors: [], theirs });
  }
}

/** What the script of the page learns of a save: the revision, the address, and what is still wrong. */
async function answerScript(res: Response, draft: Draft, part: PartName, revision: number): Promise<void> {
  const { problems, bar } = presentPart(draft, part, { typed: null, errors: [], theirs: null }, null);
  res.json({
    revision,
    seen: partMark(draft.definition, part),
    action: urls.toolPart(draft.id, part.kind, part.id),
    saved: bar.saved,
    problems,
  });
}
