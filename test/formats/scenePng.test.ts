import { describe, expect, it } from 'vitest';
import type { Scene } from '../../server/formats/chart/index.ts';
import { COLOURS } from '../../server/formats/pdf/theme.ts';
import { scenePng } from '../../server/formats/scenePng.ts';
import { readPng } from '../support/png.ts';

describe('the picture of a scene', () => {
  const sceneOf = (marks: Scene['marks']): Scene => ({
    width: 60,
    height: 30,
    title: '',
    description: '',
    marks,
  });
  const darkIn = async (scene: Scene): Promise<number> => {
    const { width, height, at } = await readPng(await scenePng(scene));
    let dark = 0;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) if (at(x, y) !== 'ffffff') dark += 1;
    }
    return dark;
  };

  it('has two points to a unit, boxes with their fill and border, and lines with their dashes', async () => {
    const { width, height, at } = await readPng(
      await scenePng(
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

  it('has letters of every script, those with holes too, where their text begins, ends or is centred', async () => {
    const text = (anchor: 'start' | 'middle' | 'end', words: string): Scene =>
      sceneOf([{ kind: 'text', x: 30, y: 20, text: words, size: 12, anchor, look: 'label' }]);
    for (const words of ['Recovery', 'שלום', '漢字', 'ممتاز']) {
      expect([words, (await darkIn(text('middle', words))) > 50]).toEqual([words, true]);
    }
    const inkAt = async (scene: Scene, from: number, to: number): Promise<boolean> => {
      const { height, at } = await readPng(await scenePng(scene));
      for (let y = 0; y < height; y += 1)
        for (let x = from; x < to; x += 1) if (at(x, y) !== 'ffffff') return true;
      return false;
    };
    expect([await inkAt(text('start', 'll'), 0, 58), await inkAt(text('start', 'll'), 60, 80)]).toEqual([
      false,
      true,
    ]);
    expect([await inkAt(text('end', 'll'), 62, 120), await inkAt(text('end', 'll'), 40, 60)]).toEqual([
      false,
      true,
    ]);
    // The hole of an O stays white.
    const { at } = await readPng(await scenePng(text('middle', 'O')));
    expect(at(60, 32)).toBe('ffffff');
  });
});
