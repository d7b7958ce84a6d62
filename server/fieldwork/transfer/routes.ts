import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { namedFor, takesAnswers } from '../../../rules/index.ts';
import type { SheetProblem } from '../../../rules/index.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { Audit } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Tools } from '../../audits/tools.ts';
import { AppError, InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import { sheetFileNote, readSheet, SheetFormatError } from '../../formats/sheetFile.ts';
import { countOf } from '../../formats/english.ts';
import { CHOICES_SHEET } from '../../formats/guidedWorkbook.ts';
import { explain } from '../../web/errors.ts';
import { formBody, textOf, withInputErrors } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { uploadOf } from '../../web/upload.ts';
import type { Logger } from '../../platform/log.ts';
import type { SheetChoices, SheetPreview } from './sheetReading.ts';
import { SheetError } from './importer.ts';
import type { Importer } from './importer.ts';
import { urls } from '../../web/urls.ts';
import { EXPORT_FORMATS } from './exporter.ts';
import type { Exporter } from './exporter.ts';
import { sheetGivenBack } from './giveBack.ts';
import { askedOfCaseFiles, readAnswers } from './questionsPresenter.ts';
import { presentImport, presentSheet, progressOf, useOfCaseFiles } from './presenter.ts';
import { TEMPLATE_FORMATS, templateOf } from './templates.ts';
import type { ImportFailure, ImportWork, WaitingSheet, WaitingSheets } from './waiting.ts';

/** A sheet of no more case files is imported before the answer goes out; with more, a page shows how far it is. */
const AT_ONCE_FILES = 1000;

/** Case files in and out as sheets. */
export function transferRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    importer: Importer;
    exporter: Exporter;
    waitingSheets: WaitingSheets;
    tools: Tools;
    log: Logger;
  },
): void {
  const { audits, importer, exporter, waitingSheets, tools, log } = parts;
  const load = auditLoader(audits);
  const findSheet = async (req: Request, auditId: number) => {
    const sheet = await waitingSheets.find(auditId, req.sessionID, String(req.params['token']));
    if (!sheet) {
      throw new NotFoundError(
        'There is no sheet at this address. One that is not imported is kept for an hour, for whoever sent it.',
      );
    }
    return sheet;
  };

  routes.allowed(
    'caseFile.import',
    { method: 'get', path: '/audits/:auditId/import', load },
    async ({ loaded, user, show }) => {
      const running = await waitingSheets.runningIn(loaded.audit.id);
      const view = presentImport({ audit: loaded.audit, user, running });
      await show({ template: 'fieldwork/transfer/import', title: `Import ${loaded.audit.words.many}`, view });
    },
  );

  routes.allowed(
    'caseFile.import',
    { method: 'post', path: '/audits/:auditId/import', load, takesFile: true },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      if (!takesAnswers(audit.state)) {
        throw new StateError(`${audit.words.Many} can only be imported into an open audit.`);
      }
      const upload = uploadOf(req);
      const outcome = await withInputErrors(async () => {
        if (!upload || upload.bytes === 0)
          throw fileError(upload ? 'The file is empty.' : 'Choose a CSV or Excel file.');
        return waitingSheets.keep({
          auditId: audit.id,
          userId: user.id,
          owner: req.sessionID,
          name: upload.name,
          path: upload.path,
          ...(await previewOf(audit.id, upload.path, await importer.choices(audit.id))),
        });
      });
      if (outcome.errors) {
        const running = await waitingSheets.runningIn(audit.id);
        await show({
          template: 'fieldwork/transfer/import',
          title: `Import ${audit.words.many}`,
          status: 422,
          errors: outcome.errors,
          view: presentImport({ audit, user, running }),
        });
        return;
      }
      redirect(urls.importSheet(audit.id, outcome.result));
    },
  );

  for (const format of TEMPLATE_FORMATS) {
    routes.allowed(
      'caseFile.import',
      { method: 'get', path: `/audits/:auditId/import/template.${format}`, load },
      async ({ res, loaded }) => {
        const { tool, groups } = await askedBy(loaded.audit);
        res
          .attachment(`${namedFor(loaded.audit.words)}-${tool.id}.${format}`)
          .send(await templateOf('caseFiles', tool, groups, format));
      },
    );
    routes.allowed(
      'sample.manage',
      { method: 'get', path: `/audits/:auditId/sample/template.${format}`, load },
      async ({ res, loaded }) => {
        const { tool, groups } = await askedBy(loaded.audit);
        res
          .attachment(`${loaded.audit.words.areCaseFiles ? 'caseload' : 'list'}-${tool.id}.${format}`)
          .send(await templateOf('caseload', tool, groups, format));
      },
    );
  }

  /** Reads a sheet; one of which nothing can be read at all is an error of the form. */
  async function previewOf(
    auditId: number,
    path: string,
    choices: SheetChoices,
  ): Promise<{ preview: SheetPreview; choices: SheetChoices; note: string | null }> {
    try {
      const preview = await importer.preview(auditId, readSheet(path), choices);
      if (preview.columns.length === 0) {
        throw fileError(preview.brokeOff ?? preview.problems[0]?.problem ?? 'The sheet is empty.');
      }
      // The choices of a template of ours are on a sheet of their own.
      const note = await sheetFileNote(path, [CHOICES_SHEET]);
      return { preview, choices, note };
    } catch (error) {
      if (error instanceof SheetFormatError) throw fileError(error.message);
      throw error;
    }
  }

  routes.allowed(
    'caseFile.import',
    { method: 'get', path: '/audits/:auditId/import/:token', load },
    async ({ req, res, loaded, user, show }) => {
      const sheet = await findSheet(req, loaded.audit.id);
      if (req.query['download'] === 'rows' && sheet.job?.state === 'done' && sheet.job.leftOut.length > 0) {
        // One press has imported the rest; the rows that it left out come by themselves, and the page stays.
        res.set('Refresh', `1;url=${urls.importGivenBack(loaded.audit.id, sheet.token)}`);
      }
      const asked = await askedBy(loaded.audit);
      const view = presentSheet({
        use: useOfCaseFiles(loaded.audit, asked.tool, sheet.token),
        audit: loaded.audit,
        user,
        sheet,
        ...asked,
        changeColumns: req.query['columns'] === 'change',
      });
      await show({
        template: 'fieldwork/transfer/sheet',
        title: `Import ${loaded.audit.words.many}`,
        wide: true,
        view,
      });
    },
  );

  /** What the questions about a sheet are asked by. */
  const askedBy = async (audit: Audit) => ({
    tool: tools.of(audit),
    groups: (await audits.groups(audit.id)).map(({ name }) => name),
  });

  routes.allowed(
    'caseFile.import',
    { method: 'get', path: '/audits/:auditId/import/:token/what-is-wrong.xlsx', load },
    async ({ req, res, loaded }) => {
      const sheet = await findSheet(req, loaded.audit.id);
      const { job, preview } = sheet;
      const only = job?.state === 'done';
      if (job?.state === 'running' || (only && job.leftOut.length === 0)) throw new NotFoundError();
      const problems = only ? job.leftOut : (job?.problems ?? preview.problems);
      const workbook = await waitingSheets.withFile(sheet, (file) =>
        sheetGivenBack(readSheet(file), preview.headingRow, problems, {
          only,
          saidOfHidden: sheet.choices.hidden,
          name: only ? 'Not imported' : loaded.audit.words.Many,
        }),
      );
      res
        .set('Cache-Control', 'no-store')
        .attachment(only ? 'not-imported.xlsx' : 'what-is-wrong.xlsx')
        .send(workbook);
    },
  );

  routes.allowed(
    'caseFile.import',
    { method: 'get', path: '/audits/:auditId/import/:token/state', load },
    async ({ req, res, loaded }) => {
      const { job } = await findSheet(req, loaded.audit.id);
      res
        .set('Cache-Control', 'no-store')
        .json(job ? progressOf(job, loaded.audit.words) : { state: 'waiting' });
    },
  );

  routes.allowed(
    'caseFile.import',
    { method: 'post', path: '/audits/:auditId/import/:token', load },
    async ({ req, loaded, user, redirect }) => {
      const { audit } = loaded;
      const sheet = await findSheet(req, audit.id);
      const body = formBody(req);
      if (textOf(body, 'intent') === 'cancel') {
        if (sheet.job?.state !== 'running') await waitingSheets.discard(sheet);
        redirect(urls.files(audit.id), 'Nothing was imported.');
        return;
      }
      const intent = textOf(body, 'intent');
      if (intent === 'answer') {
        // Answers to a look that is over are not taken: they would be put to other questions.
        if (sheet.job === null && textOf(body, 'looks') === String(sheet.looks)) {
          const asked = await askedBy(audit);
          const choices = readAnswers(body, { of: askedOfCaseFiles(asked.tool), sheet, ...asked });
          const { preview } = await waitingSheets.withFile(sheet, (file) =>
            previewOf(audit.id, file, choices),
          );
          await waitingSheets.lookedAt(sheet, preview, choices);
        }
        redirect(urls.importSheet(audit.id, sheet.token));
        return;
      }
      const { finished } = await waitingSheets.begin(
        sheet,
        importOf(user.id, sheet, textOf(body, 'complete') === 'yes', intent === 'part'),
        failureOf,
      );
      if (sheet.preview.files <= AT_ONCE_FILES) await finished;
      const job = (await waitingSheets.find(audit.id, req.sessionID, sheet.token))?.job;
      if (job?.state === 'done' && job.leftOut.length === 0) {
        await waitingSheets.discard(sheet);
        redirect(urls.files(audit.id), `${countOf(job.files, audit.words.one, audit.words.many)} imported.`);
        return;
      }
      redirect(urls.importSheet(audit.id, sheet.token) + (job?.state === 'done' ? '?download=rows' : ''));
    },
  );

  /** The import of a sheet, whole or of its sound rows. */
  function importOf(actorId: number, sheet: WaitingSheet, complete: boolean, part: boolean): ImportWork {
    return async (file, { progress, last }) => {
      let leftOut: SheetProblem[] = [];
      try {
        await importer.importCaseFiles(actorId, sheet.auditId, readSheet(file), {
          complete,
          choices: sheet.choices,
          progress,
          last: (files) => last({ files, leftOut }),
          ...(part ? { leaveOut: (problems: SheetProblem[]) => (leftOut = problems) } : {}),
        });
      } catch (error) {
        if (isFault(error)) log.error({ err: error }, 'import failed');
        throw error;
      }
    };
  }

  for (const format of EXPORT_FORMATS) {
    routes.allowed(
      'caseFile.export',
      { method: 'get', path: `/audits/:auditId/export/case-files.${format}`, load },
      async ({ res, loaded, user }) => {
        const { audit } = loaded;
        const file = await exporter.write(user.id, audit.id, format);
        try {
          res
            .set('Cache-Control', 'no-store')
            .attachment(`${namedFor(audit.words)}-audit-${audit.id}.${format}`);
          await pipeline(createReadStream(file), res);
        } catch (error) {
          // Whoever was to get it has gone.
          if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
        } finally {
          await rm(file, { force: true });
        }
      },
    );
  }
}

const fileError = (text: string) => new InputError([{ field: 'file', text }]);

/** Why an import came to nothing, in words. */
function failureOf(error: unknown): ImportFailure {
  if (error instanceof SheetError) return { problems: error.problems, message: error.message };
  if (error instanceof SheetFormatError) return { problems: [], message: error.message };
  return { problems: [], message: explain(error).message };
}

/** Whether the program or its storage is at fault, and not the sheet or the state of the audit. */
const isFault = (error: unknown) =>
  !(error instanceof SheetError || error instanceof SheetFormatError || error instanceof AppError);
