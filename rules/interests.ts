import { looksLikeNhsNumber } from './reference.ts';

/** What somebody of a panel declared: a service, or a worker by the code on the caseload list. */
export interface DeclaredInterest {
  userId: number;
  providerId: number | null;
  worker: string | null;
}

/** Who declared an interest in one of the services of a file, or in the worker. */
export const keptFromFile = (
  interests: readonly DeclaredInterest[],
  file: { providerIds: readonly number[]; worker: string | null },
): ReadonlySet<number> =>
  new Set(
    interests
      .filter(
        ({ providerId, worker }) =>
          (providerId !== null && file.providerIds.includes(providerId)) ||
          (worker !== null && worker === file.worker),
      )
      .map(({ userId }) => userId),
  );

/** The longest code of a worker. */
const WORKER_MAXIMUM_LENGTH = 20;

/** A worker's code as it is kept, so that one that only looks different is the same. */
export const tidyWorker = (text: string): string => text.trim().toUpperCase();

/**
 * What is wrong with the code of a worker, as the end of a sentence, or null. It needs a figure, since a word without any
 * may be a name.
 *
 * @example workerProblem('Jane') // 'must be a code with a figure in it, such as W07, and no name'
 */
export function workerProblem(code: string): string | null {
  if (looksLikeNhsNumber(code)) return 'looks like an NHS number: take it out';
  return code.length <= WORKER_MAXIMUM_LENGTH && /^[A-Z0-9./_-]*\d[A-Z0-9./_-]*$/.test(code)
    ? null
    : `must be a code with a figure in it, such as W07, and no name; at most ${WORKER_MAXIMUM_LENGTH} characters`;
}
