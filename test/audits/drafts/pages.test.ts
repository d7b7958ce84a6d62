import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestApp, Visitor } from '../../support/app.ts';
import { startApp } from '../../support/app.ts';
import { formsOf, formTo, wordsOf } from '../../support/form.ts';
import { shelter } from '../../support/toolDrafts.ts';
import { urls } from '../../../server/web/urls.ts';

let app: TestApp;
let lena: Visitor;
let stan: Visitor;
beforeAll(async () => {
  app = await startApp('sqlite');
  [lena, stan] = [await app.as('lena'), await app.as('stan')];
});
afterAll(() => app.close());

const idIn = (location: string | undefined): number =>
  Number(/\/tool-drafts\/(\d+)/.exec(location ?? '')?.[1]);
const locationOf = (response: { headers: Record<string, string> }): string =>
  response.headers['location'] ?? '';

/** Sends the form of a page with other values, as a browser would. */
async function fill(visitor: Visitor, url: string, values: Record<string, string | string[]>) {
  const { fields } = formTo((await visitor.get(url)).text, url);
  return visitor.post(url, { ...fields, ...values });
}

describe('a tool of 12 questions', () => {
  let draft = 0;

  it('is begun from nothing, with questions whose ids and short labels are proposed', async () => {
    const begun = await lena.post(urls.tools(), { title: 'Night shelter notes', from: '', as: 'copy' });
    expect(begun.status).toBe(303);
    draft = idIn(locationOf(begun));
    for (let n = 1; n <= 11; n += 1) {
      const added = await lena.post(urls.toolDraftAdd(draft), {
        what: 'item',
        section: 'practice',
        title: `Is the key worker of week ${n} named?`,
        answer: 'scale:yes_is_good',
      });
      expect(locationOf(added)).toBe(urls.toolPart(draft, 'item', `key_worker_week_${n}_named`));
    }
    await lena.post(urls.toolDraftAdd(draft), { what: 'section', section: '', title: 'About the person' });
    const age = await lena.post(urls.toolDraftAdd(draft), {
      what: 'item',
      section: 'about_person',
      title: 'Age',
      answer: 'choice',
    });
    expect(locationOf(age)).toBe(urls.toolPart(draft, 'item', 'age'));
    const page = await lena.get(urls.toolPart(draft, 'item', 'key_worker_week_1_named'));
    expect(formTo(page.text, urls.toolPart(draft, 'item', 'key_worker_week_1_named')).fields).toMatchObject({
      shortLabel: 'Key worker week',
    });
  });

  it('lists every problem with a link to its field, and shows it there', async () => {
    const tree = await lena.get(urls.toolDraft(draft));
    const href = `${urls.toolPart(draft, 'item', 'key_worker_week_2_named')}#guidance`;
    expect(tree.text).toContain(href);
    expect(wordsOf(tree.text)).toContain('things are still to be put right before it can be published');
    const item = await lena.get(urls.toolPart(draft, 'item', 'key_worker_week_2_named'));
    expect(item.text).toContain('id="guidance-error"');
    expect(wordsOf(item.text)).toContain('Say how to decide, so that two people answer alike.');
    const blocked = await (await app.as('adam')).get(urls.toolDraftPublish(draft));
    expect(formsOf(blocked.text).some(({ action }) => action === urls.toolDraftPublish(draft))).toBe(false);
  });

  it('is filled in by plain forms until nothing is wrong', async () => {
    await fill(lena, urls.toolPart(draft, 'head', ''), {
      description: 'Looks for the basics in the notes of a night shelter.',
      source: 'Agreed by the panel.',
    });
    for (let n = 1; n <= 11; n += 1) {
      const url = urls.toolPart(draft, 'item', `key_worker_week_${n}_named`);
      const saved = await fill(lena, url, {
        guidance: `Yes where the notes of week ${n} name one person.`,
        shortLabel: `Worker ${n}`,
        targetOf: ['', 'yes'],
        targetAtLeast: '90',
        ...(n > 1 && { dependsOn: 'key_worker_week_1_named=yes' }),
      });
      expect([saved.status, locationOf(saved)]).toEqual([303, url]);
    }
    await fill(lena, urls.toolPart(draft, 'item', 'age'), {
      guidance: 'Age on the first night.',
      segment: ['', 'yes'],
      'o.0.label': 'Under 25',
      'o.0.aliases': '<25',
      'o.1.label': '25 or over',
    });
    const { definition } = await app.deps.drafts.get(draft);
    expect(definition.sections[1]?.items[0]?.options).toEqual([
      { id: 'under_25', label: 'Under 25', aliases: ['<25'] },
      { id: 'q_25_over', label: '25 or over', aliases: [] },
    ]);
    expect((await app.deps.drafts.publication(draft)).problems).toEqual([]);
  });

  it('is not published by who wrote it, and is by another lead, once', async () => {
    const { revision } = formTo(
      (await stan.get(urls.toolDraftPublish(draft))).text,
      urls.toolDraftPublish(draft),
    ).fields;
    const fields = { revision: String(revision) };
    const refused = await lena.post(urls.toolDraftPublish(draft), fields);
    expect([refused.status, wordsOf(refused.text)]).toEqual([
      403,
      expect.stringContaining('another lead or an administrator publishes it'),
    ]);
    const adam = await app.as('adam');
    const outcomes = await Promise.all([
      stan.post(urls.toolDraftPublish(draft), fields),
      adam.post(urls.toolDraftPublish(draft), fields),
    ]);
    const [done, late] = outcomes.toSorted((a, b) => a.status - b.status);
    expect(done?.status).toBe(303);
    // Whoever comes while the other publishes is told so; whoever comes after it finds no draft.
    expect([404, 409]).toContain(late?.status);
    expect(wordsOf(late?.text ?? '')).toContain('was published');
    expect(locationOf(done ?? { headers: {} })).toBe('/tools/night_shelter_notes/1');
    expect((await lena.get('/tools/night_shelter_notes/1')).status).toBe(200);
    expect((await lena.get('/tools/night_shelter_notes/1/form.pdf')).status).toBe(200);
    expect((await lena.get(urls.newAudit())).text).toContain('value="night_shelter_notes:1"');
  });

  it('is audited from end to end, in two versions that are held against each other', async () => {
    const audit = async (tool: string, title: string, answers: string[][]) => {
      const made = await lena.post(urls.audits(), {
        title,
        partnership: 'Here',
        fieldworkStart: '01/09/2026',
        fieldworkEnd: '04/09/2026',
        tool,
      });
      expect(made.status).toBe(303);
      const auditId = Number(/\d+/.exec(locationOf(made))?.[0]);
      const [provider] = await app.deps.providers.list();
      await lena.post(urls.groups(auditId), {
        name: 'All',
        plannedFiles: '2',
        providerIds: String(provider?.id),
        exclusions: '',
      });
      await app.deps.steps.changeState(app.ids.lena, auditId, 'open');
      const [group] = await app.deps.audits.groups(auditId);
      for (const [f, own] of answers.entries()) {
        const reference = `REF-${f + 1}`;
        const begun = await lena.post(urls.files(auditId), { reference, groupId: String(group?.id) });
        const url = locationOf(begun);
        const { fields } = formTo((await lena.get(url)).text, url);
        const given = Object.fromEntries(
          own.map((answer, i) => [`answer.key_worker_week_${i + 1}_named`, answer]),
        );
        expect(
          (await lena.post(url, { ...fields, ...given, 'answer.age': 'under_25', intent: 'complete' }))
            .status,
        ).toBe(303);
      }
      const results = wordsOf((await lena.get(urls.results(auditId))).text);
      return { auditId, results };
    };
    const yes = Array.from({ length: 11 }, () => 'yes');
    const first = await audit('night_shelter_notes:1', 'First round', [
      yes,
      ['no', ...yes.slice(1).map(() => 'na')],
    ]);
    expect(first.results).toContain('1 of 2 50%');

    const next = await lena.post(urls.tools(), { title: '', from: 'night_shelter_notes:1', as: 'version' });
    const second = idIn(locationOf(next));
    await fill(lena, urls.toolPart(second, 'item', 'key_worker_week_2_named'), {
      label: 'Is the worker of week 2 named?',
    });
    const page = await stan.get(urls.toolDraftPublish(second));
    expect(wordsOf(page.text)).toContain('Could the same record now get another answer?');
    expect(wordsOf(page.text)).toContain('the question (it was “Is the key worker of week 2 named?”)');
    const { fields } = formTo(page.text, urls.toolDraftPublish(second));
    const unanswered = await stan.post(urls.toolDraftPublish(second), fields);
    expect(unanswered.status).toBe(422);
    expect(unanswered.text).toContain('href="#other.key_worker_week_2_named"');
    const published = await stan.post(urls.toolDraftPublish(second), {
      ...fields,
      'other.key_worker_week_2_named': 'no',
    });
    expect(locationOf(published)).toBe('/tools/night_shelter_notes/2');

    const then = await audit('night_shelter_notes:2', 'Second round', [yes, yes]);
    // Pinned: the first audit still asks in the words of its version.
    expect((await app.deps.audits.get(first.auditId)).toolVersion).toBe(1);
    const compared = await lena.get(`${urls.compare(then.auditId)}?with=${first.auditId}`);
    expect(compared.status).toBe(200);
    expect(
      app.deps.tools.of(await app.deps.audits.get(first.auditId)).instrument.sections[0]?.items[1]?.label,
    ).toBe('Is the key worker of week 2 named?');
  });
});

