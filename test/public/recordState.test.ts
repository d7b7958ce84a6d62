import { describe, expect, it } from 'vitest';
import { newRecord } from '../../public/queue.js';
import {
  changedFields,
  collected,
  completedHere,
  heard,
  maySend,
  movedTo,
  newRecording,
  pressLeadsTo,
  readOut,
  saveLine,
  takenUp,
  wantedInFull,
  whySignIn,
  withChange,
  wouldLose,
} from '../../public/record-state.js';
import type { Fields, Recording } from '../../public/record-state.js';
import type { Outcome } from '../../public/sending.js';

const BASE = {
  reference: 'BR-01',
  groupId: '4',
  'answer.plan': '',
  'answer.smart': 'no',
  'comment.plan': '',
};

const record = () =>
  newRecord({
    user: 3,
    file: '/audits/1/files/2',
    answers: '/audits/1/files/2/answers',
    reference: 'BR-01',
    version: 7,
    base: BASE,
  });

const opened = (rejected: Fields = []): Recording => ({
  ...newRecording(record(), { savedText: 'Saved at 10:15 by Amir', rejected }),
  isReady: true,
});

/** What the form holds after somebody has entered this. */
const page = (entered: Record<string, string> = {}): Fields => Object.entries({ ...BASE, ...entered });

/** Collects what is on the page, and adds it under this name. */
function enter(known: Recording, id: string, entered: Record<string, string>, intent?: string): Recording {
  const changed = changedFields(known, page(entered));
  const entry = { id, at: 0, fields: Object.fromEntries(changed) };
  return withChange(collected(known, changed), intent === undefined ? entry : { ...entry, intent });
}

/** Tells of the first change that waits what the server made of it. */
function hear(known: Recording, outcome: Outcome): Recording {
  const [entry] = known.record.entries;
  if (!entry) throw new Error('nothing waits');
  return heard(known, entry, outcome);
}

const AWAY: Outcome = { kind: 'away' };
const STALE: Outcome = { kind: 'stale', message: 'Beth saved this file at 10:30.' };
const CLOSED: Outcome = { kind: 'state', message: 'The audit is closed.' };
const SIGNED_OUT: Outcome = { kind: 'signedOut', message: 'You are signed out.' };
const saved = (version: number, state: Record<string, string>): Outcome => ({
  kind: 'saved',
  saved: { version, state: { ...BASE, ...state }, savedText: `Saved as version ${version}` },
});

describe('what is entered on the recording page', () => {
  it('is collected once, and again only when it changes', () => {
    const before = opened();
    expect(changedFields(before, page())).toEqual([]);
    const after = enter(before, 'a', { 'answer.plan': 'yes' });
    expect(after.record.entries).toEqual([{ id: 'a', at: 0, fields: { 'answer.plan': 'yes' } }]);
    expect(changedFields(after, page({ 'answer.plan': 'yes' }))).toEqual([]);
    // Back to what the server has is a change too: the one before it is on its way.
    expect(changedFields(after, page())).toEqual([['answer.plan', '']]);
  });

  it('is not sent again while it is what the server has just called wrong', () => {
    const known = opened([['answer.months', 'soon']]);
    expect(changedFields(known, [['answer.months', 'soon']])).toEqual([]);
    expect(changedFields(known, [['answer.months', '7']])).toEqual([['answer.months', '7']]);
  });

  it('goes after what an earlier page kept, and wins over it', () => {
    const earlier = enter(opened(), 'a', { 'answer.plan': 'yes', 'answer.smart': 'yes' });
    const stuck = hear(earlier, CLOSED).record;
    // On this page another answer was given to one of the two before the device could be asked.
    const { known, put } = takenUp(opened(), stuck, page({ 'answer.smart': 'na' }));
    expect(put).toEqual([['answer.plan', 'yes']]);
    expect(known.record.stop).toBeNull();
    const shown = page({ 'answer.smart': 'na', 'answer.plan': 'yes' });
    expect(changedFields(known, shown)).toEqual([['answer.smart', 'na']]);
    const both = enter(known, 'b', { 'answer.smart': 'na', 'answer.plan': 'yes' });
    expect(both.record.entries.map(({ id, fields }) => [id, fields])).toEqual([
      ['a', { 'answer.plan': 'yes', 'answer.smart': 'yes' }],
      ['b', { 'answer.smart': 'na' }],
    ]);
  });
});

