import type { maskSampleGroups } from '../../rules/index.ts';

/** A made-up audit for the rules on small numbers: planned files, which provider has which groups, and answers. */
export interface MadeUp {
  files: number[];
  /** By provider the positions of its groups. */
  providers: number[][];
  /** By check and group yes and no. */
  checks: number[][][];
}

export interface Shape {
  files: number;
  groups: number;
  providers: number;
}

/** Small, few and large groups. */
export const SHAPES: Shape[] = [
  { files: 52, groups: 9, providers: 3 },
  { files: 120, groups: 5, providers: 3 },
  { files: 300, groups: 12, providers: 6 },
];

/**
 * An audit of a shape at random: groups of unequal sizes, some of them read for two providers, and checks that are kept
 * by few and by nearly all.
 */
export function madeUpAudit(shape: Shape, checks: number, random: () => number): MadeUp {
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const weights = Array.from({ length: shape.groups }, () => 0.4 + random() * 1.6);
  const all = weights.reduce((a, b) => a + b, 0);
  const files = weights.map((weight) => Math.max(1, Math.round((weight / all) * shape.files)));
  const providers = Array.from({ length: shape.providers }, (_, p) => [p]);
  for (let g = shape.providers; g < shape.groups; g += 1) providers[upTo(shape.providers - 1)]?.push(g);
  for (let g = 0; g < shape.groups; g += 1) {
    const more = providers[upTo(shape.providers - 1)];
    if (random() < 0.15 && more && !more.includes(g)) more.push(g);
  }
  return {
    files,
    providers: providers.map((of) => of.toSorted((a, b) => a - b)),
    checks: Array.from({ length: checks }, () => {
      const share = random();
      const spread = random() * 0.5;
      const applying = random() < 0.3 ? random() : 1;
      return files.map((of) => {
        const own = Math.min(1, Math.max(0, share + (random() - 0.5) * spread));
        const isApart = random() < 0.06;
        let [yes, no] = [0, 0];
        for (let file = 0; file < of; file += 1) {
          if (isApart || random() > applying) continue;
          if (random() < own) yes += 1;
          else no += 1;
        }
        return [yes, no];
      });
    }),
  };
}

/** The same audit by the values of a field: by group and value what is counted, and by value. */
export interface MadeUpField {
  groups: Counted[];
  values: Counted[];
  overall: Counted;
  /** By group and value. */
  crossed: Counted[][];
}

/**
 * Divides the files of a made-up audit by a field of so many values, some of which few files have and one of them most,
 * and last those without a value.
 */
export function dividedByField({ files, checks }: MadeUp, values: number, random: () => number): MadeUpField {
  const weights = Array.from({ length: values }, () => 0.1 + random() ** 2);
  const all = weights.reduce((a, b) => a + b, 0);
  const shares = [...weights.map((weight) => (0.98 * weight) / all), 0.02];
  const valueOf = () => {
    let left = random();
    const at = shares.findIndex((share) => (left -= share) < 0);
    return at === -1 ? 0 : at;
  };
  const nothing = (): Counted => ({
    files: 0,
    checks: checks.map((_, c) => ({ id: `check_${c}`, yes: 0, no: 0, notApplicable: 0, notRecorded: 0 })),
  });
  const crossed = files.map((of, g) => {
    const units = shares.map(nothing);
    // Which answers a file has is told off by its place: as many as the group has of each.
    const orders = checks.map(() => shuffled(of, random));
    for (let file = 0; file < of; file += 1) {
      const unit = units[valueOf()];
      if (!unit) continue;
      unit.files += 1;
      for (const [c, answers] of unit.checks.entries()) {
        const [yes = 0, no = 0] = checks[c]?.[g] ?? [];
        const place = orders[c]?.[file] ?? 0;
        if (place < yes) answers.yes += 1;
        else if (place < yes + no) answers.no += 1;
        else answers.notApplicable += 1;
      }
    }
    return units;
  });
  const sum = (of: Counted[]): Counted => {
    const whole = nothing();
    for (const { files: own, checks: counted } of of) {
      whole.files += own;
      whole.checks.forEach((to, c) => {
        for (const key of ['yes', 'no', 'notApplicable'] as const) to[key] += counted[c]?.[key] ?? 0;
      });
    }
    return whole;
  };
  return {
    groups: crossed.map(sum),
    values: shares.map((_, v) => sum(crossed.flatMap((units) => units[v] ?? []))),
    overall: sum(crossed.flat()),
    crossed,
  };
}

/** The numbers below one in any order. */
function shuffled(length: number, random: () => number): number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

type Counted = Parameters<typeof maskSampleGroups>[2];

/** What is counted of a made-up audit by group and in all; its checks are called check_0 and so on. */
export function countedOf({ files, checks }: MadeUp): { groups: Counted[]; overall: Counted } {
  const counted = (of: number[]): Counted => {
    const sum = (counts: (g: number) => number) => of.reduce((all, g) => all + counts(g), 0);
    const all = sum((g) => files[g] ?? 0);
    return {
      files: all,
      checks: checks.map((groups, c) => {
        const [yes, no] = [sum((g) => groups[g]?.[0] ?? 0), sum((g) => groups[g]?.[1] ?? 0)];
        return { id: `check_${c}`, yes, no, notApplicable: all - yes - no, notRecorded: 0 };
      }),
    };
  };
  return { groups: files.map((_, g) => counted([g])), overall: counted(files.map((_, g) => g)) };
}
