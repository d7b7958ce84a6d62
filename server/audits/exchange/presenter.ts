import { exchangeLines, instrumentItemsOf } from '../../../rules/index.ts';
import type { ExchangeNote, Tool } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import { hiddenQuestion } from '../../web/sentSheet.ts';
import { urls } from '../../web/urls.ts';
import { TOOL_FORMATS } from './toolFiles.ts';
import type { ToolFormat } from './toolFiles.ts';
import type { WaitingQuestion, WaitingTool } from './waiting.ts';

/** What a page says of each format. */
const FORMAT_WORDS: Record<ToolFormat, { title: string; what: string }> = {
  redcap: {
    title: 'REDCap data dictionary (CSV)',
    what: 'For REDCap: upload it there under “Data dictionary”.',
  },
  xlsform: {
    title: 'XLSForm (Excel workbook)',
    what: 'For Kobo, ODK and other programs that read XLSForms.',
  },
  json: { title: 'Definition (JSON)', what: 'All of the tool, for this program elsewhere. Nothing is lost.' },
};

/** What the properties of a tool are called on a page; columns of a file are called as in the file. */
const PART_WORDS: Partial<Record<string, string>> = {
  topWindows: 'TOP forms',
  smartWords: 'Words of goals',
  selfCompletion: 'Answered alone',
  rankBy: 'Rank',
  catalogue: 'List of tools',
  calls: 'Calls',
  subject: 'Subject',
  source: 'Source',
  description: 'Description',
  title: 'Title',
  version: 'Version',
  section: 'Section',
  shortLabel: 'Short label',
  'short label': 'Short label',
  aliases: 'Other names',
  segment: 'Divides results',
  about: 'About whom',
  safety: 'About safety',
  measure: 'Measure that it bears on',
  suggestions: 'Suggestions',
  hint: 'Hint',
  target: 'Standard',
  noStandard: 'Why no standard',
  from: 'Worked out or coded',
  highest: 'Highest answer',
  unit: 'Unit',
  bands: 'Bands',
  scoredBy: 'Scored by',
  na: 'Not applicable',
  maximumLength: 'Longest text',
  answers: 'Words of answers',
  answerAliases: 'Other names of answers',
  answerGuidance: 'When an answer is meant',
  answerIds: 'Ids of answers',
  scores: 'Scores',
  kind: 'Kind',
  scale: 'Scale',
  criterion: 'Criterion',
  formula: 'Formula',
  dependsOn: 'Condition',
  question: 'Question',
  field: 'Field',
  format: 'Format',
  name: 'Id',
};
const NAMED = 8;
const DID = { 'left out': 'Left out', changed: 'Changed', taken: 'Taken' } as const;

/** What became of each part, in three lists with what is lost first; lines that say the same are one. */
function presentNotes(notes: readonly ExchangeNote[]) {
  const lines = exchangeLines(notes);
  return (['left out', 'changed', 'taken'] as const).flatMap((did) => {
    const own = lines.filter((line) => line.did === did);
    if (own.length === 0) return [];
    return {
      title: DID[did],
      count: own.length,
      isOpen: did !== 'taken',
      lines: own.map(({ part, what, of }) => ({
        part: PART_WORDS[part] ?? part,
        what,
        of: of.slice(0, NAMED).join(', '),
        more: of.length > NAMED ? { count: of.length - NAMED, of: of.slice(NAMED).join(', ') } : null,
      })),
    };
  });
}

/** The page on which a file is sent. */
export const presentImportForm = (values: { scored: boolean }) => ({
  action: urls.toolImports(),
  back: urls.tools(),
  scored: values.scored,
  asked: null,
});

/** The page that asks whether rows that a workbook does not show are part of the form; either answer is one press. */
export function presentHiddenRows({ token, hidden }: WaitingQuestion) {
  const isOne = hidden === 1;
  return {
    ...presentImportForm({ scored: false }),
    asked: {
      action: urls.toolImport(token),
      question: hiddenQuestion(hidden, 'part of the form'),
      answers: [
        { value: 'take', text: isOne ? 'Yes, read it with the others' : 'Yes, read them with the others' },
        { value: 'leave', text: isOne ? 'No, leave it out' : 'No, leave them out' },
      ],
    },
  };
}

/**
 * What was found in a file, before anything is made of it.
 *
 * @param version - that the draft would be, where the tool is there already
 */
export function presentFound(found: WaitingTool, version: number | null) {
  const { instrument, notes, name, format, token } = found;
  return {
    action: urls.toolImport(token),
    back: urls.toolImports(),
    name,
    format: FORMAT_WORDS[format].title,
    title: instrument.title,
    becomes: version === null ? 'a new tool' : `version ${version} of the tool “${instrument.id}”`,
    questions: countOf(instrumentItemsOf(instrument).length, 'question'),
    sections: countOf(instrument.sections.length, 'section'),
    notes: presentNotes(notes),
  };
}

/** A tool in each format, with what that cannot hold. */
export function presentExport(tool: Tool, notesIn: ReadonlyMap<ToolFormat, readonly ExchangeNote[]>) {
  return {
    back: urls.tools(),
    tool: `${tool.title}, version ${tool.version}`,
    formats: TOOL_FORMATS.map((format) => ({
      ...FORMAT_WORDS[format],
      href: urls.toolFile(tool.id, tool.version, format),
      notes: presentNotes(notesIn.get(format) ?? []).filter(({ title }) => title !== DID.taken),
    })),
  };
}
