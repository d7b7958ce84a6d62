import type { SampleGroup } from '../../audits/repository.ts';
import type { Assignee, Assignments } from '../assigning/assignments.ts';
import type { SampledFile } from '../sampling/repository.ts';
import type { FileLine } from './service.ts';

/** A file that can be read next: a case file that was begun, or a drawn one that nobody has begun. */
export type FileToRead = { groupId: number } & (
  | { fileId: number; sampledId?: never; reference?: never }
  | { fileId?: never; sampledId: number; reference: string }
);

/** The case files of the audit as one person has them, what was drawn of it, and who is to read what. */
export interface FilesOfAudit {
  lines: FileLine[];
  drawn: SampledFile[];
  /** How many files each group has to read of what was drawn, those that this person is kept from among them. */
  drawnIn: ReadonlyMap<number, number>;
  assignments: Assignments;
  /** How many files are left out, since this person declared an interest in them. */
  keptBack?: number;
}

/**
 * What is left to read of a sample group, the next first. After the file come those begun after it, then what was drawn
 * and waits, in the order of the draw, then what this person left open before. What somebody else has begun to answer
 * comes last: they have the papers of it.
 *
 * Files that are assigned to this person go before all others, of this group and then of the others; those that are
 * assigned to somebody else are theirs alone. Of a group that has as many files as were planned and drawn, as after others
 * were recorded in the place of drawn ones, nothing more is begun that nobody was given.
 *
 * @param parts - fileId: the file that is open, 0 for one that is not at the server yet; beginsNone: nothing that nobody was given is begun in its group
 */
export function filesToReadNext(
  parts: FilesOfAudit & {
    groups: readonly SampleGroup[];
    groupId: number;
    fileId: number;
    userId: number;
    beginsNone?: boolean;
  },
): FileToRead[] {
  const { groupId, lines, drawn, userId } = parts;
  const here = openIn(parts, groupId);
  const isMine = ({ assignee }: OpenFile) => assignee?.userId === userId;
  const elsewhere = [...new Set([...lines, ...drawn].map((file) => file.groupId))]
    .filter((id) => id !== groupId)
    .flatMap((id) => openIn(parts, id).filter(isMine));
  return [...here.filter(isMine), ...elsewhere, ...here.filter(({ assignee }) => assignee === null)].map(
    ({ file }) => file,
  );
}

interface OpenFile {
  file: FileToRead;
  assignee: Assignee | null;
}

/** What of one group this person could read, the next first. */
function openIn(parts: Parameters<typeof filesToReadNext>[0], groupId: number): OpenFile[] {
  const { fileId, lines, drawn, assignments, userId } = parts;
  const own = lines.filter((line) => line.groupId === groupId);
  const at = own.findIndex((line) => line.id === fileId);
  const place = at < 0 ? own.length : at;
  const isOpen = (line: FileLine) => line.id !== fileId && (line.second ?? line).completedAt === null;
  const isClosedToNew = hasAll(parts, groupId) || (parts.beginsNone === true && groupId === parts.groupId);
  const fromDraw = new Set(drawn.map((file) => file.caseFileId));
  const isTaken = (line: FileLine) => {
    const { read, updatedBy } = line.second ?? line;
    // Files that were typed or imported in advance are for anybody; a drawn one is begun by whoever reads it.
    return updatedBy !== null && updatedBy !== userId && (read > 0 || fromDraw.has(line.id));
  };
  const after = own.slice(place + 1).filter(isOpen);
  const before = own.slice(0, place).filter(isOpen);
  const begun = (line: FileLine): OpenFile => ({
    file: { groupId, fileId: line.id },
    // The first reading is what is assigned; a second one is for whoever has not made that.
    assignee: line.second ? null : (assignments.ofFile.get(line.id) ?? null),
  });
  return [
    ...after.filter((line) => !isTaken(line)).map(begun),
    ...drawn
      .filter((file) => file.groupId === groupId && file.status === 'drawn' && file.caseFileId === null)
      .map(({ id, reference }) => ({
        file: { groupId, sampledId: id, reference },
        assignee: assignments.ofDrawn.get(id) ?? null,
      }))
      .filter(({ assignee }) => assignee !== null || !isClosedToNew),
    ...before.filter((line) => !isTaken(line)).map(begun),
    ...[...after, ...before].filter(isTaken).map(begun),
  ];
}

/** Whether a group has all the files that it is to have: those planned, or those drawn where these are more. */
function hasAll({ groups, drawnIn }: Parameters<typeof filesToReadNext>[0], groupId: number): boolean {
  const group = groups.find(({ id }) => id === groupId);
  return group !== undefined && group.files >= Math.max(group.plannedFiles, drawnIn.get(groupId) ?? 0);
}
