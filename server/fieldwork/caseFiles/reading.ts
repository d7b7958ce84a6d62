import type { Answers, ReadingNumber } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';

/** Whether the notes of one provider were there to be read. */
export type NotesState = 'read' | 'missing';

/** One provider's notes of a file that several have worked on; the state is null where nobody has said. */
export interface NoteSet {
  providerId: number;
  name: string;
  state: NotesState | null;
}

/** In comment sets: the comment about the whole file. No item can be called so. */
export const FILE_COMMENT = 'comment';

/** The sample group of a file, as far as it says what is asked there and whose notes are read. */
export type ReadingGroup = Pick<SampleGroup, 'id' | 'name' | 'providers' | 'exclusions'>;

/** One reading of a case file, whole. */
export interface Reading {
  id: number;
  /** 1 for the first reading of the file, 2 for the second. */
  number: ReadingNumber;
  /** The file has a second reading. */
  isReadTwice: boolean;
  /** Whom it was read for has made or changed it. */
  isOfViewer: boolean;
  /** Both readings of the file are complete: what is compared holds still. */
  frozen: boolean;
  /** The version that a second reading began with, above those of the first; 1 for a first reading. */
  startVersion: number;
  fileId: number;
  auditId: number;
  groupId: number;
  group: ReadingGroup;
  reference: string;
  /** Rises with every save; what a form was based on. */
  version: number;
  answers: Answers;
  /** Comments by item id. */
  comments: ReadonlyMap<string, string>;
  /** Where in the file answers were seen, by item id: a page, a document. */
  places: ReadonlyMap<string, string>;
  /** YYYY-MM-DD, by item id: the day of the entry in which an answer was seen. */
  entryDates: ReadonlyMap<string, string>;
  /** The comment about the whole file. */
  comment: string;
  /** The sets of notes of the file's group; none where all is one provider's. */
  noteSets: NoteSet[];
  /** Which provider's notes a comment is about, by item id or FILE_COMMENT; those not named are about all. */
  commentSets: ReadonlyMap<string, number>;
  completedAt: string | null;
  updatedAt: string;
  updatedByName: string | null;
  /** What the device called the change that made this version, or null. */
  lastChange: string | null;
}

/** What a save sets; items that are not named keep what they have, null takes an answer, a comment or where it was seen away. */
export interface ReadingChange {
  reference: string;
  groupId: number;
  answers: ReadonlyMap<string, string | null>;
  comments: ReadonlyMap<string, string | null>;
  places?: ReadonlyMap<string, string | null>;
  entryDates?: ReadonlyMap<string, string | null>;
  comment: string;
  /** By provider id. */
  notes: ReadonlyMap<number, NotesState | null>;
  commentSets: ReadonlyMap<string, number | null>;
  completedAt: string | null;
  lastChange: string | null;
}
