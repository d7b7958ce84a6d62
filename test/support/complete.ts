import type { Visitor } from './app.ts';
import { filledIn, formTo } from './form.ts';
import type { PageForm } from './form.ts';

/**
 * Completes a file by the button of its form, with the second press where the first one stops because answers are missing.
 *
 * @returns the answer to the last press
 */
export async function complete(
  visitor: Visitor,
  url: string,
  form: PageForm,
  entered: Record<string, string> = {},
  button = 'Save and complete',
) {
  const first = await visitor.post(url, filledIn(form, entered, button));
  const stopped = `${url}?missing`;
  if (first.headers['location'] !== stopped) return first;
  const page = await visitor.get(stopped);
  return visitor.post(url, filledIn(formTo(page.text, url), {}, 'Save and complete'));
}