describe('sending', () => {
  const waits = enter(opened(), 'a', { 'answer.plan': 'yes' });

  it('goes on while something waits, and stands still for each thing that is in the way', () => {
    expect(maySend(waits)).toBe(true);
    expect(maySend(opened())).toBe(false);
    for (const part of [{ isReady: false }, { isSending: true }, { isLeaving: true }]) {
      expect(maySend({ ...waits, ...part }), JSON.stringify(part)).toBe(false);
    }
    for (const outcome of [STALE, CLOSED, SIGNED_OUT]) {
      expect(maySend(hear(waits, outcome)), outcome.kind).toBe(false);
    }
    // No connection is no reason to stop trying.
    expect(maySend(hear(waits, AWAY))).toBe(true);
  });

  it('bases what follows on what the server has saved', () => {
    const two = enter(waits, 'b', { 'answer.plan': 'yes', 'comment.plan': 'Dates.' });
    const one = hear(two, saved(8, { 'answer.plan': 'yes' }));
    expect(one.record).toMatchObject({ version: 8, entries: [{ id: 'b' }] });
    expect(saveLine(one, false).isSaved).toBe(false);
    const none = hear(one, saved(9, { 'answer.plan': 'yes', 'comment.plan': 'Dates.' }));
    expect(saveLine(none, false)).toMatchObject({ isSaved: true, savedText: 'Saved as version 9' });
  });

  it('counts attempts until the server answers, whatever it answers', () => {
    const twice = hear(hear(waits, AWAY), AWAY);
    expect(twice.failures).toBe(2);
    expect(twice.record.entries).toHaveLength(1);
    for (const outcome of [STALE, CLOSED, SIGNED_OUT, saved(8, {})]) {
      expect(hear(twice, outcome).failures, outcome.kind).toBe(0);
    }
  });

  it('does not complete a file of which something was refused, and shows what until it is changed', () => {
    const wrong = enter(opened(), 'a', { 'answer.plan': 'yes', reference: 'NHS 943 476 5919' });
    const completing = enter(wrong, 'b', { 'answer.plan': 'yes', reference: 'NHS 943 476 5919' }, 'complete');
    const refused = hear(completing, {
      kind: 'refused',
      errors: [{ field: 'reference', text: 'This looks like an NHS number.' }],
    });
    expect(refused.record.entries).toEqual([{ id: 'a', at: 0, fields: { 'answer.plan': 'yes' } }]);
    expect([...refused.problems.keys()]).toEqual(['reference']);
    expect(saveLine(refused, false).unsavedText).toBe('Not saved: This looks like an NHS number.');
    const other = enter(refused, 'c', { 'answer.plan': 'yes', reference: 'NHS 943 476 5919', groupId: '5' });
    expect(other.problems.size).toBe(1);
    const changed = enter(other, 'd', { 'answer.plan': 'yes', reference: 'BR-02', groupId: '5' });
    expect(changed.problems.size).toBe(0);
  });

  it('of a file that was begun on the device goes on at the server, after what waited for it there', () => {
    const begin = { action: '/audits/1/device/begin', groupId: '4' };
    const local = { ...waits, record: { ...waits.record, file: '/audits/1/device/files/ab', begin } };
    const at = { file: '/audits/1/files/9', answers: '/audits/1/files/9/answers', version: 3 };
    const earlier = { ...enter(opened(), 'z', { 'answer.smart': 'yes' }).record, ...at };
    const known = movedTo(local, earlier, at);
    expect(known.record).toMatchObject({ file: at.file, entries: [{ id: 'z' }, { id: 'a' }] });
    expect(movedTo(local, undefined, at).record).toMatchObject({ ...at, entries: [{ id: 'a' }] });
  });
});

describe('a button of the recording page', () => {
  const press = (known: Recording, intent?: string) =>
    pressLeadsTo({ ...known, pressed: intent ?? 'save' }, intent);
  const waits = enter(opened(), 'a', { 'answer.plan': 'yes' });

  it('saves: by what waits, or by the whole form where nothing does', () => {
    expect(press(waits, 'save')).toBe('send');
    expect(press(opened(), 'save')).toBe('sendWhole');
    // Enter in a text field presses no button that has a name.
    expect(press(opened())).toBe('sendWhole');
  });

  it('completes once: what was asked before is only sent again', () => {
    expect(press(waits, 'complete')).toBe('addIntent');
    expect(press(opened(), 'uncomplete')).toBe('addIntent');
    const asked = enter(waits, 'b', { 'answer.plan': 'yes' }, 'complete');
    expect(press(asked, 'complete')).toBe('send');
    expect(press(asked, 'uncomplete')).toBe('addIntent');
  });

  it('shows both versions when somebody else has saved, and does nothing where the audit takes nothing', () => {
    expect(press(hear(waits, STALE), 'save')).toBe('lookAtBoth');
    expect(press(hear(waits, STALE), 'complete')).toBe('lookAtBoth');
    expect(press(hear(waits, CLOSED), 'complete')).toBe('stay');
  });

  it('has the server say what is wrong while something is', () => {
    const wrong = hear(waits, { kind: 'refused', errors: [{ field: 'answer.plan', text: 'No.' }] });
    expect(press(wrong, 'complete')).toBe('sendWhole');
  });

  it('takes both versions with it: what the server had, and all that was entered since', () => {
    const asked = enter(waits, 'b', { 'answer.plan': 'yes', 'comment.plan': 'Dates.' }, 'complete');
    expect(wantedInFull(asked, 'a-token')).toEqual({
      ...BASE,
      'answer.plan': 'yes',
      'comment.plan': 'Dates.',
      _csrf: 'a-token',
      version: '7',
      base: JSON.stringify(BASE),
      intent: 'complete',
    });
    expect(wantedInFull(waits, 'a-token').intent).toBe('save');
  });
});

