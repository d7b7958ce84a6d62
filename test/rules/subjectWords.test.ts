import { describe, expect, it } from 'vitest';
import { CASE_FILES, subjectWords } from '../../rules/index.ts';

describe('what the subject of a tool is called', () => {
  it('calls case files files where nothing else can be meant', () => {
    expect(CASE_FILES).toMatchObject({
      one: 'case file',
      Many: 'Case files',
      aOne: 'a case file',
      file: 'file',
      Files: 'Files',
      AFile: 'A file',
      reference: 'pseudonymous reference of the case file',
      areCaseFiles: true,
    });
  });

  it('calls what a person said no whole of anybody', () => {
    const respondent = { id: 'respondent', one: 'respondent', many: 'respondents', personal: true };
    expect(subjectWords(respondent).theWhole).toBe('everything the respondent said');
    expect(CASE_FILES.theWhole).toBe('the whole file');
  });

  it('calls everything else what it is, everywhere', () => {
    expect(
      subjectWords({ id: 'self_audit', one: 'self-audit', many: 'self-audits', personal: false }),
    ).toEqual({
      one: 'self-audit',
      many: 'self-audits',
      One: 'Self-audit',
      Many: 'Self-audits',
      aOne: 'a self-audit',
      AOne: 'A self-audit',
      file: 'self-audit',
      files: 'self-audits',
      File: 'Self-audit',
      Files: 'Self-audits',
      aFile: 'a self-audit',
      AFile: 'A self-audit',
      theWhole: 'the whole self-audit',
      reference: 'name or reference of the self-audit',
      referenceLength: 120,
      list: 'list',
      read: 'recorded',
      personal: false,
      areCaseFiles: false,
    });
  });

  it.each([
    ['interview', 'an interview'],
    ['observation', 'an observation'],
    ['call', 'a call'],
    ['user', 'a user'],
    ['unit', 'a unit'],
    ['usual day', 'a usual day'],
    ['umbrella', 'an umbrella'],
  ])('%s is %s', (one, text) => {
    expect(subjectWords({ id: 'any', one, many: `${one}s`, personal: true }).aOne).toBe(text);
  });
});
