import type { Instrument } from '../instrument.ts';

type Scale = Instrument['scales'][string];

/** The scales of a tool while it is made: the same answers are one scale. */
export function createScales() {
  const scales: Record<string, Scale> = {};
  const byContent = new Map<string, string>();
  return {
    /** The id of the scale with these answers. */
    idOf(options: Scale['options'], wanted: string): string {
      const content = JSON.stringify(options);
      const known = byContent.get(content);
      if (known !== undefined) return known;
      let id = wanted;
      for (let n = 2; id in scales; n += 1) id = `${wanted.slice(0, 56)}_${n}`;
      scales[id] = { options };
      byContent.set(content, id);
      return id;
    },
    all: (): Record<string, Scale> => scales,
  };
}
export type Scales = ReturnType<typeof createScales>;
