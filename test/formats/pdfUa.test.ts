import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feedbackPdf } from '../../server/feedback/draft/pdf.ts';
import { presentFeedback } from '../../server/feedback/draft/presenter.ts';
import { writePdf } from '../../server/formats/pdf/index.ts';
import { blankFormPdf } from '../../server/fieldwork/paper/pdf.ts';
import { presentBlankForm } from '../../server/fieldwork/paper/presenter.ts';
import { slipsPdf } from '../../server/fieldwork/questionnaire/slipsPdf.ts';
import { presentSlips } from '../../server/fieldwork/questionnaire/slipsPresenter.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { urls } from '../../server/web/urls.ts';
import { toolOf } from '../audits/instruments.ts';
import { startApp, withExample } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { closedAudit, sentPlan } from '../support/improvement.ts';
import { download } from '../support/page.ts';
import { answerAs, selfAudited } from '../support/selfAudit.ts';
import { input } from '../support/feedbackInput.ts';
import { pdfUaProblems } from '../support/pdfUa.ts';
import { exampleOf, scoredAudit } from '../support/scoredAudit.ts';

const settings = {
  title: 'Fruit',
  creator: 'Stall',
  language: 'en-GB',
  createdAt: new Date('2012-02-28T10:11:12Z'),
  footer: 'The orchard',
};

/** Every kind of block, over several pages. */
const everything = () =>
  buffer(
    writePdf(settings, (document) => {
      document.heading(1, 'Fruit');
      document.paragraph('Fluffy office staff – “naïve” café 👍.', 'lead');
      document.heading(2, 'Counts');
      document.table({
        caption: 'Fruit by kind',
        columns: [
          { head: 'Kind', share: 2 },
          { head: 'Number', share: 1, align: 'right' },
          { head: '', share: 1 },
        ],
        rows: [
          { group: 'Pome fruit' },
          ...Array.from({ length: 60 }, (_, i) => ({
            cells: [{ text: `Apple ${i}`, notes: ['red'] }, { text: '8 of 12' }, { text: '' }],
          })),
          { cells: [{ text: 'Together' }, { text: '12' }, { text: '' }], total: true },
        ],
      });
      document.rule();
      document.heading(3, 'Remarks');
      document.list(['Crisp', [{ text: 'Sweet', weight: 'bold' }, { text: ' and sour' }]]);
      document.definitions([{ term: 'Pome', text: 'A fruit with a core.' }], 80);
      document.note('word '.repeat(900), 'caution');
    }),
  );

