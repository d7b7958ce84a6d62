import type { SampledFile } from '../sampling/repository.ts';
import type { AssignedFile } from './repository.ts';

export interface Assignee {
  userId: number;
  name: string;
}

/** Who is to read which file of an audit: by the id of the case file, begun from the sample or not, and of the drawn file. */
export interface Assignments {
  ofFile: ReadonlyMap<number, Assignee>;
  ofDrawn: ReadonlyMap<number, Assignee>;
}

/** What is assigned in an audit; a drawn file that was begun is found by its case file too. */
export function assignmentsIn(rows: readonly AssignedFile[], drawn: readonly SampledFile[]): Assignments {
  const begunAs = new Map(drawn.map(({ id, caseFileId }) => [id, caseFileId]));
  const ofFile = new Map<number, Assignee>();
  const ofDrawn = new Map<number, Assignee>();
  for (const { sampledId, caseFileId, userId, userName } of rows) {
    const assignee = { userId, name: userName };
    if (sampledId !== null) ofDrawn.set(sampledId, assignee);
    const fileId = caseFileId ?? begunAs.get(sampledId ?? 0) ?? null;
    if (fileId !== null) ofFile.set(fileId, assignee);
  }
  return { ofFile, ofDrawn };
}
