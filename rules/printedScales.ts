import { criteriaOf } from './instrument/parts.ts';
import { bandsIn, criterionNames, itemNames } from './printedTargets.ts';
import type { PrintedTable } from './tableGrid.ts';
import { answerOf, headOf, scoreNamed, WEAK_TO_EXCELLENT } from './tableHeads.ts';
import type { PrintedScale } from './tableHeads.ts';
import { foldName } from './tool.ts';
import type { Tool } from './tool.ts';

// By which answers or bands a printed table shares its figures out, where they are not weak to excellent.

/** So many of its names have to be there. */
const LEAST = 3;

/**
 * The scale or bands of a tool that the columns or the rows of a table are called by: at least three of them beside
 * questions or criteria of the tool, or all of them where they are no mere yes, partly and no. Null for any other table,
 * and for weak to excellent, which need no tool.
 */
export function scaleOfTable(
  { heading, spans, rows }: PrintedTable,
  tools: readonly Tool[],
): PrintedScale | null {
  const labels = rows.map(({ cells }) => foldName(cells[0] ?? ''));
  const others = rows.flatMap(({ cells }) => cells.slice(0, 3).map(foldName));
  const headed = (scale: PrintedScale) =>
    heading.map((name, i) => scoreNamed(name, spans[i] ?? '', scale) ?? lastOf(name, scale));
  const hitsIn = (scale: PrintedScale) => {
    const inHeads = new Set(headed(scale).filter((name) => name !== null)).size;
    const inRows = scale.names.filter((name) => labels.includes(name)).length;
    return { hits: Math.max(inHeads, inRows), across: inHeads >= inRows };
  };
  if (hitsIn(WEAK_TO_EXCELLENT).hits >= 2) return null;
  let best: { scale: PrintedScale; weight: number } | null = null;
  for (const tool of tools) {
    const named = new Set([...itemNames(tool).keys(), ...criterionNames(tool).keys()]);
    for (const scale of scalesOf(tool)) {
      const { hits, across } = hitsIn(scale);
      if (hits < LEAST) continue;
      const known = (across ? others : heading.map(foldName)).filter((name) => named.has(name)).length;
      const isOwn = hits === scale.names.length && scale.names.some((name) => answerOf(name) === null);
      const weight = known * 100 + hits;
      if ((known > 0 || isOwn) && weight > (best?.weight ?? 0)) best = { scale, weight };
    }
  }
  return best?.scale ?? null;
}

/** The answer that a heading ends with behind the name of a group: North partly in place %. */
function lastOf(heading: string, { names }: PrintedScale): string | null {
  const { name } = headOf(heading.slice(0, 200), '');
  const found = names.filter((one) => name.endsWith(` ${one}`));
  return found.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

/** The scales of a tool and the bands of its criteria that are long enough to be told from others. */
function scalesOf(tool: Tool): PrintedScale[] {
  const { instrument } = tool;
  return [
    ...Object.values(instrument.scales).map(({ options }) =>
      options.map(({ label, score }) => ({ label, score: score ?? null })),
    ),
    ...criteriaOf(instrument).map((criterion) => bandsIn(tool, criterion)),
  ]
    .filter((steps) => steps.length >= LEAST)
    .map((steps) => ({
      names: steps.map(({ label }) => foldName(label)),
      scores: steps.map(({ score }) => score),
    }));
}
