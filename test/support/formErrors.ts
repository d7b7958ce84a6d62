/**
 * What a page says is wrong with its form, by field.
 * Throws when the summary at the top and the messages at the fields do not say the same.
 */
export function formErrors(html: string): Record<string, string> {
  const summary = html.split('govuk-error-summary__list')[1]?.split('</ul>')[0] ?? '';
  const inSummary = textsOf(summary, /<a\s+href="#([^"]+)"\s*>([^<]*)<\/a>/g);
  const atFields = textsOf(html, /id="([^"]+)-error"[^>]*>\s*<span[^>]*>Error:<\/span>([^<]*)/g);
  if (JSON.stringify(inSummary) !== JSON.stringify(atFields)) {
    throw new Error(`the summary says ${JSON.stringify(inSummary)}, the fields ${JSON.stringify(atFields)}`);
  }
  return inSummary;
}

function textsOf(html: string, pattern: RegExp): Record<string, string> {
  return Object.fromEntries(
    [...html.matchAll(pattern)]
      .map(([, field = '', text = '']) => [field, text.trim()] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
