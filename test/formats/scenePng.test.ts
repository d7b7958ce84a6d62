import { describe, expect, it } from 'vitest';
import type { Scene } from '../../server/formats/chart/index.ts';
import { COLOURS } from '../../server/formats/pdf/theme.ts';
import { Raster } from '../../server/formats/raster.ts';
import { scenePng } from '../../server/formats/scenePng.ts';
import { readPng } from '../support/png.ts';

const box = (left: number, top: number, right: number, foot: number) => [
  left,
  top,
  right,
  top,
  right,
  foot,
  left,
  foot,
];

describe('a raster', () => {
  it('fills a point by how much of it is within, and leaves a hole where an outline goes back', () => {
    const raster = new Raster(6, 6);
    raster.paint([box(1.5, 1, 5, 4.5), [3, 2, 3, 3, 4, 3, 4, 2]], '#000000');
    const { at } = readPng(raster.png());
    const row = (y: number) => [0, 1, 2, 3, 4, 5].map((x) => at(x, y).slice(0, 2)).join(' ');
    expect([0, 1, 2, 3, 4, 5].map(row)).toEqual([
      'ff ff ff ff ff ff',
      'ff 80 00 00 00 ff',
      'ff 80 00 ff 00 ff',
      'ff 80 00 00 00 ff',
      // Half of the row below.
      'ff bf 80 80 80 ff',
      'ff ff ff ff ff ff',
    ]);
  });

  it('cuts off what lies outside, and fills nothing of what has no area', () => {
    const raster = new Raster(2, 2);
    raster.paint([box(-5, -5, 1, 9)], '#102030');
    raster.paint([[0, 0, 2, 0], []], '#ff0000');
    const { at } = readPng(raster.png());
    expect([at(0, 0), at(0, 1), at(1, 0), at(1, 1)]).toEqual(['102030', '102030', 'ffffff', 'ffffff']);
  });
});

describe('the picture of a scene', () => {
  const sceneOf = (marks: Scene['marks']): Scene => ({
    width: 60,
    height: 30,
    title: '',
    description: '',
    marks,
  });
  const darkIn = (scene: Scene): number => {
    const { width, height, at } = readPng(scenePng(scene));
    let dark = 0;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) if (at(x, y) !== 'ffffff') dark += 1;
    }
    return dark;
  };

  it('has two points to a unit, boxes with their fill and border, and lines with their dashes', () => {
    const { width, height, at } = readPng(
      scenePng(
        sceneOf([
          { kind: 'rect', x: 10, y: 5, width: 10, height: 10, look: 'tint6' },
          { kind: 'line', x1: 0, y1: 25, x2: 60, y2: 25, look: 'standard' },
        ]),
      ),
    );
    expect([width, height]).toEqual([120, 60]);
    expect(at(30, 20)).toBe('0f4a4a');
    expect(at(5, 5)).toBe('ffffff');
    // Seven units are drawn and three are not.
    const dashed = [1, 8, 11, 18].map((x) => at(2 * x, 50));
    const [on, off] = [COLOURS.caution.slice(1), 'ffffff'];
    expect(dashed).toEqual([on, off, on, off]);
  });

  it('has letters of every script, those with holes too, where their text begins, ends or is centred', () => {
    const text = (anchor: 'start' | 'middle' | 'end', words: string): Scene =>
      sceneOf([{ kind: 'text', x: 30, y: 20, text: words, size: 12, anchor, look: 'label' }]);
    for (const words of ['Recovery', 'שלום', '漢字', 'ممتاز']) {
      expect([words, darkIn(text('middle', words)) > 50]).toEqual([words, true]);
    }
    const inkAt = (scene: Scene, from: number, to: number): boolean => {
      const { height, at } = readPng(scenePng(scene));
      for (let y = 0; y < height; y += 1)
        for (let x = from; x < to; x += 1) if (at(x, y) !== 'ffffff') return true;
      return false;
    };
    expect([inkAt(text('start', 'll'), 0, 58), inkAt(text('start', 'll'), 60, 80)]).toEqual([false, true]);
    expect([inkAt(text('end', 'll'), 62, 120), inkAt(text('end', 'll'), 40, 60)]).toEqual([false, true]);
    // The hole of an O stays white.
    const { at } = readPng(scenePng(text('middle', 'O')));
    expect(at(60, 32)).toBe('ffffff');
  });
});
