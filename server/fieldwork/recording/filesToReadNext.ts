import type { SampledFile } from '../sampling/repository.ts';
import type { FileLine } from './service.ts';

/** A file that can be read next: a case file that was begun, or a drawn one that nobody has begun. */
export type FileToRead =
  | { fileId: number; sampledId?: never; reference?: never }
  | { fileId?: never; sampledId: number; reference: string };

/**
 * What is left to read of a sample group, the next first. After the file come those begun after it, then what was drawn
 * and waits, in the order of the draw, then what this person left open before. What somebody else has begun to answer
 * comes last: they have the papers of it.
 *
 * @param parts - fileId: the file that is open, 0 for one that is not at the server yet; lines: the case files of the
 * audit as this person has them; drawn: what was drawn of the audit
 */
export function filesToReadNext(parts: {
  groupId: number;
  fileId: number;
  lines: FileLine[];
  drawn: SampledFile[];
  userId: number;
}): FileToRead[] {
  const { groupId, fileId, lines, drawn, userId } = parts;
  const own = lines.filter((line) => line.groupId === groupId);
  const at = own.findIndex((line) => line.id === fileId);
  const place = at < 0 ? own.length : at;
  const isOpen = (line: FileLine) => line.id !== fileId && (line.second ?? line).completedAt === null;
  const fromDraw = new Set(drawn.map((file) => file.caseFileId));
  const isTaken = (line: FileLine) => {
    const { checksRecorded, updatedBy } = line.second ?? line;
    // Files that were typed or imported in advance are for anybody; a drawn one is begun by whoever reads it.
    return updatedBy !== null && updatedBy !== userId && (checksRecorded > 0 || fromDraw.has(line.id));
  };
  const after = own.slice(place + 1).filter(isOpen);
  const before = own.slice(0, place).filter(isOpen);
  const begun = (line: FileLine): FileToRead => ({ fileId: line.id });
  return [
    ...after.filter((line) => !isTaken(line)).map(begun),
    ...drawn
      .filter((file) => file.groupId === groupId && file.status === 'drawn' && file.caseFileId === null)
      .map(({ id, reference }) => ({ sampledId: id, reference })),
    ...before.filter((line) => !isTaken(line)).map(begun),
    ...[...after, ...before].filter(isTaken).map(begun),
  ];
}
