import { describe, expect, it } from 'vitest';
import {
  criteriaOf,
  instrumentItemsOf,
  parseTool,
  percent,
  scoreRanges,
  scoreRecord,
} from '../../rules/index.ts';
import { figuresOf, fileOf, recordsIn, roughEdgesOf, toolOf } from './instruments.ts';
import { LIBRARY, madeSheet } from './library.ts';

/** Where each tool says how far it could be held against its source. */
const UNCONFIRMED: Record<(typeof LIBRARY)[number][0], string> = {
  treatment_recovery_plan: 'whose wording could not be confirmed; each check says which',
  risk_management_plan: 'of which only the list of contents could be read',
  naloxone_supply: 'no source prints how often',
  hepatitis_c_micro_elimination:
    'One source counts everybody who comes to the service under the first, the other',
  outcome_records: 'their items and their interval are not',
  parents_safeguarding: 'Read for this: the main points of the chapter on parents, the opening',
  ost_self_assessment: 'Its questions could not be read',
  commissioning_quality_standard: 'Its own statements could not be confirmed',
  lived_experience_recovery: 'could not be read: one question asks whether they were used',
  cqc_readiness: 'The drafts could not be read',
  ost_audit_nz_2014: 'the rest of the tool could not be had',
  mat_standards_scotland: 'How the strands were scored could not be confirmed',
};

describe('a ready tool of the library', () => {
  it.each(LIBRARY)('%s says how to decide, on what it rests, and by what standard or why by none', (id) => {
    expect(roughEdgesOf(toolOf(id))).toEqual([]);
  });

  it.each(LIBRARY)('%s speaks of %s, and ranks nobody', (id, many, personal, criteria) => {
    const tool = toolOf(id);
    expect(tool.subject).toMatchObject({ many, personal });
    expect(tool.rankBy).toBeUndefined();
    expect(criteriaOf(tool)).toHaveLength(criteria);
  });

  it.each(LIBRARY)('%s says whose the words are, and what could not be confirmed', (id) => {
    const { description, source } = toolOf(id);
    expect(`${description} ${source}`).toMatch(/our own|reworded/);
    expect(description).toContain(UNCONFIRMED[id]);
  });

  it.each(LIBRARY)('%s counts every answer of a sheet once, and scores it', (id) => {
    const tool = toolOf(id);
    const records = recordsIn(tool, madeSheet(tool, 12));
    expect(records).toHaveLength(12);
    const { items, criteria } = figuresOf(tool, records);
    for (const tally of items.values()) {
      const given = Object.values(tally.counts).reduce((sum, n) => sum + n, 0);
      expect([tally.id, given + tally.notApplicable, tally.notRecorded]).toEqual([tally.id, 12, 0]);
      expect(Object.values(tally.counts).every((n) => n > 0)).toBe(true);
    }
    for (const tally of criteria.values()) expect(tally.scored + tally.unscored).toBe(12);
  });
});

describe('the tool that asks for recovery orientated treatment', () => {
  it('says that its source sets no standards', () => {
    const parsed = parseTool(JSON.parse(fileOf('rodt.v2.json')));
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.tool.description).toContain('The source sets no standards, so none are set here.');
    expect(parsed.tool.source).not.toBe('');
  });
});

describe('hepatitis C micro-elimination', () => {
  const tool = toolOf('hepatitis_c_micro_elimination');

  it('has the four agreed thresholds', () => {
    const targets = instrumentItemsOf(tool).flatMap((item) =>
      item.kind === 'scale' && item.target ? [[item.id, item.target.atLeast]] : [],
    );
    expect(targets).toEqual([
      ['offered', 100],
      ['tested_ever', 100],
      ['tested_year', 90],
      ['treated', 90],
    ]);
  });

  it('counts tests among those who ever injected, not among all', () => {
    // Ten people, all offered; eight ever injected, of whom seven were tested: 7 of 8, not 7 of 10.
    const rows = Array.from({ length: 10 }, (_, r) =>
      [`P-${r}`, 'yes', r < 8 ? 'yes' : 'no', r < 7 ? 'yes' : r === 7 ? 'no' : 'na'].join(','),
    );
    const sheet = ['reference,offered,ever_injected,tested_ever', ...rows].join('\n');
    const { items } = figuresOf(tool, recordsIn(tool, sheet));
    expect(items.get('offered')?.counts).toEqual({ yes: 10, no: 0 });
    expect(items.get('tested_ever')).toMatchObject({ counts: { yes: 7, no: 1 }, notApplicable: 2 });
    expect(percent(7, 8)).toBe(88);
  });
});

