import { expect, it } from 'vitest';
import { OWN_PATH } from '../../server/web/ownPath.ts';

it('a path of the program leads nowhere else in a browser, whatever it drops', () => {
  const base = 'https://audit.example.org';
  for (const path of ['/', '/audits/1/files?group=2#file-3', '/account/app'])
    expect(OWN_PATH.test(path), path).toBe(true);
  for (const path of [
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/\n\\evil.example/',
    'evil',
    '',
  ]) {
    expect(OWN_PATH.test(path), JSON.stringify(path)).toBe(false);
  }
  expect(new URL('/\t/evil.example/', base).host).toBe('evil.example');
});
