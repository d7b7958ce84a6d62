import { z } from 'zod';
import type { Definition } from './definition.ts';
import type { InstrumentItem } from './schema.ts';
import type { InstrumentProblem } from './problems.ts';

const text = z.string().catch('');
/** As much of the shape as is there: what is missing is told elsewhere, and hides nothing else that is wrong. */
const withCalls = z.object({
  calls: z.object({
    scenario: text,
    caller: text,
    time: text,
    accuracy: z.array(text).catch([]),
    stories: z.record(z.string(), z.unknown()).catch({}),
  }),
});

/** What is wrong between the plan of calls of a definition and its items; nothing where it has none. */
export function callProblems({ items, broken }: Definition, data: unknown): InstrumentProblem[] {
  const parsed = withCalls.safeParse(data);
  if (!parsed.success) return [];
  const { scenario, caller, time, accuracy, stories } = parsed.data.calls;
  const problems: InstrumentProblem[] = [];
  const note = (at: string, problem: string) => problems.push({ at: `calls.${at}`, problem });
  const itemOf = (id: string) => items.find(({ item }) => item.id === id)?.item;
  const expect = (at: string, id: string, kind: InstrumentItem['kind']) => {
    if (id !== '' && !broken.has(id) && itemOf(id)?.kind !== kind)
      note(at, `there is no ${kind} item "${id}"`);
  };
  expect('scenario', scenario, 'choice');
  expect('caller', caller, 'text');
  expect('time', time, 'choice');
  accuracy.forEach((id, i) => {
    if (!broken.has(id) && !itemOf(id)) note(`accuracy[${i}]`, `there is no item "${id}"`);
  });
  const scripts = itemOf(scenario);
  if (scripts?.kind !== 'choice') return problems;
  for (const { id, guidance } of scripts.options) {
    if (guidance === undefined) note('scenario', `"${id}" has no guidance, which holds its right answers`);
    if (stories[id] === undefined) note('stories', `there is no story for "${id}"`);
  }
  for (const id of Object.keys(stories)) {
    if (!scripts.options.some((option) => option.id === id)) {
      note(`stories.${id}`, `"${id}" is no option of ${scenario}`);
    }
  }
  return problems;
}
