import { describe, expect, it } from 'vitest';
import { numberFormatOf, shownNumber } from '../../server/formats/xlsx/numberFormat.ts';

describe('a number in a cell of a workbook', () => {
  it.each([
    [9, undefined, 2 / 3, '67%'],
    [10, undefined, 2 / 3, '66.67%'],
    [164, '0.0%', 0.125, '12.5%'],
    [164, '0%', 0.125, '13%'],
    [164, '0%', 0.285, '29%'],
    [164, '0%', 1, '100%'],
    [164, '000', 7, '007'],
    [164, '000000', 1234567, '1234567'],
    [1, undefined, 41.5, '42'],
    [2, undefined, 2.005, '2.01'],
    [3, undefined, 1240, '1240'],
    [164, '#,##0.0', 1240.25, '1240.3'],
    [164, '0.00', 0, '0.00'],
    [164, '0.0;[Red]-0.0', -0.25, '-0.3'],
    [164, '0.0%', 1e-9, '0.0%'],
    [164, '"T-"000', 7, 'T-007'],
    [164, '\\T000', 1234, 'T1234'],
    [164, '00-0000', 120034, '12-0034'],
    [164, '00\\-0000', 34, '00-0034'],
    [164, '000"B"', 7, '007B'],
    [164, '"yes";;"no"', 1, 'yes'],
    [164, '"yes";;"no"', 0, 'no'],
    // What a format shows nothing of is read as the number that it is.
    [164, '"yes";;"no"', -1, '-1'],
    [164, '"Yes";"Yes";"No"', -1, 'Yes'],
    [164, '[=1]"yes";[=0]"no";General', 1, 'yes'],
    [164, '[=1]"yes";[=0]"no";General', 0, 'no'],
    [164, '[=1]"yes";[=0]"no";General', 2, '2'],
    [164, '[=0]"no";[=1]"yes";"not applicable"', 9, 'not applicable'],
    [164, '[Green]\\y\\e\\s;;[Red]"no"', 1, 'yes'],
    [164, '0;-0;"none"', 0, 'none'],
    [164, '0;-0;"none"', 3, '3'],
    [164, '"n/a; none"', 1, 'n/a; none'],
  ])('in format %i %s: %d is shown as %s', (id, code, number, shown) => {
    const format = numberFormatOf(id, code);
    expect(format && shownNumber(number, format)).toBe(shown);
  });

  it.each([
    [0, undefined],
    [11, undefined],
    [164, '0.00E+00'],
    [164, '# ?/?'],
    [164, '0.##'],
    [164, '#,##0,'],
    [164, '0" files"'],
    [164, '[$£-809]0.00'],
    [49, undefined],
  ])('is left as it is in format %i %s', (id, code) => {
    expect(numberFormatOf(id, code)).toBeNull();
  });
});
