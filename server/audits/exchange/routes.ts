import { open } from 'node:fs/promises';
import type { Request } from 'express';
import { draftDefinition, freeId } from '../../../rules/index.ts';
import type { ToolRead } from '../../../rules/index.ts';
import { SheetFormatError } from '../../formats/sheetFile.ts';
import { InputError, NotFoundError } from '../../platform/errors.ts';
import type { WaitingFiles } from '../../platform/waitingFiles.ts';
import { formBody, textOf, withInputErrors } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { uploadOf } from '../../web/upload.ts';
import { urls } from '../../web/urls.ts';
import type { DraftService } from '../drafts/service.ts';
import type { ShippedTools, Tools } from '../tools.ts';
import { withTraining } from '../trainingSets.ts';
import type { TrainingSets } from '../trainingSets.ts';
import { presentExport, presentFound, presentHiddenRows, presentImportForm } from './presenter.ts';
import { readToolFile, TOOL_FORMATS, toolFile } from './toolFiles.ts';
import type { ToolFormat } from './toolFiles.ts';
import type { KeptTool, WaitingQuestion, WaitingTool } from './waiting.ts';

/** A form tells so many problems; who has more begins with these. */
const TOLD = 30;
const ENDING: Record<ToolFormat, string> = { redcap: 'csv', xlsform: 'xlsx', json: 'json' };

interface Parts {
  drafts: DraftService;
  tools: Tools;
  shippedTools: ShippedTools;
  waitingFiles: WaitingFiles;
  trainingSets: TrainingSets;
}

/** Tools from and to other programs: a draft of a file, and files of a tool. */
export function exchangeRoutes(routes: Routes, parts: Parts): void {
  importRoutes(routes, parts);
  exportRoutes(routes, parts);
}

function importRoutes(routes: Routes, { drafts, shippedTools, waitingFiles }: Parts): void {
  const placeOf = (owner: string) => ({ purpose: 'tool' as const, auditId: null, owner });
  /** Keeps it, and gives the token of its address. */
  const keep = (req: Request, userId: number, kept: KeptTool): Promise<string> =>
    waitingFiles.keep({ ...placeOf(req.sessionID), userId }, null, kept);
  const page = { template: 'audits/exchange/import', title: 'Make a draft from a file' };

  routes.allowed('tool.draft', { method: 'get', path: urls.toolImports() }, async ({ show }) => {
    await show({ ...page, view: presentImportForm({ scored: false }) });
  });

  routes.allowed(
    'tool.draft',
    { method: 'post', path: urls.toolImports(), takesFile: true },
    async ({ req, user, show, redirect }) => {
      const scored = textOf(formBody(req), 'scored') === 'yes';
      const outcome = await withInputErrors(async () => {
        const upload = uploadOf(req);
        if (!upload || upload.bytes === 0) {
          throw fileErrors([upload ? 'The file is empty.' : 'Choose a file.']);
        }
        const format = await formatOf(upload.path);
        const read = await readSent(upload.path, format, scored);
        return keep(req, user.id, { name: upload.name, format, ...read });
      });
      if (outcome.errors) {
        await show({ ...page, status: 422, errors: outcome.errors, view: presentImportForm({ scored }) });
        return;
      }
      redirect(urls.toolImport(outcome.result));
    },
  );

  const find = async (req: Request): Promise<WaitingTool | WaitingQuestion> => {
    const token = String(req.params['token']);
    const found = await waitingFiles.find<KeptTool>(placeOf(req.sessionID), token);
    if (found) return { ...found.about, token };
    throw new NotFoundError(
      'There is no file at this address. One of which no draft was made is kept for an hour, for whoever sent it.',
    );
  };
  const knownIds = async () =>
    new Set([...shippedTools.all().map(({ id }) => id), ...(await drafts.all()).map(({ toolId }) => toolId)]);
  /** A definition of ours is the next version of its tool; a form that happens to have the same name is not. */
  const ownId = ({ format, instrument }: WaitingTool, known: ReadonlySet<string>) =>
    format === 'json' ? instrument.id : freeId(instrument.id, known);
  const askPage = (found: WaitingQuestion) => ({ ...page, view: presentHiddenRows(found) });
  const foundPage = async (found: WaitingTool) => {
    const known = await knownIds();
    const id = ownId(found, known);
    const versions = [
      ...shippedTools
        .all()
        .filter((tool) => tool.id === id)
        .map(({ version }) => version),
      ...(await drafts.all()).filter(({ toolId }) => toolId === id).map(({ version }) => version),
    ];
    const version = known.has(id) ? Math.max(...versions) + 1 : null;
    return {
      template: 'audits/exchange/found',
      title: 'What was found in the file',
      view: presentFound(found, version),
    };
  };

  routes.allowed('tool.draft', { method: 'get', path: '/tool-imports/:token' }, async ({ req, show }) => {
    const found = await find(req);
    await show('readings' in found ? askPage(found) : await foundPage(found));
  });

  routes.allowed(
    'tool.draft',
    { method: 'post', path: '/tool-imports/:token' },
    async ({ req, user, show, redirect }) => {
      const found = await find(req);
      if ('readings' in found) {
        const { readings, hidden: _, token: __, ...sent } = found;
        const said = textOf(formBody(req), 'hidden');
        const read = said === 'take' || said === 'leave' ? readings[said] : null;
        const outcome = await withInputErrors(() => {
          if (!read) throw fileErrors(['Say whether the hidden rows are part of the form.']);
          return keep(req, user.id, { ...sent, ...soundTool(read) });
        });
        if (outcome.errors) await show({ ...askPage(found), status: 422, errors: outcome.errors });
        else redirect(urls.toolImport(outcome.result));
        return;
      }
      const id = ownId(found, await knownIds());
      const outcome = await withInputErrors(() =>
        drafts.createDraft(user.id, { ...draftDefinition(found.instrument), id }),
      );
      if (outcome.errors) {
        await show({ ...(await foundPage(found)), status: 422, errors: outcome.errors });
        return;
      }
      redirect(
        urls.toolDraft(outcome.result),
        'The draft is made from the file. Nothing is published: look at each question first.',
      );
    },
  );
}

