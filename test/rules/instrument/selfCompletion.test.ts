import { describe, expect, it } from 'vitest';
import { codedTextsOf, isAsked, questionsOf } from '../../../rules/index.ts';
import { toolOf } from '../../audits/instruments.ts';
import { definition, instrumentOf, problemsOf } from './support.ts';

const questionnaire = toolOf('service_user_questionnaire');

describe('a tool that people answer by themselves', () => {
  it('asks all but how it was answered and what is coded afterwards', () => {
    expect(questionnaire.selfCompletion).toEqual({ item: 'mode', answer: 'self_online' });
    expect(questionsOf(questionnaire).map(({ id }) => id)).toEqual([
      'recovery_words',
      'helps',
      'respected',
      'plan_known',
      'say',
      'other_services',
      'carer',
      'gender',
      'ethnicity',
    ]);
  });

  it('has words for a respondent, and nothing that is not applicable beside "would rather not answer"', () => {
    for (const item of questionsOf(questionnaire)) {
      expect(item.hint, item.id).toBeTruthy();
      expect('na' in item && item.na, item.id).toBe(false);
    }
  });

  it('says what is coded from which text', () => {
    expect(codedTextsOf(questionnaire).map(({ code, text }) => [code.id, text.id])).toEqual([
      ['recovery_code', 'recovery_words'],
    ]);
    expect(codedTextsOf(toolOf('scripted_calls'))).toEqual([]);
  });

  it('asks a question that hangs on another answer only beside that answer', () => {
    const [question] = questionsOf(questionnaire);
    if (!question) throw new Error('no question');
    const hung = { ...question, dependsOn: { item: 'carer', answer: 'yes' } };
    expect(isAsked(question, new Map())).toBe(true);
    expect(isAsked(hung, new Map([['carer', 'yes']]))).toBe(true);
    expect(isAsked(hung, new Map([['carer', 'no']]))).toBe(false);
    expect(isAsked(hung, new Map())).toBe(false);
  });

  it('tells every problem of it', () => {
    const personal = { id: 'respondent', one: 'respondent', many: 'respondents', personal: true };
    const problems = (item: string, answer: string, more: object = { subject: personal }) =>
      problemsOf(definition({ selfCompletion: { item, answer }, ...more }));
    expect(() =>
      instrumentOf(definition({ selfCompletion: { item: 'region', answer: 'north' }, subject: personal })),
    ).not.toThrow();
    expect(problems('region', 'north', {})).toEqual([
      'selfCompletion: only a personal subject can answer by itself',
    ]);
    expect(problems('region', 'east')).toEqual(['selfCompletion.answer: "east" is no answer to region']);
    expect(problems('nowhere', 'north')).toEqual(['selfCompletion.item: there is no item "nowhere"']);
    expect(problems('drugs', 'crack')).toEqual([
      'selfCompletion.item: "drugs" must be a choice that is coded from nothing',
    ]);
  });
});
