import { crc32, deflateSync } from 'node:zlib';

/** The corners of one closed outline: x and y by turns. */
export type Outline = readonly number[];

/** So many lines are looked at in each row of points: edges are smooth, and it is quick. */
const LINES = 4;

/** A white picture of points that outlines are filled into, with smooth edges. */
export class Raster {
  readonly width: number;
  readonly height: number;
  readonly #points: Uint8Array;
  readonly #covered: Float32Array;

  constructor(width: number, height: number) {
    this.width = Math.max(1, Math.ceil(width));
    this.height = Math.max(1, Math.ceil(height));
    this.#points = new Uint8Array(this.width * this.height * 3).fill(255);
    this.#covered = new Float32Array(this.width);
  }

  /**
   * Fills what outlines enclose: two that go about the same in opposite ways leave a hole, as letters have them.
   *
   * @param colour - such as #0f4a4a
   */
  paint(outlines: readonly Outline[], colour: string): void {
    const edges = outlines.flatMap(edgesOf);
    if (edges.length === 0) return;
    const top = Math.max(0, Math.floor(Math.min(...edges.map(({ top: y }) => y))));
    const foot = Math.min(this.height, Math.ceil(Math.max(...edges.map(({ foot: y }) => y))));
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    for (let row = top; row < foot; row += 1) {
      const [from, to] = this.#cover(edges, row);
      for (let x = from; x < to; x += 1) {
        const share = Math.min(1, this.#covered[x] ?? 0);
        if (share === 0) continue;
        const at = (row * this.width + x) * 3;
        this.#blend(at, red, share);
        this.#blend(at + 1, green, share);
        this.#blend(at + 2, blue, share);
      }
      this.#covered.fill(0, from, to);
    }
  }

  /** How much of each point of a row is within the edges; between which of them anything is. */
  #cover(edges: readonly Edge[], row: number): [from: number, to: number] {
    let [from, to] = [this.width, 0];
    for (let line = 0; line < LINES; line += 1) {
      const y = row + (line + 0.5) / LINES;
      const crossed = edges
        .filter(({ top, foot }) => y >= top && y < foot)
        .map(({ x, top, slope, way }) => ({ x: x + (y - top) * slope, way }))
        .toSorted((a, b) => a.x - b.x);
      let winding = 0;
      crossed.forEach(({ x, way }, i) => {
        winding += way;
        const next = crossed[i + 1];
        if (winding === 0 || !next) return;
        const [left, right] = [Math.max(0, x), Math.min(this.width, next.x)];
        if (right <= left) return;
        this.#coverSpan(left, right);
        from = Math.min(from, Math.floor(left));
        to = Math.max(to, Math.ceil(right));
      });
    }
    return [from, to];
  }

  #coverSpan(left: number, right: number): void {
    for (let x = Math.floor(left); x < right; x += 1) {
      const within = Math.min(right, x + 1) - Math.max(left, x);
      this.#covered[x] = (this.#covered[x] ?? 0) + within / LINES;
    }
  }

  #blend(at: number, value: number, share: number): void {
    this.#points[at] = Math.round((this.#points[at] ?? 255) * (1 - share) + value * share);
  }

  /** The picture as PNG. */
  png(): Buffer {
    const head = Buffer.alloc(13);
    head.writeUInt32BE(this.width, 0);
    head.writeUInt32BE(this.height, 4);
    // Eight bits for each of red, green and blue.
    head.set([8, 2, 0, 0, 0], 8);
    const row = this.width * 3;
    const rows = Buffer.alloc((row + 1) * this.height);
    for (let y = 0; y < this.height; y += 1) {
      rows.set(this.#points.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
    }
    const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
    const parts = [part('IHDR', head), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))];
    return Buffer.concat([signature, ...parts]);
  }
}

/** An edge that is not level, by its upper end. */
interface Edge {
  x: number;
  top: number;
  foot: number;
  /** By how much x changes with each row. */
  slope: number;
  /** 1 downwards, -1 upwards. */
  way: 1 | -1;
}

function edgesOf(outline: Outline): Edge[] {
  const edges: Edge[] = [];
  for (let i = 0; i < outline.length; i += 2) {
    const [x1 = 0, y1 = 0] = [outline[i], outline[i + 1]];
    const next = (i + 2) % outline.length;
    const [x2 = 0, y2 = 0] = [outline[next], outline[next + 1]];
    if (y1 === y2) continue;
    const slope = (x2 - x1) / (y2 - y1);
    edges.push(
      y1 < y2 ? { x: x1, top: y1, foot: y2, slope, way: 1 } : { x: x2, top: y2, foot: y1, slope, way: -1 },
    );
  }
  return edges;
}

/** A part of a PNG: its length, name, content and check. */
function part(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
