import { generateSync } from 'otplib';

/** The key that a page offers to an authenticator app. */
export function keyIn(html: string): string {
  const key = /class="one-time-key">([A-Z2-7 ]+)</.exec(html)?.[1];
  if (key === undefined) throw new Error('the page offers no key');
  return key.replaceAll(' ', '');
}

/** The code that an app with this key shows. */
export const codeAt = (key: string, moment: Date): string =>
  generateSync({ secret: key, epoch: moment.getTime() / 1000 });

/** The recovery codes of the page that shows them. */
export const recoveryCodesIn = (html: string): string[] =>
  [...html.matchAll(/<code>((?:[a-z2-9]{4}-){5}[a-z2-9]{4})<\/code>/g)].map(([, code = '']) => code);