describe('two people at one draft', () => {
  it('see both states where they changed the same, and lose nothing', async () => {
    const draft = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: 'for_two' }));
    const url = urls.toolPart(draft, 'item', 'weekly');
    const opened = formTo((await lena.get(url)).text, url).fields;
    expect((await fill(stan, url, { guidance: 'Stan decides.', source: 'Stan’s book' })).status).toBe(303);
    const stale = await lena.post(url, { ...opened, guidance: 'Lena decides.' });
    expect(stale.status).toBe(409);
    const { fields } = formTo(stale.text, url);
    expect(fields).toMatchObject({ guidance: 'Lena decides.', source: 'Stan’s book' });
    expect(wordsOf(stale.text)).toContain('Saved now: Stan decides.');
    expect((await lena.post(url, { ...fields, guidance: 'Both decide.' })).status).toBe(303);
    const { definition } = await app.deps.drafts.get(draft);
    expect(definition.sections[0]?.items[1]).toMatchObject({
      guidance: 'Both decide.',
      source: 'Stan’s book',
    });
  });

  it('are kept apart however often the other one has saved another part meanwhile', async () => {
    const draft = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: 'busy' }));
    const url = urls.toolPart(draft, 'item', 'weekly');
    const opened = formTo((await lena.get(url)).text, url).fields;
    // More than states of a draft are kept.
    for (let n = 1; n <= 45; n += 1) {
      await fill(stan, urls.toolPart(draft, 'item', 'handover'), { guidance: `Stan types ${n}.` });
    }
    expect((await lena.post(url, { ...opened, guidance: 'Lena decides.' })).status).toBe(303);
    expect((await lena.post(url, { ...opened, guidance: 'Lena decides anew.' })).status).toBe(409);
  });

  it('lose nothing where one publishes what the other is writing', async () => {
    const draft = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: 'overtaken' }));
    const url = urls.toolPart(draft, 'item', 'weekly');
    const opened = formTo((await lena.get(url)).text, url).fields;
    expect((await fill(stan, urls.toolDraftPublish(draft), {})).status).toBe(303);
    const late = await lena.post(url, { ...opened, guidance: 'Each week means Monday to Sunday.' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Each week means Monday to Sunday.');
    const words = wordsOf(late.text);
    expect(words).toContain('Stan Stranger has published this draft as version 1');
    expect(words).toContain('Saved now: Yes where the notes say so');
    expect(formTo(late.text, url).buttons.map(({ text }) => text)).not.toContain('Save and close');
    expect(late.text).toContain(`href="${urls.newTool('overtaken:1').replaceAll('&', '&amp;')}"`);
    const script = await lena.post(url, opened, { accept: 'application/json' });
    expect([script.status, JSON.parse(script.text)]).toEqual([410, { code: 'published' }]);
    expect((await lena.get(url)).status).toBe(404);
  });

  it('are told where one has removed what the other changes', async () => {
    const draft = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: 'removed' }));
    const url = urls.toolPart(draft, 'item', 'weekly');
    const opened = formTo((await lena.get(url)).text, url).fields;
    const { fields } = formTo((await stan.get(urls.toolDraft(draft))).text, urls.toolDraftStep(draft));
    await stan.post(urls.toolDraftStep(draft), { ...fields, step: 'item:weekly:remove' });
    const gone = await lena.post(url, { ...opened, guidance: 'Lena decides.' });
    expect(gone.status).toBe(404);
    const undo = formTo((await lena.get(urls.toolDraft(draft))).text, urls.toolDraftUndo(draft));
    expect((await lena.post(urls.toolDraftUndo(draft), undo.fields)).status).toBe(303);
    expect((await lena.post(url, { ...opened, guidance: 'Lena decides.' })).status).toBe(303);
  });
});

