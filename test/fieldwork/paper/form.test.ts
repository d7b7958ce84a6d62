import { buffer } from 'node:stream/consumers';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checksOf, choicesOf, itemsOf, withoutItems } from '../../../rules/index.ts';
import { projectFolder } from '../../../server/platform/paths.ts';
import { blankFormPdf } from '../../../server/fieldwork/paper/pdf.ts';
import { presentBlankForm } from '../../../server/fieldwork/paper/presenter.ts';
import { loadTools } from '../../../server/audits/tools.ts';
import { check, parsed, toolHead } from '../../support/feedbackInput.ts';
import { PdfBytes, pdfObjects } from '../../support/pdfObjects.ts';
import type { PdfDict } from '../../support/pdfObjects.ts';
import { nodesOf, readPdf, rowsOf, words } from '../../support/readPdf.ts';

const tools = await loadTools(path.join(projectFolder(), 'audits'));
const rodt = tools.must('rodt', 1);

/** The fields of a form: what each asks, of what kind it is, and its answers where one of several is ticked. */
function fieldsOf(pdf: Buffer): { name: string; asks: string; kind: unknown; answers: string[] }[] {
  const objects = pdfObjects(pdf);
  const text = (of: PdfDict, key: string) => {
    const value = objects.at(of.get(key));
    if (!(value instanceof PdfBytes)) return '';
    const { bytes: raw } = value;
    return raw[0] === 0xfe ? raw.subarray(2).swap16().toString('utf16le') : raw.toString('latin1');
  };
  const form = objects.dict(objects.dict(objects.trailer.get('/Root')).get('/AcroForm'));
  return objects.list(form.get('/Fields')).map((field) => {
    const dict = objects.dict(field);
    return {
      name: text(dict, '/T'),
      asks: text(dict, '/TU'),
      kind: dict.get('/FT'),
      answers: objects.list(dict.get('/Kids')).map((kid) => text(objects.dict(kid), '/TU')),
    };
  });
}

const day = new Date('2026-02-01T00:00:00Z');
const bytes = (tool = rodt, withGuidance = false) =>
  buffer(blankFormPdf(presentBlankForm(tool, { withGuidance }), day));

