export * from './answers.ts';
export * from './disclosure.ts';
export * from './reference.ts';
export * from './sheet.ts';
export * from './statistics.ts';
export * from './tally.ts';
export * from './tool.ts';
export * from './workflow.ts';
