import { expect, it } from 'vitest';
import { checksOf, Counter, tally } from '../../../rules/index.ts';
import { onBothEngines, startApp, withExample } from '../../support/app.ts';
import { seeded } from '../../support/random.ts';

interface Row {
  file_id: number;
  name: string;
  item_id: string | null;
  value: string | null;
}

onBothEngines('the counts of an audit', (engine) => {
  it('are those of its files read one by one, with and without settlements', async () => {
    const test = await startApp(engine);
    try {
      const { deps, ids } = test;
      const { pool } = deps.database;
      const auditId = await withExample(test);
      const tool = deps.tools.must('rodt', 1);
      const random = seeded(5);
      const reviews: number[] = await pool('reviews')
        .join('case_files', 'case_files.id', 'reviews.case_file_id')
        .where({ audit_id: auditId })
        .orderBy('reviews.id')
        .pluck('reviews.id');

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
          .orderBy(['sample_groups.position', 'sample_groups.id', 'case_files.id'])
          .select(
            'case_files.id as file_id',
            'sample_groups.name',
            'answers.item_id',
            pool.raw(
              'case when settlements.review_id is null then answers.value else settlements.value end as value',
            ),
          );
        const counter = new Counter(tool);
        for (const fileId of new Set(rows.map((row) => row.file_id))) {
          const own = rows.filter((row) => row.file_id === fileId);
          const answers = own.flatMap(({ item_id: item, value }) =>
            item !== null && value !== null ? [[item, value] as const] : [],
          );
          counter.add(own[0]?.name ?? '', new Map(answers));
        }
        const excluded = new Map(
          (await deps.audits.groups(auditId)).map((group) => [group.name, group.exclusions]),
        );
        const counts = counter.counts();
        const groups = counts.groups.map((group) => ({ ...group, excluded: excluded.get(group.name) ?? [] }));
        return tally(tool, { ...counts, groups });
      };
      const expectSame = async () => {
        const expected = await oneByOne();
        expect((await deps.results.of(auditId)).tally).toEqual(expected);
        return expected;
      };

      const before = await expectSame();
      expect(before.contradictions.length).toBeGreaterThan(0);

      // Rows without an answer, files without any row, texts of fields that read like answers.
      const [empty = 0, first = 0, second = 0] = reviews;
      await pool('answers').where({ review_id: empty }).delete();
      await pool('answers').where({ review_id: first, item_id: 'recovery_plan' }).update({ value: null });
      await pool('answers')
        .insert({ review_id: second, item_id: 'gender', value: 'no' })
        .onConflict(['review_id', 'item_id'])
        .merge();
      const changed = await expectSame();
      expect(changed.overall).not.toEqual(before.overall);

      const rows: { review_id: number; item_id: string }[] = await pool('answers')
        .whereIn('review_id', reviews)
        .whereIn(
          'item_id',
          checksOf(tool).map(({ id }) => id),
        )
        .orderBy(['review_id', 'item_id'])
        .select('review_id', 'item_id');
      const values = ['yes', 'no', 'na', null];
      await pool('settlements').insert(
        rows
          .filter(() => random() < 0.25)
          .map((row) => ({
            ...row,
            value: values[Math.floor(random() * values.length)] ?? null,
            reason: 'settled',
            settled_by: ids.lena,
            settled_at: '2026-11-22T12:00:00.000Z',
          })),
      );
      const settled = await expectSame();
      expect(settled.overall).not.toEqual(changed.overall);
      expect(settled.contradictions).not.toEqual(changed.contradictions);
    } finally {
      await test.close();
    }
  });
});
