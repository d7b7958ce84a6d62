// Tools of every kind of audit, how their answers are counted and how they become scores.

export { bandIdsOf, hasResult, tallyCriteria, ranksOf } from './instrument/criterionTally.ts';
export type { CriterionTally, ScoreInBrief } from './instrument/criterionTally.ts';
export { hiddenCriteria, isJudgedByCounts, leavesOf } from './instrument/criterionDisclosure.ts';
export type { CriterionRule } from './instrument/criterionDisclosure.ts';
export { fromAnswersOfFormat1 } from './instrument/format1.ts';
export { instrumentWithout } from './instrument/leftOut.ts';
export { countValues, tallyItems } from './instrument/itemTally.ts';
export type { ItemTally } from './instrument/itemTally.ts';
export { parseInstrument, parseTool } from './instrument/parse.ts';
export {
  codedTextsOf,
  criteriaOf,
  instrumentItemsOf,
  isAsked,
  judgedItemsOf,
  optionsOf,
  partsOf,
  questionsOf,
} from './instrument/parts.ts';
export type { AnswerOption, CodedText } from './instrument/parts.ts';
export { RecordCounter } from './instrument/recordCounter.ts';
export type { ExclusionsOf, RecordFigures } from './instrument/recordCounter.ts';
export { readAnswer } from './instrument/read.ts';
export type { Criterion, Instrument, InstrumentItem } from './instrument/schema.ts';
export { bandAt, scoreRanges, scoreRecord } from './instrument/score.ts';
export type { CriterionScore } from './instrument/score.ts';
export { readRecord, readRecordHeading } from './instrument/sheet.ts';
export type { RecordColumns, SheetRecord } from './instrument/sheet.ts';
export { lackingIn, whyUnscored } from './instrument/unscored.ts';
export type { WhyUnscored } from './instrument/unscored.ts';
export { instrumentChanges } from './instrument/changes.ts';
export type { InstrumentChange } from './instrument/changes.ts';
export {
  checkDraft,
  draftCriteriaOf,
  filledDraft,
  freeId,
  idsOf,
  proposedId,
  namesTaken,
  proposedShortLabel,
  readDraft,
} from './instrument/draft.ts';
export type {
  DraftCriterion,
  DraftItem,
  DraftOption,
  DraftTool,
  DraftTopWindow,
  DraftTrainingFile,
} from './instrument/draftSchema.ts';
export * from './instrument/draftParts.ts';
export { identifierSchema, instrumentSchema, itemSchema } from './instrument/schema.ts';
export { inOneLine } from './instrument/trainingFiles.ts';
export type { TrainingFileData } from './instrument/trainingFiles.ts';
export { toTool } from './instrument/toTool.ts';
export type { InstrumentProblem } from './instrument/problems.ts';
