// Long because all ways of recording a file, by form and by single answers, load and refuse alike.
import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import type { Audit, RecordedAudit, SampleGroup } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { clockInWords } from '../../formats/english.ts';
import { asAskedOf, itemsOf, takesAnswers, tidyReference } from '../../../rules/index.ts';
import type { SubjectWords, Tool } from '../../../rules/index.ts';
import { wantsJson } from '../../web/json.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import type { AssigningService } from '../assigning/service.ts';
import type { NoteService } from '../notes/service.ts';
import type { RecoveryPlanService } from '../recoveryPlans/service.ts';
import { presentAlertLink } from '../safeguarding/presenter.ts';
import type { SafeguardingService } from '../safeguarding/service.ts';
import type { SamplingService } from '../sampling/service.ts';
import { openText, saidInPassing, stoppingInBrief } from '../stopping/presenter.ts';
import type { StoppingService } from '../stopping/service.ts';
import { currentUser } from '../../web/session.ts';
import type { Tools } from '../../audits/tools.ts';
import { urls } from '../../web/urls.ts';
import {
  baseOf,
  intentOf,
  newFileForm,
  readChange,
  readRecordingForm,
  sentState,
  stateOf,
  undecidedOf,
} from './form.ts';
import type { FormState } from './form.ts';
import { noneLeft } from './noneLeft.ts';
import { presentConflict } from './conflictPresenter.ts';
import { readFileFilter } from './fileFilter.ts';
import { presentFiles } from './filesPresenter.ts';
import { presentReading, presentSaved, savedInWords } from './presenter.ts';
import { presentRemoval, presentRemoved } from './removalPresenter.ts';
import { withChanges } from '../caseFiles/answers.ts';
import { SECOND_READING } from '../caseFiles/queries.ts';
import type { Reading } from '../caseFiles/reading.ts';
import type { FromSample } from './fromSample.ts';
import { stopsAtMissing, TOLD_OF } from './missingAnswers.ts';
import { madeUpFirstText } from '../training/gate.ts';
import type { TrainingService } from '../training/service.ts';
import { StaleReadingError } from './service.ts';
import type { RecordedForm, RecordingService } from './service.ts';

const COMPLETE = 'It is complete.';
/** Where a drawn file could be begun, and is not. */
const leftToBegin = ({ files }: SubjectWords) => `Drawn ${files} that nobody has begun are on the list.`;
const joined = (said: readonly (string | null)[]) => said.filter((text) => text !== null).join(' ');
const isNext = ({ file }: SubjectWords, isOfGroup: boolean) =>
  isOfGroup ? `This is the next ${file} of the group.` : `This is your next ${file}, of another group.`;

const outsideSampleText = (reference: string, { files }: SubjectWords) =>
  `${reference} is not among the ${files} that were drawn. Check it; if it is to be read beside the sample, press the button once more.`;

