import { described, round, TEXT, wrapped } from './scene.ts';
import type { Mark, Scene } from './scene.ts';
import { heightOf, keyOf, rowAt } from './stacked.ts';
import type { StackedRow } from './stacked.ts';

/** One of several small charts that stand side by side on one scale. */
interface Panel {
  title: string;
  rows: readonly StackedRow[];
}

export interface PanelsSpec {
  title: string;
  /** What the drawing is, without its lines. */
  description: string;
  /** What the parts of all bars are, from one end to the other. */
  key: readonly string[];
  panels: readonly Panel[];
}

const EDGE = 10;
const GUTTER = 18;
const LINE = 15;
const BELOW_TITLE = 4;
const BELOW_PANEL = 10;
/** Less room than this a panel cannot do with. */
const LEAST_WIDTH = 230;
const MOST_COLUMNS = 3;

/**
 * Small multiples: the same bars for each of several groups, divided into the same parts on one scale, so that groups are
 * compared by looking across.
 *
 * @param width - of the whole drawing, in its own units
 */
export function panels(spec: PanelsSpec, width: number): Scene {
  const key = keyOf(spec.key, width);
  const marks: Mark[] = [...key.marks];
  let top = key.height + 6;
  for (const line of linesOfPanels(spec, width)) {
    line.forEach((panel, c) => marks.push(...panelAt(panel, spec, { width, column: c, top })));
    top += Math.max(...line.map((panel) => heightOfPanel(panel, panelWidth(spec, width))));
  }
  return {
    width,
    height: top,
    title: spec.title,
    description: described({
      description: spec.description,
      rows: spec.panels.flatMap(({ title, rows }) =>
        rows.map(({ words }) => ({ words: `${title}: ${words}` })),
      ),
    }),
    marks,
  };
}

/** The same in as many drawings as are needed for none to be higher than `height`. */
export function panelsInParts(spec: PanelsSpec, width: number, height: number): Scene[] {
  const own = panelWidth(spec, width);
  const parts: Panel[][] = [];
  let room = 0;
  for (const line of linesOfPanels(spec, width)) {
    const needed = Math.max(...line.map((panel) => heightOfPanel(panel, own)));
    if (needed > room || parts.length === 0) {
      parts.push([]);
      room = height - keyOf(spec.key, width).height - 6;
    }
    parts.at(-1)?.push(...line);
    room -= needed;
  }
  return parts.map((of, i) =>
    panels(
      {
        ...spec,
        title: parts.length === 1 ? spec.title : `${spec.title}, part ${i + 1} of ${parts.length}`,
        panels: of,
      },
      width,
    ),
  );
}

const columnsOf = ({ panels: all }: PanelsSpec, width: number): number =>
  Math.max(
    1,
    Math.min(MOST_COLUMNS, all.length, Math.floor((width - 2 * EDGE + GUTTER) / (LEAST_WIDTH + GUTTER))),
  );

const panelWidth = (spec: PanelsSpec, width: number): number => {
  const columns = columnsOf(spec, width);
  return (width - 2 * EDGE - (columns - 1) * GUTTER) / columns;
};

/** The panels line by line. */
function linesOfPanels(spec: PanelsSpec, width: number): Panel[][] {
  const columns = columnsOf(spec, width);
  return Array.from({ length: Math.ceil(spec.panels.length / columns) }, (_, l) =>
    spec.panels.slice(l * columns, (l + 1) * columns),
  );
}

const titleOf = ({ title }: Panel, own: number): string[] => wrapped(title, TEXT.label, own);

/** Rows are laid out as if the panel were a drawing of its own, with its edges. */
const heightOfPanel = (panel: Panel, own: number): number =>
  titleOf(panel, own).length * LINE +
  BELOW_TITLE +
  panel.rows.reduce((sum, row) => sum + heightOf(row, own + 2 * EDGE), 0) +
  BELOW_PANEL;

function panelAt(panel: Panel, spec: PanelsSpec, at: { width: number; column: number; top: number }): Mark[] {
  const own = panelWidth(spec, at.width);
  const left = at.column * (own + GUTTER);
  const title = titleOf(panel, own).map((text, l): Mark => ({
    kind: 'text',
    x: round(left + EDGE),
    y: at.top + l * LINE + 12,
    text,
    size: TEXT.label,
    anchor: 'start',
    look: 'strong',
  }));
  let y = at.top + title.length * LINE + BELOW_TITLE;
  const rows = panel.rows.flatMap((row) => {
    const marks = rowAt(row, y, { left: EDGE, right: EDGE + own }, spec.key.length);
    y += heightOf(row, own + 2 * EDGE);
    return marks.map((mark) => shifted(mark, left));
  });
  return [...title, ...rows];
}

function shifted(mark: Mark, by: number): Mark {
  switch (mark.kind) {
    case 'line':
      return { ...mark, x1: round(mark.x1 + by), x2: round(mark.x2 + by) };
    case 'circle':
      return { ...mark, cx: round(mark.cx + by) };
    case 'rect':
    case 'text':
      return { ...mark, x: round(mark.x + by) };
  }
}
