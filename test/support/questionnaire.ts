import { urls } from '../../server/web/urls.ts';
import request from 'supertest';
import type { Response } from 'supertest';
import type { TestApp } from './app.ts';

/** An audit of Lena's with the questionnaire for service users, for the services Ash and Birch; open unless told otherwise. */
export async function surveyAudit(
  app: TestApp,
  options: { title?: string; state?: 'draft' | 'open' | 'closed' } = {},
): Promise<{ auditId: number; ash: number; birch: number }> {
  const { deps, ids } = app;
  const auditId = await deps.audits.create(ids.lena, {
    title: options.title ?? 'The survey',
    partnership: 'Southampton',
    toolId: 'service_user_questionnaire',
    toolVersion: 1,
    fieldworkStart: '2026-11-01',
    fieldworkEnd: '2026-12-31',
  });
  await deps.audits.addMember(ids.lena, auditId, ids.amir, 'auditor');
  await deps.audits.addMember(ids.lena, auditId, ids.beth, 'auditor');
  const bridge = (await deps.providers.byName('The Bridge'))?.id ?? 0;
  const group = (name: string) =>
    deps.audits.createGroup(ids.lena, auditId, {
      name,
      plannedFiles: 3,
      providerIds: [bridge],
      exclusions: [],
    });
  const [ash, birch] = [await group('Ash'), await group('Birch')];
  const state = options.state ?? 'open';
  if (state !== 'draft') await deps.steps.changeState(ids.lena, auditId, 'open');
  if (state === 'closed') await deps.steps.changeState(ids.lena, auditId, 'close');
  return { auditId, ash, birch };
}

/** A browser that keeps no cookie, as a phone that has none of ours. */
export interface Phone {
  get(url: string): Promise<Response>;
  post(url: string, fields?: Record<string, string | string[]>): Promise<Response>;
}

/** @param address - where it is, behind a proxy that says so */
export const phone = ({ app }: TestApp, address?: string): Phone => {
  const from: Record<string, string> = address === undefined ? {} : { 'X-Forwarded-For': address };
  return {
    get: async (url) => request(app).get(url).set(from),
    post: async (url, fields = {}) => request(app).post(url).set(from).type('form').send(fields),
  };
};

/** Codes of a service, as its lead gets them. */
export async function codesOf(
  { deps, ids }: TestApp,
  auditId: number,
  groupId: number,
  codes = 1,
): Promise<string[]> {
  return (await deps.questionnaire.makeCodes(ids.lena, auditId, { groupId, codes })).codes;
}

/** What somebody answers, question by question; undefined for what they would rather not. */
export const ANSWERS: (string | string[] | undefined)[] = [
  'Staying off, and my own flat',
  ['key_worker', 'groups'],
  'agree',
  undefined,
  'neither',
  'yes',
  'no',
  'female',
  undefined,
];

/** Goes through a questionnaire in a browser, up to the page before it is handed in. */
export async function answerAll(visitor: Phone, code: string, answers = ANSWERS): Promise<void> {
  for (const [i, answer] of answers.entries()) {
    const form = answer === undefined ? { go: 'skip' } : { go: 'next', answer };
    const sent = await visitor.post(urls.question(code, i + 1), form);
    if (sent.status !== 303) throw new Error(`question ${i + 1} gave ${sent.status}`);
  }
}

/** Answers a questionnaire and hands it in. */
export async function handIn(visitor: Phone, code: string, answers = ANSWERS): Promise<void> {
  await answerAll(visitor, code, answers);
  const sent = await visitor.post(urls.checkAnswers(code));
  if (sent.headers['location'] !== urls.thanks()) throw new Error(`handing in gave ${sent.status}`);
}