function exportRoutes(routes: Routes, { tools, trainingSets }: Parts): void {
  const load = async (req: Request) => {
    const tool = await tools.published(String(req.params['toolId']), idParameter(req, 'version'));
    if (!tool) throw new NotFoundError();
    return { tool };
  };

  routes.allowed(
    'tool.list',
    { method: 'get', path: '/tools/:toolId/:version/export', load },
    async ({ loaded: { tool }, show }) => {
      const files = await Promise.all(
        TOOL_FORMATS.map(
          async (format) =>
            [format, (await toolFile(withTraining(tool, trainingSets), format)).notes] as const,
        ),
      );
      await show({
        template: 'audits/exchange/export',
        title: 'Take a tool along',
        view: presentExport(tool, new Map(files)),
      });
    },
  );

  routes.allowed(
    'tool.list',
    { method: 'get', path: '/tools/:toolId/:version/export/:format', load },
    async ({ req, res, loaded: { tool } }) => {
      const format = TOOL_FORMATS.find((one) => one === req.params['format']);
      if (!format) throw new NotFoundError();
      const { content } = await toolFile(withTraining(tool, trainingSets), format);
      res.attachment(`${tool.id}-v${tool.version}-${format}.${ENDING[format]}`).send(content);
    },
  );
}

const fileErrors = (texts: readonly string[]) =>
  new InputError(texts.map((text) => ({ field: 'file', text })));

/** What a file is, told from its first signs and never from its name. */
async function formatOf(path: string): Promise<ToolFormat> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    const start = buffer
      .subarray(0, bytesRead)
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trimStart();
    if (start.startsWith('PK')) return 'xlsform';
    return start.startsWith('{') ? 'json' : 'redcap';
  } finally {
    await file.close();
  }
}

/** What was sent: a tool, or a form of which it has to be asked whether hidden rows are part of it. */
async function readSent(path: string, format: ToolFormat, scored: boolean) {
  const options = { scored: scored ? 'numbers' : 'asked' } as const;
  const read = await readToolFile(path, format, options).catch(refused);
  if (!('hidden' in read)) return soundTool(read);
  const take = await readToolFile(path, format, { ...options, hidden: 'take' });
  const leave = await readToolFile(path, format, { ...options, hidden: 'leave' });
  return { hidden: read.hidden, readings: { take, leave } };
}

function refused(error: unknown): never {
  if (error instanceof SheetFormatError) throw fileErrors([error.message]);
  throw error;
}

/** @throws InputError with what keeps a file from being a tool */
function soundTool(read: ToolRead): Exclude<ToolRead, { problems: unknown }> {
  if (!('problems' in read)) return read;
  const told = read.problems.slice(0, TOLD).map(({ at, problem }) => `${at}: ${problem}.`);
  const more = read.problems.length - told.length;
  throw fileErrors([...told, ...(more > 0 ? [`And ${more} more.`] : [])]);
}
