import type { ComparedUnit, HeldShare } from '../../../rules/index.ts';
import type { Compared } from './form.ts';

/** Units of a comparison that would be lines without anything to read in them. */
export interface LeftOut {
  /** Of the units of either list. */
  keys: ReadonlySet<string>;
  /** Names of the values, or crossings, that no file has. */
  empty: string[];
  /** Names of those of which every figure is hidden from this reader. */
  hidden: string[];
}

/**
 * Takes out the lines that have nothing to show in any check of any of the audits, where files are divided by fields: a
 * field may have many values that few files have. Sample groups and providers stay: they are what was planned.
 *
 * @param asked - names of the units that were asked for one by one, which stay
 */
export function leaveOut(
  units: ComparedUnit<HeldShare>[],
  compared: Compared,
  asked: ReadonlySet<string>,
): { units: ComparedUnit<HeldShare>[]; leftOut: LeftOut } {
  const empty = new Set<string>();
  const hidden = new Set<string>();
  if (compared.by === 'fields') {
    for (const name of new Set(units.map(({ unit }) => unit.name))) {
      const own = units.filter(({ unit }) => unit.name === name).map(({ unit }) => unit);
      if (asked.has(name) || own.some(({ checks }) => checks.some(({ kind }) => kind === 'figure'))) continue;
      if (own.every(({ files }) => files === 0)) empty.add(name);
      else if (own.some(({ checks }) => checks.some(({ kind }) => kind === 'suppressed'))) hidden.add(name);
    }
  }
  const isOut = ({ unit }: ComparedUnit<HeldShare>) => empty.has(unit.name) || hidden.has(unit.name);
  return {
    units: units.filter((one) => !isOut(one)),
    leftOut: {
      keys: new Set(units.filter(isOut).map(({ unit }) => unit.key)),
      empty: [...empty],
      hidden: [...hidden],
    },
  };
}