describe('what is typed', () => {
  it('comes back with its error where it cannot be taken, and every name follows another id', async () => {
    const draft = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: 'typed' }));
    const url = urls.toolPart(draft, 'item', 'key_worker');
    const taken = await fill(lena, url, { id: 'weekly', guidance: 'Typed with care.' });
    expect(taken.status).toBe(422);
    expect(formTo(taken.text, url).fields).toMatchObject({ id: 'weekly', guidance: 'Typed with care.' });
    expect(wordsOf(taken.text)).toContain('Something else in this tool has this id.');
    const renamed = await fill(lena, url, { id: 'named_worker' });
    expect(locationOf(renamed)).toBe(urls.toolPart(draft, 'item', 'named_worker'));
    const { definition } = await app.deps.drafts.get(draft);
    expect(definition.sections[0]?.items[1]?.dependsOn).toEqual({ item: 'named_worker', answer: 'yes' });
    expect(definition.criteria[0]?.of).toEqual(['named_worker', 'handover']);
  });

  it('changes scales and criteria, and the answers that are named elsewhere', async () => {
    const draft = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: 'scales' }));
    await fill(lena, urls.toolPart(draft, 'scale', 'yes_no'), {
      'o.0.id': 'named',
      id: 'named_or_not',
      'o.2.label': 'Unclear',
      'o.2.score': '0',
    });
    await fill(lena, urls.toolPart(draft, 'criterion', 'overall'), {
      aggregate: 'mean',
      'w.handover': '2',
      'b.0.label': 'Low',
      'b.0.from': '0',
      'b.1.label': 'High',
      'b.1.from': '1.5',
      'l.0.label': 'weekly',
      'l.0.when': 'no',
      'l.0.atMost': '1',
    });
    const { definition } = await app.deps.drafts.get(draft);
    expect(definition.sections[0]?.items[1]).toMatchObject({
      scale: 'named_or_not',
      dependsOn: { answer: 'named' },
    });
    expect(definition.sections[0]?.items[0]?.target).toEqual({ of: ['named'], atLeast: 90 });
    expect(definition.criteria[0]).toMatchObject({
      aggregate: 'mean',
      weights: { handover: 2 },
      bands: [
        { id: 'low', from: 0 },
        { id: 'high', from: 1.5 },
      ],
      limits: [{ item: 'weekly', answers: ['no'], atMost: 1 }],
    });
    expect((await app.deps.drafts.publication(draft)).problems).toEqual([]);
  });

  it('is moved by buttons, into the next section too', async () => {
    const draft = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: 'moved' }));
    const order = async () =>
      (await app.deps.drafts.get(draft)).definition.sections.map(({ items }) => items.map(({ id }) => id));
    for (const step of ['item:handover:up', 'item:weekly:down']) {
      const moved = await lena.post(urls.toolDraftStep(draft), { revision: '1', step });
      expect(moved.status).toBe(303);
    }
    expect(await order()).toEqual([
      ['key_worker', 'handover'],
      ['weekly', 'age_band'],
    ]);
    await lena.post(urls.toolDraftStep(draft), { revision: '1', step: 'item:key_worker:to:person:1' });
    expect(await order()).toEqual([['handover'], ['weekly', 'key_worker', 'age_band']]);
  });
});
