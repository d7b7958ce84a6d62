import { plainName } from '../../formats/english.ts';

/** A name for the saved file, of letters and digits that every system takes. */
export function fileName(audit: string, provider: string, version = 1): string {
  const later = version > 1 ? `-version-${version}` : '';
  return `feedback-${plainName(provider) || 'provider'}-${plainName(audit) || 'audit'}${later}.pdf`;
}
