import { z } from 'zod';
import { trainingProblems } from '../training.ts';
import type { Definition } from './definition.ts';
import type { InstrumentProblem } from './problems.ts';
import { sectionsOf } from './toTool.ts';
import { trainingFilesSchema } from './trainingFiles.ts';

const withTraining = z.object({ training: trainingFilesSchema });

/** What is wrong between the made-up files of a definition and its items; nothing where it has none, or no shape. */
export function madeUpProblems(definition: Definition, data: unknown): InstrumentProblem[] {
  const parsed = withTraining.safeParse(data);
  if (!parsed.success) return [];
  const { items, scales, criteria, broken } = definition;
  const all = { id: 'all', title: 'All', items: items.map(({ item }) => item) };
  const parts = { scales, sections: [all], criteria: criteria.map(({ criterion }) => criterion) };
  return trainingProblems(parsed.data.training, { sections: sectionsOf(parts, 2) }, broken).map(
    ({ at, problem }) => ({ at: at.replace(/^files\.?(\d+)?/, (_, file) => spot(file)), problem }),
  );
}

const spot = (file: string | undefined): string => (file === undefined ? 'training' : `training[${file}]`);
