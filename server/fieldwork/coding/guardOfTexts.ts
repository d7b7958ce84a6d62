import { indexReferences, instrumentItemsOf } from '../../../rules/index.ts';
import type { GuardContext, GuardWords, Instrument } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { knownCodes } from '../caseFiles/knownCodes.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';

export type GuardOfTexts = ReturnType<typeof createGuardOfTexts>;

/** Says what the texts of an audit that people wrote themselves are looked through for. */
export const createGuardOfTexts =
  (parts: { database: Database; guardWords: GuardWords }) =>
  async (audit: Audit, instrument: Instrument, groups: SampleGroup[]): Promise<GuardContext> => {
    const { references, workers } = await knownCodes(parts.database, audit.id);
    return {
      words: parts.guardWords,
      references: indexReferences(references),
      workers: indexReferences(workers),
      known: [
        audit.title,
        audit.partnership,
        ...groups.flatMap((group) => [group.name, ...group.providers.map(({ name }) => name)]),
        ...instrumentItemsOf(instrument).flatMap(({ label, shortLabel }) => [label, shortLabel]),
      ],
      year: Number(audit.fieldworkStart.slice(0, 4)),
    };
  };