/** Recording case files. */
export function recordingRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    recording: RecordingService;
    plans: RecoveryPlanService;
    sampling: SamplingService;
    fromSample: FromSample;
    assigning: AssigningService;
    notes: NoteService;
    safeguarding: SafeguardingService;
    training: Pick<TrainingService, 'waiting'>;
    stopping: Pick<StoppingService, 'afterFile' | 'of'>;
    tools: Tools;
  },
): void {
  const { audits, recording, plans, sampling, fromSample, assigning, notes, safeguarding, tools } = parts;
  const { training, stopping } = parts;
  const groupOf = async (auditId: number, groupId: number) =>
    (await audits.groups(auditId)).find(({ id }) => id === groupId);
  const load = auditLoader(audits);
  /** The groups of an audit, and all files that are or can be begun, as one person has them. */
  const filesOf = async (audit: Audit, userId: number) => ({
    groups: await audits.groups(audit.id),
    ...(await assigning.filesOf(audit, userId)),
  });
  // A page that was opened before a question was left out may still send an answer to it: it is kept, and not counted.
  // What may be not applicable hangs on the file's group, which the save knows.
  const publishedTool = ({ toolId, toolVersion }: RecordedAudit) => {
    const tool = tools.must(toolId, toolVersion);
    return asAskedOf(
      tool,
      itemsOf(tool).map(({ id }) => id),
    );
  };
  // At every answer: no more of the audit than that needs.
  const loadToRecord = async (req: Request) => {
    const audit = await audits.toRecordIn(idParameter(req, 'auditId'));
    if (!audit.withInterests.has(currentUser(req)?.id ?? 0)) return { audit, subject: { audit } };
    const keptFrom = await audits.keptFrom(audit.id, { fileId: idParameter(req, 'fileId') });
    return { audit, subject: { audit, keptFrom } };
  };
  const loadFile = async (req: Request) => {
    const { audit, subject } = await load(req);
    // Which reading of the file it is depends on who asks.
    const viewerId = currentUser(req)?.id ?? null;
    const reading = await recording.get(audit.id, idParameter(req, 'fileId'), viewerId);
    return { audit, subject, tool: asAskedOf(tools.of(audit), reading.group.exclusions), reading };
  };

  /** The file may have been removed while its form was open. */
  const loadIfThere = async (req: Request) =>
    loadFile(req).catch(async (error: unknown) => {
      if (!(error instanceof NotFoundError)) throw error;
      const { audit, subject } = await load(req);
      return { audit, subject, tool: tools.of(audit), reading: null };
    });

  const readingPage = async (about: {
    audit: Audit;
    tool: Tool;
    reading: Reading;
    user: User;
    typed: FormState | null;
    errors: FieldError[];
    stopped?: boolean;
  }) => {
    const { audit, reading, user, errors } = about;
    const files = await filesOf(audit, user.id);
    const plan = await plans.ofReading(audit, files.groups, reading);
    return {
      template: 'fieldwork/recording/record',
      title: `${audit.words.One} ${reading.reference}`,
      status: errors.length > 0 ? 422 : 200,
      errors,
      wide: true,
      view: {
        ...presentReading({ ...about, ...files, plan, written: await notes.ofReading(reading.id) }),
        alert: presentAlertLink(audit, reading.fileId, await safeguarding.of(audit.id), user),
      },
    };
  };

  /** Somebody else saved the file meanwhile, or a choice between the two versions is not made yet. */
  const conflictPage = async (about: {
    audit: Audit;
    tool: Tool;
    current: Reading;
    body: FormBody;
    user: User;
    errors: FieldError[];
  }) => {
    const { audit, tool, current, body, errors } = about;
    const view = presentConflict({
      ...about,
      groups: await audits.groups(audit.id),
      yours: sentState(tool, body, current),
      base: baseOf(body),
      undecided: undecidedOf(body),
      intent: intentOf(body),
      sure: readRecordingForm(tool, body).form.sure ?? new Map(),
      toldOf: textOf(body, TOLD_OF),
    });
    return {
      template: 'fieldwork/recording/conflict',
      title: `Two versions of ${audit.words.one} ${current.reference}`,
      status: errors.length > 0 ? 422 : 409,
      errors,
      view,
    };
  };

  /** Saves what a page sent, as far as it can be: else there are errors, or somebody else's version. */
  const saveForm = async (actorId: number, audit: Audit, reading: Reading, form: RecordedForm) => {
    try {
      return await withInputErrors(() => recording.save(actorId, audit, reading.fileId, form));
    } catch (error) {
      if (error instanceof StaleReadingError) return { stale: error.current };
      if (!(error instanceof StateError)) throw error;
      // The audit was closed meanwhile: what was typed stays on the page, to be kept or copied.
      return { errors: [{ field: '', text: `${error.message} What you entered is not saved.` }] };
    }
  };

  /** Where reading may stop, on the list of files while they are read; null where nothing is to be told. */
  const whereToStop = async (audit: Audit, groups: SampleGroup[], user: User) => {
    const isTold = audit.stopsWhenSure && takesAnswers(audit.state) && can(user, 'stopping.read', { audit });
    const brief = isTold
      ? stoppingInBrief(await stopping.of(audit, { groups, isBrief: true }), audit.words)
      : null;
    return brief && { text: brief.text, href: urls.stopping(audit.id) };
  };

  /**
   * Opens what is read after a file, and says so. Where the file has made its group sure, or was read a second time in one
   * that is, nothing new is begun there: whoever reads on chooses it from the list.
   */
  const goOn = async (user: User, audit: Audit, { fileId, group, number }: Reading) => {
    const stands = audit.stopsWhenSure
      ? await stopping.afterFile(audit, { group: group.name, fileId })
      : null;
    const beginsNone = stands !== null && stands.isSure && (stands.isNew || number === SECOND_READING);
    const next = await fromSample.openNextFile(user.id, audit.id, { fileId, beginsNone });
    const isTold = stands !== null && can(user, 'stopping.read', { audit });
    const told = isTold ? saidInPassing(stands, audit.words) : null;
    if (next) return { next, said: joined([isNext(audit.words, next.isOfGroup), told]) };
    if (stands?.isSure && told !== null) return { next, said: told };
    const none = beginsNone ? leftToBegin(audit.words) : noneLeft(audit, await groupOf(audit.id, group.id));
    const open = isTold && !stands.isSure ? openText(stands.open) : null;
    return { next, said: joined([none, told ?? open]) };
  };

  /** The same after a file that is saved, whatever becomes of the audit in this moment. */
  const goOnAfterSave = async (user: User, audit: Audit, saved: Reading) => {
    try {
      return await goOn(user, audit, saved);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return { next: null, said: noneLeft(audit, await groupOf(audit.id, saved.groupId)) };
    }
  };

  routes.allowed(
    'caseFile.read',
    { method: 'get', path: '/audits/:auditId/files', load },
    async ({ req, loaded, user, show }) => {
      const { audit } = loaded;
      const tool = tools.of(audit);
      const files = await filesOf(audit, user.id);
      const filter = readFileFilter(req.query, audit, files.groups);
      const view = {
        ...presentFiles({ audit, tool, ...files, user, typed: null, errors: [], filter }),
        stopping: await whereToStop(audit, files.groups, user),
      };
      await show({ template: 'fieldwork/recording/files', title: audit.words.Many, view });
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const form = parseForm(newFileForm(audit.words), body);
      const outsideSample =
        takesAnswers(audit.state) &&
        form.values !== undefined &&
        tidyReference(textOf(body, 'beside')) !== form.values.reference &&
        (await sampling.isOutsideSample(audit.id, form.values.groupId, form.values.reference));
      const outcome = !form.values
        ? { errors: form.errors }
        : outsideSample
          ? { errors: [{ field: 'reference', text: outsideSampleText(form.values.reference, audit.words) }] }
          : await withInputErrors(() => recording.create(user.id, audit.id, form.values));
      if (outcome.errors) {
        const tool = tools.of(audit);
        const files = await filesOf(audit, user.id);
        const typed = {
          groupId: textOf(body, 'groupId'),
          reference: textOf(body, 'reference'),
          outsideSample,
        };
        const filter = readFileFilter(req.query, audit, files.groups);
        const view = {
          ...presentFiles({ audit, tool, ...files, user, typed, errors: outcome.errors, filter }),
          stopping: await whereToStop(audit, files.groups, user),
        };
        // Each group has a reference field of its own; the summary leads to the one that was used.
        const errors = outcome.errors.map((error) => ({ ...error, field: `reference-${typed.groupId}` }));
        await show({
          template: 'fieldwork/recording/files',
          title: audit.words.Many,
          status: 422,
          errors,
          view,
        });
        return;
      }
      redirect(urls.file(audit.id, outcome.result));
    },
  );

  routes.allowed(
    'caseFile.read',
    { method: 'get', path: '/audits/:auditId/files/:fileId', load: loadFile },
    async ({ req, loaded, user, show }) => {
      const stopped = 'missing' in req.query;
      await show(await readingPage({ ...loaded, user, typed: null, errors: [], stopped }));
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files/:fileId', load: loadIfThere },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, tool, reading } = loaded;
      const body = formBody(req);
      if (reading === null) {
        const view = presentRemoved(audit, tool, await audits.groups(audit.id), body, user);
        await show({
          template: 'fieldwork/recording/removed',
          title: `This ${audit.words.one} has been removed`,
          status: 404,
          view,
        });
        return;
      }
      const { form, errors } = readRecordingForm(publishedTool(audit), body, reading.noteSets);
      const conflict = async (current: Reading, problems: FieldError[]) =>
        show(await conflictPage({ audit, tool, current, body, user, errors: problems }));

      recording.refuseEarlier(audit, reading, form.version);
      if (form.version !== reading.version) {
        await conflict(reading, []);
        return;
      }
      if ('differing' in body && errors.length > 0) {
        await conflict(reading, errors);
        return;
      }
      // What was entered is saved all the same; only that the file is complete waits for another press.
      const stops =
        form.complete === true && stopsAtMissing(tool, withChanges(reading.answers, form.answers), body);
      const wanted = stops ? { ...form, complete: undefined } : form;
      const outcome = errors.length > 0 ? { errors } : await saveForm(user.id, audit, reading, wanted);
      if ('stale' in outcome) {
        await conflict(outcome.stale, []);
        return;
      }
      if (outcome.errors) {
        const typed = sentState(tool, body, reading);
        await show(await readingPage({ audit, tool, reading, user, typed, errors: outcome.errors }));
        return;
      }
      const saved = outcome.result;
      const done = savedInWords(tool, saved);
      if (stops) {
        redirect(`${urls.file(audit.id, saved.fileId)}?missing`, done);
        return;
      }
      if (form.complete !== true) {
        redirect(urls.file(audit.id, saved.fileId), done);
        return;
      }
      const left = await training.waiting(audit, user.id);
      if (left > 0) {
        redirect(urls.training(audit.id), `${done} ${COMPLETE} ${madeUpFirstText(audit.words, left)}`);
        return;
      }
      const { next, said } = await goOnAfterSave(user, audit, saved);
      redirect(
        next === null ? urls.files(audit.id) : urls.file(audit.id, next.fileId),
        `${done} ${COMPLETE} ${said}`,
      );
    },
  );

  // After a file, also one that stays as it is: the key F, or the button.
  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files/:fileId/next', load: loadFile },
    async ({ req, res, loaded, user, redirect }) => {
      const { audit, reading } = loaded;
      const { next: found, said } = await goOn(user, audit, reading);
      const list = urls.files(audit.id);
      const next = found === null ? null : urls.file(audit.id, found.fileId);
      // What was said of the file that was completed is said on the page after it.
      const { flash } = req.session;
      if (flash !== undefined) req.session.flash = `${flash} ${said}`;
      if (wantsJson(req)) {
        res.set('Cache-Control', 'no-store').json({ next, list, message: next === null ? said : null });
      } else if (next === null && flash === undefined) redirect(list, said);
      else redirect(next ?? list);
    },
  );

  // One change of a page that saves as it goes. What the answer does not say is saved, is not saved.
  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files/:fileId/answers', load: loadToRecord },
    async ({ req, res, loaded, user }) => {
      const { audit } = loaded;
      const tool = tools.of(audit);
      const fileId = idParameter(req, 'fileId');
      res.set('Cache-Control', 'no-store');
      const { form, errors } = readChange(publishedTool(audit), formBody(req));
      let outcome;
      try {
        outcome =
          errors.length > 0
            ? { errors }
            : await withInputErrors(() => recording.save(user.id, audit, fileId, form));
      } catch (error) {
        if (error instanceof StaleReadingError) {
          const { current } = error;
          res.status(409).json({
            code: 'stale',
            message: error.message,
            by: current.updatedByName,
            at: clockInWords(current.updatedAt),
          });
          return;
        }
        if (!(error instanceof StateError)) throw error;
        res.status(409).json({ code: 'state', message: error.message });
        return;
      }
      if (outcome.errors) {
        res.status(422).json({ code: 'invalid', errors: outcome.errors });
        return;
      }
      const saved = outcome.result;
      if (form.complete === true) req.session.flash = `${savedInWords(tool, saved)} ${COMPLETE}`;
      res.json({ ...presentSaved(tool, saved), state: Object.fromEntries(stateOf(tool, saved)) });
    },
  );

  routes.allowed(
    'caseFile.remove',
    { method: 'get', path: '/audits/:auditId/files/:fileId/remove', load: loadFile },
    async ({ loaded: { audit, reading }, user, show }) => {
      const alerts = await safeguarding.ofFile(reading.fileId);
      await show({
        template: 'fieldwork/recording/remove',
        title: `Remove ${audit.words.one} ${reading.reference}?`,
        view: presentRemoval({ audit, reading, alerts, user }),
      });
    },
  );

  routes.allowed(
    'caseFile.remove',
    { method: 'post', path: '/audits/:auditId/files/:fileId/remove', load: loadFile },
    async ({ loaded, user, redirect }) => {
      await recording.remove(user.id, loaded.audit.id, loaded.reading.fileId);
      redirect(
        urls.files(loaded.audit.id),
        `The ${loaded.audit.words.one} ${loaded.reading.reference} is removed.`,
      );
    },
  );
}
