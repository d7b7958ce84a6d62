import { afterAll, beforeAll, expect, it } from 'vitest';
import { itemsToExclude } from '../../rules/index.ts';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../support/form.ts';
import { parseHtml } from '../support/html.ts';

onBothEngines('a form of the set-up', (engine) => {
  let test: TestApp;
  let lena: Visitor;

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const formAt = async (page: string, action: string, visitor = lena) =>
    formTo((await visitor.get(page)).text, action);
  /** Fills a form of a page in, sends it, and expects it to be taken. */
  async function send(
    page: string,
    action: string,
    changes: Record<string, string | string[]>,
    button: string,
  ): Promise<string> {
    const answer = await lena.post(action, filledIn(await formAt(page, action), changes, button));
    expect(answer.status, wordsOf(answer.text)).toBe(303);
    return String(answer.headers['location']);
  }
  const idOf = async (name: string) => String((await test.deps.providers.byName(name))?.id);

  /** What the page says is wrong, in the summary at its head. */
  const problems = (html: string): string[] => {
    const tokens = parseHtml(html);
    return tokens.flatMap((token, i) => {
      const href = token.kind === 'open' && token.name === 'a' ? token.attributes.get('href') : undefined;
      const text = tokens[i + 1];
      if (!href?.startsWith('#') || href === '#main' || text?.kind !== 'text') return [];
      return `${href.slice(1)}: ${text.text}`;
    });
  };

  it('of a new audit that cannot be taken comes back with every problem and what was typed', async () => {
    const form = await formAt(urls.newAudit(), urls.audits());
    const lines = await test.deps.activity.list({ limit: 1 });
    const typed = {
      title: ' ',
      partnership: 'x'.repeat(121),
      fieldworkStart: '30/02/2012',
      fieldworkEnd: 'soon',
    };
    const answer = await lena.post(form.action, { ...filledIn(form, typed, 'Make the audit'), tool: '' });
    expect(answer.status).toBe(422);
    expect(problems(answer.text).toSorted()).toEqual(
      [
        'title: Enter a title, such as "Case-file audit, spring 2027".',
        'partnership: This must be at most 120 characters.',
        'fieldworkStart: Enter the first day of fieldwork, such as 28/02/2012, with the year in four digits.',
        'fieldworkEnd: Enter the last day of fieldwork, such as 28/02/2012, with the year in four digits.',
        'tool: Choose an audit tool.',
      ].toSorted(),
    );
    for (const { href } of [...answer.text.matchAll(/href="#(?<href>[^"]+)"/g)].map((m) => m.groups ?? {})) {
      expect(answer.text).toContain(`id="${href}"`);
    }
    expect(formTo(answer.text, urls.audits()).fields).toMatchObject(typed);
    expect(await test.deps.activity.list({ limit: 1 })).toEqual(lines);
  });

  it('of the details says what does not fit together', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const url = urls.auditDetails(auditId);
    const form = await formAt(url, url);
    expect(form.fields).toMatchObject({
      title: 'Spring audit',
      fieldworkStart: '28/02/2012',
      fieldworkEnd: '02/03/2012',
      smallNumberThreshold: '5',
      smallNumberRule: 'by_item',
      smallNumberOrder: 'providers_first',
      tool: 'rodt:1',
    });
    for (const [changes, expected] of [
      [
        { fieldworkEnd: '27/02/2012' },
        ['fieldworkEnd: The last day of fieldwork cannot be before the first.'],
      ],
      [{ smallNumberThreshold: '2' }, ['smallNumberThreshold: Enter a whole number from 3 to 20.']],
      [
        { smallNumberThreshold: '21', title: '' },
        [
          'title: Enter a title, such as "Case-file audit, spring 2027".',
          'smallNumberThreshold: Enter a whole number from 3 to 20.',
        ],
      ],
    ] as const) {
      const answer = await lena.post(url, filledIn(form, changes, 'Save the details'));
      expect([answer.status, problems(answer.text)]).toEqual([422, expected]);
      expect(formTo(answer.text, url).fields).toMatchObject(changes);
    }
    const unknown = await lena.post(url, { ...filledIn(form, {}, 'Save the details'), tool: 'rodt:9' });
    expect([unknown.status, problems(unknown.text)]).toEqual([
      422,
      ['tool: Choose an audit tool from the list.'],
    ]);
    expect(groupIds).toHaveLength(2);
    await send(url, url, { smallNumberThreshold: '7', title: 'New title' }, 'Save the details');
    expect(await test.deps.audits.get(auditId)).toMatchObject({
      smallNumberThreshold: 7,
      title: 'New title',
    });
  });

  it('of the details says which of two versions of a tool is the newest, and which the audit has', async () => {
    const { auditId } = await newAudit(test);
    const words = wordsOf((await lena.get(urls.auditDetails(auditId))).text);
    expect(words).toContain('(RODT), version 2 (the newest)');
    expect(words).toContain('(RODT), version 1 (what this audit has)');
    expect(wordsOf((await lena.get(urls.newAudit())).text)).not.toContain('(the newest)');
  });

  it('of a group that cannot be taken comes back with every problem, what was typed and what was ticked', async () => {
    const { auditId } = await newAudit(test);
    const form = await formAt(urls.newGroup(auditId), urls.groups(auditId));
    expect(form.choices['exclusions']).toEqual(
      itemsToExclude(test.deps.tools.must('rodt', 1)).map(({ id }) => id),
    );
    const bridge = await idOf('The Bridge');
    const typed = {
      name: '',
      plannedFiles: '0',
      providerIds: [bridge, await idOf('Drug Intervention Programme')],
      exclusions: ['smart', 'referrals'],
    };
    const answer = await lena.post(form.action, filledIn(form, typed, 'Save the sample group'));
    expect([answer.status, problems(answer.text)]).toEqual([
      422,
      [
        'name: Enter a name for the sample group.',
        'plannedFiles: Enter the planned number of case files, at least 1.',
      ],
    ]);
    const again = formTo(answer.text, urls.groups(auditId)).fields;
    expect(again).toMatchObject({ name: '', plannedFiles: '0', exclusions: ['smart', 'referrals'] });
    expect(new Set([again['providerIds']].flat())).toEqual(new Set(typed.providerIds));

    const taken = await lena.post(
      form.action,
      filledIn(form, { name: ' ASH ', plannedFiles: '3', providerIds: bridge }, 'Save the sample group'),
    );
    expect([taken.status, problems(taken.text)]).toEqual([
      422,
      ['name: There is a sample group called Ash already.'],
    ]);
    for (const wrong of [{ providerIds: '9999' }, { exclusions: 'nothing' }]) {
      const forced = await lena.post(form.action, {
        ...filledIn(form, { name: 'New', plannedFiles: '3' }, 'Save the sample group'),
        ...wrong,
      });
      expect(forced.status).toBe(422);
    }
    expect((await test.deps.audits.groups(auditId)).map(({ name }) => name)).toEqual(['Ash', 'Birch']);
  });

  it('of a group says of the planned number from which commissioners see figures, by the threshold of the audit', async () => {
    const { auditId } = await newAudit(test, { state: 'draft' });
    expect(wordsOf((await lena.get(urls.newGroup(auditId))).text)).toContain(
      'Commissioners see what the service did, check by check, where a check applies to at least 5 files of a group;',
    );
    const strict = { small_number_threshold: 7, small_number_rule: 'by_counts' };
    await test.deps.database.pool('audits').where({ id: auditId }).update(strict);
    expect(wordsOf((await lena.get(urls.newGroup(auditId))).text)).toContain(
      'Commissioners see a figure of a group only where at least 7 files have a yes and at least 7 a no, which no group of fewer than 14 files can have.',
    );
  });

  it('of a draft says beneath its groups what readers will see with the planned sizes', async () => {
    const { auditId } = await newAudit(test, { state: 'draft' });
    const sentence = 'With the planned sizes a commissioner who sees small numbers suppressed will have';
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain(
      `${sentence} figures of what the service did of`,
    );
    await test.deps.database.pool('audits').where({ id: auditId }).update({ small_number_rule: 'by_counts' });
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain(`${sentence} at most figures of`);
  });
});