describe('TOP and client information reviews', () => {
  it('have the printed 80% at the forms that fall due, and at nothing else', () => {
    const targets = instrumentItemsOf(toolOf('outcome_records')).flatMap((item) =>
      item.kind === 'scale' && item.target ? [[item.id, item.target.atLeast]] : [],
    );
    expect(targets).toEqual([
      ['top_start', 80],
      ['top_review', 80],
      ['top_exit', 80],
    ]);
  });
});

describe('readiness for the Care Quality Commission', () => {
  const tool = toolOf('cqc_readiness');

  it('is judged and adds nothing up: no evidence has a score, and the judgement stands as it was made', () => {
    expect(criteriaOf(tool).map(({ id, aggregate }) => [id, aggregate])).toEqual(
      ['safe', 'effective', 'caring', 'responsive', 'well_led', 'overall'].map((id) => [id, 'judgement']),
    );
    const scores = Object.values(tool.scales).flatMap(({ options }) => options.map(({ score }) => score));
    expect(scores.filter((score) => score !== undefined)).toEqual([]);
    const strong = instrumentItemsOf(tool).map(({ id }) => [id, 'strong'] as const);
    const made = scoreRecord(tool, new Map([...strong, ['safe', 'inadequate'], ['overall', 'good']]));
    const of = (id: string) => made.find((score) => score.id === id);
    expect(of('safe')).toMatchObject({ score: null, band: 'inadequate', missing: [] });
    expect(of('overall')).toMatchObject({ score: null, band: 'good' });
    expect(of('caring')).toMatchObject({ score: null, band: null, missing: ['caring'] });
    expect(scoreRanges(tool).size).toBe(0);
  });
});

describe('New Zealand’s audit of opioid substitution services', () => {
  const tool = toolOf('ost_audit_nz_2014');

  it('is named as its licence asks: by whom, which licence, what was changed, no endorsement', () => {
    expect(tool.source).toBe(
      'Ministry of Health. 2014. Specialist Opioid Substitution Treatment (OST) Service Audit and Review Tool. Wellington: Ministry of Health. Licensed CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). Changed: shortened, reworded, rearranged; not endorsed by the Ministry.',
    );
  });

  it('asks attainment and risk of each of 16 things, and keeps them apart', () => {
    const ids = instrumentItemsOf(tool).map(({ id }) => id);
    const attained = ids.filter((id) => !id.endsWith('_risk'));
    expect(attained).toHaveLength(16);
    expect(ids).toEqual(attained.flatMap((id) => [id, `${id}_risk`]));
    for (const { id, of } of criteriaOf(tool)) {
      const risks = of.filter((part) => typeof part === 'string' && part.endsWith('_risk'));
      expect(risks).toHaveLength(id.startsWith('risk_') ? of.length : 0);
    }
  });

  it('shows of a part its lowest attainment and its gravest risk: a small gap may be a grave one', () => {
    const answers = { approval: 'full', treaty: 'continuous', philosophy: 'full', plans: 'partial' };
    const risks = { approval_risk: 'na', treaty_risk: 'na', philosophy_risk: 'na', plans_risk: 'high' };
    const rest = { outcomes: 'full', outcomes_risk: 'na', consumers: 'partial', consumers_risk: 'low' };
    const scores = scoreRecord(tool, new Map(Object.entries({ ...answers, ...risks, ...rest })));
    const bandOf = (id: string) => scores.find((score) => score.id === id)?.band;
    expect([bandOf('attained_1'), bandOf('risk_1')]).toEqual(['partial', 'high']);
  });
});
