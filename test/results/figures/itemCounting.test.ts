import { expect, it } from 'vitest';
import { checksOf, countValues, tallyItems } from '../../../rules/index.ts';
import type { Actor } from '../../../server/access/policy.ts';
import { onBothEngines, PEOPLE, startApp, withExample } from '../../support/app.ts';
import { seeded } from '../../support/random.ts';

interface Row {
  file_id: number;
  name: string;
  item_id: string | null;
  value: string | null;
}

onBothEngines('the answers to questions that are no checks', (engine) => {
  it('are those of files read one by one, as they were settled, of first readings alone', async () => {
    const test = await startApp(engine);
    try {
      const { deps, ids } = test;
      const { pool } = deps.database;
      const auditId = await withExample(test);
      const tool = deps.tools.must('rodt', 1);
      const lena: Actor = {
        id: ids.lena,
        roles: [...PEOPLE.lena.roles],
        providerId: null,
        organisationId: 1,
        organisations: [1],
      };
      const checks = new Set(checksOf(tool).map(({ id }) => id));
      const random = seeded(6);

      const oneByOne = async () => {
        const rows: Row[] = await pool('case_files')
          .join('sample_groups', 'sample_groups.id', 'case_files.group_id')
          .join('reviews', (join) =>
            join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', 1),
          )
          .leftJoin('answers', 'answers.review_id', 'reviews.id')
          .leftJoin('settlements', (join) =>
            join
              .on('settlements.review_id', 'answers.review_id')
              .andOn('settlements.item_id', 'answers.item_id'),
          )
          .where('case_files.audit_id', auditId)
          .select(
            'case_files.id as file_id',
            'sample_groups.name',
            'answers.item_id',
            pool.raw(
              'case when settlements.review_id is null then answers.value else settlements.value end as value',
            ),
          );
        const figuresOf = (of: Row[]) => {
          const files = [...new Set(of.map((row) => row.file_id))].map(
            (id) =>
              new Map(
                of.flatMap(({ file_id, item_id, value }) =>
                  file_id === id && item_id !== null && value !== null ? [[item_id, value] as const] : [],
                ),
              ),
          );
          return tallyItems(tool.instrument, countValues(files), files.length).filter(
            ({ id }) => !checks.has(id),
          );
        };
        const groups = await deps.audits.groups(auditId);
        return [
          ...groups.map(({ name }) => figuresOf(rows.filter((row) => row.name === name))),
          figuresOf(rows),
        ];
      };
      const shown = async () => {
        const { items } = await deps.results.shown(auditId, { by: 'group' }, lena, { items: true });
        if (!items) throw new Error('no items');
        return [...items.units, items.overall].map((unit) =>
          unit.items.map(
            ({ suppressed: _suppressed, interval: _interval, bands: _bands, ...tally }) => tally,
          ),
        );
      };
      const expectSame = async () => {
        const expected = await oneByOne();
        expect(await shown()).toEqual(expected);
        return expected;
      };

      const before = await expectSame();
      expect(before.at(-1)?.map(({ id }) => id)).toContain('months_in_treatment');

      const reviews: number[] = await pool('reviews')
        .join('case_files', 'case_files.id', 'reviews.case_file_id')
        .where({ audit_id: auditId })
        .orderBy('reviews.id')
        .pluck('reviews.id');
      const rows: { review_id: number; item_id: string }[] = await pool('answers')
        .whereIn('review_id', reviews)
        .whereIn('item_id', ['gender', 'months_in_treatment'])
        .orderBy(['review_id', 'item_id'])
        .select('review_id', 'item_id');
      await pool('settlements').insert(
        rows
          .filter(() => random() < 0.3)
          .map((row) => ({
            ...row,
            value: random() < 0.3 ? null : row.item_id === 'gender' ? 'other' : '2.5',
            reason: 'settled',
            settled_by: ids.lena,
            settled_at: '2026-11-22T12:00:00.000Z',
          })),
      );
      const settled = await expectSame();
      expect(settled).not.toEqual(before);

      // A second reading counts nowhere; without being asked for, nothing of it is there.
      const [first] = reviews;
      const file: { case_file_id: number } | undefined = await pool('reviews')
        .where({ id: first })
        .first('case_file_id');
      await pool('reviews').insert({
        case_file_id: file?.case_file_id ?? 0,
        reading: 2,
        version: 1000,
        comment: '',
        completed_at: null,
        updated_by: ids.lena,
        updated_at: '2026-11-22T12:00:00.000Z',
      });
      const second: { id: number } | undefined = await pool('reviews')
        .where({ case_file_id: file?.case_file_id ?? 0, reading: 2 })
        .first('id');
      await pool('answers').insert({ review_id: second?.id ?? 0, item_id: 'gender', value: 'female' });
      expect(await expectSame()).toEqual(settled);
      expect((await deps.results.shown(auditId, { by: 'group' }, lena)).items).toBeNull();
      const byField = { by: 'fields', fields: ['gender'] } as const;
      expect(
        (
          await deps.results.shown(auditId, { ...byField, fields: [...byField.fields] }, lena, {
            items: true,
          })
        ).items,
      ).toBeNull();
    } finally {
      await test.close();
    }
  });
});
