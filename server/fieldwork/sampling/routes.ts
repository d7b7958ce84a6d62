import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { SheetProblem, SubjectWords } from '../../../rules/index.ts';
import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { Audit } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
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
import { NO_CHOICES } from '../transfer/caseSheet.ts';
import { questionsOf } from '../transfer/questions.ts';
import { readHidden, readWords, wordField } from '../transfer/questionsPresenter.ts';
import { CaseloadError, withHidden } from './caseloadList.ts';
import { onlyReadOf } from './extractReading.ts';
import { NOT_ASKED, readFixedPlan } from './fixedPlan.ts';
import { readDrawForm, readExtractForm, sizeForm } from './form.ts';
import { presentSample } from './presenter.ts';
import type { ShownList } from './presenter.ts';
import type { KeptList, SamplingService } from './service.ts';
import type { Waiting, WaitingFiles } from '../../platform/waitingFiles.ts';
import type { WaitingList } from './waitingLists.ts';

const AND = new Intl.ListFormat('en-GB');

/** Drawing the sample of an audit. */
export function samplingRoutes(
  routes: Routes,
  parts: { audits: AuditService; sampling: SamplingService; waitingFiles: WaitingFiles; tools: Tools },
): void {
  const { audits, sampling, waitingFiles, tools } = parts;
  const load = auditLoader(audits);
  const placeOf = (auditId: number, owner: string) => ({ purpose: 'caseload' as const, auditId, owner });

  type About = Parameters<typeof presentSample>[0];
  const samplePage = async (
    about: Pick<About, 'audit' | 'user'> &
      Partial<Pick<About, 'typed' | 'problems' | 'waiting' | 'size' | 'fixedPlan' | 'typedExtract'>>,
    errors: FieldError[] = [],
  ) => {
    const view = presentSample({
      typed: null,
      typedExtract: null,
      problems: [],
      waiting: null,
      size: { values: {}, question: null },
      fixedPlan: NOT_ASKED,
      ...about,
      tool: tools.of(about.audit),
      groups: await audits.groups(about.audit.id),
      state: await sampling.state(about.audit.id),
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

  /** Takes a list, or says what is wrong with it; where that is nothing but words, what has to be asked about them. */
  async function takeList(
    {
      audit,
      userId,
      path,
      hiddenRows,
    }: { audit: Audit; userId: number; path: string; hiddenRows: ReadonlySet<number> },
    said: WaitingList['said'],
  ): Promise<
    | { taken: string }
    | { asked: WaitingList['asked']; hidden: number; problems: SheetProblem[]; error: FieldError }
  > {
    try {
      const lines = withHidden(readSheet(path), hiddenRows);
      const list = await sampling.upload(userId, audit.id, lines, said);
      const note = await sheetFileNote(path, [CHOICES_SHEET]);
      return { taken: [listInWords(list, audit.words), note ?? ''].join(' ').trim() };
    } catch (error) {
      if (!(error instanceof CaseloadError)) throw error;
      const found = { columns: [], headingRow: 0, hidden: error.hidden, problems: error.problems };
      const { words, hidden, problems } = questionsOf(found, { ...NO_CHOICES, ...said });
      const count = countOf(words.length, 'word');
      if (problems.length === 0 && (words.length > 0 || hidden > 0)) {
        return { asked: words, hidden, problems, error: openError({ asked: words, hidden }) };
      }
      const later =
        words.length === 0
          ? ''
          : ` About ${count} that ${words.length === 1 ? 'is' : 'are'} not known you are asked once each when the rest is put right.`;
      const laterHidden =
        hidden === 0 ? '' : ` About ${countOf(hidden, 'hidden row')} you are asked then, too.`;
      return {
        asked: [],
        hidden: 0,
        problems: error.problems,
        error: { field: 'file', text: error.message + later + laterHidden },
      };
    }
  }

  /** @throws NotFoundError where this session has none at the address */
  async function findList(req: Request, audit: Audit): Promise<Waiting<WaitingList>> {
    const place = placeOf(audit.id, req.sessionID);
    const list = await waitingFiles.find<WaitingList>(place, String(req.params['token']));
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
      const about = { audit: loaded.audit, user, size, fixedPlan };
      await show(await samplePage(about, [...(form?.errors ?? []), ...errors]));
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
      const { words, stopped, hidden: unsaid } = NO_CHOICES;
      const said = { words, stopped, hidden: unsaid };
      const about = { audit, userId: user.id, path: upload.path, hiddenRows: new Set<number>() };
      const outcome = await takeList(about, said);
      if ('taken' in outcome) redirect(urls.sample(audit.id), outcome.taken);
      else {
        const { asked, hidden, problems, error } = outcome;
        let waiting: ShownList | null = null;
        if (asked.length > 0 || hidden > 0) {
          // Of a register there may be more in it than anybody may keep.
          const path = `${upload.path}.read`;
          const hiddenRows = new Set<number>();
          try {
            const read = onlyReadOf(tools.of(audit), readSheet(upload.path), hiddenRows);
            await pipeline(read, createWriteStream(path));
            const found: WaitingList = { asked, hidden, hiddenRows, said };
            const place = { ...placeOf(audit.id, req.sessionID), userId: user.id };
            waiting = { ...found, token: await waitingFiles.keep(place, path, found), looks: 1 };
          } finally {
            await rm(path, { force: true });
          }
        }
        await show(await samplePage({ audit, user, problems, waiting }, [error]));
      }
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'post', path: '/audits/:auditId/sample/questions/:token', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const list = await findList(req, audit);
      let { said } = list.about;
      // Answers to a look that is over are not taken: they would be put to other questions.
      if (textOf(body, 'looks') === String(list.looks)) {
        const groups = (await audits.groups(audit.id)).map(({ name }) => name);
        const words = readWords(body, list.about.asked, { tool: tools.of(audit), groups }, said);
        said = { ...words, hidden: readHidden(body) ?? said.hidden };
      }
      const { hiddenRows } = list.about;
      const outcome = await waitingFiles.withFile(list, (path) =>
        takeList({ audit, userId: user.id, path, hiddenRows }, said),
      );
      if ('taken' in outcome) {
        await waitingFiles.discard(list);
        redirect(urls.sample(audit.id), outcome.taken);
        return;
      }
      const { asked, hidden, problems, error } = outcome;
      const about = { asked, hidden, hiddenRows, said };
      const isOpen = asked.length > 0 || hidden > 0;
      // One that has to be put right is sent again.
      if (!isOpen) {
        await waitingFiles.discard(list);
        await show(await samplePage({ audit, user, problems }, [error]));
        return;
      }
      if (await waitingFiles.lookedAt(list, about)) {
        const waiting = { ...about, token: list.token, looks: list.looks + 1 };
        await show(await samplePage({ audit, user, waiting }, [error]));
        return;
      }
      // Another tab was quicker: what is still open after its answers is asked, and these are not taken.
      const { token, looks, about: current } = await findList(req, audit);
      const waiting = { ...current, token, looks };
      await show(await samplePage({ audit, user, waiting }, [openError(current)]));
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

/** What there is still to say of a list before it is kept. */
function openError({ asked, hidden }: Pick<WaitingList, 'asked' | 'hidden'>): FieldError {
  if (asked.length > 0) {
    const text = `Say what ${countOf(asked.length, 'word')} of the list ${asked.length === 1 ? 'means' : 'mean'}.`;
    return { field: wordField(0), text };
  }
  const rows = hidden === 1 ? 'the hidden row is' : `the ${hidden} hidden rows are`;
  return { field: 'hidden', text: `Say whether ${rows} on the list. Nothing is kept until then.` };
}

/** What was kept of a list, and what was not. */
function listInWords({ files, fields, ignored, note, isExtract }: KeptList, words: SubjectWords) {
  if (isExtract && files === 0) {
    return 'The NDTMS extract is read. Say which sample group each agency is, and its clients are on the list.';
  }
  const kept = ['the reference', 'the group', ...fields];
  return [
    `The list is kept, with ${countOf(files, words.file, words.files)}.`,
    ...(fields.length > 0
      ? [
          `${AND.format(fields)} ${fields.length === 1 ? 'stands' : 'stand'} in each ${words.file} from the beginning.`,
        ]
      : []),
    ...(ignored.length > 0
      ? [
          `Only ${AND.format(kept)} are kept; ${countOf(ignored.length, 'other column')} ${ignored.length === 1 ? 'was' : 'were'} not read.`,
        ]
      : []),
    ...(note === '' ? [] : [note]),
  ].join(' ');
}

/** The help with the size of a sample is asked in the address, so that it changes nothing. */
function questionOf(req: Request): FormBody {
  return Object.fromEntries(
    Object.entries(req.query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
