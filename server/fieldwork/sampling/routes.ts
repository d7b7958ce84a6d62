import type { SubjectWords } from '../../../rules/index.ts';
import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { StateError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { CHOICES_SHEET } from '../../formats/guidedWorkbook.ts';
import { otherSheetsNote, readSheet } from '../../formats/sheetFile.ts';
import { countOf } from '../../formats/english.ts';
import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { uploadOf } from '../../web/upload.ts';
import type { Tools } from '../../audits/tools.ts';
import { urls } from '../../web/urls.ts';
import { CaseloadError } from './caseloadList.ts';
import { readDrawForm, readExtractForm, sizeForm } from './form.ts';
import { presentSample } from './presenter.ts';
import type { KeptList, SamplingService } from './service.ts';

const AND = new Intl.ListFormat('en-GB');

/** Drawing the sample of an audit. */
export function samplingRoutes(
  routes: Routes,
  parts: { audits: AuditService; sampling: SamplingService; tools: Tools },
): void {
  const { audits, sampling, tools } = parts;
  const load = auditLoader(audits);

  type About = Parameters<typeof presentSample>[0];
  const samplePage = async (
    about: Pick<About, 'audit' | 'user'> &
      Partial<Pick<About, 'typed' | 'problems' | 'size' | 'typedExtract'>>,
    errors: FieldError[] = [],
  ) => {
    const view = presentSample({
      typed: null,
      typedExtract: null,
      problems: [],
      size: { values: {}, question: null },
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
      await show(await samplePage({ audit: loaded.audit, user, size }, form?.errors));
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'post', path: '/audits/:auditId/sample/list', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const upload = uploadOf(req);
      const refuse = async (text: string, problems: CaseloadError['problems'] = []) =>
        show(await samplePage({ audit, user, problems }, [{ field: 'file', text }]));
      if (!upload || upload.bytes === 0) {
        await refuse(upload ? 'The file is empty.' : 'Choose the file with the caseload list.');
        return;
      }
      try {
        const list = await sampling.upload(user.id, audit.id, readSheet(upload.path));
        const others = await otherSheetsNote(upload.path, [CHOICES_SHEET]);
        redirect(urls.sample(audit.id), [listInWords(list, audit.words), others ?? ''].join(' ').trim());
      } catch (error) {
        if (!(error instanceof CaseloadError)) throw error;
        await refuse(error.message, error.problems);
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
