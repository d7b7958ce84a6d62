import readWorkbook from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subjectWords } from '../../rules/index.ts';
import type { SubjectWords } from '../../rules/index.ts';
import { createCaseFileRepository } from '../../server/fieldwork/caseFiles/repository.ts';
import { urls } from '../../server/web/urls.ts';
import { recordsOf, toolOf } from '../audits/instruments.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { BRIDGE, DIP } from '../support/improvement.ts';
import { download } from '../support/page.ts';
import { readPdf } from '../support/readPdf.ts';

const TOOLS = [
  ['scripted_calls', 'scripted-calls/calls.csv'],
  ['service_review_2007', 'service-review-2007/returns.csv'],
  ['service_user_questionnaire', 'service-user-questionnaire/answers.csv'],
] as const;

/** Where "file" is the right word whatever an audit is about. */
const ALLOWED: [phrase: RegExp, reason: string][] = [
  [/Record quality: in the file and in NDTMS/g, 'the title of another tool'],
  [/\bCSV files?\b|\bCSV or Excel files?\b/g, 'a file of a computer'],
  [/Each of nine fields is asked twice of a case file/g, 'another tool, described where all can be chosen'],
  [/Whether a file tells who is a parent/g, 'another tool, described where all can be chosen'],
  [/answered by a panel that reads case files/g, 'of another tool, where all can be chosen'],
  [/Read case files for something else/g, 'a group of tools, where all can be chosen'],
  [/tools for case files, services, partnerships, calls and questionnaires/g, 'all that can be chosen'],
];

/** What belongs to case files alone, by its address: nobody with such an audit is led there. */
const OF_CASE_FILES_ALONE = [
  /\/files\/\d+\/plan$/,
  /\/plans$/,
  /\/feedback\/\d+\/goals$/,
  /\/export\/plans\.json$/,
  /\/completeness/,
];

const WRITTEN = /.{0,70}\b(?:case[ -]files?|files?|caseloads?)\b.{0,50}/gi;

/** What a reader sees of a page, and what is read out: no tags and no addresses. */
const textOf = (html: string): string =>
  html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '')
    .replace(/ (?:aria-label|title|placeholder|data-label|content)="([^"]*)"/g, '> $1 <')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

/** The words of JSON that are meant for people: values that are sentences. */
const sentencesOf = (json: string): string =>
  [...json.matchAll(/"((?:[^"\\]|\\.)*)"(?!\s*:)/g)]
    .map(([, text = '']) => text)
    .filter((text) => text.includes(' ') && text !== 'no difference that these files can show')
    .join('\n');

/** Everything an answer says. */
async function saidBy(visitor: Visitor, url: string): Promise<{ status: number; text: string }> {
  const { status, headers, body } = await download(visitor, url);
  const type = String(headers['content-type']);
  const name = headers['content-disposition'] ?? '';
  if (type.includes('pdf')) {
    const pdf = await readPdf(body);
    const page = pdf.pages.map(({ text, artifactText }) => `${text}\n${artifactText}`).join('\n');
    return { status, text: [name, pdf.title, page, pdf.elements.map(({ source }) => source)].join('\n') };
  }
  if (type.includes('spreadsheet')) {
    const sheets = await readWorkbook(body);
    return { status, text: [name, JSON.stringify(sheets).replaceAll('","', '\n')].join('\n') };
  }
  if (type.includes('zip')) return { status, text: name };
  const text = body.toString('utf8');
  if (type.includes('json')) return { status, text: [name, sentencesOf(text)].join('\n') };
  return { status, text: type.includes('html') ? textOf(text) : [name, text].join('\n') };
}

const slipsIn = (text: string): string[] =>
  ALLOWED.reduce((left, [phrase]) => left.replaceAll(phrase, ''), text).match(WRITTEN) ?? [];

