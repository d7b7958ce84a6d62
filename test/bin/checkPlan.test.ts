import { describe, expect, it } from 'vitest';
import { cli, temporaryFolder } from '../support/cli.ts';

const { sheet } = temporaryFolder();
const PLAN = {
  planDate: '2012-01-16',
  reviewDate: '2012-04-16',
  goals: [
    {
      text: 'Attend two AA meetings a week until 30 March',
      need: 'Alcohol',
      support: 'Sponsor',
      agreed: true,
    },
    { text: 'Engage with services ASAP', targetDate: null },
  ],
};

describe('check-plan', () => {
  it('prints the letters of each goal and nothing else', async () => {
    const { code, stdout, stderr } = await cli(['check-plan', sheet(JSON.stringify(PLAN))]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = JSON.parse(stdout) as { goals: Record<string, Record<string, unknown>>[] };
    expect(Object.keys(found)).toEqual(['goals']);
    expect(found.goals.map((goal) => Object.values(goal).map(({ verdict }) => verdict))).toEqual([
      ['met', 'met', 'met', 'met', 'met'],
      ['not met', 'not met', 'cannot tell', 'cannot tell', 'not met'],
    ]);
    expect(found.goals[1]?.['timeBound']).toEqual({
      verdict: 'not met',
      code: 'empty_time',
      words: ['ASAP'],
      suggestion: expect.stringContaining('date') as string,
    });
  });

  it('reads standard input, with or without a byte order mark', async () => {
    const input = `\uFEFF${JSON.stringify({ goals: [{ text: 'Join the library' }] })}`;
    const { code, stdout } = await cli(['check-plan', '-'], { input });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ goals: [{ specific: { verdict: 'met' } }] });
    expect((await cli(['check-plan', '-'], { input: '{"goals":[]}' })).stdout).toBe('{\n  "goals": []\n}\n');
  });

  it('names every problem with its path', async () => {
    const input = JSON.stringify({
      planDate: '2012-02-30',
      reviewDate: '16/04/2012',
      goals: [{ text: 5, agreed: 'yes' }, {}, 'Attend AA', { text: 'ok', targetDate: 7, need: [] }],
    });
    const { code, stdout, stderr } = await cli(['check-plan', '-'], { input });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const paths = stderr
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(paths).toEqual([
      'planDate',
      'reviewDate',
      'goals[0].text',
      'goals[0].agreed',
      'goals[1].text',
      'goals[2]',
      'goals[3].targetDate',
      'goals[3].need',
    ]);
  });

  it.each([
    ['nonsense', '(top): is not JSON'],
    ['', '(top): is not JSON'],
    ['[]', '(top): must be an object'],
    ['null', '(top): must be an object'],
    ['{}', 'goals: must be a list'],
  ])('refuses %j', async (input, told) => {
    const { code, stdout, stderr } = await cli(['check-plan', '-'], { input });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(told);
  });

  it('says what it does not look at', async () => {
    const input = JSON.stringify({ goals: [{ text: 'Attend AA', targetdate: '2012-01-01' }], note: 1 });
    const { code, stderr } = await cli(['check-plan', '-'], { input });
    expect(code).toBe(0);
    expect(stderr).toBe('note: is not looked at.\ngoals[0].targetdate: is not looked at.\n');
  });

  it('needs a file that is there', async () => {
    expect(await cli(['check-plan', 'no-such-plan.json'])).toMatchObject({ code: 1, stdout: '' });
    expect((await cli(['check-plan'])).code).toBe(2);
  });
});