describe('the blank form of a tool', () => {
  it('says who reads comments', () => {
    const said = (id: string) => presentBlankForm(tools.must(id, 1), { withGuidance: false }).instructions[1];
    expect(said('rodt')).toBe(
      'The provider reads comments: write what would help, and nothing about who the person is.',
    );
    expect(said('self_audit_safeguarding')).toBe('The provider reads comments: write what would help.');
    expect(said('service_review_2007')).toBe('Comments go with the results: write what would help.');
  });

  it('asks every question once, each with its boxes or a line, and each check with room for a comment', async () => {
    const pdf = await readPdf(await bytes());
    const rows = rowsOf(pdf);
    const fields = fieldsOf(await bytes()).flatMap(({ asks, answers }) =>
      answers.length > 0 ? answers : [asks],
    );
    itemsOf(rodt).forEach((item, i) => {
      const label = `${i + 1}. ${item.label}`;
      const own = rows.filter((row) => row[0]?.startsWith(label));
      expect(own, item.id).toHaveLength(1);
      const choices = item.kind === 'check' ? ['Yes', 'No', 'N/A'] : choicesOf(item).map(({ text }) => text);
      if (choices.length > 0) expect(own[0]?.[1], item.id).toBe(choices.join(' '));
      const asked = choices.length > 0 ? choices.map((choice) => `${label}: ${choice}`) : [label];
      for (const name of asked)
        expect(
          fields.filter((field) => field === name),
          name,
        ).toHaveLength(1);
      if (item.kind === 'check') expect(fields).toContain(`Comment on ${label}`);
    });
    expect(rows.find((row) => row[0]?.startsWith('2. '))?.[0]).toContain('only where question 1 is yes');
  });

  it('has room for where an answer was seen where that is asked for, and nowhere else', async () => {
    const form = presentBlankForm(rodt, { withGuidance: false, withSeen: true });
    const heads = async (of: Buffer) => rowsOf(await readPdf(of)).filter((row) => row[0] === 'Check');
    const asked = await heads(await buffer(blankFormPdf(form, day)));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((row) => row.at(-1) === 'Where seen, day')).toBe(true);
    expect((await heads(await bytes())).every((row) => row.at(-1) === 'Comment')).toBe(true);
  });

  it('draws lines and boxes, and types none', async () => {
    for (const tool of tools.current()) {
      const { text } = await readPdf(await bytes(tool));
      expect(text, tool.id).not.toMatch(/☐|__|\u00A0/);
    }
  });

  it('can be filled in on a screen, with one answer to a question of which one can be true', async () => {
    const fields = fieldsOf(await bytes());
    const questions = itemsOf(rodt);
    const withChoices = questions.filter((item) => item.kind === 'check' || choicesOf(item).length > 0);
    // First or second reading is one of two as well.
    expect(fields.filter(({ answers }) => answers.length > 1)).toHaveLength(withChoices.length + 1);
    expect(fields.filter(({ kind }) => kind === '/Tx')).toHaveLength(
      // Four lines above, the other questions, a comment on each check and one on the whole.
      4 + questions.length - withChoices.length + checksOf(rodt).length + 1,
    );
    const names = fields.map(({ name }) => name);
    expect(names.every((name) => name !== '') && new Set(names).size === names.length).toBe(true);
  });

  it('leaves out what the audit leaves out, numbers the rest anew and says so', async () => {
    const reason = 'the plans were kept elsewhere';
    const pdf = await readPdf(await bytes(withoutItems(rodt, [{ itemId: 'recovery_plan', reason }])));
    const firsts = rowsOf(pdf).map(([first = '']) => first);
    expect(firsts.filter((first) => first.includes('Is there a recovery plan on file?'))).toEqual([]);
    expect(firsts.find((first) => first.startsWith('1. '))).toContain('orientated towards abstinence?');
    expect(firsts.join()).not.toContain('only where question');
    expect(words(pdf.text)).toContain(`“Is there a recovery plan on file?” (${reason})`);
  });

  it('is a tagged document with a title, a language, headings in order and heads in its tables', async () => {
    const pdf = await readPdf(await bytes());
    expect([pdf.title, pdf.language, pdf.marked]).toEqual([
      'Audit form: Recovery orientated drug treatment (RODT), version 1',
      'en-GB',
      true,
    ]);
    const levels = nodesOf(pdf, 'H1', 'H2', 'H3').map(({ role }) => Number(role.slice(1)));
    expect(levels[0]).toBe(1);
    levels.forEach((level, i) => expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1));
    const heads = pdf.elements.filter(({ role }) => role === 'TH');
    expect(heads.filter(({ source }) => !/\/Scope \/(Row|Column)/.test(source))).toEqual([]);
    expect(pdf.text).not.toContain('□');
  });

  it('has the guidance where it was asked for, and the same bytes for the same day', async () => {
    const text = async (withGuidance: boolean) =>
      words((await readPdf(await bytes(rodt, withGuidance))).text);
    const [first] = checksOf(rodt);
    expect(await text(true)).toContain(words(first?.guidance ?? '').slice(0, 40));
    expect(await text(false)).not.toContain(words(first?.guidance ?? '').slice(0, 40));
    expect((await bytes()).equals(await bytes())).toBe(true);
  });

  it('loses nothing of sixty checks with long labels, and repeats the heads of their tables', async () => {
    const large = parsed({
      ...toolHead,
      sections: [
        {
          id: 'all',
          title: 'All of it',
          items: Array.from({ length: 60 }, (_, i) =>
            check(
              `check_${i}`,
              `Check ${i}: ${'is every need that was found met by the plan? '.repeat(3)}`
                .slice(0, 119)
                .trim(),
              `Short ${i}`,
            ),
          ),
        },
      ],
    });
    const pdf = await readPdf(await bytes(large));
    const rows = rowsOf(pdf);
    for (const [i, item] of checksOf(large).entries()) {
      expect(rows).toContainEqual([words(`${i + 1}. ${item.label}`), 'Yes No N/A', '']);
    }
    const later = pdf.pages.slice(1, -1);
    expect(later.length).toBeGreaterThan(1);
    for (const page of later) {
      expect(words(page.artifactText)).toMatch(/^All of it: checks \(continued\) Check ?Answer ?Comment/);
    }
  });
});
