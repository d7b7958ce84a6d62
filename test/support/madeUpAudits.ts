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
