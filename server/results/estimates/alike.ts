import { checksOf, designEffect, LEAST_WORKERS, tellsOfWorkers, unreadOf } from '../../../rules/index.ts';
import type { FilesOfWorker } from '../../fieldwork/caseFiles/filesByWorker.ts';
import { countOf } from '../../formats/english.ts';
import { groupBy } from '../../platform/groupBy.ts';
import type { ShownResults } from '../figures/service.ts';

/**
 * Of which checks files of one worker are alike, so that an interval is narrower than it should be; null where it cannot be
 * told of any, or nothing is estimated.
 */
export function presentAlike(shown: ShownResults, byWorker: readonly FilesOfWorker[]) {
  const { tool, table, chosen, audit } = shown;
  if (chosen.groups.every(({ name }) => unreadOf(chosen, name) === 0)) return null;
  const { file, files } = audit.words;
  const told = checksOf(tool).flatMap((check, c) => {
    const figure = table.overall.checks[c];
    const own = byWorker.filter((one) => one.check === check.id);
    const groups = [...groupBy(own, ({ groupId }) => groupId).values()];
    const effect = figure?.kind === 'figure' && tellsOfWorkers(groups) ? designEffect(groups) : null;
    return effect === null
      ? []
      : [{ label: check.label, effect, count: own.reduce((sum, one) => sum + one.files, 0) }];
  });
  if (told.length === 0) return null;
  // One that is 1.00 to the reader is no more than chance.
  const alike = told.filter(({ effect }) => effect >= 1.005);
  return {
    rows: alike.map(({ label, effect, count }) => {
      const worth = Math.max(1, Math.round(count / effect));
      return {
        label,
        text: `${countOf(count, `${file} tells`, `${files} tell`)} as much as ${worth} that ${worth === 1 ? 'was' : 'were'} drawn one by one (design effect ${effect.toFixed(2)})`,
      };
    }),
    others: told.length - alike.length,
    leastWorkers: LEAST_WORKERS,
  };
}
