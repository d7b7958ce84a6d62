import { createSecondReadingStore } from '../caseFiles/secondReadings.ts';
import type { Database } from '../../platform/db/database.ts';

/** One time that files were drawn to be read again. */
export interface ReadingDraw {
  id: number;
  seed: number;
  /** The share asked for, in percent. */
  percent: number;
  oneAGroup: boolean;
  /** What was drawn from, in this order. */
  frame: { file: number; group: number }[];
  drawn: number;
  drawnByName: string | null;
  drawnAt: string;
}

export type ReadingRepository = ReturnType<typeof createReadingRepository>;

/** Second readings, and the draws by which files came to be read twice. */
export function createReadingRepository(database: Database) {
  return {
    ...createSecondReadingStore(database),

    async addDraw(
      auditId: number,
      draw: Pick<ReadingDraw, 'seed' | 'percent' | 'oneAGroup' | 'frame' | 'drawn' | 'drawnAt'>,
      userId: number,
    ): Promise<number> {
      const [row] = await database
        .query('reading_draws')
        .insert({
          audit_id: auditId,
          seed: draw.seed,
          percent: draw.percent,
          one_a_group: draw.oneAGroup,
          frame: JSON.stringify(draw.frame.map(({ file, group }) => [file, group])),
          drawn: draw.drawn,
          drawn_by: userId,
          drawn_at: draw.drawnAt,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the draw');
      return row.id;
    },

    /** Removes the draws of an audit, once the readings that came of them are gone. */
    async removeDraws(auditId: number): Promise<void> {
      await database.query('reading_draws').where({ audit_id: auditId }).delete();
    },

    async draws(auditId: number): Promise<ReadingDraw[]> {
      const rows: {
        id: number;
        seed: number;
        percent: number;
        one_a_group: boolean | number;
        frame: string;
        drawn: number;
        drawn_by_name: string | null;
        drawn_at: string;
      }[] = await database
        .query('reading_draws')
        .leftJoin('users', 'users.id', 'reading_draws.drawn_by')
        .where({ audit_id: auditId })
        .orderBy('reading_draws.id')
        .select('reading_draws.*', 'users.name as drawn_by_name');
      return rows.map((row) => ({
        id: row.id,
        seed: row.seed,
        percent: row.percent,
        oneAGroup: Boolean(row.one_a_group),
        frame: (JSON.parse(row.frame) as [number, number][]).map(([file, group]) => ({ file, group })),
        drawn: row.drawn,
        drawnByName: row.drawn_by_name,
        drawnAt: row.drawn_at,
      }));
    },
  };
}
