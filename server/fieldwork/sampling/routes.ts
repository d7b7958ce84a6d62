import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { SheetProblem, SubjectWords } from '../../../rules/index.ts';
import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { Audit } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import type { User } from '../../people/accounts/repository.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { CHOICES_SHEET } from '../../formats/guidedWorkbook.ts';
import { sheetFileNote, readSheet } from '../../formats/sheetFile.ts';
import { countOf } from '../../formats/english.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { uploadOf } from '../../web/upload.ts';
import type { Tools } from '../../audits/tools.ts';
import { urls } from '../../web/urls.ts';
import { sheetGivenBack } from '../transfer/giveBack.ts';
import { presentSheet, useOfList } from '../transfer/presenter.ts';
import { questionsOf } from '../transfer/questions.ts';
import { askedOfList, columnField, readAnswers, wordField } from '../transfer/questionsPresenter.ts';
import type { SheetChoices, SheetPreview } from '../transfer/sheetReading.ts';
import type { WaitingSheet, WaitingSheets } from '../transfer/waiting.ts';
import { CaseloadError, keptOfList, withHidden } from './caseloadList.ts';
import { keptOfExtract } from './extractReading.ts';
import { NOT_ASKED, readFixedPlan } from './fixedPlan.ts';
import { readDrawForm, readExtractForm, sizeForm } from './form.ts';
import { presentSample, sizedGroups } from './presenter.ts';
import { leastToRead, NOT_ASKED_BEFORE, readBeforeDraw } from '../stopping/beforeDraw.ts';
import type { KeptList, SamplingService } from './service.ts';

const AND = new Intl.ListFormat('en-GB');
/** So many columns that were left out are named. */
const IGNORED_NAMED = 8;

