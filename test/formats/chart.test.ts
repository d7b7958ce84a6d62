import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { draw, drawInParts, pairs, pairsInParts } from '../../server/formats/chart/index.ts';
import type { Chart, DotsSpec, Mark, PairsSpec, Scene } from '../../server/formats/chart/index.ts';
import { writePdf } from '../../server/formats/pdf/index.ts';
import { nodesOf, readPdf, words } from '../support/readPdf.ts';

const spec: DotsSpec = {
  title: 'Fruit',
  description: 'Apples at a half, pears hidden.',
  guides: [
    { share: 0.8, label: 'Standard 80%', look: 'standard' },
    { share: 0.5, label: 'All 50%', look: 'reference' },
  ],
  rows: [
    { label: 'Apples', value: { share: 0.5, interval: [0.25, 0.75] }, filled: true, words: '' },
    { label: 'Pears', value: 'hidden', filled: false, words: '' },
    { label: 'All', value: { share: 0.5, interval: [0.4, 0.6] }, filled: false, total: true, words: '' },
  ],
};
const dots: Chart = { kind: 'dots', ...spec };

const pairsSpec = (rows: number): PairsSpec => ({
  title: 'Fruit',
  description: 'Filled and open dots.',
  key: { first: 'Yours', second: 'All', standard: 'Standard' },
  sections: ['Pome', 'Stone'].map((title) => ({
    title,
    rows: Array.from({ length: rows }, (_, i) => ({
      label: `${title} ${i}: is it as ripe, as sweet and as red as a fruit of its kind can be in September?`,
      remark: i === 0 ? 'lower is better' : null,
      first: { value: { share: 0, interval: [0, 0.5] }, text: '0%' },
      second:
        i === 1 ? { value: null, text: 'hidden' } : { value: { share: 1, interval: [0.5, 1] }, text: '100%' },
      standard: i === 2 ? 0.8 : null,
      words: `${title} ${i}: none, all.`,
    })),
  })),
});

const of = <K extends Mark['kind']>(scene: Scene, kind: K, look?: string) =>
  scene.marks.filter(
    (mark): mark is Extract<Mark, { kind: K }> =>
      mark.kind === kind && (look === undefined || mark.look === look),
  );
/** How high the lines of the scale lie. */
const ofGrid = (scene: Scene) =>
  [...of(scene, 'line', 'grid'), ...of(scene, 'line', 'axis')].map(({ y1 }) => y1);
const textsOf = (scene: Scene) => of(scene, 'text').map(({ text }) => text);

describe('every chart', () => {
  const charts: Chart[] = [
    dots,
    {
      kind: 'bars',
      title: 'Fruit',
      description: 'One bar.',
      rows: [
        {
          label: 'Apples',
          figure: '1 of 2, 50%',
          value: { share: 0.5, interval: [0, 1] },
          standard: 0.8,
          words: '',
        },
        { label: 'Pears', figure: 'hidden', value: null, standard: null, words: '' },
      ],
    },
    {
      kind: 'stacked',
      title: 'Fruit',
      description: 'Two bars.',
      key: ['Not at all ripe', 'Somewhat', 'Ripe enough to be eaten on the same day'],
      rows: [
        { label: 'Apples', figure: '20 apples', parts: [0.1, 0.3, 0.6], words: '' },
        { label: 'Pears', figure: 'hidden', parts: null, total: true, words: '' },
      ],
    },
    { kind: 'pairs', ...pairsSpec(3) },
    {
      kind: 'overTime',
      title: 'Fruit',
      description: 'Two dots.',
      guides: spec.guides,
      points: [
        { label: '2012', note: '1 of 2', value: { share: 0, interval: [0, 0.5] }, filled: false },
        { label: '2014', note: '2 of 2', value: { share: 1, interval: [0.5, 1] }, filled: true },
      ],
    },
    {
      kind: 'funnel',
      title: 'Fruit',
      description: 'One dot.',
      points: [{ label: '1', n: 10, share: 0.5, filled: false }],
      centre: { share: 0.5, label: 'All 50%' },
      limits: [
        { n: 1, inner: [0, 1], outer: [0, 1] },
        { n: 10, inner: [0.2, 0.8], outer: [0.1, 0.9] },
      ],
      acrossLabel: 'Files',
    },
  ];

  it.each(charts)('stays within its drawing at any width: $kind', (chart) => {
    for (const width of [320, 400, 560]) {
      const scene = draw(chart, width);
      expect(scene.width).toBe(width);
      for (const mark of scene.marks) {
        const [xs, ys] =
          mark.kind === 'line'
            ? [
                [mark.x1, mark.x2],
                [mark.y1, mark.y2],
              ]
            : mark.kind === 'circle'
              ? [
                  [mark.cx - mark.r, mark.cx + mark.r],
                  [mark.cy - mark.r, mark.cy + mark.r],
                ]
              : mark.kind === 'rect'
                ? [
                    [mark.x, mark.x + mark.width],
                    [mark.y, mark.y + mark.height],
                  ]
                : [[mark.x], [mark.y]];
        for (const x of xs) expect(x >= 0 && x <= width, `${mark.kind} across at ${x}`).toBe(true);
        for (const y of ys) expect(y >= 0 && y <= scene.height, `${mark.kind} down at ${y}`).toBe(true);
      }
    }
  });

  it.each(charts)('has the whole scale from 0 to 100%: $kind', (chart) => {
    expect(textsOf(draw(chart, 400))).toEqual(expect.arrayContaining(['0%', '25%', '50%', '75%', '100%']));
  });
});

