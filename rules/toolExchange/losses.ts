import { optionsOf } from '../instrument.ts';
import type { Instrument, InstrumentItem } from '../instrument.ts';
import type { Tell } from './notes.ts';

/** What of a tool a format can say. */
export interface Keeps {
  title: boolean;
  version: boolean;
  hint: boolean;
  /** Names of an item other than its id that the format has a place for. */
  aliases: (item: InstrumentItem) => readonly string[];
}

/** What of a whole tool is lost in any other format. */
export function tellToolLosses(instrument: Instrument, keeps: Keeps, tell: Tell): void {
  const lost = (part: keyof Instrument, what: string) =>
    tell({ did: 'left out', of: 'the tool', part, what });
  const { subject, version } = instrument;
  if (!keeps.title) lost('title', 'it is made of the id when the form is read again');
  if (!keeps.version && version !== 1) lost('version', 'it is 1 when the form is read again');
  if (subject.id !== 'case_file') lost('subject', 'what one record is about is not said in the form');
  if (instrument.answeredBy)
    lost('answeredBy', 'that providers answer about themselves is not said in the form');
  if (instrument.selfCompletion)
    lost('selfCompletion', 'that respondents answer alone is not said in the form');
  if (instrument.calls) lost('calls', 'how calls are planned is not said in the form');
  if (instrument.topWindows) lost('topWindows', 'when TOP forms fall due is not said in the form');
  if (instrument.smartWords) lost('smartWords', 'words by which goals are read are not in the form');
  if (instrument.catalogue) lost('catalogue', 'how it stands in the list of tools is not said in the form');
  if (instrument.training) lost('training', 'made-up files with settled answers are not in the form');
  if (instrument.rankBy) lost('rankBy', 'no form ranks records');
}

/** That a question hangs on one of several answers of another, which a form cannot say. */
export const tellLostCondition = (of: string, tell: Tell): void =>
  tell({
    did: 'left out',
    of,
    part: 'dependsOn',
    what: 'in a form it would hang on one of several answers, and not on this alone',
  });

/** What of a question is lost in any other format. */
export function tellItemLosses(instrument: Instrument, item: InstrumentItem, keeps: Keeps, tell: Tell): void {
  const lost = (part: string, what: string) => tell({ did: 'left out', of: item.id, part, what });
  lost('shortLabel', 'the form has no place for it; one is proposed when it is read again');
  const known = keeps.aliases(item);
  if (item.aliases.length > known.length) lost('aliases', 'the form has no place for other names');
  if (item.segment) lost('segment', 'that results are divided by it is not said in the form');
  if (item.about) lost('about', 'whether it tells who somebody is, is not said in the form');
  if (item.suggestions.length > 0) lost('suggestions', 'the form has no place for them');
  if (item.hint !== undefined && !keeps.hint)
    lost('hint', 'the form has one place beneath a question, for the guidance');
  if ('target' in item && item.target) lost('target', 'the standard is not said in the form');
  if ('noStandard' in item && item.noStandard !== undefined)
    lost('noStandard', 'why there is no standard is not said in the form');
  if (item.kind === 'scale' && item.measure !== undefined)
    lost('measure', 'which measure it bears on is not said in the form');
  if (item.kind === 'scale' && item.safety) lost('safety', 'that it is about safety is not said in the form');
  if ('from' in item && item.from)
    lost('from', 'the form asks it; it is not worked out or coded from another');
  if (item.kind === 'scale' && item.highest !== undefined)
    lost('highest', 'the answers above it are not offered; the shorter scale is one of its own');
  if (item.kind === 'number') {
    if (item.unit !== undefined) lost('unit', 'the form has no place for it');
    if (item.bands) lost('bands', 'how results are divided is not said in the form');
  }
  if ((item.kind === 'number' || item.kind === 'date') && item.na)
    lost('na', 'the form cannot say that a number or a date does not apply');
  if (item.kind === 'text' && item.maximumLength !== 200 && item.maximumLength !== 4000)
    lost('maximumLength', 'the form does not bound the length of a text');
  const options = optionsOf(instrument, item);
  if (options.some(({ aliases }) => aliases.length > 0))
    lost('answerAliases', 'the form has no place for other names of answers');
  if (options.some(({ guidance }) => guidance !== undefined))
    lost('answerGuidance', 'when an answer is meant is not said in the form');
}
