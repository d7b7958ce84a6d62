import { gwetAc1, kappa } from './agreement.ts';
import type { Coefficient } from './agreement.ts';
import { wilson } from './statistics.ts';
import type { Estimate } from './statistics.ts';

/** How alike two people have put the same things under the codes of one list. */
export interface PairAgreement {
  /** What both have coded. */
  compared: number;
  agreed: number;
  /** The share on which both agree, with its interval by Wilson's method; null where nothing was coded twice. */
  agreement: Estimate | null;
  /** Cohen's kappa; null too where all codes of both are one and the same. */
  kappa: Coefficient | null;
  ac1: Coefficient | null;
}

/**
 * Holds two codings of the same things against each other.
 *
 * @param codes - the list, in its order; codes that nobody used are left out, since they tell nothing
 * @param pairs - the code of the first and of the second person, of each thing
 */
export function agreementOfPairs(
  codes: readonly string[],
  pairs: readonly (readonly [first: string, second: string])[],
): PairAgreement {
  const used = codes.filter((code) => pairs.some((pair) => pair.includes(code)));
  // A table has two sides, even where everything is under one code.
  for (const code of codes) if (used.length < 2 && !used.includes(code)) used.push(code);
  const matrix = used.map((row) =>
    used.map((column) => pairs.filter(([first, second]) => first === row && second === column).length),
  );
  const agreed = pairs.filter(([first, second]) => first === second).length;
  const interval = wilson(agreed, pairs.length);
  return {
    compared: pairs.length,
    agreed,
    agreement: interval && { value: agreed / pairs.length, ...interval },
    kappa: kappa(matrix),
    ac1: gwetAc1(matrix),
  };
}
