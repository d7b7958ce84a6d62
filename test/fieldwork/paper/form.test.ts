import { buffer } from 'node:stream/consumers';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checksOf, itemsOf, withoutItems } from '../../../rules/index.ts';
import { projectFolder } from '../../../server/platform/paths.ts';
import { blankFormPdf } from '../../../server/fieldwork/paper/pdf.ts';
import { presentBlankForm } from '../../../server/fieldwork/paper/presenter.ts';
import { loadTools } from '../../../server/audits/tools.ts';
import { check, parsed, toolHead } from '../../support/feedbackInput.ts';
import { nodesOf, readPdf, rowsOf, words } from '../../support/readPdf.ts';

const rodt = (await loadTools(path.join(projectFolder(), 'audits'))).must('rodt', 1);
const day = new Date('2026-02-01T00:00:00Z');
const bytes = (tool = rodt, withGuidance = false) =>
  buffer(blankFormPdf(presentBlankForm(tool, { withGuidance }), day));

describe('the blank form of a tool', () => {
  it('asks every question once, each check with three boxes and room for a comment', async () => {
    const rows = rowsOf(await readPdf(await bytes()));
    itemsOf(rodt).forEach((item, i) => {
      const own = rows.filter((row) => row[0]?.startsWith(`${i + 1}. ${item.label}`));
      expect(own, item.id).toHaveLength(1);
      if (item.kind === 'check') expect(own[0]?.slice(1, 4)).toEqual(['☐', '☐', '☐']);
      else expect(own[0]?.[1]).toMatch(/☐|_/);
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
      expect(rows).toContainEqual([words(`${i + 1}. ${item.label}`), '☐', '☐', '☐', '']);
    }
    const later = pdf.pages.slice(1, -1);
    expect(later.length).toBeGreaterThan(1);
    for (const page of later) {
      expect(words(page.artifactText)).toMatch(
        /^All of it: checks \(continued\) Check ?Yes ?No ?N\/A ?Comment/,
      );
    }
  });
});
