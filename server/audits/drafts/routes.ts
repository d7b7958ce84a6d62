import type { Request } from 'express';
import { draftItemsOf, movePart, partIn, placeItem, removePart } from '../../../rules/index.ts';
import type { DraftTool, PartName } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { InputError, NotFoundError } from '../../platform/errors.ts';
import { formBody, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import type { ShippedTools, Tools } from '../tools.ts';
import { withTraining } from '../trainingSets.ts';
import type { TrainingSets } from '../trainingSets.ts';
import { presentBar, wordsOfDraft } from './barPresenter.ts';
import { blankTool, copyOf, newToolForm } from './newToolForm.ts';
import { addCalls, addTop, addTrainingFile } from './besideForm.ts';
import { addItem } from './itemForm.ts';
import { draftLoader, KINDS, revisionIn } from './loader.ts';
import { addPart } from './partForm.ts';
import { nameOf } from './partPresenter.ts';
import { partRoutes } from './partRoutes.ts';
import { presentNewTool, presentPublication, presentTools, presentTree } from './presenter.ts';
import type { Draft, DraftService } from './service.ts';

interface Parts {
  drafts: DraftService;
  tools: Tools;
  shippedTools: ShippedTools;
  trainingSets: TrainingSets;
}

/** Tools: the list of them, drafts and their parts, publishing and retiring. */
export function draftRoutes(routes: Routes, parts: Parts): void {
  listRoutes(routes, parts);
  treeRoutes(routes, parts);
  partRoutes(routes, parts);
  publishRoutes(routes, parts);
}

function listRoutes(routes: Routes, { drafts, tools, shippedTools, trainingSets }: Parts): void {
  /** Every version that a draft can be copied from, the newest first. */
  const sources = async () => {
    const current = await tools.current();
    const stored = (await drafts.all()).filter(({ state }) => state !== 'draft');
    const made = await Promise.all(stored.map(({ toolId, version }) => tools.published(toolId, version)));
    const all = [...current, ...made.flatMap((tool) => tool ?? []), ...shippedTools.all()];
    return all.filter(
      (tool, t) => all.findIndex(({ id, version }) => id === tool.id && version === tool.version) === t,
    );
  };

  routes.allowed('tool.list', { method: 'get', path: urls.tools() }, async ({ user, show }) => {
    const view = presentTools(shippedTools.all(), await drafts.all(), await tools.current(), user);
    await show({ template: 'audits/drafts/list', title: 'Tools', view });
  });

  routes.allowed('tool.draft', { method: 'get', path: urls.newTool() }, async ({ req, show }) => {
    const { from } = req.query;
    const view = presentNewTool(await sources(), typeof from === 'string' ? { from } : {});
    await show({ template: 'audits/drafts/new', title: 'Make a tool', view });
  });

  routes.allowed(
    'tool.draft',
    { method: 'post', path: urls.tools() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const all = await sources();
      const outcome = await withInputErrors(async () => {
        const { title, from, as } = newToolForm(body);
        const source = all.find(({ id, version }) => `${id}:${version}` === from);
        if (from !== '' && !source) {
          throw new InputError([{ field: 'from', text: 'Choose a tool from the list.' }]);
        }
        const taken = new Set([...all.map(({ id }) => id), ...(await drafts.takenIds())]);
        if (!source) return drafts.createDraft(user.id, blankTool(title, taken));
        const basedOn = { toolId: source.id, version: source.version };
        const whole = withTraining(source, trainingSets);
        return drafts.createDraft(user.id, as === 'copy' ? copyOf(whole, title, taken) : whole, basedOn);
      });
      if (outcome.errors) {
        const errors = outcome.errors.map((error) =>
          error.field === 'toolId' ? { ...error, field: 'from' } : error,
        );
        const view = presentNewTool(all, body);
        await show({ template: 'audits/drafts/new', title: 'Make a tool', status: 422, errors, view });
        return;
      }
      redirect(
        urls.toolDraft(outcome.result),
        'The draft is made. Nobody but leads and administrators sees it before it is published.',
      );
    },
  );

  const versionOf = async (req: Request) => {
    const tool = await tools.published(String(req.params['toolId']), idParameter(req, 'version'));
    if (!tool) throw new NotFoundError();
    return { tool };
  };
  for (const [path, isRetired, said] of [
    [
      '/tools/:toolId/:version/retire',
      true,
      'is retired. Audits that have it keep it; press “Offer again” to undo this.',
    ],
    ['/tools/:toolId/:version/offer', false, 'can be chosen for audits again.'],
  ] as const) {
    routes.allowed(
      'tool.retire',
      { method: 'post', path, load: versionOf },
      async ({ loaded: { tool }, user, redirect }) => {
        await drafts.setRetired(user.id, tool.id, tool.version, isRetired);
        redirect(urls.tools(), `${tool.title}, version ${tool.version}, ${said}`);
      },
    );
  }
}

function treeRoutes(routes: Routes, { drafts }: Parts): void {
  const load = draftLoader(drafts);
  const path = '/tool-drafts/:draftId';

  async function treePage(draft: Draft, user: User) {
    const publication = await drafts.publication(draft.id);
    return {
      template: 'audits/drafts/tree',
      title: publication.draft.definition.title || 'Draft of a tool',
      words: wordsOfDraft(draft),
      view: presentTree(publication, await drafts.undoable(publication.draft), user),
    };
  }

  routes.allowed('tool.list', { method: 'get', path, load }, async ({ loaded, user, show }) => {
    await show(await treePage(loaded.draft, user));
  });

  routes.allowed(
    'tool.draft',
    { method: 'post', path: `${path}/add`, load },
    async ({ req, loaded: { draft }, user, show, redirect }) => {
      const body = formBody(req);
      const what = textOf(body, 'what');
      const title = textOf(body, 'title').trim();
      let id = '';
      const outcome = await withInputErrors(async () => {
        if (title === '' && !NAMELESS.includes(what)) {
          throw new InputError([
            { field: `title-${what}-${textOf(body, 'section')}`, text: 'Enter the words of what is added.' },
          ]);
        }
        // Added beside whatever others do at the same time.
        await drafts.edit(user.id, draft.id, {
          revision: null,
          part: null,
          what: `added “${(title || nameOf(draft.definition, { kind: kindOf(what), id: '' })).slice(0, 60)}”`,
          change: (definition) => {
            const added = addedTo(definition, what, title, body);
            ({ id } = added);
            return added.draft;
          },
        });
      });
      if (outcome.errors) {
        const page = await treePage(draft, user);
        await show({ ...page, status: 422, errors: outcome.errors });
        return;
      }
      const kind = kindOf(what);
      redirect(
        kind === 'section' ? `${urls.toolDraft(draft.id)}#part-${id}` : urls.toolPart(draft.id, kind, id),
      );
    },
  );

  routes.allowed(
    'tool.draft',
    { method: 'post', path: `${path}/step`, load },
    async ({ req, loaded: { draft }, user, redirect }) => {
      const step = stepIn(draft, formBody(req));
      await drafts.edit(user.id, draft.id, step);
      redirect(
        step.stays ? urls.toolDraftPart(draft.id, step.part.kind, step.part.id) : urls.toolDraft(draft.id),
        step.said,
      );
    },
  );

  routes.allowed(
    'tool.draft',
    { method: 'post', path: `${path}/undo`, load },
    async ({ req, loaded: { draft }, user, redirect }) => {
      await drafts.undo(user.id, draft.id, revisionIn(formBody(req)));
      redirect(urls.toolDraft(draft.id), 'The last change is taken back.');
    },
  );

  routes.allowed(
    'tool.draft',
    { method: 'get', path: `${path}/discard`, load },
    async ({ loaded: { draft }, show }) => {
      const view = {
        bar: presentBar(draft, null, null),
        action: urls.toolDraftDiscard(draft.id),
        back: urls.toolDraft(draft.id),
        count: draftItemsOf(draft.definition).length,
      };
      await show({ template: 'audits/drafts/discard', title: 'Discard this draft?', view });
    },
  );

  routes.allowed(
    'tool.draft',
    { method: 'post', path: `${path}/discard`, load },
    async ({ loaded: { draft }, user, redirect }) => {
      await drafts.discard(user.id, draft.id);
      redirect(urls.tools(), `The draft of “${draft.definition.title}” is discarded.`);
    },
  );
}

/** What is added without words of its own. */
const NAMELESS = ['calls', 'words'];

/** What is added is a question where it is nothing else. */
const kindOf = (what: string): PartName['kind'] =>
  KINDS.find((kind) => kind === what && kind !== 'head') ?? 'item';

function addedTo(
  draft: DraftTool,
  what: string,
  title: string,
  body: FormBody,
): { draft: DraftTool; id: string } {
  switch (what) {
    case 'section':
    case 'scale':
    case 'criterion':
      return addPart(draft, what, title);
    case 'calls':
      return { draft: addCalls(draft), id: '' };
    case 'words':
      return { draft: { ...draft, smartWords: draft.smartWords ?? {} }, id: '' };
    case 'top':
      return addTop(draft, title.trim(), 'title-top-');
    case 'training':
      return addTrainingFile(draft, title);
  }
  const section = draft.sections.find(({ id }) => id === textOf(body, 'section'));
  if (!section) throw new NotFoundError('This section is not there any more. Nothing was added.');
  return addItem(draft, section.id, title, textOf(body, 'answer'));
}

/** What a button of the tree asks for: `up`, `down`, `remove` or `to:SECTION:PLACE`, after the part. */
function stepIn(draft: Draft, body: FormBody) {
  const [kindText = '', id = '', what = '', sectionId = '', place = ''] = textOf(body, 'step').split(':');
  const kind = KINDS.find((one) => one === kindText);
  if (!kind || partIn(draft.definition, { kind, id }) === undefined) {
    throw new NotFoundError('This is not there any more, so nothing was done.');
  }
  const part: PartName = { kind, id };
  const name = nameOf(draft.definition, part);
  // Moving takes nothing from anybody, whatever was changed meanwhile.
  const common = { revision: null, part, stays: true };
  if (what === 'up' || what === 'down') {
    const change = (definition: DraftTool) => movePart(definition, part, what === 'up' ? -1 : 1);
    return { ...common, what: `moved “${name.slice(0, 60)}”`, change, said: `“${name}” is moved.` };
  }
  if (what === 'to' && kind === 'item') {
    const change = (definition: DraftTool) => placeItem(definition, id, sectionId, Number(place) || 0);
    return { ...common, what: `moved “${name.slice(0, 60)}”`, change, said: `“${name}” is moved.` };
  }
  if (what !== 'remove') throw new NotFoundError();
  return {
    revision: revisionIn(body),
    part,
    stays: false,
    what: `removed “${name.slice(0, 60)}”`,
    change: (definition: DraftTool) => removePart(definition, part),
    said: `“${name}” is removed. “Undo” brings it back.`,
  };
}

function publishRoutes(routes: Routes, { drafts }: Parts): void {
  const load = draftLoader(drafts);
  const path = '/tool-drafts/:draftId/publish';
  const page = async (draft: Draft, user: User, typed: FormBody) => ({
    template: 'audits/drafts/publish',
    title: `Publish ${draft.definition.title}`,
    view: presentPublication(await drafts.publication(draft.id), user, typed),
  });

  routes.allowed('tool.list', { method: 'get', path, load }, async ({ loaded: { draft }, user, show }) => {
    await show(await page(draft, user, {}));
  });

  routes.allowed(
    'tool.publish',
    { method: 'post', path, load },
    async ({ req, loaded: { draft }, user, show, redirect }) => {
      const body = formBody(req);
      const answers = new Map(
        Object.keys(body).flatMap((name): [string, 'yes' | 'no'][] => {
          const answer = textOf(body, name);
          return name.startsWith('other.') && (answer === 'yes' || answer === 'no')
            ? [[name.slice('other.'.length), answer]]
            : [];
        }),
      );
      const outcome = await withInputErrors(() =>
        drafts.publish(user.id, draft.id, revisionIn(body), answers),
      );
      if (outcome.errors) {
        await show({ ...(await page(draft, user, body)), status: 422, errors: outcome.errors });
        return;
      }
      const { toolId, version } = outcome.result;
      redirect(
        urls.tool(toolId, version),
        `Version ${version} is published. It can be chosen when an audit is set up, and does not change any more.`,
      );
    },
  );
}
