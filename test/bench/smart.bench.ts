import { readFileSync } from 'node:fs';
import { bench, describe } from 'vitest';
import { checkPlan } from '../../rules/smart.ts';
import type { Goal } from '../../rules/smart.ts';
import { smartWords } from '../support/smartWords.ts';

const goals = JSON.parse(readFileSync(new URL('../goals/goals.json', import.meta.url), 'utf8')) as Goal[];
const plan = { planDate: '2012-01-16', reviewDate: '2012-04-16', goals: goals.slice(0, 30) };

describe('checking a plan', () => {
  // To stay under 20 ms.
  bench('30 goals', () => {
    checkPlan(plan, smartWords);
  });

  bench('one goal of 100,000 characters', () => {
    checkPlan({ ...plan, goals: [{ text: 'attend two meetings a week, '.repeat(3600) }] }, smartWords);
  });
});