describe('leaving the page', () => {
  const waits = enter(opened(), 'a', { 'answer.plan': 'yes' });

  it('loses nothing that is saved, or on the device, or on its way', () => {
    expect(wouldLose(opened(), false)).toBe(false);
    expect(wouldLose(waits, false)).toBe(false);
    expect(wouldLose({ ...waits, writing: 1 }, false)).toBe(false);
  });

  it('loses what only this page has', () => {
    expect(wouldLose(opened(), true)).toBe(true);
    expect(wouldLose({ ...waits, isKept: false }, false)).toBe(true);
    expect(wouldLose({ ...hear(waits, AWAY), writing: 1 }, false)).toBe(true);
    const wrong = hear(waits, { kind: 'refused', errors: [{ field: 'answer.plan', text: 'No.' }] });
    expect(wouldLose(wrong, false)).toBe(true);
  });

  it('leaves a file behind that counts as completed on this device only if that was asked', () => {
    const asked = enter(waits, 'b', { 'answer.plan': 'yes' }, 'complete');
    const other = { ...waits.record, file: '/audits/1/files/3' };
    expect([...completedHere([asked.record, other])]).toEqual(['/audits/1/files/2']);
  });
});

describe('what the page says of saving', () => {
  const waits = enter(opened(), 'a', { 'answer.plan': 'yes' });
  const says = (known: Recording) => saveLine(known, false).unsavedText;

  it('is that it is busy, and no trouble, while something waits or is typed', () => {
    for (const line of [saveLine(waits, false), saveLine(opened(), true)]) {
      expect(line).toMatchObject({ isSaved: false, unsavedText: 'Saving…', isTrouble: false, again: null });
    }
    expect(saveLine(opened(), false)).toMatchObject({ isSaved: true, savedText: 'Saved at 10:15 by Amir' });
  });

  it('is what is in the way, how much waits, and where it is', () => {
    const away = hear(waits, AWAY);
    expect(says(away)).toBe(
      'Not saved: no connection to the server. 1 answer is kept on this device, and sent when it is back.',
    );
    expect(says({ ...away, isKept: false })).toBe(
      'Not saved: no connection to the server. 1 answer is on this page only: do not close it.',
    );
    const two = enter(away, 'b', { 'answer.plan': 'yes', 'comment.plan': 'Dates.' });
    expect(says(two)).toContain('2 answers are kept on this device');
    expect(says(hear(two, CLOSED))).toBe(
      'Not saved: The audit is closed. 2 answers are kept on this device.',
    );
    const completion = enter(opened(), 'c', {}, 'complete');
    expect(says(hear(completion, AWAY))).toContain('That the file is complete is kept on this device');
    expect(whySignIn(hear(waits, SIGNED_OUT))).toBe(
      'You are signed out. 1 answer is kept on this device, and sent once you have signed in.',
    );
  });

  it('puts another tab before everything else, and is quiet about a server that is away when nothing waits', () => {
    expect(says({ ...hear(waits, STALE), isElsewhere: true })).toContain('open in another tab');
    expect(saveLine({ ...opened(), failures: 3 }, false).isSaved).toBe(true);
    expect(saveLine({ ...opened(), signedOut: 'You are signed out.' }, false).isSaved).toBe(true);
  });

  it('offers the button that helps', () => {
    expect(saveLine(hear(waits, STALE), false).again).toBe('Look at both versions');
    expect(saveLine(hear(waits, SIGNED_OUT), false).again).toBe('Sign in again');
    expect(saveLine(hear(waits, CLOSED), false).again).toBeNull();
    expect(saveLine(hear(waits, AWAY), false).again).toBeNull();
  });

  it('is read out when it turns bad and when it is good again, and not for every answer between', () => {
    let last: string | null = null;
    const heardOut: (string | null)[] = [];
    const two = enter(hear(waits, AWAY), 'b', { 'answer.plan': 'yes', 'comment.plan': 'Dates.' });
    const halfDone = hear(two, saved(8, { 'answer.plan': 'yes' }));
    const done = hear(halfDone, saved(9, { 'answer.plan': 'yes', 'comment.plan': 'Dates.' }));
    for (const known of [opened(), waits, hear(waits, AWAY), two, halfDone, done, opened()]) {
      const next = readOut(last, saveLine(known, false));
      ({ last } = next);
      heardOut.push(next.text);
    }
    expect(heardOut).toEqual([
      null,
      null,
      'Not saved: no connection to the server. 1 answer is kept on this device, and sent when it is back.',
      null,
      null,
      'Everything is saved. Saved as version 9.',
      null,
    ]);
  });
});
