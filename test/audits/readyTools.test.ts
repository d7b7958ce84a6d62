import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { instrumentItemsOf, optionsOf, parseInstrument, percent, scoreRecord } from '../../rules/index.ts';
import { figuresOf, fileOf, recordsOf, roughEdgesOf, toolOf } from './instruments.ts';
import { LIBRARY } from './library.ts';

const READY = [
  ['scripted_calls', 'scripted-calls/calls.csv', 'calls', false, 24],
  ['self_audit_harm_reduction', 'self-audit-harm-reduction/self-audits.csv', 'self-audits', false, 8],
  ['self_audit_primary_care', 'self-audit-primary-care/self-audits.csv', 'self-audits', false, 8],
  ['self_audit_safeguarding', 'self-audit-safeguarding/self-audits.csv', 'self-audits', false, 8],
  ['record_quality', 'record-quality/case-files.csv', 'case files', true, 30],
  ['service_user_questionnaire', 'service-user-questionnaire/answers.csv', 'respondents', true, 79],
] as const;

describe('every tool of the second format that comes with the program', () => {
  it('is tried here or in a test of its own', () => {
    const shipped = readdirSync(new URL('../../audits/', import.meta.url)).flatMap((name) => {
      const [, id] = /^(\w+)\.v1\.json$/.exec(name) ?? [];
      return id === undefined || !fileOf(name).includes('"format": 2') ? [] : [id];
    });
    const ofOld = ['service_review_2007', 'diversity_review_2008'];
    const tried = [...[...READY, ...LIBRARY].map(([id]) => id), ...ofOld];
    expect(shipped.toSorted()).toEqual(tried.toSorted());
  });

  it.each(READY)('%s says how to decide, names its sources and speaks of %3$s', (id, _, many, personal) => {
    const tool = toolOf(id);
    expect(roughEdgesOf(tool)).toEqual([]);
    expect(tool.subject).toMatchObject({ many, personal });
  });

  it.each(READY)('%s has a made-up example that it reads: %s', (id, file, _many, _personal, records) => {
    const tool = toolOf(id);
    const read = recordsOf(tool, `examples/${file}`);
    expect(read).toHaveLength(records);
    expect(new Set(read.map(({ reference }) => reference)).size).toBe(records);
    // Every item is answered by somebody.
    const { items } = figuresOf(tool, read);
    expect([...items.values()].filter(({ answered }) => answered === 0)).toEqual([]);
    expect(fileOf(`examples/${file.replace(/[^/]+$/, 'README.md')}`)).toContain('**made up**');
  });

  it.each(READY)('%s ranks nobody', (id) => {
    expect(toolOf(id).rankBy).toBeUndefined();
  });
});

describe('scripted calls', () => {
  const tool = toolOf('scripted_calls');
  const calls = recordsOf(tool, 'examples/scripted-calls/calls.csv');

  it('keep the right answer with each scenario', () => {
    const scenario = instrumentItemsOf(tool).find(({ id }) => id === 'scenario');
    const guidance = scenario ? optionsOf(tool, scenario).map((option) => option.guidance ?? '') : [];
    expect(guidance).toHaveLength(3);
    for (const text of guidance) expect(text).toMatch(/Right: .+ Wrong: /);
  });

  it('reach each service six times', () => {
    const groups = new Map(
      calls.map(({ group }) => [group, calls.filter((call) => call.group === group).length]),
    );
    expect([...groups.values()]).toEqual([6, 6, 6, 6]);
  });

  const ANSWERS = {
    greeting: 'good',
    listening: 'good',
    respect: 'fair',
    privacy: 'fair',
    substance: 'excellent',
    services: 'excellent',
    next_step: 'good',
    harmful: 'no',
  };
  const bandsOf = (more: Record<string, string>) =>
    scoreRecord(tool, new Map(Object.entries({ ...ANSWERS, ...more }))).map(({ id, score, band }) => [
      id,
      score,
      band,
    ]);

  it('are held down to weak by what could do harm, in accuracy and not in welcome', () => {
    // (3 + 3 + 2 + 2) / 4 is 2.5; (4 + 4 + 3) / 3 is 3.67.
    expect(bandsOf({})).toEqual([
      ['welcome', 2.5, 'good'],
      ['accuracy', 11 / 3, 'excellent'],
    ]);
    expect(bandsOf({ harmful: 'yes' })).toEqual([
      ['welcome', 2.5, 'good'],
      ['accuracy', 1, 'weak'],
    ]);
  });

  it('that nobody answered score nothing, not weak', () => {
    const silent = calls.find(({ answers }) => answers.get('answered') === 'machine');
    const scores = scoreRecord(tool, silent?.answers ?? new Map());
    expect(scores.map(({ score, notApplicable }) => [score, notApplicable])).toEqual([
      [null, true],
      [null, true],
    ]);
  });
});

describe('the self-audit on safeguarding', () => {
  it('comes no higher than partly in place without a trained lead', () => {
    const tool = toolOf('self_audit_safeguarding');
    const of = (lead: string) => {
      const rest = { level_2: 'in_place', checks: 'in_place', supervision: 'in_place' };
      return scoreRecord(tool, new Map(Object.entries({ lead, ...rest })))[0];
    };
    expect(of('in_place')).toMatchObject({ id: 'people', score: 2, band: 'in_place' });
    // (1 + 2 + 2 + 2) / 4
    expect(of('partly')).toMatchObject({ score: 1.75, band: 'in_place', limitedBy: [] });
    // (0 + 2 + 2 + 2) / 4 is 1.5.
    expect(of('not_in_place')).toMatchObject({ value: 1.5, score: 1, band: 'partly' });
  });
});

