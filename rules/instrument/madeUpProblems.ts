import { z } from 'zod';
import { trainingProblems } from '../training.ts';
import type { Definition } from './definition.ts';
import type { InstrumentProblem } from './problems.ts';
import { sectionsOf } from './toTool.ts';

const text = z.string().catch('');
/** As much of the shape as is there: what is missing is told elsewhere, and hides nothing else that is wrong. */
const loose = z.object({
  training: z
    .array(
      z
        .object({
          id: text,
          title: text,
          notes: z
            .array(
              z
                .object({ heading: text, entries: z.array(text).catch([]) })
                .catch({ heading: '', entries: [] }),
            )
            .catch([]),
          settled: z
            .record(z.string(), z.object({ answer: text, reason: text }).catch({ answer: '', reason: '' }))
            .catch({}),
        })
        .catch({ id: '', title: '', notes: [], settled: {} }),
    )
    .catch([]),
});

/** What is wrong between the made-up files of a definition and its items. */
export function madeUpProblems(definition: Definition, data: unknown): InstrumentProblem[] {
  const parsed = loose.safeParse(data);
  if (!parsed.success) return [];
  const { items, scales, criteria, broken } = definition;
  const all = { id: 'all', title: 'All', items: items.map(({ item }) => item) };
  const parts = { scales, sections: [all], criteria: criteria.map(({ criterion }) => criterion) };
  return trainingProblems(parsed.data.training, { sections: sectionsOf(parts, 2) }, broken).map(
    ({ at, problem }) => ({
      at: at.replace(/^files\.?(\d+)?/, (_, file: string | undefined) => spot(file)),
      problem,
    }),
  );
}

const spot = (file: string | undefined): string => (file === undefined ? 'training' : `training[${file}]`);
