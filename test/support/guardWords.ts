import path from 'node:path';
import { projectFolder } from '../../server/platform/paths.ts';
import { loadGuardWords } from '../../server/audits/wordLists.ts';

/** The lists of words that the program guards texts by. */
export const guardWords = await loadGuardWords(path.join(projectFolder(), 'audits', 'words'));