describe('record quality', () => {
  const tool = toolOf('record_quality');
  const items = instrumentItemsOf(tool);

  it('asks of nine fields whether they are in the file, and whether they are in NDTMS', () => {
    const fields = items.filter(({ id }) => id.endsWith('_file')).map(({ id }) => id.replace(/_file$/, ''));
    expect(fields.join(' ')).toBe(
      'discharge top_start top_review top_exit hep_b hep_c parental children ethnicity',
    );
    expect(items.map(({ id }) => id)).toEqual(fields.flatMap((id) => [`${id}_file`, `${id}_ndtms`]));
  });

  it('has the printed thresholds: 80% of TOP forms due, 98% of ethnicity', () => {
    const targets = items.flatMap((item) =>
      item.kind === 'scale' && item.target ? [[item.id, item.target]] : [],
    );
    expect(targets).toEqual([
      ['top_start_ndtms', { of: ['yes'], atLeast: 80 }],
      ['top_review_ndtms', { of: ['yes'], atLeast: 80 }],
      ['top_exit_ndtms', { of: ['yes'], atLeast: 80 }],
      ['ethnicity_ndtms', { of: ['yes'], atLeast: 98 }],
    ]);
  });

  it('scores the share of fields that are there, of those that apply', () => {
    const answers = new Map(items.map(({ id }) => [id, id === 'hep_b_ndtms' ? 'no' : 'yes']));
    for (const id of ['discharge', 'top_exit', 'hep_c']) {
      answers.set(`${id}_file`, 'na').set(`${id}_ndtms`, 'na');
    }
    expect(scoreRecord(tool, answers).map(({ id, score }) => [id, score])).toEqual([
      ['in_file', 1],
      ['in_ndtms', 5 / 6],
    ]);
  });
});

describe('the questionnaire of 79 service users', () => {
  const tool = toolOf('service_user_questionnaire');
  const answers = recordsOf(tool, 'examples/service-user-questionnaire/answers.csv');
  const { items } = figuresOf(tool, answers);
  const countsOf = (id: string) => items.get(id)?.counts ?? {};
  const inService = (service: string, id: string) =>
    figuresOf(
      tool,
      answers.filter(({ group }) => group === service),
    ).items.get(id)?.counts;

  it('was answered as printed by service', () => {
    const services = [...new Set(answers.map(({ group }) => group))];
    expect(services.map((name) => [name, answers.filter(({ group }) => group === name).length])).toEqual([
      ['PSL', 10],
      ['SHaRP', 18],
      ['Bridge', 21],
      ['Tier 3', 12],
      ['DIP', 11],
      ['DRR', 7],
    ]);
  });

  it('says of recovery what is printed: 14, 33, 9 and 23', () => {
    expect(countsOf('recovery_code')).toEqual({ clear: 14, detox_staying_off: 9, detox: 33, vague: 23 });
    expect([14, 33, 9, 23].map((n) => percent(n, 79))).toEqual([18, 42, 11, 29]);
    // Each code stands beside the words that it was chosen by.
    expect(items.get('recovery_words')?.answered).toBe(79);
    expect(instrumentItemsOf(tool).find(({ id }) => id === 'recovery_code')).toMatchObject({
      from: { codes: 'recovery_words' },
    });
  });

  it('has the printed margins', () => {
    expect(items.get('gender')).toMatchObject({ counts: { male: 44, female: 29 }, notRecorded: 6 });
    expect(percent(countsOf('ethnicity')['white_british'] ?? 0, 79)).toBe(85);
    expect(countsOf('helps')['mutual_aid']).toBe(12);
    expect(percent(12, 79)).toBe(15);
    expect(inService('SHaRP', 'other_services')).toEqual({ yes: 13, no: 5 });
    expect(inService('PSL', 'carer')).toEqual({ yes: 1, no: 9 });
    const { interview = 0, self_paper: alone = 0 } = countsOf('mode');
    expect(alone).toBeGreaterThan(interview);
  });
});

describe('the example of the second format in audits/README.md', () => {
  const blocks = [...fileOf('README.md').matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => json);
  const example = blocks.find((json) => json.includes('"format": 2')) ?? '';
  const parsed = parseInstrument(JSON.parse(example));

  it('is a definition that is accepted as it stands, and scores as it is told', () => {
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const { instrument } = parsed;
    const scoresOf = (fire: string) => {
      const answers = { arrival: 'excellent', languages: 'good', fire_exit: fire, impression: 'good' };
      return scoreRecord(instrument, new Map(Object.entries(answers))).map(({ id, score }) => [id, score]);
    };
    // (4 + 3) / 2 is 3.5: excellent, 4. A blocked exit holds it down to fair, 2.
    expect(scoresOf('yes')).toEqual([
      ['reception', 4],
      ['impression', 3],
      ['overall', 7],
    ]);
    expect(scoresOf('no').at(-1)).toEqual(['overall', 5]);
  });
});