/** Drawing the sample of an audit. */
export function samplingRoutes(
  routes: Routes,
  parts: { audits: AuditService; sampling: SamplingService; waitingLists: WaitingSheets; tools: Tools },
): void {
  const { audits, sampling, waitingLists, tools } = parts;
  const load = auditLoader(audits);

  type About = Parameters<typeof presentSample>[0];
  const samplePage = async (
    about: Pick<About, 'audit' | 'user'> &
      Partial<Pick<About, 'typed' | 'problems' | 'size' | 'fixedPlan' | 'beforeDraw' | 'typedExtract'>>,
    errors: FieldError[] = [],
  ) => {
    const groups = await audits.groups(about.audit.id);
    const state = await sampling.state(about.audit.id);
    const beforeDraw = about.beforeDraw ?? NOT_ASKED_BEFORE;
    const view = presentSample({
      typed: null,
      typedExtract: null,
      problems: [],
      size: { values: {}, question: null },
      fixedPlan: NOT_ASKED,
      ...about,
      tool: tools.of(about.audit),
      beforeDraw,
      leastToRead: await leastToRead(beforeDraw, sizedGroups(groups, state.listed)),
      groups,
      state,
      seed: sampling.newSeed(),
      errors,
    });
    return {
      template: 'fieldwork/sampling/sample',
      title: 'Sample',
      status: errors.length > 0 ? 422 : 200,
      errors,
      view,
    };
  };

  /** What the questions about a list are asked by. */
  const askedBy = async (audit: Audit) => ({
    tool: tools.of(audit),
    groups: (await audits.groups(audit.id)).map(({ name }) => name),
  });

  /** The page of a list that waits: what it was taken for, what has to be said of it and what is wrong with it. */
  const listPage = async (
    { audit, user, sheet }: { audit: Audit; user: User; sheet: WaitingSheet },
    { changeColumns = false, errors = [] }: { changeColumns?: boolean; errors?: FieldError[] } = {},
  ) => {
    const asked = await askedBy(audit);
    const use = useOfList(audit, asked.tool, sheet.token);
    return {
      template: 'fieldwork/transfer/sheet',
      title: `Check the ${audit.words.list}`,
      wide: true,
      status: errors.length > 0 ? 422 : 200,
      errors,
      view: presentSheet({ use, audit, user, sheet, ...asked, changeColumns }),
    };
  };

  /** Keeps of a list that was not taken what its sender may say something of, or have back; returns its token. */
  async function keepWaiting(
    { auditId, userId, owner }: { auditId: number; userId: number; owner: string },
    upload: { path: string; name: string },
    found: { preview: SheetPreview; choices: SheetChoices; note: string | null },
  ): Promise<string> {
    // Of a register there may be more in it than anybody may keep.
    const path = `${upload.path}.read`;
    const hiddenRows = new Set<number>();
    const lines = readSheet(upload.path);
    try {
      const kept =
        found.preview.columns.length > 0
          ? keptOfList(lines, found.preview, hiddenRows)
          : keptOfExtract(lines, hiddenRows);
      await pipeline(kept, createWriteStream(path));
      const choices = { ...found.choices, headingRow: found.preview.headingRow };
      const name = upload.name;
      return await waitingLists.keep({ ...found, choices, auditId, userId, owner, path, name, hiddenRows });
    } finally {
      await rm(path, { force: true });
    }
  }

  /** @throws NotFoundError where this session has none at the address */
  async function findList(req: Request, audit: Audit): Promise<WaitingSheet> {
    const list = await waitingLists.find(audit.id, req.sessionID, String(req.params['token']));
    if (list) return list;
    throw new NotFoundError(
      `There is no list at this address. One with open questions is kept for an hour, for whoever sent it. Send the ${audit.words.list} again.`,
    );
  }

  routes.allowed(
    'sample.manage',
    { method: 'get', path: '/audits/:auditId/sample', load },
    async ({ req, loaded, user, show, redirect }) => {
      if (loaded.audit.plansCalls) {
        redirect(urls.calls(loaded.audit.id));
        return;
      }
      const values = questionOf(req);
      const form = 'population' in values ? parseForm(sizeForm(loaded.audit.words), values) : null;
      const size = { values, question: form?.values ?? null };
      const { errors, ...fixedPlan } = readFixedPlan(values);
      const { errors: problems, ...beforeDraw } = readBeforeDraw(values);
      const about = { audit: loaded.audit, user, size, fixedPlan, beforeDraw };
      await show(await samplePage(about, [...(form?.errors ?? []), ...errors, ...problems]));
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'post', path: '/audits/:auditId/sample/list', load, takesFile: true },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const upload = uploadOf(req);
      if (!upload || upload.bytes === 0) {
        const text = upload ? 'The file is empty.' : `Choose the file with the ${audit.words.list}.`;
        await show(await samplePage({ audit, user }, [{ field: 'file', text }]));
        return;
      }
      const choices = await sampling.choices(audit.id);
      try {
        const list = await sampling.upload(user.id, audit.id, readSheet(upload.path), { choices });
        const note = await sheetFileNote(upload.path, [CHOICES_SHEET]);
        redirect(urls.sample(audit.id), [listInWords(list, audit.words), note ?? ''].join(' ').trim());
      } catch (error) {
        if (!(error instanceof CaseloadError)) throw error;
        const { preview, problems } = error;
        if (preview === null) {
          await show(await samplePage({ audit, user, problems }, [{ field: 'file', text: error.message }]));
          return;
        }
        const note = await sheetFileNote(upload.path, [CHOICES_SHEET]);
        const place = { auditId: audit.id, userId: user.id, owner: req.sessionID };
        const token = await keepWaiting(place, upload, { preview, choices, note });
        const sheet = await waitingLists.find(audit.id, req.sessionID, token);
        if (!sheet) throw error;
        await show(await listPage({ audit, user, sheet }, { errors: [openError(sheet)] }));
      }
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'get', path: '/audits/:auditId/sample/questions/:token', load },
    async ({ req, res, loaded, user, show }) => {
      const { audit } = loaded;
      const sheet = await findList(req, audit);
      if (req.query['download'] === 'rows' && sheet.job?.state === 'done') {
        // One press has kept the rest; the rows that it left out come by themselves, and the page stays.
        res.set('Refresh', `1;url=${urls.sampleGivenBack(audit.id, sheet.token)}`);
      }
      await show(
        await listPage({ audit, user, sheet }, { changeColumns: req.query['columns'] === 'change' }),
      );
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'get', path: '/audits/:auditId/sample/questions/:token/what-is-wrong.xlsx', load },
    async ({ req, res, loaded }) => {
      const sheet = await findList(req, loaded.audit);
      const { job, preview, hiddenRows = new Set() } = sheet;
      const only = job?.state === 'done';
      const workbook = await waitingLists.withFile(sheet, (path) =>
        sheetGivenBack(
          withHidden(readSheet(path), hiddenRows),
          preview.headingRow,
          only ? job.leftOut : preview.problems,
          { only, saidOfHidden: sheet.choices.hidden, name: only ? 'Not kept' : 'List' },
        ),
      );
      res
        .set('Cache-Control', 'no-store')
        .attachment(only ? 'not-kept.xlsx' : 'what-is-wrong.xlsx')
        .send(workbook);
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'post', path: '/audits/:auditId/sample/questions/:token', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const sheet = await findList(req, audit);
      const intent = textOf(body, 'intent');
      if (intent === 'cancel') {
        await waitingLists.discard(sheet);
        redirect(urls.sample(audit.id), sheet.job ? undefined : 'Nothing of the list was kept.');
        return;
      }
      if (sheet.job !== null) {
        redirect(urls.sampleQuestions(audit.id, sheet.token));
        return;
      }
      // Answers to a look that is over are not taken: they would be put to other questions.
      const isCurrent = textOf(body, 'looks') === String(sheet.looks);
      const asked = await askedBy(audit);
      const choices = isCurrent
        ? readAnswers(body, { of: askedOfList(asked.tool), sheet, ...asked })
        : sheet.choices;
      const { hiddenRows = new Set() } = sheet;
      let leftOut: SheetProblem[] = [];
      try {
        const list = await waitingLists.withFile(sheet, (path) =>
          sampling.upload(user.id, audit.id, withHidden(readSheet(path), hiddenRows), {
            choices,
            ...(intent === 'part' && { leaveOut: (problems: SheetProblem[]) => (leftOut = problems) }),
          }),
        );
        if (leftOut.length > 0) {
          await waitingLists.taken(sheet, { files: list.files, leftOut });
          redirect(`${urls.sampleQuestions(audit.id, sheet.token)}?download=rows`);
          return;
        }
        await waitingLists.discard(sheet);
        redirect(urls.sample(audit.id), [listInWords(list, audit.words), sheet.note ?? ''].join(' ').trim());
      } catch (error) {
        if (!(error instanceof CaseloadError)) throw error;
        const { preview, problems } = error;
        if (preview === null) {
          // An extract is put right where it comes from, and sent again.
          await waitingLists.discard(sheet);
          await show(await samplePage({ audit, user, problems }, [{ field: 'file', text: error.message }]));
          return;
        }
        await waitingLists.lookedAt(sheet, preview, choices);
        // Where another tab was quicker, what is still open after its answers is asked, and these are not taken.
        const now = await findList(req, audit);
        await show(await listPage({ audit, user, sheet: now }, { errors: [openError(now)] }));
      }
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'post', path: '/audits/:auditId/sample/extract', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const extract = await sampling.extractOf(audit.id);
      if (!extract) throw new StateError('The caseload list is no NDTMS extract, so nothing was changed.');
      const { choices, errors } = readExtractForm(body, extract.summary, {
        tool: tools.of(audit),
        groups: await audits.groups(audit.id),
      });
      if (errors.length > 0) {
        await show(await samplePage({ audit, user, typedExtract: body }, errors));
        return;
      }
      const list = await sampling.chooseForExtract(user.id, audit.id, choices);
      redirect(urls.sample(audit.id), listInWords(list, audit.words));
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'post', path: '/audits/:auditId/sample/list/remove', load },
    async ({ loaded, user, redirect }) => {
      await sampling.removeList(user.id, loaded.audit.id);
      redirect(urls.sample(loaded.audit.id), 'The list is removed.');
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'post', path: '/audits/:auditId/sample/draw', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const { errors, ...wanted } = readDrawForm(body, await audits.groups(audit.id), audit.words);
      const outcome =
        errors.length > 0
          ? { errors }
          : await withInputErrors(() => sampling.draw(user.id, audit.id, wanted));
      if (outcome.errors) {
        await show(await samplePage({ audit, user, typed: body }, outcome.errors));
        return;
      }
      redirect(`${urls.sample(audit.id)}#drawn`, 'The sample is drawn.');
    },
  );
}

