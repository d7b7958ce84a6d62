import { createRequire } from 'node:module';
import { GROUP_FIELD } from '../../rules/index.ts';
import { factorsOf } from './disclosure.ts';
import type { CountOf, MadeAudit, Told } from './disclosure.ts';

const { default: loadHighs } = createRequire(import.meta.url)('highs') as typeof import('highs');
type Solver = Awaited<ReturnType<typeof loadHighs>>;
let solver: Promise<Solver> | undefined;

/** The least and the most that a hidden count can be, in whole files, given all that is told. */
export interface Bounds {
  what: string;
  least: number;
  most: number;
}

/**
 * The bounds of all hidden counts, by an integer program over how many files there are of each kind: every group with
 * every value and answer. For audits of few kinds.
 */
export async function boundsOf(
  audit: MadeAudit,
  told: Told['told'],
  hidden: Told['hidden'],
): Promise<Bounds[]> {
  const highs = await (solver ??= loadHighs());
  const kinds = [...factorsOf(audit)].reduce<ReadonlyMap<string, string>[]>(
    (all, [factor, values]) =>
      all.flatMap((kind) => values.map((value) => new Map([...kind, [factor, value]]))),
    [new Map()],
  );
  const files = audit.files.map(
    ({ group, answers }) => new Map([...answers, [GROUP_FIELD, String(audit.groups[group]?.id)]]),
  );
  const isIn = (kind: ReadonlyMap<string, string>, count: CountOf[]) =>
    count.some((of) => [...of].every(([factor, values]) => values.has(kind.get(factor) ?? '')));
  const termsOf = (count: CountOf[]) => kinds.flatMap((kind, k) => (isIn(kind, count) ? [`k${k}`] : []));
  const rows = new Map(
    told.map((count) => {
      const terms = termsOf(count).join(' + ');
      return [terms, `${terms} = ${files.filter((file) => isIn(file, count)).length}`] as const;
    }),
  );
  const constraints = [...rows.values()].map((row, r) => ` r${r}: ${row}`).join('\n');
  const names = kinds.map((_, k) => `k${k}`).join(' ');
  const solve = (goal: string, terms: string[]) => {
    const text = `${goal}\n obj: ${terms.join(' + ')}\nSubject To\n${constraints}\nGenerals\n ${names}\nEnd`;
    const result = highs.solve(text, { output_flag: false });
    if (result.Status !== 'Optimal') throw new Error(`${result.Status}: ${text}`);
    return Math.round(result.ObjectiveValue);
  };
  return hidden.map(({ what, count }) => {
    const terms = termsOf(count);
    return { what, least: solve('Minimize', terms), most: solve('Maximize', terms) };
  });
}
