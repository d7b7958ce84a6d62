import { expect, it } from 'vitest';
import { parseInstrument, parseTool } from '../../../rules/index.ts';
import { fileOf } from '../../audits/instruments.ts';
import { definition } from './support.ts';

const problemsOf = (data: unknown) => {
  const parsed = parseInstrument(data);
  return 'problems' in parsed ? parsed.problems.map(({ at, problem }) => `${at}: ${problem}`) : [];
};

it('takes the plan of calls from the definition to the tool', () => {
  const parsed = parseTool(JSON.parse(fileOf('scripted_calls.v1.json')));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  expect(parsed.tool.calls).toMatchObject({ scenario: 'scenario', caller: 'caller', time: 'time_of_day' });
  expect(Object.keys(parsed.tool.calls?.stories ?? {})).toEqual(['crack', 'son_heroin', 'alcohol_work']);
  // What the caller has in hand says nothing of the right answers.
  expect(JSON.stringify(parsed.tool.calls?.stories)).not.toMatch(/right|wrong|naloxone|confidential/i);
});

it('names everything that is wrong with a plan of calls, each at its spot', () => {
  const calls = {
    scenario: 'region',
    caller: 'weeks',
    time: 'nowhere',
    accuracy: ['a', 'b2'],
    stories: { north: 'You live in the north.', west: 'You live in the west.' },
  };
  expect(problemsOf(definition({ calls }))).toEqual([
    'calls.caller: there is no text item "weeks"',
    'calls.time: there is no choice item "nowhere"',
    'calls.accuracy[1]: there is no item "b2"',
    'calls.scenario: "north" has no guidance, which holds its right answers',
    'calls.scenario: "south" has no guidance, which holds its right answers',
    'calls.stories: there is no story for "south"',
    'calls.stories.west: "west" is no option of region',
  ]);
  // What is missing hides nothing else that is wrong.
  const all = problemsOf(definition({ calls: { ...calls, accuracy: [] } }));
  expect(all).toContain('calls.accuracy: needs at least one item');
  expect(all).toContain('calls.stories: there is no story for "south"');
  expect(problemsOf(definition({ calls: { ...calls, scenario: '' } }))).toEqual([
    'calls.scenario: must be lower-case letters, digits and underscores, starting with a letter',
    'calls.caller: there is no text item "weeks"',
    'calls.time: there is no choice item "nowhere"',
    'calls.accuracy[1]: there is no item "b2"',
  ]);
});