describe('dots', () => {
  it('stand at their share between the ends of their interval', () => {
    const scene = draw(dots, 400);
    const ticks = of(scene, 'text').filter(({ text }) => /^\d+%$/.test(text));
    const [left = 0, right = 0] = [
      ticks.find((t) => t.text === '0%')?.x,
      ticks.find((t) => t.text === '100%')?.x,
    ];
    const at = (share: number) => left + (right - left) * share;
    const [dot] = of(scene, 'circle');
    expect(dot?.cx).toBeCloseTo(at(0.5), 0);
    const [line] = of(scene, 'line', 'interval');
    expect([line?.x1, line?.x2]).toEqual([expect.closeTo(at(0.25), 0), expect.closeTo(at(0.75), 0)]);
    const [standard] = of(scene, 'line', 'standard');
    expect(standard?.x1).toBeCloseTo(at(0.8), 0);
  });
  it('are filled or open, square for all, and words where there is no figure', () => {
    const scene = draw(dots, 400);
    expect(of(scene, 'circle').map(({ look }) => look)).toEqual(['dot']);
    expect(of(scene, 'rect').map(({ look }) => look)).toEqual(['open']);
    expect(textsOf(scene)).toEqual(expect.arrayContaining(['hidden', 'Standard 80%', 'All 50%']));
  });
  it('have long names above their line, cut where even that is too narrow', () => {
    const long = 'A'.repeat(30);
    const longer = 'B'.repeat(200);
    const rows = [long, longer].map((label) => ({ label, value: 'hidden', filled: false, words: '' }));
    const scene = draw({ ...dots, kind: 'dots', rows }, 400);
    const [first, second] = of(scene, 'text', 'label').filter(
      ({ text }) => /^[AB]/.test(text) && text !== 'All 50%',
    );
    expect(first?.text).toBe(long);
    expect(second?.text).toMatch(/^B{40,}…$/);
    const hidden = of(scene, 'text', 'muted').find(({ text }) => text === 'hidden');
    expect(hidden?.y).toBeGreaterThan(first?.y ?? Infinity);
  });
});

