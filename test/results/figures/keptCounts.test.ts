import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { checksOf, otherItemIds } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import { shuffled } from '../../../rules/random.ts';
import { createAnswerCorrections } from '../../../server/fieldwork/caseFiles/corrections.ts';
import { createNotApplicableStore } from '../../../server/fieldwork/caseFiles/notApplicable.ts';
import { createEraser } from '../../../server/fieldwork/caseFiles/erasing.ts';
import { createReadingRepository } from '../../../server/fieldwork/readings/repository.ts';
import { createCounting } from '../../../server/results/figures/counting.ts';
import type { Counted } from '../../../server/results/figures/gathering.ts';
import { createKeptCounts } from '../../../server/results/figures/keptCounts.ts';
import type { KeptCounts } from '../../../server/results/figures/keptCounts.ts';
import { onBothEngines } from '../../support/app.ts';
import { check, parsed } from '../../support/feedbackInput.ts';
import { seeded } from '../../support/random.ts';
import {
  drawStored,
  newStoredAudit,
  newStoredFile,
  NOON,
  saveStored,
  startStore,
} from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

const field = (type: string, id: string, more: Record<string, unknown> = {}) => ({
  kind: 'field',
  type,
  id,
  label: id,
  shortLabel: id,
  guidance: 'Read.',
  ...more,
});
const tool: Tool = parsed({
  id: 'sample',
  version: 1,
  title: 'Sample',
  description: 'For tests.',
  source: 'None.',
  sections: [
    {
      id: 'all',
      title: 'All',
      items: [
        check('plan', 'Is there a plan?', 'Plan'),
        check('smart', 'Is it SMART?', 'Smart', { dependsOn: { item: 'plan', answer: 'yes' } }),
        check('letter', 'Is there a letter?', 'Letter'),
        field('number', 'months', { minimum: 0, maximum: 600 }),
        field('text', 'drug'),
      ],
    },
  ],
});
const CHECKS = checksOf(tool).map(({ id }) => id);
const ITEMS = otherItemIds(tool);
/** In each of them everything happens once, in another order. */
const ROUNDS = 4;

const sorted = ({ answers, pairs, items }: Counted): string[] =>
  [
    ...answers.map((of) => `${of.group}: ${of.check} ${of.answer} ${of.files}`),
    ...pairs.map((of) => `${of.group}: ${of.check} ${of.answer} beside ${of.parentAnswer} ${of.files}`),
    ...items.map((of) => `${of.group}: ${of.item} = ${of.value} ${of.records}`),
  ].toSorted();

