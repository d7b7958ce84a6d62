import { indexReferences, instrumentItemsOf } from '../../../rules/index.ts';
import type { GuardContext, GuardWords, Instrument } from '../../../rules/index.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';

export type GuardOfTexts = ReturnType<typeof createGuardOfTexts>;

/** Says what the texts of an audit that people wrote themselves are looked through for. */
export const createGuardOfTexts =
  (parts: { references: (auditId: number) => Promise<string[]>; guardWords: GuardWords }) =>
  async (audit: Audit, instrument: Instrument, groups: SampleGroup[]): Promise<GuardContext> => ({
    words: parts.guardWords,
    references: indexReferences(await parts.references(audit.id)),
    known: [
      audit.title,
      audit.partnership,
      ...groups.flatMap((group) => [group.name, ...group.providers.map(({ name }) => name)]),
      ...instrumentItemsOf(instrument).flatMap(({ label, shortLabel }) => [label, shortLabel]),
    ],
    year: Number(audit.fieldworkStart.slice(0, 4)),
  });
