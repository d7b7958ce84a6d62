import { estimatedWidth, percentUp, round, TEXT } from './scene.ts';
import type { Mark, Scene } from './scene.ts';

interface FunnelPoint {
  /** Written beside its dot: short, such as a number that a table explains. */
  label: string;
  n: number;
  /** From 0 to 1. */
  share: number;
  /** Whether its dot is filled. */
  filled: boolean;
}

/** Between which shares units of n are left, by chance alone or where they differ anyway. */
interface FunnelLimit {
  n: number;
  inner: readonly [low: number, high: number];
  outer: readonly [low: number, high: number];
}

export interface FunnelSpec {
  title: string;
  description: string;
  points: readonly FunnelPoint[];
  /** The share of all units together, from 0 to 1, and how it is called. */
  centre: { share: number; label: string };
  /** From the smallest n to the largest. */
  limits: readonly FunnelLimit[];
  /** What n counts, such as "Files". */
  acrossLabel: string;
}

/**
 * A funnel: units by their size and share, with limits.
 *
 * @param width - of the whole drawing, in its own units
 */
export function funnel(spec: FunnelSpec, width: number): Scene {
  const plot = { left: 42, right: width - 10, top: 10, bottom: 210 };
  const most = Math.max(1, ...spec.limits.map(({ n }) => n), ...spec.points.map(({ n }) => n));
  const across = (n: number) => round(plot.left + ((plot.right - plot.left) * n) / (most * 1.08));
  const up = (share: number) => round(plot.bottom - (plot.bottom - plot.top) * share);

  const marks: Mark[] = [...percentUp(plot)];
  const curve = (of: (limit: FunnelLimit) => number, look: 'limit' | 'outerLimit') => {
    spec.limits.slice(1).forEach((limit, i) => {
      const before = spec.limits[i];
      if (!before) return;
      marks.push({
        kind: 'line',
        x1: across(before.n),
        y1: up(of(before)),
        x2: across(limit.n),
        y2: up(of(limit)),
        look,
      });
    });
  };
  for (const end of [0, 1] as const) {
    curve((limit) => limit.inner[end], 'limit');
    curve((limit) => limit.outer[end], 'outerLimit');
  }
  const centre = up(spec.centre.share);
  marks.push({ kind: 'line', x1: plot.left, y1: centre, x2: plot.right, y2: centre, look: 'reference' });
  for (const { label, n, share, filled } of spec.points) {
    const x = across(n);
    const y = up(share);
    // To the left of its dot where there is no room to the right.
    const before = x + 6 + estimatedWidth(label, TEXT.small) > width;
    marks.push(
      { kind: 'circle', cx: x, cy: y, r: 4, look: filled ? 'dot' : 'open' },
      {
        kind: 'text',
        x: before ? x - 6 : x + 6,
        y: y - 4,
        text: label,
        size: TEXT.small,
        anchor: before ? 'end' : 'start',
        look: 'label',
      },
    );
  }
  for (const n of ticks(most)) {
    marks.push({
      kind: 'text',
      x: across(n),
      y: plot.bottom + 15,
      text: String(n),
      size: TEXT.small,
      anchor: 'middle',
      look: 'muted',
    });
  }
  const foot = { y: plot.bottom + 31, size: TEXT.small, look: 'label' as const };
  marks.push(
    { kind: 'text', x: plot.left, text: spec.centre.label, anchor: 'start', ...foot },
    { kind: 'text', x: plot.right, text: spec.acrossLabel, anchor: 'end', ...foot },
  );
  return { width, height: plot.bottom + 38, title: spec.title, description: spec.description, marks };
}

/** Round numbers from 0 to the most, at most six of them. */
function ticks(most: number): number[] {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? most;
  const found: number[] = [];
  for (let n = 0; n <= most; n += step) found.push(n);
  return found;
}
