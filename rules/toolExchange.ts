// Tools from and for other programs: REDCap data dictionaries, XLSForms, definitions as JSON.

export { exchangeLines } from './toolExchange/notes.ts';
export type { ExchangeNote } from './toolExchange/notes.ts';
export { draftDefinition } from './toolExchange/read.ts';
export type { ReadProblem, ToolRead } from './toolExchange/read.ts';
export { REDCAP_HEADING } from './toolExchange/redcap.ts';
export { readRedcap } from './toolExchange/redcapRead.ts';
export { writeRedcap } from './toolExchange/redcapWrite.ts';
export { readToolJson, writeToolJson } from './toolExchange/json.ts';
export { readXlsform } from './toolExchange/xlsformRead.ts';
export type { XlsformSheets } from './toolExchange/xlsformSheets.ts';
export { writeXlsform } from './toolExchange/xlsformWrite.ts';