describe('bars in a narrow drawing', () => {
  const long = 'Were referrals made to other recovery services in the months before the day of reading?';
  const row = { figure: '8 of 50, 16%', value: { share: 0.16, interval: null }, standard: null, words: '' };
  const scene = draw(
    {
      kind: 'bars',
      title: 'Fruit',
      description: '',
      rows: [
        { ...row, label: long },
        { ...row, label: 'Is a form missing?', remark: 'a no is as it should be' },
      ],
    },
    420,
  );

  it('have their names in full, and say how they are to be read', () => {
    const written = textsOf(scene).join(' ');
    expect(written.replace(/8 of 50, 16% /g, '')).toContain(long);
    expect(written).toContain('(a no is as it should be)');
    expect(written).not.toContain('…');
  });

  it('leave a long figure its room beside the name', () => {
    const figure = '16% weighted; 10 of 60, 17%';
    const drawn = draw(
      { kind: 'bars', title: 'Fruit', description: '', rows: [{ ...row, label: long, figure }] },
      400,
    );
    const names = of(drawn, 'text').filter(({ text }) => long.includes(text));
    const written = of(drawn, 'text').find(({ text }) => text === figure);
    // A letter of a name is about half as wide as it is high, one of a bold figure more.
    const ends = names.map(({ x, text }) => x + text.length * 12 * 0.54);
    expect(names.length).toBeGreaterThan(1);
    expect(Math.max(...ends)).toBeLessThan((written?.x ?? 0) - figure.length * 12 * 0.58);
  });

  it('keep every bar below its own name', () => {
    const [first, second] = of(scene, 'rect');
    const name = of(scene, 'text').filter(({ text }) => long.includes(text));
    const next = of(scene, 'text').find(({ text }) => text.startsWith('Is a form'));
    expect(name.length).toBeGreaterThan(1);
    for (const { y } of name) expect(y).toBeLessThanOrEqual(first?.y ?? 0);
    expect(next?.y ?? 0).toBeGreaterThan((first?.y ?? 0) + (first?.height ?? 0));
    expect(second?.y ?? 0).toBeGreaterThan(next?.y ?? 0);
  });
});

describe('bars in a wide drawing', () => {
  const row = { label: 'Fruit', value: { share: 0.5, interval: null }, standard: null, words: '' };
  const figures = [
    '8 of 50, 16%',
    '100% weighted; 1,041 of 1,321, 79%',
    'nothing of it was recorded anywhere',
  ];

  it.each(figures)('have a figure that ends before the scale does: %s', (figure) => {
    for (const width of [500, 680]) {
      const scene = draw(
        {
          kind: 'bars',
          title: 'Fruit',
          description: '',
          rows: [
            { ...row, figure },
            { ...row, label: 'Next', figure: '–' },
          ],
        },
        width,
      );
      const right = Math.max(...of(scene, 'line', 'grid').map(({ x1 }) => x1));
      const parts = of(scene, 'text', 'strong').filter(({ text }) => figure.includes(text));
      expect(parts.map(({ text }) => text).join(' ')).toBe(figure);
      // A letter of a bold figure is at most about 0.58 as wide as it is high.
      for (const { x, text } of parts) expect(x - text.length * 12 * 0.58).toBeGreaterThan(right);
      const bottoms = parts.map(({ y }) => y);
      const next = of(scene, 'text').find(({ text }) => text === 'Next');
      expect(next?.y ?? 0).toBeGreaterThan(Math.max(...bottoms));
    }
  });
});

describe('stacked bars', () => {
  const stack = (key: string[], parts: number[]): Chart => ({
    kind: 'stacked',
    title: 'Fruit',
    description: 'One bar.',
    key,
    rows: [{ label: 'Apples', figure: 'of 200', parts, words: 'Apples: green 1 of 200.' }],
  });

  it('have parts in the order of the key, as long as their shares, lighter before darker', () => {
    const scene = draw(stack(['Green', 'Yellow', 'Red', 'Brown'], [0.25, 0, 0.25, 0.5]), 420);
    const rects = of(scene, 'rect');
    const key = rects.slice(0, 4).map(({ look }) => look);
    expect(key).toEqual(['tint1', 'tint3', 'tint4', 'tint6']);
    const bar = rects.slice(4);
    // None of it is yellow.
    expect(bar.map(({ look, x, width }) => [look, x, width])).toEqual([
      ['tint1', 10, 100],
      ['tint4', 110, 100],
      ['tint6', 210, 200],
    ]);
    expect(of(scene, 'text', 'onLight').map(({ text }) => text)).toEqual(['25%', '25%']);
    expect(of(scene, 'text', 'onDark').map(({ text }) => text)).toEqual(['50%']);
  });

  it('name no percentage where it has no room, and tell all in words', () => {
    const scene = draw(stack(['Green', 'Red'], [0.005, 0.995]), 420);
    expect(of(scene, 'text', 'onLight')).toEqual([]);
    expect(scene.description).toBe('One bar. Apples: green 1 of 200.');
  });

  it('have a key of as many lines as it needs', () => {
    const names = Array.from({ length: 11 }, (_, i) => `Shade of green number ${i}`);
    const scene = draw(stack(names, [1, ...Array<number>(10).fill(0)]), 320);
    const written = of(scene, 'text', 'label').map(({ text }) => text);
    for (const name of names) expect(written).toContain(name);
    const lines = new Set(of(scene, 'rect').map(({ y }) => y));
    expect(lines.size).toBeGreaterThan(5);
  });
});

