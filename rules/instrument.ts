// Tools of every kind of audit, how their answers are counted and how they become scores.

export { bandIdsOf, tallyCriteria, ranksOf } from './instrument/criterionTally.ts';
export type { CriterionTally, ScoreInBrief } from './instrument/criterionTally.ts';
export { hiddenCriteria } from './instrument/criterionDisclosure.ts';
export type { CriterionFigures, CriterionRule } from './instrument/criterionDisclosure.ts';
export { fromAnswersOfFormat1 } from './instrument/format1.ts';
export { countValues, tallyItem, tallyItems } from './instrument/itemTally.ts';
export type { ItemTally, ValueCounts } from './instrument/itemTally.ts';
export { parseInstrument, parseTool } from './instrument/parse.ts';
export { criteriaOf, instrumentItemsOf, optionsOf, partsOf } from './instrument/parts.ts';
export { RecordCounter } from './instrument/recordCounter.ts';
export type { RecordFigures } from './instrument/recordCounter.ts';
export { readAnswer } from './instrument/read.ts';
export type { Criterion, Instrument, InstrumentItem } from './instrument/schema.ts';
export { bandAt, scoreRanges, scoreRecord } from './instrument/score.ts';
export type { CriterionScore } from './instrument/score.ts';
export { readRecord, readRecordHeading } from './instrument/sheet.ts';
export type { RecordColumns, SheetRecord } from './instrument/sheet.ts';
export { lackingIn, whyUnscored } from './instrument/unscored.ts';
export type { WhyUnscored } from './instrument/unscored.ts';