onOneEngine('the words of an audit', (engine) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startApp(engine);
  });
  afterAll(() => test.close());

  /** An open audit of two providers' records, one of them not complete. */
  async function openAudit(toolId: string, example: string) {
    const { deps, ids } = test;
    const instrument = toolOf(toolId);
    const auditId = await deps.audits.create(ids.lena, {
      title: `Audit of ${instrument.subject.many}`,
      partnership: 'England',
      toolId,
      toolVersion: 1,
      fieldworkStart: '2007-01-08',
      fieldworkEnd: '2099-03-30',
    });
    await deps.audits.addMember(ids.lena, auditId, ids.amir, 'auditor');
    await deps.audits.addMember(ids.lena, auditId, ids.beth, 'auditor');
    await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
    const providers: number[] = [];
    const groups: number[] = [];
    for (const [name, provider] of [
      ['Own', BRIDGE],
      ['Other', DIP],
    ] as const) {
      const providerId = (await deps.providers.byName(provider))?.id ?? 0;
      providers.push(providerId);
      groups.push(
        await deps.audits.createGroup(ids.lena, auditId, {
          name,
          plannedFiles: 6,
          providerIds: [providerId],
          exclusions: [],
        }),
      );
    }
    await deps.steps.changeState(ids.lena, auditId, 'open');
    const at = new Date().toISOString();
    const records = recordsOf(instrument, `examples/${example}`).slice(0, 12);
    await createCaseFileRepository(deps.database).create(
      auditId,
      records.map(({ answers }, i) => ({
        groupId: groups[i % 2] ?? 0,
        reference: `REF-${i}`,
        answers,
        comments: new Map([[[...answers.keys()].at(-1) ?? '', 'Said twice over.']]),
        completedAt: i === 0 ? null : at,
      })),
      ids.lena,
      at,
    );
    const [first] = await deps.recording.lines(auditId, deps.tools.must(toolId, 1), ids.lena);
    return { auditId, groups, providers, fileId: first?.id ?? 0 };
  }

  /** Every page and document of an audit that can be had by a GET, for one person; in `told` what slips. */
  async function walk(
    who: 'lena' | 'amir' | 'paula' | 'carl',
    ids: Record<string, string | number>,
    /** Documents take a while to read, and say the same to everybody but for what is suppressed. */
    wanted: 'pages' | 'documents' = 'pages',
  ) {
    const visitor = await test.as(who);
    const told: string[] = [];
    const seen: string[] = [];
    const addresses = test.routes
      .filter(
        ({ method, path, by }) => method === 'get' && by === 'session' && path.startsWith('/audits/:auditId'),
      )
      .flatMap(({ path }) => {
        const url = path.replaceAll(/:([a-zA-Z]+)/g, (whole, name: string) => String(ids[name] ?? whole));
        return url.includes(':') || OF_CASE_FILES_ALONE.some((own) => own.test(url)) ? [] : [url];
      });
    const more = [
      urls.results(ids['auditId'] ?? 0, 'files'),
      urls.exportResults(ids['auditId'] ?? 0, 'csv', { of: 'items', by: 'provider' }),
      urls.compare(ids['auditId'] ?? 0, '?by=provider'),
      urls.resultsPdf(ids['auditId'] ?? 0, '?by=provider'),
      urls.home(),
    ];
    for (const url of [...addresses, ...more]) {
      if (/\.(pdf|xlsx)($|\?)/.test(url) !== (wanted === 'documents')) continue;
      const { status, text } = await saidBy(visitor, url);
      if (status === 404 || status === 303 || status === 302) continue;
      seen.push(url);
      told.push(...slipsIn(text).map((slip) => `${who} ${url} (${status}): ${slip}`));
    }
    return { told, seen };
  }

  describe.each(TOOLS)('with %s', (toolId, example) => {
    const words: SubjectWords = subjectWords(toolOf(toolId).subject);
    let of: { auditId: number; fileId: number; groupId: number; providerId: number };
    let closed: Record<string, number>;

    beforeAll(async () => {
      const { auditId, groups, providers, fileId } = await openAudit(toolId, example);
      of = { auditId, fileId, groupId: groups[0] ?? 0, providerId: providers[0] ?? 0 };
    });

    it.each(['lena', 'amir', 'carl'] as const)(
      'are its own on every page of %s while it is open',
      async (who) => {
        const { told, seen } = await walk(who, of);
        expect(told).toEqual([]);
        if (who !== 'carl') expect(seen).toContain(urls.results(of.auditId));
      },
    );

    it('are its own on every page of the lead once it is closed', async () => {
      const { deps, ids } = test;
      const { auditId, providerId, fileId } = of;
      await deps.recording.remove(ids.lena, auditId, fileId);
      await deps.steps.changeState(ids.lena, auditId, 'close', true);
      const findingId = await deps.findings.add(
        ids.lena,
        auditId,
        providerId,
        { kind: 'strength', itemId: null, text: 'Much is good.' },
        '',
      );
      await deps.reports.issue(ids.lena, auditId, providerId);
      const queryId = await deps.queries.raise(ids.paula, auditId, providerId, {
        about: null,
        text: 'How was this counted?',
      });
      const actionId = await deps.improvement.addAction(ids.paula, auditId, providerId, {
        checkId: null,
        action: 'Look at it together at the next meeting',
        ownerRole: 'Service manager',
        due: '2027-03-31',
        measure: 'It is in the minutes',
      });
      const [left] = await deps.recording.lines(auditId, deps.tools.must(toolId, 1), ids.lena);
      closed = { ...of, fileId: left?.id ?? 0, findingId, queryId, actionId, version: 1 };
      const { told, seen } = await walk('lena', closed);
      expect(told).toEqual([]);
      for (const needed of [urls.compare(auditId), urls.results(auditId), urls.feedback(auditId)]) {
        expect(seen).toContain(needed);
      }
    });

    it.each(['amir', 'paula', 'carl'] as const)(
      'are its own on every page of %s once it is closed',
      async (who) => {
        expect((await walk(who, closed)).told).toEqual([]);
      },
    );

    it('are its own in every document and workbook', async () => {
      const { told, seen } = await walk('lena', closed, 'documents');
      expect(told).toEqual([]);
      expect(seen.length).toBeGreaterThan(8);
    });

    it('are its own in a re-audit', async () => {
      const { deps, ids } = test;
      const auditId = await deps.reAudits.create(ids.lena, of.auditId, {
        title: 'The same again',
        fieldworkStart: '2028-01-08',
        fieldworkEnd: '2028-03-30',
        toolVersion: 1,
        samePanel: true,
      });
      expect((await walk('lena', { auditId, providerId: of.providerId })).told).toEqual([]);
    });

    it('stand where they belong', async () => {
      const lena = await test.as('lena');
      expect((await saidBy(lena, urls.exportResults(of.auditId, 'csv', {}))).text).toContain(words.Many);
      expect((await saidBy(lena, urls.compare(of.auditId))).text).toContain(`11 ${words.many}`);
      expect((await saidBy(lena, urls.feedbackDraftPdf(of.auditId, of.providerId))).text).toMatch(
        new RegExp(`Your ${words.many} \\d+ of \\d+ planned ${words.many}`),
      );
    });
  });
});