describe('stacked bars that have no room', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({
    label: `Is fruit number ${i} as ripe, as sweet and as red as a fruit of its kind can be in September?`,
    figure: 'of 149, mean 2.63',
    parts: i === 3 ? null : [0.5, 0.5],
    words: `Fruit ${i}.`,
  }));
  const chart: Chart = { kind: 'stacked', title: 'Fruit', description: 'Bars.', key: ['No', 'Yes'], rows };

  it('have every name in full, in several lines', () => {
    const written = of(draw(chart, 400), 'text', 'label')
      .map(({ text }) => text)
      .join(' ');
    expect(written).toContain('Is fruit number 29 as ripe');
    expect(written.match(/in September\?/g)).toHaveLength(30);
  });

  it('come in parts that are no higher than they may be, each with its key', () => {
    const parts = drawInParts(chart, 560, 700);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      expect(part.height).toBeLessThanOrEqual(700);
      expect(textsOf(part)).toEqual(expect.arrayContaining(['No', 'Yes', '0%', '100%']));
    }
    const told = parts.map(({ description }) => description.replace('Bars. ', '')).join(' ');
    expect(told).toBe(rows.map(({ words: text }) => text).join(' '));
  });
});

describe('pairs', () => {
  const spec3 = pairsSpec(3);
  const labels = spec3.sections.flatMap(({ rows }) => rows.map(({ label }) => label));

  it.each([360, 700])('have every label in full, and both figures of each line, at %i', (width) => {
    const scene = pairs(spec3, width);
    const written = of(scene, 'text', 'label')
      .map(({ text }) => text)
      .join(' ');
    for (const label of labels) expect(written).toContain(label);
    // One of each is in the key.
    expect(of(scene, 'circle', 'dot')).toHaveLength(6 + 1);
    expect(of(scene, 'circle', 'open')).toHaveLength(4 + 1);
    expect(textsOf(scene).filter((text) => text === 'hidden')).toHaveLength(2);
    expect(of(scene, 'line', 'standard')).toHaveLength(2 + 1);
  });

  it('stand one above the other, the first one higher', () => {
    const scene = pairs(spec3, 700);
    const [, first] = of(scene, 'circle', 'dot');
    const [, second] = of(scene, 'circle', 'open');
    expect(first?.cy).toBeLessThan(second?.cy ?? 0);
    expect(first?.cx).toBeLessThan(second?.cx ?? 0);
  });

  it('are told line by line to whoever does not see them', () => {
    const scene = pairs(spec3, 700);
    expect(scene.description).toBe(
      `Filled and open dots. ${spec3.sections.flatMap(({ rows }) => rows.map(({ words: text }) => text)).join(' ')}`,
    );
  });

  it('come in parts that are no higher than they may be, with nothing lost or told twice', () => {
    const spec30 = pairsSpec(30);
    const parts = pairsInParts(spec30, 700, 500);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(part.height).toBeLessThanOrEqual(500);
      expect(
        of(part, 'text', 'strong').some(({ text }) => /^(Pome|Stone)( \(continued\))?$/.test(text)),
      ).toBe(true);
    }
    expect(parts.map(({ title }) => title)).toContain(`Fruit, part 2 of ${parts.length}`);
    const told = parts.map(({ description }) => description.replace('Filled and open dots. ', '')).join(' ');
    expect(told).toBe(spec30.sections.flatMap(({ rows }) => rows.map(({ words: text }) => text)).join(' '));
    expect(pairsInParts(spec3, 700, 2000)).toEqual([pairs(spec3, 700)]);
    // A section that goes on says so, and its last line does not stand alone there.
    for (const height of [400, 430, 460, 500, 540]) {
      const [, ...later] = pairsInParts(spec30, 700, height);
      for (const part of later) {
        const [first, second] = of(part, 'text', 'strong').filter(({ text }) => /^(Pome|Stone)/.test(text));
        const isOn = first?.text.endsWith('(continued)') ?? false;
        const until = second?.y;
        const lines = of(part, 'circle', 'dot').filter(
          ({ cy }) => cy > (first?.y ?? 0) && cy < (until ?? Infinity),
        );
        if (isOn) expect(lines.length).toBeGreaterThan(1);
      }
      expect(
        later.some((part) => of(part, 'text', 'strong').some(({ text }) => text.endsWith('(continued)'))),
      ).toBe(true);
    }
    const [low, next] = pairsInParts(spec30, 700, 500, 220);
    expect(low?.height).toBeGreaterThan(150);
    expect(low?.height).toBeLessThanOrEqual(220);
    expect(next?.height).toBeGreaterThan(400);
  });
});

