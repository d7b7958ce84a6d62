// What the fields of the recording form are called, on the page and where it is read.

export const answerName = (itemId: string) => `answer.${itemId}`;
export const commentName = (itemId: string) => `comment.${itemId}`;
/** Where in the file an answer was seen. */
export const placeName = (itemId: string) => `seen.${itemId}`;
/** Of which day the entry is in which it was seen. */
export const entryDateName = (itemId: string) => `dated.${itemId}`;
/** The answer to a check that does not fit and that somebody is sure of. */
export const sureName = (itemId: string) => `sure.${itemId}`;
/** Whether the notes of a provider were read, where several providers' notes make up the file. */
export const notesName = (providerId: number) => `notes.${providerId}`;
/** Whose notes a comment is about; the item is FILE_COMMENT for the comment about the whole file. */
export const setName = (itemId: string) => `set.${itemId}`;