describe('every PDF of the program has none of the failures of PDF/UA-1 that a machine can tell:', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startApp('sqlite');
  });
  afterAll(() => test.close());

  it('what the kit can write', async () => {
    expect(pdfUaProblems(await everything())).toEqual([]);
  });

  it('a report, as a draft and issued, with findings and comments, and with nothing', async () => {
    for (const changes of [
      {},
      { issue: null },
      { comments: [{ item: 'plan', text: 'Good plan.' }], findings: [] },
      { goalExamples: [{ shown: 'Feel better', better: 'Walk twice a week' }] },
    ]) {
      const pdf = await buffer(feedbackPdf(presentFeedback(input(changes))));
      expect(pdfUaProblems(pdf)).toEqual([]);
    }
  });

  it('the blank form of every tool, with guidance and without', async () => {
    for (const tool of await test.deps.tools.current()) {
      for (const withGuidance of [false, true]) {
        const form = presentBlankForm(tool, { withGuidance });
        expect(pdfUaProblems(await buffer(blankFormPdf(form, settings.createdAt)))).toEqual([]);
      }
    }
  });

  it('sheets for callers, of one and of all, and the right answers', async () => {
    const { auditId, groupIds } = await newAudit(test, {
      tool: 'scripted_calls',
      groups: [{ name: 'Ash' }, { name: 'Birch' }],
    });
    await test.deps.calls.plan(test.ids.lena, auditId, {
      seed: 'SEED-1',
      wishes: {
        services: groupIds.map((groupId) => ({ groupId, calls: 6 })),
        callers: ['K1', 'K2'].map((pseudonym) => ({ pseudonym, not: [], most: null })),
        scenarios: ['crack', 'son_heroin', 'alcohol_work'],
        times: ['morning', 'evening'],
        weeks: 2,
      },
    });
    const lena = await test.as('lena');
    for (const url of [
      urls.callerSheet(auditId, 1),
      urls.callerSheet(auditId, 'all'),
      urls.rightAnswers(auditId),
    ]) {
      expect(pdfUaProblems((await download(lena, url)).body), url).toEqual([]);
    }
  });

  it('the reports of the example, its results and comparisons, suppressed and not', async () => {
    const auditId = await withExample(test);
    const lena = await test.as('lena');
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    const carl = await test.as('carl');
    for (const { provider } of await test.deps.feedback.of(auditId)) {
      const { report } = await test.deps.reports.issue(test.ids.lena, auditId, provider.id);
      expect(pdfUaProblems(await test.deps.reports.pdf(report)), provider.name).toEqual([]);
    }
    for (const search of ['', '?by=provider', '?by=primary_drug', '?by=gender&and=group', '?by=audit']) {
      for (const visitor of [lena, carl]) {
        const pdf = await download(visitor, urls.resultsPdf(auditId, search));
        expect(pdf.status).toBe(200);
        expect(pdfUaProblems(pdf.body), search).toEqual([]);
      }
    }
  });

  it('slips with codes, on one page and on several', async () => {
    for (const codes of [1, 2, 25]) {
      const slips = presentSlips(
        'The survey',
        'A service with a name that needs more than two of the lines that a slip has',
        Array.from({ length: codes }, () => 'C7DM3XPW95TQ'),
        'https://a-long-name-of-a-survey.example.org',
      );
      expect(pdfUaProblems(await buffer(slipsPdf(slips, settings.createdAt)))).toEqual([]);
    }
  });

  it('the follow-up of improvement plans, with plans and without', async () => {
    const stan = await test.as('stan');
    const none = await download(stan, urls.followUpFile('pdf'));
    expect(none.status).toBe(200);
    expect(pdfUaProblems(none.body)).toEqual([]);
    await sentPlan(test, await closedAudit(test));
    for (const person of ['lena', 'carl', 'paula'] as const) {
      const pdf = await download(await test.as(person), urls.followUpFile('pdf'));
      expect(pdf.status).toBe(200);
      expect(pdfUaProblems(pdf.body), person).toEqual([]);
    }
  });

  it('the scores of an audit and of single records, ranked and not, suppressed and not', async () => {
    const [lena, carl] = [await test.as('lena'), await test.as('carl')];
    for (const [id, file] of [
      ['service_review_2007', 'service-review-2007/returns.csv'],
      ['scripted_calls', 'scripted-calls/calls.csv'],
      ['record_quality', 'record-quality/case-files.csv'],
    ] as const) {
      const tool = toolOf(id);
      const records = Object.entries(exampleOf(tool, `examples/${file}`)).slice(0, 30);
      const groups = { One: Object.fromEntries(records), Two: { Empty: new Map<string, string>() } };
      const auditId = await scoredAudit(test, tool, groups, { closed: true });
      for (const visitor of [lena, carl]) {
        const pdf = await download(visitor, urls.scoresPdf(auditId));
        expect(pdf.status).toBe(200);
        expect(pdfUaProblems(pdf.body), id).toEqual([]);
      }
      const actor = {
        id: test.ids.lena,
        roles: ['lead' as const],
        providerId: null,
        organisationId: 1,
        organisations: [1],
      };
      const { records: all } = await test.deps.scores.shown(auditId, 'group', actor);
      for (const record of [all?.[0], all?.at(-1)]) {
        const pdf = await download(lena, urls.recordScorePdf(auditId, record?.fileId ?? 0));
        expect(pdf.status).toBe(200);
        expect(pdfUaProblems(pdf.body), id).toEqual([]);
      }
    }
  });

  it('a self-audit that is handed in', async () => {
    const made = await selfAudited(test);
    const { auditId, bridge } = made;
    const paula = await test.as('paula');
    await answerAs(test, 'paula', made, 'iippiiiiiaipn');
    expect((await paula.post(urls.selfAuditStep(auditId, bridge, 'hand-in'))).status).toBe(303);
    const handedIn = await download(await test.as('lena'), urls.selfAuditPdf(auditId, bridge));
    expect(handedIn.status).toBe(200);
    expect(pdfUaProblems(handedIn.body)).toEqual([]);
  });

  it('and no other part of the program writes any', () => {
    const server = path.join(projectFolder(), 'server');
    const writers = readdirSync(server, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith(path.join('formats', 'pdf')))
      .filter((file) =>
        /import [^;]*\bwritePdf\b|from 'pdfkit'/.test(readFileSync(path.join(server, file), 'utf8')),
      )
      .map((file) => file.split(path.sep).join('/'));
    expect(writers.toSorted()).toEqual([
      'feedback/draft/pdf.ts',
      'fieldwork/calls/pdf.ts',
      'fieldwork/paper/pdf.ts',
      'fieldwork/questionnaire/slipsPdf.ts',
      // Looked at by its own test.
      'fieldwork/sampling/drawnList.ts',
      'fieldwork/selfAudits/pdf.ts',
      // Looked at by its own test.
      'improvement/delivery/documents.ts',
      'improvement/followUp/documents.ts',
      // Looked at by its own test.
      'improvement/meetings/pdf.ts',
      // Looked at by its own test.
      'measures/documents.ts',
      // Looked at by its own test.
      'overview/board/pdf.ts',
      // Looked at by its own test.
      'overview/retention/pdf.ts',
      'results/comparison/pdf.ts',
      // Looked at by its own test.
      'results/publication/pdf.ts',
      'results/scores/pdf.ts',
    ]);
  });
});