describe('over time', () => {
  it('joins neighbours that both have a figure, and no others', () => {
    const point = (value: number | string) => ({
      label: 'x',
      note: '',
      value: typeof value === 'string' ? value : { share: value, interval: null },
      filled: false,
    });
    const scene = draw(
      {
        kind: 'overTime',
        title: '',
        description: '',
        guides: [],
        points: [point(0.2), point(0.4), point('hidden'), point(0.6)],
      },
      400,
    );
    const joins = of(scene, 'line', 'axis').filter(({ y1, y2 }) => y1 !== y2);
    expect(joins).toHaveLength(1);
    expect(textsOf(scene)).toContain('hidden');
  });

  it('names its guides above the plot, where no interval about them can meet a name', () => {
    const about = {
      label: 'x',
      note: '',
      value: { share: 0.4, interval: [0.1, 0.75] as const },
      filled: false,
    };
    const guides = [
      { share: 0.4, label: 'mean 40%', look: 'reference' as const },
      { share: 0.8, label: 'Standard 80%', look: 'standard' as const },
    ];
    for (const count of [3, 60]) {
      const points = Array.from({ length: count }, () => about);
      for (const width of [320, 560]) {
        const scene = draw({ kind: 'overTime', title: '', description: '', guides, points }, width);
        const names = of(scene, 'text', 'label').filter(({ text }) => /^(mean|Standard)/.test(text));
        expect(names.map(({ text }) => text)).toEqual(['mean 40%', 'Standard 80%']);
        const top = Math.min(...of(scene, 'circle').map(({ cy, r }) => cy - r), ...ofGrid(scene));
        for (const { x, y, text, size } of names) {
          expect(y).toBeLessThan(top);
          expect(x + text.length * size * 0.54).toBeLessThanOrEqual(width);
        }
        // Nor do they meet each other, or what says how many are drawn.
        const boxes = of(scene, 'text')
          .filter(({ y }) => y < top - 8)
          .map(({ x, y, text, size }) => ({ y, from: x, to: x + text.length * size * 0.5 }));
        for (const [i, one] of boxes.entries()) {
          for (const other of boxes.slice(i + 1)) {
            expect(one.y !== other.y || one.to < other.from || other.to < one.from).toBe(true);
          }
        }
      }
    }
  });

  it('draws the latest that have room and says of how many, and no text meets the next', () => {
    const points = Array.from({ length: 60 }, (_, i) => ({
      label: `Q${(i % 4) + 1} ${String(10 + Math.floor(i / 4))}/${11 + Math.floor(i / 4)}`,
      note: `${i} of 1,234`,
      value: { share: i / 60, interval: null },
      filled: false,
    }));
    const chart: Chart = { kind: 'overTime', title: '', description: 'Fruit.', guides: [], points };
    for (const [width, drawn] of [
      [320, 24],
      [760, 60],
    ] as const) {
      const scene = draw(chart, width);
      expect(of(scene, 'circle')).toHaveLength(drawn);
      const cut = 'The latest 24 of 60';
      expect([textsOf(scene).includes(cut), scene.description.includes(cut)]).toEqual(
        drawn === 60 ? [false, false] : [true, true],
      );
      expect(textsOf(scene)).toContain('Q4 24/25');
      expect(textsOf(scene).join('')).not.toContain('…');
      for (const y of [scene.height - 22, scene.height - 7]) {
        const line = of(scene, 'text').filter((mark) => mark.y === y);
        const ends = line.map(({ x, text, size }) => [x, (text.length * size * 0.54) / 2] as const);
        ends.slice(1).forEach(([x, half], i) => {
          const [before = 0, halfBefore = 0] = ends[i] ?? [];
          expect(x - half).toBeGreaterThan(before + halfBefore);
        });
        expect(line.length).toBeGreaterThan(2);
      }
    }
  });
});