onBothEngines('the kept counts of an audit', (engine) => {
  let test: StoreTest;
  let kept: KeptCounts;
  let auditId: number;
  let groups: number[];
  beforeAll(async () => {
    test = await startStore(engine);
    // Nothing is taken in by itself, so that the test says when.
    kept = createKeptCounts(test.database, {
      log: null,
      worthKeeping: 0,
      takenInFrom: Number.POSITIVE_INFINITY,
    });
  });
  afterAll(() => test.close());
  const begun = async () => {
    const made = await newStoredAudit(test);
    ({ auditId } = made);
    groups = [made.ash, made.joint];
  };
  beforeEach(begun);

  const pool = () => test.database.pool;
  const nameOf = () =>
    new Map([
      [groups[0] ?? 0, 'Ash'],
      [groups[1] ?? 0, 'Joint'],
    ]);
  /** What is kept beside the full count of the same state. */
  const both = () =>
    test.database.read(async () => {
      const found = await kept.of(auditId, tool, { files: 1, nameOf: nameOf(), itemIds: ITEMS });
      const counted = await createCounting(test.database).ofAudit(auditId, tool, nameOf(), ITEMS);
      return { kept: found && sorted(found), counted: sorted(counted) };
    });
  const agree = async (after: string) => {
    const found = await both();
    expect(found.kept, after).toEqual(found.counted);
  };
  const filesOf = async () =>
    (await pool()('case_files').where({ audit_id: auditId }).orderBy('id').pluck('id')) as number[];
  const firstReadingOf = async (fileId: number): Promise<number> =>
    (await pool()('reviews').where({ case_file_id: fileId, reading: 1 }).first<{ id: number }>('id')).id;

  /** Everything that changes what is counted, each as the program does it, and as another one might. */
  function histories(random: () => number) {
    const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
    const readings = createReadingRepository(test.database);
    const corrections = createAnswerCorrections(test.database);
    const notApplicable = createNotApplicableStore(test.database);
    const value = (item: string) => (item === 'months' ? one(['3', '12']) : one(['yes', 'no', 'na']));
    const answersOf = (none: boolean) =>
      new Map(
        [...CHECKS, ...ITEMS, 'drug'].flatMap((item) =>
          random() < 0.5 ? [[item, none && random() < 0.3 ? null : value(item)] as const] : [],
        ),
      );
    const { lena, amir, beth } = test.people;
    const twice = async () =>
      (await pool()('reviews')
        .join('case_files', 'case_files.id', 'reviews.case_file_id')
        .where({ audit_id: auditId, reading: 2 })
        .pluck('case_file_id')) as number[];
    let references = 0;
    const begin = async () => {
      references += 1;
      const answers = Object.fromEntries(answersOf(false)) as Record<string, string>;
      await newStoredFile(test, auditId, { groupId: one(groups), reference: `F-${references}`, answers });
    };
    const ofOne = (work: (fileId: number) => Promise<unknown>) => async () => {
      const files = await filesOf();
      if (files.length < 3) await begin();
      else await work(one(files));
    };
    const correct = (isReadTwice: boolean) =>
      ofOne(async (fileId) => {
        const readingId = await firstReadingOf(fileId);
        const item = one(CHECKS);
        const given = random() < 0.2 ? null : value(item);
        const answer = { readingId, isReadTwice } as Parameters<typeof corrections.correct>[0];
        await test.database.write(() => corrections.correct(answer, item, given, 'Seen.', lena, NOON));
      });
    const steps = {
      begin,
      save: ofOne((fileId) => saveStored(test, auditId, fileId, amir, { answers: answersOf(true) })),
      move: ofOne((fileId) => saveStored(test, auditId, fileId, amir, { groupId: one(groups) })),
      complete: ofOne((fileId) =>
        saveStored(test, auditId, fileId, amir, { completedAt: random() < 0.5 ? NOON : null }),
      ),
      remove: ofOne((fileId) => test.caseFiles.remove(fileId)),
      draw: ofOne(async (fileId) => {
        if (!(await twice()).includes(fileId)) await drawStored(test, auditId, fileId, ['letter']);
      }),
      'read again': async () => {
        const files = await twice();
        if (files.length > 0) await saveStored(test, auditId, one(files), beth, { answers: answersOf(true) });
      },
      'draw back': () => readings.removeIncomplete(auditId),
      settle: ofOne(async (fileId) => {
        const item = one(CHECKS);
        const settlement = { value: random() < 0.3 ? null : value(item), reason: 'Seen.' };
        await readings.settle(await firstReadingOf(fileId), item, settlement, lena, NOON);
      }),
      unsettle: ofOne(async (fileId) => readings.unsettle(await firstReadingOf(fileId), CHECKS)),
      correct: correct(false),
      'correct what two read': correct(true),
      'leave out': () => notApplicable.fillNotApplicable({ groupId: one(groups) }, [one(CHECKS)], lena, NOON),
      'ask again': () =>
        notApplicable.clearNotApplicable({ groupId: one(groups) }, [one(CHECKS)], lena, NOON),
      'fail in the middle': ofOne(async (fileId) => {
        const failed = test.database.write(async () => {
          const readingId = await firstReadingOf(fileId);
          await test.database.query('answers').where({ review_id: readingId }).delete();
          throw new Error('in the middle');
        });
        await expect(failed).rejects.toThrow('in the middle');
      }),
      'another program': ofOne(async (fileId) => {
        const readingId = await firstReadingOf(fileId);
        await pool()('answers').where({ review_id: readingId, item_id: 'plan' }).update({ value: 'no' });
        await pool()('answers').where({ review_id: readingId, item_id: 'smart' }).delete();
      }),
      'take in': () => kept.keep(auditId, tool),
      'count anew': async () => {
        await kept.forget(auditId);
        await kept.keep(auditId, tool);
      },
    };
    return steps;
  }

  it('are the full count after every step of a random history', async () => {
    const random = seeded(3);
    const steps = histories(random);
    for (let i = 0; i < 6; i += 1) await steps.begin();
    await kept.keep(auditId, tool);
    const done: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, step] of shuffled(Object.entries(steps), random)) {
        done.push(name);
        await step();
        // After a file is gone all is counted anew by whoever keeps it next.
        if (name === 'remove') await kept.keep(auditId, tool);
        await agree(done.slice(-12).join(', '));
      }
    }
  });

  it('are right in every moment in which others save, take in and remove', async () => {
    const files: number[] = [];
    for (let i = 0; i < 12; i += 1) {
      const file = {
        groupId: groups[i % 2] ?? 0,
        reference: `C-${i}`,
        answers: { plan: 'yes', smart: 'no' },
      };
      files.push((await newStoredFile(test, auditId, file)).fileId);
    }
    const random = seeded(11);
    const saving = new AbortController();
    const savers = Promise.all(
      files.map(async (fileId, n) => {
        const readingId = await firstReadingOf(fileId);
        for (let i = 0; i < 12; i += 1) {
          const given = ['yes', 'no', 'na'][Math.floor(random() * 3)] ?? 'yes';
          await test.database
            .write(async () => {
              const row = { review_id: readingId, item_id: CHECKS[(n + i) % 3] ?? '', value: given };
              await test.database.query('answers').insert(row).onConflict(['review_id', 'item_id']).merge();
              await new Promise((resolve) => setImmediate(resolve));
              if (n === 11 && i === 8) await test.caseFiles.remove(fileId);
            })
            .catch((error: unknown) => {
              // Of the file that was removed meanwhile.
              if (n !== 11) throw error;
            });
        }
      }),
    ).finally(() => {
      saving.abort();
    });
    const wereThere: boolean[] = [];
    const watching = (async () => {
      while (!saving.signal.aborted) {
        // Whoever is in the way of somebody else gives up, and the next one does it.
        await kept.keep(auditId, tool).catch(() => undefined);
        const found = await both();
        wereThere.push(found.kept !== null);
        if (found.kept !== null) expect(found.kept).toEqual(found.counted);
      }
    })();
    await Promise.all([savers, watching]);
    await kept.idle();
    await kept.keep(auditId, tool);
    await agree('in the end');
    expect(wereThere).toContain(true);
  });

  it('miss nothing of whoever is in the middle of a save', async () => {
    const file = { groupId: groups[0] ?? 0, reference: 'M-1', answers: { plan: 'yes' } };
    const { readingId } = await newStoredFile(test, auditId, file);
    for (const given of ['no', 'na']) {
      // The first time nothing is kept yet, the second time something is.
      let goOn = (): void => undefined;
      const told = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      let saved: Promise<void> | undefined;
      await new Promise<void>((isWritten) => {
        saved = test.database.write(async () => {
          const own = { review_id: readingId, item_id: 'plan' };
          await test.database.query('answers').where(own).update({ value: given });
          isWritten();
          await told;
        });
      });
      const keeping = kept.keep(auditId, tool).catch(() => undefined);
      // On SQLite whoever keeps waits for whoever saves.
      if (engine === 'postgres') await keeping;
      goOn();
      await Promise.all([saved, keeping]);
      const found = await both();
      expect([null, ...[found.counted].map(String)]).toContain(found.kept && String(found.kept));
      // Where nothing was kept, whoever looked has asked for it.
      await kept.idle();
      await kept.keep(auditId, tool);
      await agree(given);
    }
  });

  it('are counted anew of other questions, and none are given of items that nobody keeps', async () => {
    const file = { groupId: groups[0] ?? 0, reference: 'Q-1', answers: { plan: 'yes', drug: 'heroin' } };
    await newStoredFile(test, auditId, file);
    await kept.keep(auditId, tool);
    const of = (asked: Tool) =>
      test.database.read(() => kept.of(auditId, asked, { files: 1, nameOf: nameOf(), itemIds: ITEMS }));
    const other = {
      ...tool,
      sections: tool.sections.map((section) => ({ ...section, items: section.items.slice(1) })),
    };
    expect([await of(tool), await of(other)].map((found) => found !== null)).toEqual([true, false]);
    await kept.idle();
    expect(sorted((await of(other)) ?? { answers: [], pairs: [], items: [] })).toEqual([]);
  });

  it('that are damaged are found, and counted anew', async () => {
    const file = { groupId: groups[0] ?? 0, reference: 'D-1', answers: { plan: 'yes' } };
    const { fileId } = await newStoredFile(test, auditId, file);
    await kept.keep(auditId, tool);
    await pool()('kept_counts').where({ audit_id: auditId }).update({ counts: '[]' });
    await saveStored(test, auditId, fileId, test.people.amir, { answers: new Map([['plan', 'no']]) });
    expect((await both()).kept).toBeNull();
    await kept.idle();
    await agree('counted anew');
  });

  it('and the answers in them go with the files, and all with the audit', async () => {
    for (const reference of ['E-1', 'E-2']) {
      await newStoredFile(test, auditId, { groupId: groups[0] ?? 0, reference, answers: { plan: 'yes' } });
    }
    const rows = async () =>
      Promise.all(
        ['kept_counts', 'counted_files', 'changed_files'].map(
          async (table) => (await pool()(table).where({ audit_id: auditId })).length,
        ),
      );
    await kept.keep(auditId, tool);
    const [first = 0] = await filesOf();
    await saveStored(test, auditId, first, test.people.amir, { answers: new Map([['plan', 'no']]) });
    expect(await rows()).toEqual([1, 2, 1]);
    await test.caseFiles.remove(first);
    expect(await rows()).toEqual([1, 1, 0]);
    expect(await pool()('kept_counts').where({ audit_id: auditId }).pluck('counts')).toEqual([null]);
    await kept.keep(auditId, tool);
    await agree('without the file');
    await test.database.write(() => createEraser(test.database).erase(auditId));
    expect(await rows()).toEqual([1, 0, 0]);
    await newStoredFile(test, auditId, {
      groupId: groups[1] ?? 0,
      reference: 'E-3',
      answers: { plan: 'no' },
    });
    await kept.keep(auditId, tool);
    await agree('after erasing');
    await test.database.write(() => createEraser(test.database).erase(auditId));
    await pool()('audits').where({ id: auditId }).delete();
    expect(await rows()).toEqual([0, 0, 0]);
  });
});
