import type { Instrument } from './instrument/schema.ts';

/**
 * What pages, errors and documents call what one record of an audit is about. A short form exists for case files alone,
 * which may be called files where nothing else can be meant; of all others both are the same word.
 */
export interface SubjectWords {
  /** @example 'case file', 'call' */
  one: string;
  many: string;
  /** At the beginning of a sentence. */
  One: string;
  Many: string;
  /** @example 'a case file', 'an interview' */
  aOne: string;
  AOne: string;
  /** In short. @example 'file', 'call' */
  file: string;
  files: string;
  File: string;
  Files: string;
  aFile: string;
  AFile: string;
  /** What a comment is about that is on no question. @example 'the whole file', 'everything the respondent said' */
  theWhole: string;
  /** What a record is entered by. @example 'pseudonymous reference of the case file', 'name or reference of the call' */
  reference: string;
  /** The longest such reference, in characters: a pseudonym is short, the name of a partnership is not. */
  referenceLength: number;
  /** Whether a record is about a person, who must not be named. */
  personal: boolean;
  /** What is done to one of them. */
  read: 'read' | 'recorded';
  /** What those to be read are drawn from. */
  list: 'caseload list' | 'list';
  /** Whether they are case files, of which alone some things can be said: notes, caseloads, plans. */
  areCaseFiles: boolean;
}

/** The words of a tool's subject. */
export function subjectWords({ id, one, many, personal }: Instrument['subject']): SubjectWords {
  const areCaseFiles = id === 'case_file';
  const [file, files] = areCaseFiles ? ['file', 'files'] : [one, many];
  return {
    one,
    many,
    One: capital(one),
    Many: capital(many),
    aOne: withArticle(one),
    AOne: capital(withArticle(one)),
    file,
    files,
    File: capital(file),
    Files: capital(files),
    aFile: withArticle(file),
    AFile: capital(withArticle(file)),
    // A person who answers by themselves is no whole of anything.
    theWhole: personal && !areCaseFiles ? `everything the ${one} said` : `the whole ${file}`,
    reference: `${personal ? 'pseudonymous reference' : 'name or reference'} of the ${one}`,
    referenceLength: personal ? 40 : 120,
    personal,
    read: areCaseFiles ? 'read' : 'recorded',
    list: areCaseFiles ? 'caseload list' : 'list',
    areCaseFiles,
  };
}

/** What the name of a file that holds them begins with. @example namedFor(words) // 'case-files' */
export const namedFor = ({ many }: SubjectWords): string =>
  many
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'records';

/** What is said where no audit is at hand, or where its tool is gone. */
export const CASE_FILES: SubjectWords = subjectWords({
  id: 'case_file',
  one: 'case file',
  many: 'case files',
  personal: true,
});

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** "a" before what sounds like a consonant: also before "unit" and "user", as the English say them. */
function withArticle(word: string): string {
  return `${/^(?:[aeio]|u(?!ni|s[aeiu]))/i.test(word) ? 'an' : 'a'} ${word}`;
}