describe('in a document', () => {
  it('a scene is a figure with its words as alternative text and a place on the page', async () => {
    const settings = {
      title: 'Charts',
      creator: 'Test',
      language: 'en-GB',
      createdAt: new Date('2012-02-28T10:11:12Z'),
      footer: 'Charts',
    };
    const bytes = await buffer(
      writePdf(settings, (document) => {
        document.heading(1, 'Charts');
        document.figure(draw(dots, 400), 'A filled dot stands out.');
      }),
    );
    const pdf = await readPdf(bytes);
    const [figure] = nodesOf(pdf, 'Figure');
    expect(figure?.alt).toBe('Fruit. Apples at a half, pears hidden.');
    expect(words(figure?.text ?? '')).toContain('Apples');
    expect(pdf.elements.find(({ role }) => role === 'Figure')?.source).toMatch(/\/BBox \[54 /);
    expect(words(pdf.text)).toContain('A filled dot stands out.');
  });

  it('a scene taller than a page is refused', () => {
    const rows = Array.from({ length: 80 }, (_, i) => ({
      label: `Row ${i}`,
      value: 'hidden',
      filled: false,
      words: '',
    }));
    const settings = { title: 'x', creator: 'x', language: 'en-GB', createdAt: new Date(0), footer: 'x' };
    expect(() =>
      writePdf(settings, (document) => {
        document.heading(1, 'Charts');
        document.figure(draw({ ...dots, kind: 'dots', rows }, 400), 'Tall');
      }),
    ).toThrow(RangeError);
  });
});

describe('small charts side by side', () => {
  const row = (label: string) => ({ label, figure: 'of 4', parts: [0.25, 0.75], words: `${label} Of 4.` });
  const services = (panels: number) => ({
    kind: 'panels' as const,
    title: 'Welcome by service',
    description: 'A small chart for each.',
    key: ['Weak', 'Good'],
    panels: Array.from({ length: panels }, (_, i) => ({
      title: `Service ${i + 1}`,
      rows: [row('Was it answered?'), row('Was it kind?')],
    })),
  });
  const texts = (width: number) =>
    draw(services(4), width).marks.flatMap((mark) =>
      mark.kind === 'text' && mark.text.startsWith('Service') ? [[mark.text, mark.x, mark.y]] : [],
    );

  it('stand on one scale, as many beside each other as there is room for', () => {
    const bars = draw(services(4), 760).marks.flatMap((mark) =>
      mark.kind === 'rect' && mark.height > 11 ? [mark.width] : [],
    );
    // A key of two and, of four services, two bars of two parts each: one to three everywhere.
    expect(bars).toHaveLength(16);
    expect(new Set(bars.map((width) => Math.round(width)))).toEqual(new Set([59, 176]));
    expect(new Set(texts(760).map(([, , y]) => y)).size).toBe(2);
    expect(new Set(texts(760).map(([, x]) => x)).size).toBe(3);
    expect(new Set(texts(320).map(([, x]) => x)).size).toBe(1);
  });

  it('are told service by service to those who listen, and broken between lines of charts', () => {
    const whole = draw(services(4), 760);
    expect(whole.description).toContain('Service 2: Was it kind? Of 4.');
    const parts = drawInParts(services(12), 760, whole.height);
    expect(parts.map(({ title }) => title)).toEqual([
      'Welcome by service, part 1 of 2',
      'Welcome by service, part 2 of 2',
    ]);
    for (const part of parts) expect(part.height).toBeLessThanOrEqual(whole.height);
  });
});
