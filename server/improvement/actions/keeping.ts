import { createHash } from 'node:crypto';
import { takeProgress } from '../../../rules/index.ts';
import type { ActionProgress, ProgressReport } from '../../../rules/index.ts';
import { InputError, StateError } from '../../platform/errors.ts';
import type { EvidenceFile } from '../../web/evidence.ts';
import type { ActionFile } from './noteRepository.ts';

/** How far an action is, and since when. */
export interface ActionStanding {
  progress: ActionProgress;
  /** ISO 8601, UTC */
  doneAt: string | null;
  confirmedAt: string | null;
}

/** Under one action, which is more than anybody reads in a contract review. */
const MOST_FILES = 20;
const MOST_NOTES = 200;

/**
 * How far an action is after a report.
 *
 * @param at - the moment of the report
 * @throws StateError when it is further, or less far, than whoever reports has seen
 */
export function progressAfter(report: ProgressReport, before: ActionStanding, at: string): ActionStanding {
  const progress = takeProgress(report, before.progress);
  if (progress === null) {
    throw new StateError('Somebody has reported on this action since you opened it. Look at it again.');
  }
  return {
    progress,
    doneAt: progress === 'done' ? at : progress === 'confirmed' ? before.doneAt : null,
    confirmedAt: progress === 'confirmed' ? at : null,
  };
}

/**
 * What is kept under one action has an end, so that nobody can fill the storage.
 *
 * @throws InputError when there is no room for another note, or another file
 */
export function mustHaveRoom({ notes, files }: { notes: number; files: number }, forFile: boolean): void {
  if (forFile && files >= MOST_FILES) {
    const text = `There are ${MOST_FILES} PDFs under this action, and it can have no more. Say in a note where further evidence is to be found. Nothing was saved.`;
    throw new InputError([{ field: 'file', text }]);
  }
  if (notes >= MOST_NOTES) {
    const text = `There are ${notes} notes under this action, and it can have no more. Its status can still be changed, with a few words. Nothing was saved.`;
    throw new InputError([{ field: 'note', text }]);
  }
}

/** A file as it is kept. */
export const fileToKeep = ({ name, content }: EvidenceFile): ActionFile => ({
  name,
  content,
  sha256: createHash('sha256').update(content).digest('hex'),
});