/** What there is still to say of a list, or wrong with it, before it is kept. */
function openError({ preview, choices }: WaitingSheet): FieldError {
  const { columns, words, hidden, problems } = questionsOf(preview, choices);
  const [column] = columns;
  if (column) {
    const text = `Say what ${countOf(columns.length, 'column')} of the list ${columns.length === 1 ? 'is' : 'are'}.`;
    return { field: columnField(column.index), text };
  }
  if (words.length > 0) {
    const text = `Say what ${countOf(words.length, 'word')} of the list ${words.length === 1 ? 'means' : 'mean'}.`;
    return { field: wordField(0), text };
  }
  if (hidden > 0) {
    const rows = hidden === 1 ? 'the hidden row is' : `the ${hidden} hidden rows are`;
    return { field: 'hidden', text: `Say whether ${rows} on the list. Nothing is kept until then.` };
  }
  return {
    field: 'problems',
    text: `The list has ${countOf(problems.length, 'problem')}, so nothing of it was kept.`,
  };
}

/** What was kept of a list, and what was not. */
function listInWords({ files, fields, ignored, notes, isExtract }: KeptList, words: SubjectWords) {
  if (isExtract && files === 0) {
    return 'The NDTMS extract is read. Say which sample group each agency is, and its clients are on the list.';
  }
  const kept = ['the reference', 'the group', ...fields];
  const named = ignored.slice(0, IGNORED_NAMED).map((heading) => `“${heading}”`);
  const others = ignored.length - named.length;
  return [
    `The list is kept, with ${countOf(files, words.file, words.files)}.`,
    ...(fields.length > 0
      ? [
          `${AND.format(fields)} ${fields.length === 1 ? 'stands' : 'stand'} in each ${words.file} from the beginning.`,
        ]
      : []),
    ...(ignored.length > 0
      ? [
          `Only ${AND.format(kept)} are kept. Left out: ${AND.format([...named, ...(others > 0 ? [countOf(others, 'other column')] : [])])}.`,
        ]
      : []),
    ...notes,
  ].join(' ');
}

/** The help with the size of a sample is asked in the address, so that it changes nothing. */
function questionOf(req: Request): FormBody {
  return Object.fromEntries(
    Object.entries(req.query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
