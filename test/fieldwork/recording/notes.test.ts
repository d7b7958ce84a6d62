import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { complete } from '../../support/complete.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';
import { readPdf } from '../../support/readPdf.ts';
import { drawAll } from '../../support/readings.ts';

const BRIDGE = 'The Bridge';
const ROAD = 'New Road Centre';

onOneEngine('a file with the notes of several providers', (engine) => {
  let test: TestApp;
  let amir: Visitor;
  let beth: Visitor;
  let lena: Visitor;
  let auditId: number;
  let joint: number;
  let single: number;
  let other: number;
  let bridge: number;
  let road: number;
  let fileId: number;
  let url: string;
  let number = 0;

  beforeAll(async () => {
    test = await startApp(engine);
    [amir, beth, lena] = await Promise.all([test.as('amir'), test.as('beth'), test.as('lena')]);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({
      auditId,
      groupIds: [joint = 0, single = 0, other = 0],
    } = await newAudit(test, {
      groups: [
        { name: 'Joint', providers: [BRIDGE, ROAD] },
        { name: 'Single', providers: [ROAD] },
        { name: 'Other', providers: [ROAD, 'Drug Intervention Programme'] },
      ],
    }));
    bridge = (await test.deps.providers.byName(BRIDGE))?.id ?? 0;
    road = (await test.deps.providers.byName(ROAD))?.id ?? 0;
    fileId = await begin(joint);
    url = urls.file(auditId, fileId);
  });

  const begin = (groupId: number) => {
    number += 1;
    return test.deps.recording.create(test.ids.amir, auditId, { reference: `F-${number}`, groupId });
  };
  const open = async (visitor: Visitor, at = url) => formTo((await visitor.get(at)).text, at);
  const save = async (visitor: Visitor, changes: Record<string, string>, at = url, button = 'Save') =>
    complete(visitor, at, await open(visitor, at), changes, button);
  const inputOf = (providerId: number) => test.deps.feedback.input(auditId, providerId);
  const commentsTo = async (providerId: number) =>
    (await inputOf(providerId)).comments.map(({ text }) => text).toSorted();

  it('asks of each whether its notes were read, and of each comment whose notes it is about', async () => {
    const form = await open(amir);
    expect(form.choices[`notes.${bridge}`]).toEqual(['', 'read', 'missing']);
    expect(form.choices[`notes.${road}`]).toEqual(['', 'read', 'missing']);
    expect(form.choices['set.smart']).toEqual(['', String(road), String(bridge)]);
    expect(form.choices['set.comment']).toEqual(['', String(road), String(bridge)]);
    const changes = {
      [`notes.${bridge}`]: 'read',
      [`notes.${road}`]: 'missing',
      'set.smart': String(bridge),
      'comment.smart': 'In the Bridge’s plan.',
      'set.comment': String(road),
    };
    expect((await save(amir, changes)).status).toBe(303);
    expect((await open(beth)).fields).toMatchObject({ ...changes, 'set.balance': '' });
    const cleared = { [`notes.${bridge}`]: '', 'set.smart': '' };
    expect((await save(beth, cleared)).status).toBe(303);
    expect((await open(amir)).fields).toMatchObject({ ...changes, ...cleared });
  });

  it('is not asked about where one provider has all the notes', async () => {
    const at = urls.file(auditId, await begin(single));
    const page = await amir.get(at);
    const names = Object.keys(formTo(page.text, at).fields);
    expect(names.filter((name) => /^(notes|set)\./.test(name))).toEqual([]);
    expect(wordsOf(page.text)).not.toContain('Whose notes were read');
    expect(String(formTo(page.text, at).fields['base'])).not.toContain('set.');
  });

  it('sends a comment on one set to that provider alone, and answers and other comments to all', async () => {
    await save(amir, {
      'answer.smart': 'no',
      'comment.smart': 'About the Bridge’s notes.',
      'set.smart': String(bridge),
      'comment.balance': 'About all notes.',
      comment: 'About New Road’s notes.',
      'set.comment': String(road),
    });
    expect(await commentsTo(bridge)).toEqual(['About all notes.', 'About the Bridge’s notes.']);
    expect(await commentsTo(road)).toEqual(['About New Road’s notes.', 'About all notes.']);
    for (const providerId of [bridge, road]) {
      const { tally, ownGroups } = await inputOf(providerId);
      expect(ownGroups).toContain('Joint');
      expect(tally.groups[0]?.checks.find(({ id }) => id === 'smart')).toMatchObject({ no: 1 });
    }
    const text = (await readPdf((await download(lena, urls.feedbackPdf(auditId, bridge))).body)).text;
    expect(text).toContain('About the Bridge’s notes.');
    expect(text).not.toContain('About New Road');
  });

  it('tells each provider of how many files its notes were read, and could not be had', async () => {
    await save(amir, { [`notes.${bridge}`]: 'read', [`notes.${road}`]: 'missing' });
    for (const state of ['read', 'missing']) {
      await save(amir, { [`notes.${bridge}`]: state }, urls.file(auditId, await begin(joint)));
    }
    await begin(joint);
    await begin(single);
    expect((await inputOf(bridge)).notes).toEqual([{ group: 'Joint', files: 4, read: 2, missing: 1 }]);
    expect((await inputOf(road)).notes).toEqual([
      { group: 'Joint', files: 4, read: 0, missing: 1 },
      { group: 'Other', files: 0, read: 0, missing: 0 },
    ]);
    const textOf = async (providerId: number) =>
      (await readPdf((await download(lena, urls.feedbackPdf(auditId, providerId))).body)).text.replace(
        /\s+/g,
        ' ',
      );
    expect(await textOf(bridge)).toContain(
      'Joint: your notes were read for 2 of 4 case files, and could not be had for 1. For 1 the auditors did not say.',
    );
    expect(await textOf(road)).toContain(
      'Joint: your notes were read for 0 of 4 case files, and could not be had for 1. For 3 the auditors did not say.',
    );
  });

  it('shows both versions of these answers too when two have saved', async () => {
    const form = await open(amir);
    await save(beth, {
      [`notes.${bridge}`]: 'read',
      'set.smart': String(road),
      'comment.smart': 'Of Beth.',
      'set.comment': String(bridge),
    });
    const page = await amir.post(
      url,
      filledIn(
        form,
        { [`notes.${bridge}`]: 'missing', [`notes.${road}`]: 'read', 'set.smart': String(bridge) },
        'Save',
      ),
    );
    expect(page.status).toBe(409);
    const words = wordsOf(page.text);
    for (const text of [
      'Notes of The Bridge',
      'Notes of New Road Centre',
      'Could not be had',
      'Whose notes the comment on “Are the plan’s goals SMART?” is about',
      'Whose notes the comment about the whole file is about',
    ]) {
      expect(words).toContain(text);
    }
    const choice = formTo(page.text, url);
    expect(choice.choices).toMatchObject({
      [`notes.${bridge}`]: ['read', 'missing'],
      [`notes.${road}`]: ['', 'read'],
      'set.smart': [String(road), String(bridge)],
      'set.comment': [String(bridge), ''],
    });
    // What only one of the two has changed is chosen already.
    expect(choice.fields).toMatchObject({ [`notes.${road}`]: 'read', 'set.comment': String(bridge) });
    expect(choice.fields).not.toHaveProperty(`notes.${bridge}`);
    const undecided = await amir.post(url, filledIn(choice, {}, 'Save this choice'));
    expect(undecided.status).toBe(422);
    expect(undecided.text).toContain(`href="#notes.${bridge}"`);
    const again = formTo(undecided.text, url);
    expect(again.fields).not.toHaveProperty('set.smart');
    const sent = filledIn(
      again,
      { [`notes.${bridge}`]: 'missing', 'set.smart': String(road) },
      'Save this choice',
    );
    expect((await amir.post(url, sent)).status).toBe(303);
    expect((await open(beth)).fields).toMatchObject({
      [`notes.${bridge}`]: 'missing',
      [`notes.${road}`]: 'read',
      'set.smart': String(road),
      'set.comment': String(bridge),
      'comment.smart': 'Of Beth.',
    });
  });

  it('refuses what cannot be, and keeps what was entered', async () => {
    const form = await open(amir);
    const sent = filledIn(form, { 'comment.smart': 'Kept.' }, 'Save');
    for (const [wrong, field] of [
      [{ [`notes.${bridge}`]: 'burnt' }, `notes.${bridge}`],
      [{ 'set.smart': 'everybody' }, 'set.smart'],
      [{ 'set.smart': '999999' }, 'set.smart'],
    ] as const) {
      const answer = await amir.post(url, { ...sent, ...wrong });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(`href="#${field}"`);
      expect(answer.text).toContain(`id="${field}"`);
      expect(formTo(answer.text, url).fields['comment.smart']).toBe('Kept.');
    }
    // Of a provider that has no notes here nothing is kept.
    expect((await amir.post(url, { ...sent, 'notes.999999': 'read' })).status).toBe(303);
    expect(await test.deps.database.query('review_notes').where({ provider_id: 999_999 })).toEqual([]);
  });

  it('does not send a comment on one set to others when the file moves to another group', async () => {
    await save(amir, { 'comment.smart': 'Of the Bridge alone.', 'set.smart': String(bridge) });
    const refused = await save(amir, { groupId: String(other) });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain('Other has no notes of this provider.');
    // With no comment on a set of its own it moves, and what was said of notes that are not there is left behind.
    const moved = await save(amir, { groupId: String(other), 'set.smart': '', [`notes.${bridge}`]: 'read' });
    expect(moved.status).toBe(303);
    expect((await inputOf(bridge)).comments).toEqual([]);
    expect(Object.keys((await open(amir)).fields)).not.toContain(`notes.${bridge}`);
  });

  it('reaches nobody else when the provider is taken off the group', async () => {
    await save(amir, { 'comment.smart': 'Of the Bridge alone.', 'set.smart': String(bridge) });
    await test.deps.audits.updateGroup(test.ids.lena, auditId, joint, {
      name: 'Joint',
      plannedFiles: 3,
      providerIds: [road],
      exclusions: [],
    });
    expect(await commentsTo(road)).toEqual([]);
    expect((await save(amir, { 'answer.smart': 'no' })).status).toBe(303);
    // Nor when the group is joint work of others then.
    const dip = (await test.deps.providers.byName('Drug Intervention Programme'))?.id ?? 0;
    await test.deps.audits.updateGroup(test.ids.lena, auditId, joint, {
      name: 'Joint',
      plannedFiles: 3,
      providerIds: [road, dip],
      exclusions: [],
    });
    expect((await open(amir)).fields['set.smart']).toBe(String(bridge));
    expect((await save(amir, { 'answer.smart': 'yes' })).status).toBe(303);
    expect([...(await commentsTo(road)), ...(await commentsTo(dip))]).toEqual([]);
  });

  it('asks both readers, each for their own reading, and reports the first', async () => {
    await save(amir, { [`notes.${bridge}`]: 'missing' }, url, 'Save and complete');
    await drawAll(test, auditId);
    expect((await open(beth)).fields[`notes.${bridge}`]).toBe('');
    await save(beth, { [`notes.${bridge}`]: 'read' });
    expect((await open(amir)).fields[`notes.${bridge}`]).toBe('missing');
    expect((await inputOf(bridge)).notes[0]).toMatchObject({ read: 0, missing: 1 });
  });
});
