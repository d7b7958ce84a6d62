import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDeps } from '../../../server/deps.ts';
import type { Deps } from '../../../server/deps.ts';
import { DraftConflict } from '../../../server/audits/drafts/service.ts';
import { InputError, StateError } from '../../../server/platform/errors.ts';
import { readConfig } from '../../../server/platform/config.ts';
import { mapItems } from '../../../rules/index.ts';
import { onBothEngines, startDeps } from '../../support/app.ts';
import { shelter } from '../../support/toolDrafts.ts';

const DETAILS = {
  title: 'An audit',
  partnership: 'Here',
  fieldworkStart: '2026-09-01',
  fieldworkEnd: '2026-09-04',
};

onBothEngines('tools that are made here', (engine) => {
  let deps: Deps;
  let other: Deps;
  let close: () => Promise<void>;
  let lena = 0;
  let stan = 0;
  beforeAll(async () => {
    const started = await startDeps(engine);
    ({ deps } = started);
    other = await createDeps(readConfig(started.environment));
    close = async () => {
      await other.database.close();
      await started.close();
    };
    const person = (name: string) =>
      deps.accounts.createWithPassword(
        { name, email: `${name}@example.org`, roles: ['lead'], providerId: null },
        'correct horse battery staple',
      );
    lena = await person('lena');
    stan = await person('stan');
  });
  afterAll(() => close());

  const relabel = (id: string, label: string) => (draft: Parameters<typeof mapItems>[0]) =>
    mapItems(draft, (item) => (item.id === id ? { ...item, label } : item));

  it('is a draft, is published, and can then be chosen in every process', async () => {
    const id = await deps.drafts.createDraft(lena, shelter({ version: 7 }));
    expect(await deps.drafts.get(id)).toMatchObject({ version: 1, revision: 1, toolId: 'night_shelter' });
    expect((await other.tools.current()).map((tool) => tool.id)).not.toContain('night_shelter');
    await expect(deps.drafts.createDraft(stan, shelter())).rejects.toThrow(/draft of this tool already/);
    expect(await deps.drafts.publish(stan, id, 1, new Map())).toEqual({
      toolId: 'night_shelter',
      version: 1,
    });
    expect((await other.tools.current()).map((tool) => tool.id)).toContain('night_shelter');
    // The other process has not met it before: it gets the tool of an audit as it loads the audit.
    const auditId = await deps.audits.create(lena, { ...DETAILS, toolId: 'night_shelter', toolVersion: 1 });
    const audit = await other.audits.get(auditId);
    expect(audit).toMatchObject({ isScored: true });
    expect(other.tools.of(audit).title).toBe('Night shelter notes');
    await expect(deps.drafts.get(id)).rejects.toThrow();
  });

  it('is one version where two publish at once, and the other is told', async () => {
    const id = await deps.drafts.createDraft(lena, shelter({ id: 'twice' }));
    const outcomes = await Promise.allSettled([
      deps.drafts.publish(stan, id, 1, new Map()),
      other.drafts.publish(stan, id, 1, new Map()),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((one) => one.status === 'rejected');
    expect(refused?.reason).toBeInstanceOf(StateError);
    expect(String(refused?.reason)).toContain('was published meanwhile, as version 1');
    expect((await deps.drafts.all()).filter(({ toolId }) => toolId === 'twice')).toHaveLength(1);
  });

  it('never changes what is published', async () => {
    const published = (await deps.drafts.all()).find(({ toolId }) => toolId === 'twice');
    const step = { revision: 1, part: null, what: 'changed', change: relabel('weekly', 'Something else') };
    await expect(deps.drafts.edit(lena, published?.id ?? 0, step)).rejects.toThrow(StateError);
    await expect(deps.drafts.discard(lena, published?.id ?? 0)).rejects.toThrow(StateError);
    await expect(deps.drafts.undo(lena, published?.id ?? 0, 1)).rejects.toThrow(StateError);
    expect((await deps.drafts.all()).find(({ toolId }) => toolId === 'twice')).toEqual(published);
  });

  it('keeps two people apart: another part is saved, the same part is a conflict with both states', async () => {
    const id = await deps.drafts.createDraft(lena, shelter({ id: 'together' }));
    const step = (itemId: string, label: string) => ({
      revision: 1,
      part: { kind: 'item' as const, id: itemId },
      what: `changed ${itemId}`,
      change: relabel(itemId, label),
    });
    expect(await deps.drafts.edit(lena, id, step('weekly', 'Met weekly?'))).toBe(2);
    expect(await other.drafts.edit(stan, id, step('handover', 'Good handovers?'))).toBe(3);
    const refused: unknown = await deps.drafts
      .edit(stan, id, step('weekly', 'Seen each week?'))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DraftConflict);
    const draft = await deps.drafts.get(id);
    const labels = draft.definition.sections[0]?.items.map(({ label }) => label);
    expect(labels).toEqual(['Is a key worker named?', 'Met weekly?', 'Good handovers?']);
    expect(draft.draftedBy).toEqual(new Set([lena, stan]));
  });

  it('takes changes back one after another', async () => {
    const all = await deps.drafts.all();
    const { id = 0, revision = 0 } = all.find(({ toolId }) => toolId === 'together') ?? {};
    expect(await deps.drafts.undoable(await deps.drafts.get(id))).toEqual({
      what: 'changed handover',
      byName: 'stan',
    });
    await deps.drafts.undo(lena, id, revision);
    await expect(deps.drafts.undo(lena, id, revision)).rejects.toThrow(/nothing was taken back/);
    expect(await deps.drafts.undoable(await deps.drafts.get(id))).toMatchObject({ byName: 'lena' });
    await deps.drafts.undo(lena, id, revision + 1);
    const { definition } = await deps.drafts.get(id);
    expect(definition.sections).toEqual((await deps.drafts.get(id)).definition.sections);
    expect(definition.sections[0]?.items.map(({ label }) => label)).toEqual([
      'Is a key worker named?',
      'Has the key worker met them weekly?',
      'How good are the handover entries?',
    ]);
    expect(await deps.drafts.undoable(await deps.drafts.get(id))).toBeNull();
  });

  it('asks of each changed item whether its answers are others, and gives those a new id and the old name', async () => {
    const id = await deps.drafts.createDraft(lena, shelter(), { toolId: 'night_shelter', version: 1 });
    let revision = await deps.drafts.edit(lena, id, {
      revision: 1,
      part: null,
      what: 'changed two questions',
      change: (draft) =>
        relabel('weekly', 'Met at least monthly?')(relabel('key_worker', 'Is a worker named?')(draft)),
    });
    revision = await deps.drafts.edit(lena, id, {
      revision,
      part: null,
      what: 'another scale',
      change: (draft) =>
        mapItems(draft, (item) => (item.id === 'handover' ? { ...item, scale: 'yes_no' } : item)),
    });
    const { before, changes } = await deps.drafts.publication(id);
    expect(before?.version).toBe(1);
    expect(changes.map((change) => [change.of, change.id, change.otherAnswer])).toEqual([
      ['item', 'key_worker', 'asked'],
      ['item', 'weekly', 'asked'],
      ['item', 'handover', 'certain'],
    ]);
    const unanswered: unknown = await deps.drafts
      .publish(stan, id, revision, new Map())
      .catch((e: unknown) => e);
    expect(unanswered).toBeInstanceOf(InputError);
    expect((unanswered as InputError).errors.map(({ field }) => field)).toEqual([
      'other.key_worker',
      'other.weekly',
    ]);
    const answers = new Map([['key_worker', 'no'] as const, ['weekly', 'yes'] as const]);
    await deps.drafts.publish(stan, id, revision, answers);
    const tool = await other.tools.newest('night_shelter');
    const items = tool?.instrument.sections[0]?.items ?? [];
    expect(items.map((item) => [item.id, item.aliases])).toEqual([
      ['key_worker', []],
      ['weekly_v2', ['weekly']],
      ['handover_v2', ['handover']],
    ]);
    expect(tool?.instrument.criteria[0]?.of).toEqual(['key_worker', 'handover_v2']);
    expect(tool?.instrument.sections[0]?.items[1]?.dependsOn).toEqual({ item: 'key_worker', answer: 'yes' });
  });

  it('is offered no longer once retired, stays with its audits, and a draft of it says so', async () => {
    const id = await deps.drafts.createDraft(lena, shelter(), { toolId: 'night_shelter', version: 2 });
    expect((await deps.drafts.publication(id)).baseIsRetired).toBe(false);
    const auditId = await deps.audits.create(lena, { ...DETAILS, toolId: 'night_shelter', toolVersion: 2 });
    await deps.drafts.setRetired(stan, 'night_shelter', 2, true);
    expect((await other.drafts.publication(id)).baseIsRetired).toBe(true);
    expect((await other.tools.newest('night_shelter'))?.version).toBe(1);
    const chosen = { ...DETAILS, toolId: 'night_shelter', toolVersion: 2 };
    await expect(other.audits.create(lena, chosen)).rejects.toThrow(/Choose an audit tool/);
    const audit = await other.audits.get(auditId);
    await other.audits.update(lena, auditId, { ...audit, title: 'Keeps its tool' });
    expect(other.tools.of(audit).version).toBe(2);
    await deps.drafts.setRetired(stan, 'night_shelter', 2, false);
    expect((await other.tools.newest('night_shelter'))?.version).toBe(2);
    await deps.drafts.discard(lena, id);
    await expect(deps.drafts.get(id)).rejects.toThrow();
  });

  it('says what has not the shape of a tool, and takes whatever else is wrong', async () => {
    const refused: unknown = await deps.drafts
      .createDraft(lena, {
        ...shelter({ id: 'odd' }),
        sections: [{ id: 's', title: 'S', items: [{ kind: 'song' }] }],
      })
      .catch((error: unknown) => error);
    expect((refused as InputError).errors).toEqual([
      {
        field: 'definition',
        text: 'sections[0].items[0].kind: must be scale, choice, multiple, number, date or text.',
      },
    ]);
    const twins = [
      { kind: 'text', id: 'a', label: '' },
      { kind: 'text', id: 'a', label: 'Another' },
      { kind: 'date' },
    ];
    const id = await deps.drafts.createDraft(lena, {
      format: 2,
      id: 'odd',
      sections: [{ items: twins }],
      more: 1,
    });
    const { definition } = await deps.drafts.get(id);
    expect(definition.sections[0]?.items.map((item) => item.id)).toEqual(['a', 'a_2', 'item']);
    expect((await deps.drafts.publication(id)).problems.map(({ at }) => at)).toContain(
      'sections[0].items[0].label',
    );
    await expect(deps.drafts.publish(stan, id, 1, new Map())).rejects.toThrow(/still has problems/);
  });
});
