import type { Request } from 'express';
import { pipeline } from 'node:stream/promises';
import { takesAnswers } from '../../../rules/index.ts';
import { can, refusalText } from '../../access/policy.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { RecordingService } from '../../fieldwork/recording/service.ts';
import { StaleReadingError } from '../../fieldwork/recording/service.ts';
import { plainName } from '../../formats/english.ts';
import type { User } from '../../people/accounts/repository.ts';
import { ForbiddenError, NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { shownAs } from '../../web/sendPdf.ts';
import { urls } from '../../web/urls.ts';
import { RESULTS_FORMATS } from '../exports/service.ts';
import { writtenJson, writtenTable } from '../exports/written.ts';
import { presentRecordsTable, presentScoresJson, presentScoresTable } from './exportPresenter.ts';
import { judgedOf, readJudgements, readScoresRequest } from './form.ts';
import type { Judgement } from './form.ts';
import { recordScorePdf, scoresPdf } from './pdf.ts';
import { presentScores } from './presenter.ts';
import { presentRecordScore } from './recordPresenter.ts';
import type { RecordScore, ScoresService } from './service.ts';

interface Parts {
  audits: AuditService;
  scores: ScoresService;
  recording: RecordingService;
}

/** What records score on the criteria of their tool. */
export function scoresRoutes(routes: Routes, parts: Parts): void {
  pageRoutes(routes, parts);
  exportRoutes(routes, parts);
  recordRoutes(routes, parts);
}

function pageRoutes(routes: Routes, { audits, scores }: Parts): void {
  const load = auditLoader(audits);
  routes.allowed(
    'results.read',
    { method: 'get', path: '/audits/:auditId/scores', load },
    async ({ req, loaded, user, show }) => {
      const { audit } = loaded;
      const asked = readScoresRequest(req.query);
      const shown = await scores.shown(audit.id, asked.by, user);
      const view = presentScores(shown, scores.fieldsOf(audit), asked, user);
      await show({ template: 'results/scores/page', title: 'Scores', wide: true, view });
    },
  );

  routes.allowed(
    'results.export',
    { method: 'get', path: '/audits/:auditId/scores.pdf', load },
    async ({ req, res, loaded, user }) => {
      const { audit } = loaded;
      const asked = readScoresRequest(req.query);
      const taken = { by: asked.by ?? 'group', format: 'pdf', all: false };
      const shown = await scores.take(user, audit.id, taken);
      const view = presentScores(shown, scores.fieldsOf(audit), asked, user);
      res.type('application/pdf').set({
        'Cache-Control': 'no-store',
        'Content-Disposition': shownAs(`scores-${plainName(audit.title) || 'audit'}.pdf`),
      });
      await pipeline(scoresPdf(view, shown), res);
    },
  );
}

function exportRoutes(routes: Routes, { audits, scores }: Parts): void {
  const load = auditLoader(audits);
  const wantsAll = (req: Request) => req.query['figures'] === 'all';
  for (const format of RESULTS_FORMATS) {
    routes.allowed(
      'results.export',
      { method: 'get', path: `/audits/:auditId/export/scores.${format}`, load },
      async ({ req, res, loaded, user }) => {
        const { by = 'group' } = readScoresRequest(req.query);
        const all = wantsAll(req);
        const shown = await scores.take(user, loaded.audit.id, { by, format, all });
        const records = presentRecordsTable(shown);
        const content =
          format === 'json'
            ? writtenJson(presentScoresJson(shown))
            : await writtenTable(format, presentScoresTable(shown), records ? [records] : []);
        const name = `scores-audit-${loaded.audit.id}${all ? '-unsuppressed' : ''}.${format}`;
        res.set('Cache-Control', 'no-store').attachment(name).send(content);
      },
    );
  }

  routes.allowed(
    'results.export',
    { method: 'get', path: '/audits/:auditId/export/record-scores.csv', load },
    async ({ req, res, loaded, user }) => {
      const { audit } = loaded;
      const record = scores.subjectOf(audit);
      if (!record) throw new NotFoundError();
      const all = wantsAll(req);
      if (!can(user, 'recordScore.read', { audit, record }) || (record.personal && !all)) {
        throw new ForbiddenError(refusalText(user, 'recordScore.read', { audit, record }));
      }
      const taken = { by: 'group', format: 'csv', all };
      const records = presentRecordsTable(await scores.take(user, audit.id, taken));
      if (!records) throw new NotFoundError();
      const content = await writtenTable('csv', records);
      res.set('Cache-Control', 'no-store').attachment(`record-scores-audit-${audit.id}.csv`).send(content);
    },
  );
}

function recordRoutes(routes: Routes, { audits, scores, recording }: Parts): void {
  const loadAudit = auditLoader(audits);
  const load = async (req: Request) => {
    const { audit, subject } = await loadAudit(req);
    const record = scores.subjectOf(audit);
    if (!record) throw new NotFoundError();
    return { audit, subject: { ...subject, record }, fileId: idParameter(req, 'fileId') };
  };

  /** What this person can judge of a record: its first reading, where it is theirs and the audit is open. */
  async function judgementOf(
    { audit, instrument, record }: RecordScore,
    user: User,
  ): Promise<Judgement | null> {
    const criteria = judgedOf(instrument);
    if (criteria.length === 0 || !takesAnswers(audit.state) || !can(user, 'caseFile.record', { audit }))
      return null;
    const reading = await recording.get(audit.id, record.fileId, user.id);
    if (reading.number !== 1 || reading.frozen) return null;
    return { version: reading.version, criteria, chosen: reading.answers };
  }
  const page = (found: RecordScore, view: object, errors: FieldError[] = [], status = 200) => ({
    template: 'results/scores/record',
    title: `What ${found.record.reference} scores`,
    wide: true,
    status,
    errors,
    view,
  });

  routes.allowed(
    'recordScore.read',
    { method: 'get', path: '/audits/:auditId/scores/:fileId.pdf', load },
    async ({ res, loaded, user }) => {
      const { audit, fileId } = loaded;
      const found = await scores.record(audit.id, fileId);
      await scores.recordTaken(user, audit.id, fileId);
      res.type('application/pdf').set({
        'Cache-Control': 'no-store',
        'Content-Disposition': shownAs(`score-${plainName(found.record.reference) || fileId}.pdf`),
      });
      await pipeline(recordScorePdf(presentRecordScore(found, user, null)), res);
    },
  );

  routes.allowed(
    'recordScore.read',
    { method: 'get', path: '/audits/:auditId/scores/:fileId', load },
    async ({ loaded, user, show }) => {
      const found = await scores.record(loaded.audit.id, loaded.fileId);
      await show(page(found, presentRecordScore(found, user, await judgementOf(found, user))));
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/scores/:fileId/judgements', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, fileId, subject } = loaded;
      // Who judges has the answers in view, so that a second reader would not be blind any more.
      if (!can(user, 'recordScore.read', subject)) {
        throw new ForbiddenError(refusalText(user, 'recordScore.read', subject));
      }
      const found = await scores.record(audit.id, fileId);
      const { version, answers, errors } = readJudgements(found.instrument, formBody(req));
      const again = async (wrong: FieldError[], status: number) => {
        const judgement = await judgementOf(found, user);
        await show(page(found, presentRecordScore(found, user, judgement), wrong, status));
      };
      if (errors.length > 0) return again(errors, 422);
      try {
        await recording.save(user.id, audit, fileId, {
          version,
          reference: undefined,
          groupId: undefined,
          answers,
          comments: new Map(),
          comment: undefined,
          complete: undefined,
        });
      } catch (error) {
        if (!(error instanceof StaleReadingError)) throw error;
        return again([{ field: '', text: STALE }], 409);
      }
      redirect(urls.recordScore(audit.id, fileId), 'The judgement is saved.');
    },
  );
}

const STALE =
  'Somebody else has saved this record since you opened it, so nothing was saved. The answers below are as they are now: look at them, and judge again.';
