import { StateError } from '../../platform/errors.ts';
import type { Alert } from './store.ts';

/** Whether nobody has said yet that they have it. */
export const isWaiting = ({ acknowledgedAt }: Pick<Alert, 'acknowledgedAt'>): boolean =>
  acknowledgedAt === null;

/** @throws StateError while one of a file waits, since it would be removed with the file */
export function refuseWhileWaiting(ofFile: readonly Alert[]): void {
  if (!ofFile.some(isWaiting)) return;
  throw new StateError(
    'A safeguarding alert from this file is not acknowledged, and would be removed with it. Nothing was removed.',
  );
}
