import type { Request } from 'express';
import { z } from 'zod';
import type { User } from '../../access/person.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, parseForm, requiredText, textOf } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { currentUser } from '../../web/session.ts';
import { urls } from '../../web/urls.ts';
import type { RecordingService } from '../recording/service.ts';
import { presentNotes } from './presenter.ts';
import type { TypedNote } from './presenter.ts';
import { NoteWarning } from './service.ts';
import type { NewNote, NoteService } from './service.ts';

const LONGEST = 1000;

const noteForm = (missing: string) =>
  z.object({
    reading: z.enum(['1', '2']).transform(Number).catch(1),
    text: requiredText(missing, LONGEST),
    keep: z.string().max(64).catch(''),
  });
const writeForm = noteForm('Write what is to be read.');
const reasonForm = noteForm('Say why it is sent back, and what is to be done.');

/** Notes between lead and auditor on a file, and sending it back. */
export function noteRoutes(
  routes: Routes,
  parts: { audits: AuditService; recording: RecordingService; notes: NoteService },
): void {
  const { audits, recording, notes } = parts;
  const load = auditLoader(audits);
  const loadFile = async (req: Request) => {
    const { audit, subject } = await load(req);
    const fileId = idParameter(req, 'fileId');
    const { reference } = await recording.get(audit.id, fileId, currentUser(req)?.id ?? null);
    return { audit, subject, fileId, reference };
  };
  type Loaded = Awaited<ReturnType<typeof loadFile>>;

  const page = async (loaded: Loaded, user: User, typed: TypedNote | null, errors: FieldError[] = []) => {
    const { audit, fileId, reference } = loaded;
    const threads = await notes.threads(audit, fileId, user);
    return {
      template: 'fieldwork/notes/page',
      title: `Notes on ${reference}`,
      status: errors.length > 0 ? 422 : 200,
      errors,
      view: presentNotes({ audit, fileId, reference, threads, user, typed }),
    };
  };

  /** Saves what was written; null when it is saved, otherwise the page again. */
  const save = async (
    req: Request,
    { loaded, user }: { loaded: Loaded; user: User },
    what: TypedNote['what'],
    work: (note: NewNote) => Promise<void>,
  ) => {
    const body = formBody(req);
    const form = parseForm(what === 'note' ? writeForm : reasonForm, body);
    const reading = textOf(body, 'reading') === '2' ? 2 : 1;
    const typed = { reading, what, text: textOf(body, 'text'), warning: null };
    const field = `${what === 'note' ? 'text' : 'reason'}-${reading}`;
    if (form.errors) {
      return page(
        loaded,
        user,
        typed,
        form.errors.map(({ text }) => ({ field, text })),
      );
    }
    try {
      await work(form.values);
      return null;
    } catch (error) {
      if (!(error instanceof NoteWarning)) throw error;
      return page(loaded, user, { ...typed, warning: error }, [{ field, text: error.message }]);
    }
  };

  routes.allowed(
    'caseFile.read',
    { method: 'get', path: '/audits/:auditId/files/:fileId/notes', load: loadFile },
    async ({ loaded, user, show }) => {
      await show(await page(loaded, user, null));
    },
  );

  routes.allowed(
    'caseFile.read',
    { method: 'post', path: '/audits/:auditId/files/:fileId/notes', load: loadFile },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, fileId } = loaded;
      const here = urls.fileNotes(audit.id, fileId);
      if (textOf(formBody(req), 'do') === 'settle') {
        await notes.settle(user, audit.id, fileId, textOf(formBody(req), 'reading') === '2' ? 2 : 1);
        redirect(here, 'It is settled.');
        return;
      }
      const again = await save(req, { loaded, user }, 'note', (note) =>
        notes.add(user, audit.id, fileId, note),
      );
      if (again) await show(again);
      else redirect(here, 'The note is saved, for the panel alone.');
    },
  );

  routes.allowed(
    'caseFile.sendBack',
    { method: 'post', path: '/audits/:auditId/files/:fileId/send-back', load: loadFile },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, fileId, reference } = loaded;
      const again = await save(req, { loaded, user }, 'sendBack', (note) =>
        notes.sendBack(user, audit.id, fileId, note),
      );
      if (again) await show(again);
      else redirect(urls.files(audit.id), `${reference} is sent back, and not complete any more.`);
    },
  );
}
