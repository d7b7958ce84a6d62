import { describe, expect, it } from 'vitest';
import { chromiumIsRequired, findChromium, LEFT_OUT } from '../support/browser.ts';

describe('where the browser tests find their browser', () => {
  it('takes what CHROMIUM_PATH names', () => {
    expect(findChromium({ CHROMIUM_PATH: '/opt/chromium' }, () => true)).toBe('/opt/chromium');
  });

  it('says so when CHROMIUM_PATH names nothing', () => {
    expect(() => findChromium({ CHROMIUM_PATH: '/opt/chromium' }, () => false)).toThrow(
      'CHROMIUM_PATH is /opt/chromium, but no file is there.',
    );
  });

  it('takes the first of the usual places', () => {
    const there = ['/usr/bin/google-chrome', '/usr/bin/chromium-browser'];
    expect(findChromium({}, (file) => there.includes(file))).toBe('/usr/bin/chromium-browser');
    expect(findChromium({ CHROMIUM_PATH: '' }, (file) => file === there[0])).toBe(there[0]);
  });

  it('finds nothing where there is nothing', () => {
    expect(findChromium({}, () => false)).toBeNull();
  });

  it('requires one only when it is told so', () => {
    expect(chromiumIsRequired({ REQUIRE_CHROMIUM: '1' })).toBe(true);
    expect(chromiumIsRequired({})).toBe(false);
  });

  it('has one on this machine, or says plainly that the tests are left out', () => {
    const found = findChromium(process.env);
    if (found === null) console.log(LEFT_OUT);
    expect(found !== null || !chromiumIsRequired(process.env), 'a Chromium is required').toBe(true);
  });
});