describe('the look for failures', () => {
  it.each([
    ['/DisplayDocTitle true', '/DisplayDocTitle false', '07-001'],
    ['/Marked true', '/Marked false', '06-000'],
    ['/Lang (en-GB)', '/Lang ()', '11-006'],
    ['<pdfuaid:part>1', '<pdfuaid:part>2', '06-002'],
    ['/Scope /Row', '/Scope /Off', '15-003'],
    ['/S /H1', '/S /H2', '14-002'],
    ['/S /H3', '/S /H4', '14-003'],
    ['/S /TBody', '/S /Other', '02-001'],
    ['/S /TD', '/S /LI', '09-004'],
    ['/ColSpan 3', '/ColSpan 2', '15-002'],
    ['/ListNumbering', '/ListNumbered', '16-001'],
    ['/FontFile2', '/FontFile9', '31-009'],
    ['/CIDToGIDMap /Identity', '/CIDToGIDMap /Other', '31-004'],
    [/\/W \[0 \[\d+/, '/W [0 [1', '31-016'],
    ['/StructParents 0', '/StructParents 9', '01-006'],
    [/\/K \[0\]/, '/K [7]', '01-006'],
  ])('finds %s made %s', async (sound, broken, checkpoint) => {
    const bytes = await everything();
    const text = bytes.toString('latin1');
    const changed = text.replace(sound, broken);
    expect(changed).not.toBe(text);
    const found = pdfUaProblems(Buffer.from(changed, 'latin1')).map((problem) => problem.slice(0, 6));
    expect(found).toContain(checkpoint);
  });

  it('finds what is neither tagged nor decoration, and glyphs that mean nothing', async () => {
    const { default: PDFDocument } = await import('pdfkit');
    const pdf = new PDFDocument({ tagged: true, compress: false, pdfVersion: '1.7', lang: 'en-GB' });
    pdf.text('Untagged');
    const link = () => void pdf.text('A link', { link: 'https://example.org' });
    pdf.addStructure(pdf.struct('P', {}, [link]));
    pdf.addStructure(pdf.struct('Figure', {}, [() => void pdf.rect(0, 0, 9, 9).fill()]));
    pdf.end();
    const found = pdfUaProblems(await buffer(pdf)).map((problem) => problem.slice(0, 6));
    for (const one of ['01-005', '13-004', '28-012', '28-011', '31-000', '10-001', '06-002']) {
      expect(found, one).toContain(one);
    }
  });
});
