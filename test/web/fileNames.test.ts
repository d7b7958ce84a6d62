import { describe, expect, it } from 'vitest';
import { plainName } from '../../server/formats/english.ts';
import { shownAs } from '../../server/web/sendPdf.ts';

describe('names of files', () => {
  it('keep letters of every script, Latin ones without their accents', () => {
    const names = ['Siân’s Café & Co.', 'Łódź', 'جمعية الجسر', 'בית שלום', '王小明', 'Борис Їжак', '…'];
    expect(names.map(plainName)).toEqual([
      'sian-s-cafe-co',
      'łodz',
      'جمعية-الجسر',
      'בית-שלום',
      '王小明',
      'борис-їжак',
      '',
    ]);
  });

  it('are told to a browser in full, and in plain letters to one that knows no others', () => {
    expect(shownAs('feedback-the-bridge.pdf')).toBe('inline; filename="feedback-the-bridge.pdf"');
    expect(shownAs('feedback-王.pdf')).toBe(
      `inline; filename="feedback--.pdf"; filename*=UTF-8''feedback-%E7%8E%8B.pdf`,
    );
    expect(shownAs('a"b(c).pdf')).toBe(`inline; filename="a-b(c).pdf"; filename*=UTF-8''a%22b%28c%29.pdf`);
  });
});
