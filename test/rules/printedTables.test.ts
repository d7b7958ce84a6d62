import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkTable, parseTool, verdictOf } from '../../rules/index.ts';
import type { CheckedTable } from '../../rules/index.ts';

const parsed = parseTool(
  JSON.parse(readFileSync(new URL('../../audits/rodt.v1.json', import.meta.url), 'utf8')),
);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { tool } = parsed;

function check(text: string): CheckedTable {
  const lines = text.split('\n').map((line) => line.trim().split('|'));
  const result = checkTable(lines, [tool]);
  if ('unreadable' in result) throw new Error(JSON.stringify(result.unreadable));
  return result;
}
const wrongIn = ({ problems }: CheckedTable) =>
  problems.map(({ row, column, expected }) => `${row}, ${column}: ${expected}`);

/** Nothing wrong, and all of it read. */
const FINE = [] as string[];
/** Ash has 8 of 12, which is 67% and printed as 60% or 76%. */
const ASH = ['Ash, Care plan: 67%'];

/** Layouts of each kind, made up; what is wrong in them was worked out by hand. */
const KINDS: Record<string, [text: string, wrong: string[]][]> = {
  'of how many in the cells, added up as well': [
    [
      'Service|Files audited|TOP at start|TOP at exit\nElm|20|18/20 (90%)|5/8 (63%)\nOak|25|20/25 (80%)|6/9 (67%)\nTotal|45|38/45 (84%)|11/18 (61%)',
      ['Total, TOP at exit: of 17'],
    ],
    [
      'Service|Files audited|TOP at exit\nElm|20|5/8 (63%)\nOak|25|6/9 (67%)\nTotal|45|11/19 (58%)',
      ['Total, TOP at exit: of 17'],
    ],
    [
      'Service|Files audited|TOP at start\nElm|20|18/20 (90%)\nOak|25|20/25 (80%)\nTotal|45|38/46 (83%)',
      ['Total, TOP at start: of 45'],
    ],
    ['Service|Files audited|TOP at exit\nElm|20|5/8 (63%)\nOak|25|6/9 (67%)\nTotal|45|11/17 (65%)', FINE],
    // A service without any exit has no figure, and adds nothing.
    [
      'Service|Files audited|TOP at exit\nElm|20|5/8 (63%)\nOak|25|*\nAsh|30|6/9 (67%)\nTotal|75|11/17 (65%)',
      FINE,
    ],
    // Of all files, whether they have a figure or not: people choose either.
    ['Service|N|Care plan\nAsh|12|8/12 (67%)\nBirch|10|*\nTotal|22|8/22 (36%)', FINE],
    ['Service|Care plan\nAsh|8 of 12\nBirch|5 of 10\nTotal|13 of 21', ['Total, Care plan: of 22']],
  ],
  'a share in a column of its own, of the column before': (
    [
      ['75%|60%|100%|74%', FINE],
      ['75%|66%|100%|74%', ['South, % tested: 60%']],
      ['57%|60%|100%|74%', ['North, % tested: 75%']],
      ['75%|60%|100%|47%', ['All teams, % tested: 74%']],
    ] as const
  ).flatMap(([shares, wrong]): [string, string[]][] => {
    const [north, south, east, all] = shares.split('|');
    return [
      [
        `Team|Caseload|Ever injected|Tested for HCV|% tested\nNorth|210|84|63|${north}\nSouth|180|45|27|${south}\nEast|95|21|21|${east}\nAll teams|485|150|111|${all}`,
        [...wrong],
      ],
      [
        `Team|Ever injected|Tested for HCV|% tested\nNorth|84|63|${north}\nSouth|45|27|${south}\nEast|21|21|${east}\nAll teams|150|111|${all}`,
        [...wrong],
      ],
    ];
  }),
  'shares down the columns beside a total of each row': [
    [
      'Sex|Elm|Oak|Total\nMale|31 (62%)|22 (55%)|53 (59%)\nFemale|19 (38%)|18 (54%)|37 (41%)\nAll|50 (100%)|40 (100%)|90 (100%)',
      ['Female, Oak: 45%'],
    ],
    [
      'Sex|Elm|Oak|Total\nMale|31 (26%)|22 (55%)|53 (59%)\nFemale|19 (38%)|18 (45%)|37 (41%)\nAll|50 (100%)|40 (100%)|90 (100%)',
      ['Male, Elm: 62%'],
    ],
    [
      'Sex|Elm|Oak|Total\nMale|31 (62%)|22 (55%)|53 (95%)\nFemale|19 (38%)|18 (45%)|37 (41%)\nAll|50 (100%)|40 (100%)|90 (100%)',
      ['Male, Total: 59%'],
    ],
  ],
  'shares of a total that is not the sum': [
    [
      'Reason for leaving|n|%\nCompleted|42|35%\nDropped out|51|43%\nTransferred|18|15%\nDied|3|3%\nOther|8|7%\nTotal|120|100%',
      ['Total, n: 122'],
    ],
    [
      'Reason for leaving|n|%\nCompleted|50|35%\nDropped out|51|43%\nTransferred|18|15%\nDied|3|3%\nOther|8|7%\nTotal|120|100%',
      ['Completed, n %: 42%', 'Total, n: 130'],
    ],
  ],
  'interval beside a percentage': [
    ['Service|N|Care plan\nAsh|12|8 (76%) [39–86]\nBirch|10|5 (50%) [24–76]\nTotal|22|13 (59%) [39–77]', ASH],
    [
      'Service|N|Care plan\nAsh|12|8 (76%; 95% CI 39 to 86)\nBirch|10|5 (50%; 95% CI 24 to 76)\nTotal|22|13 (59%; 95% CI 39 to 77)',
      ASH,
    ],
    [
      'Service|N|Care plan\nAsh|12|8, 76% (39%-86%)\nBirch|10|5, 50% (24%-76%)\nTotal|22|13, 59% (39%-77%)',
      ASH,
    ],
    [
      'Service|N|Care plan\nAsh|12|76% (95% CI: 39, 86)\nBirch|10|50% (95% CI: 24, 76)',
      ['Ash, Care plan: 75% or 83%'],
    ],
    [
      'Service|N|Care plan n (%, 95% CI)\nAsh|12|8 (76, 39–86)\nBirch|10|5 (50, 24–76)\nTotal|22|13 (59, 39–77)',
      ['Ash, Care plan n (%, 95% CI): 67%'],
    ],
  ],
  'decimal points and commas': [
    [
      'Service|N|Care plan\nAsh|12|8 (66,7%)\nBirch|10|5 (51,0%)\nTotal|22|13 (59,1%)',
      ['Birch, Care plan: 50.0%'],
    ],
    [
      'Service|N|Care plan\nAsh|12|8 (66∙7)\nBirch|10|5 (50∙0)\nTotal|22|13 (59∙9)',
      ['Total, Care plan: 59.1%'],
    ],
    ['Service|N|Care plan|%\nAsh|12|8|66·7\nBirch|10|5|50·0\nTotal|22|13|59·1', FINE],
    ['Service|N|Care plan\nAsh|12|66·7%\nBirch|10|51·5%', ['Birch, Care plan: 50.0% or 60.0%']],
    [
      'Service|N|Care plan\nAsh|1,200|800 (66.7%)\nBirch|1,000|500 (55.0%)\nTotal|2,200|1,300 (59.1%)',
      ['Birch, Care plan: 50.0%'],
    ],
  ],
  'footnotes and other marks': [
    ['Service|N|Care plan\nAsh|12ᵇ|8b (76%)\nBirch|10|5 (50%)(c)\nTotal|22|13 [a] (59%)', ASH],
    ['Service|N|Care plan\nAsh|12|8†‡ (67%)\nBirch|10|*5 (50%)\nTotal|22|13²,³ (59%)', FINE],
    ['Service|N|Care plan\nAsh|12|8 (67%)p\nBirch|10|5r (50%)\nTotal|22|13 (59%) [r]', FINE],
    ['Service|N|Care plan\nAsh|12|8 (c. 67%)\nBirch|10|5 (about 50%)\nTotal|22|13 (≈59%)', FINE],
    [
      'Service|N|Care plan\nAsh|1 200|800 (66.666667%)\nBirch|1’000|500 (50%)\nTotal|2 200|1 300 (60%)',
      ['Total, Care plan: 59%'],
    ],
  ],
  proportions: [
    [
      'Service|N|Care plan|Proportion with care plan\nAsh|12|8|0.67\nBirch|10|5|0.60\nTotal|22|13|0.59',
      ['Birch, Proportion with care plan: 0.50'],
    ],
    ['Service|N|Care plan|Share\nAsh|12|8|.667\nBirch|10|5|.500\nTotal|22|13|.591', FINE],
    ['Service|N|Care plan|%\nAsh|12|8|0.67\nBirch|10|5|0.5\nTotal|22|13|0.69', ['Total, Care plan %: 0.59']],
    ['Service|N|Proportion\nAsh|12|0.70\nBirch|10|0.50', ['Ash, Proportion: 0.67 or 0.75']],
    [
      'Service|N|Care plan|Proportion\nAsh|12|8|0.6666666667\nBirch|10|5|0.5\nCedar|4|4|1\nTotal|26|17|0.6538461538',
      FINE,
    ],
  ],
  'shares near 0 and 100': [
    ['Area|N|Care plan\nA|1000|996 (>99.5%)\nB|1000|4 (<0.5%)\nTotal|2000|1000 (50%)', FINE],
    ['Area|N|Care plan\nA|1000|30 (<1%)\nB|1000|4 (<1%)\nTotal|2000|34 (2%)', ['A, Care plan: 3%']],
    ['Area|N|Care plan\nA|100|<1%\nB|100|>99%\nTotal|200|50%', FINE],
    ['Area|N|Care plan n|Care plan %\nA|1000|999|>99\nB|1000|3|<1\nTotal|2000|1002|50', FINE],
    [
      'Area|N|Care plan\nA|1000|999 (more than 99%)\nB|1000|3 (under 1%)\nTotal|2000|1102 (55%)',
      ['Total, Care plan: 1002'],
    ],
  ],
  'criteria in rows': [
    ['Criterion|Sample|Met|% met\nDiagnosis|40|30|75%\nMedication|30|15|60%', ['Medication, % met: 50%']],
    ['Criterion|Applicable|Compliant n (%)\nDiagnosis|40|30 (75)\nMedication|30|15 (50)', FINE],
    [
      'Standard|Ash|Birch|Cedar|All services\nDiagnosis|8|5|3|16\nMedication|4|5|2|12\nConsent|6|2|2|10\nFiles|12|10|5|27',
      ['Medication, All services: 11'],
    ],
    [
      'Criterion|Ash|Birch|Total\nNumber of files|12|10|22\nDiagnosis|8 (76%)|5 (50%)|13 (59%)\nMedication|4 (33%)|5 (50%)|9 (41%)',
      ['Diagnosis, Ash: 67%'],
    ],
    [
      'check|Ash|Birch|Total\nNumber audited|12|10|22\nRec plan|8|5|13\nSMART|4|5|9\npsycho|3|3|7',
      ['Total, psycho: 6'],
    ],
  ],
  'two denominators': [
    [
      'Service|N|Care plan|Signed (% of plans)\nAsh|12|8 (67%)|4 (50%)\nBirch|10|5 (50%)|4 (100%)\nTotal|22|13 (59%)|8 (62%)',
      ['Birch, Signed (% of plans): 80%'],
    ],
    [
      'Service|N|Care plan|Signed\nAsh|12|8 (67%)|4 (50%)\nBirch|10|5 (50%)|5 (100%)\nTotal|22|13 (59%)|9 (69%)',
      FINE,
    ],
    [
      'Service|Files|With a plan n (% of files)|Reviewed n (% of those with a plan)\nAsh|12|8 (67%)|6 (75%)\nBirch|10|5 (50%)|2 (40%)\nTotal|22|13 (59%)|8 (62%)',
      FINE,
    ],
    [
      'Service|N|Care plan n|% of all|Signed n|% of plans\nAsh|12|8|67|4|50\nBirch|10|5|50|5|100\nTotal|22|13|59|9|69',
      FINE,
    ],
    [
      'Service|N|Care plan|Signed\nAsh|12|8 (67%)|4/8 (50%)\nBirch|10|5 (50%)|5/5 (90%)\nTotal|22|13 (59%)|9/13 (69%)',
      ['Birch, Signed: 100%'],
    ],
  ],
  'rounds side by side': [
    ['Item|First audit||Re-audit|\n|n=51||n=53|\nDiagnosis|41|80%|45|85%', FINE],
    [
      'Item|2012 (n=51)|2014 (n=53)\nDiagnosis|41 (80)|45 (95)\nMedication|50 (98)|52 (98)',
      ['Diagnosis, 2014 (n=53): 85%'],
    ],
    [
      'Item|Audit (n=51)||Re-audit (n=53)|\n|n|%|n|%\nDiagnosis|41|80|45|85\nMedication|50|98|52|88',
      ['Medication, Re-audit (n=53) n %: 98%'],
    ],
    [
      'Service|2012 N|2012 met|2014 N|2014 met\nAsh|12|8 (67%)|10|9 (90%)\nBirch|10|5 (50%)|12|9 (75%)\nTotal|22|13 (59%)|22|18 (72%)',
      ['Total, 2014 met: 82%'],
    ],
    [
      'Item|Cycle 1|Cycle 2\nBase|51|53\nDiagnosis|41 (80%)|45 (85%)\nMedication|50 (89%)|52 (98%)',
      ['Medication, Cycle 1: 98%'],
    ],
  ],
  'a standard beside figures': [
    ['Criterion|Target %|N|Met n (%)\nPlan|90|12|8 (67)\nReview|80|12|9 (75)', FINE],
    ['Criterion|N|Met|Expected standard\nPlan|12|8 (67%)|100%\nReview|12|9 (57%)|80%', ['Review, Met: 75%']],
    ['Service|N|Rec plan|National\nAsh|12|8 (67%)|71%\nBirch|10|5 (50%)|71%\nTotal|22|13 (59%)|71%', FINE],
    [
      'Service|N|Rec plan|Benchmark|SMART\nAsh|12|8 (67%)|≥80%|4 (33%)\nBirch|10|5 (50%)|≥80%|2 (20%)\nTotal|22|13 (59%)|≥80%|6 (27%)',
      FINE,
    ],
    ['Criterion|Threshold|N|Met\nPlan|100|12|8 (67%)\nReview|80|12|9 (75%)', FINE],
  ],
  masked: [
    ['Service|N|Care plan\nAsh|12|8 (67%)\nBirch|10|[low]\nTotal|22|12 (55%)', FINE],
    [
      'Service|N|Care plan\nAsh|12|8 (67%)\nBirch|10|<5 (<50%)\nTotal|22|13 (59%)',
      ['Total, Care plan: 8 to 12'],
    ],
    ['Service|N|Care plan\nAsh|42|28 (67%)\nBirch|10|*\nTotal|52|31 (60%)', FINE],
    ['Service|N|Care plan\nAsh|12|8 (67%)\nBirch|10|1-4\nTotal|22|11 (50%)', FINE],
    [
      'Service|N|Care plan\nAsh|12|8 (67%)\nBirch|10|fewer than 5\nCedar|10|suppressed\nTotal|32|7 (22%)',
      ['Total, Care plan: 8 to 22'],
    ],
  ],
  rounded: [
    ['Area|N|Opiates\nA|105|60 (57%)\nB|210|100 (48%)\nTotal|320|165 (52%)', FINE],
    ['Area|N|Opiates\nA|1,200|700\nB|2,500|1,300\nTotal|3,600|2,100', FINE],
    ['Area|N|Opiates\nA|105|60\nB|210|100\nTotal|320|205', ['Total, Opiates: 160']],
    ['Area|N|Opiates|Alcohol\nA|105|60|45\nB|215|105|110\nC|55|25|30\nTotal|370|190|180', FINE],
    ['Area|N|Opiates\nA|104|60\nB|210|100\nTotal|320|165', ['Total, N: 314', 'Total, Opiates: 160']],
  ],
  'rows within rows': [
    ['Drug|N\nAlcohol|33\nalone|19\nwith another|14\nOpiates|51\nHeroin|46\nOther opiates|5\nTotal|84', FINE],
    [
      'Drug|2011|2012\nTotal|840|890\nAlcohol|330|350\nalone|190|200\nwith another|140|150\nOpiates|510|560\nHeroin|460|480\nOther opiates|50|60',
      ['Total, 2012: 910', 'Opiates, 2012: 540'],
    ],
    [
      'Service|N|Rec plan\nAsh|12|8\nBirch|10|5\nSubtotal|22|14\nCedar|5|3\nDock|4|2\nSubtotal|9|5\nTotal|31|18',
      ['Subtotal, Rec plan: 13'],
    ],
    [
      'Drug|2011|2012\nalone|190|200\nwith another|140|150\nAlcohol|330|350\nHeroin|460|480\nOther opiates|51|60\nOpiates|511|540\nTotal|841|890',
      FINE,
    ],
    [
      'Drug|2011|2012\nAll|841|890\nAlcohol|330|350\nOpiates|511|540\nHeroin|460|480\nOther opiates|51|60',
      FINE,
    ],
  ],
  'N in the heads or names': [
    [
      'Item|Ash (n=12)|Birch (n=10)|Total (n=22)\nDiagnosis|8 (76%)|5 (50%)|13 (59%)\nMedication|4 (33%)|5 (50%)|9 (41%)',
      ['Diagnosis, Ash (n=12): 67%'],
    ],
    [
      'Item|Ash, N = 1,200|Birch [n = 1000]\nDiagnosis|800 (67%)|500 (60%)',
      ['Diagnosis, Birch [n = 1000]: 50%'],
    ],
    [
      'Service|Care plan\nAsh (12)|8 (60%)\nBirch (10)|5 (50%)\nTotal (22)|13 (59%)',
      ['Ash (12), Care plan: 67%'],
    ],
    [
      'Service|Care plan|Signed\nAsh, n = 12|8 (67%)|4\nBirch, n = 10|5 (50%)|11\nTotal, n = 22|13 (59%)|15',
      ['Birch, n = 10, Signed: at most 10'],
    ],
    [
      'Service|Care plan\nAsh (12 files)|8 (67%)\nBirch (10 files)|5 (50%)\nTotal (23 files)|13 (59%)',
      ['Total (23 files), n: 22'],
    ],
  ],
  'names of the size': [
    [
      'Service|Number of case files reviewed|Care plan\nAsh|12|8 (60%)\nBirch|10|5 (50%)\nTotal|22|13 (59%)',
      ASH,
    ],
    ['Service|Notes audited|Care plan\nAsh|12|8 (60%)\nBirch|10|5 (50%)\nTotal|22|13 (59%)', ASH],
    ['Service|All|Care plan\nAsh|12|8 (60%)\nBirch|10|5 (50%)\nTotal|22|13 (59%)', ASH],
    [
      'Service|Caseload in scope|Care plan|Signed\nAsh|12|8 (67%)|4 (33%)\nBirch|10|5 (60%)|4 (40%)\nTotal|22|13 (59%)|8 (36%)',
      ['Birch, Care plan: 50%'],
    ],
    [
      'Service|Numerator|Denominator|%\nAsh|8|12|76%\nBirch|5|10|50%\nTotal|13|22|59%',
      ['Ash, Numerator %: 67%'],
    ],
  ],
  'answers that share the files out': [
    ['Criterion|Files|Met|Not met|N/A\nPlan|50|34|14|3\nGoals|50|20|28|2', ['Plan, Met to N/A: 50']],
    ['Criterion|N|Yes|No\nPlan|50|34|16\nGoals|48|20|28\nReview|50|21|28', ['Review, Yes to No: 50']],
    ['Criterion|N|Yes|Partly|No|Not recorded\nPlan|50|30|4|14|2\nGoals|50|20|5|20|5', FINE],
    [
      'Criterion|N|Yes n (%)|No n (%)|N/A\nPlan|50|34 (68%)|14 (28%)|2\nGoals|50|20 (40%)|29 (58%)|2',
      ['Goals, Yes n (%) to N/A: 50'],
    ],
    ['Criterion|Yes|No|Total\nPlan|34|14|48\nGoals|20|28|47\nReview|30|18|48', ['Goals, Yes to No: 47']],
  ],
  'percentages with a total': [
    [
      'Reason|%\nMoved|36\nDied|12\nLost|5\nMoved, died or lost together|63',
      ['Moved, died or lost together, %: 53%'],
    ],
    ['Service|With a plan %\nAsh|67\nBirch|50\nTotal|59', FINE],
    ['Service|With a plan %\nAsh|67\nBirch|50\nTotal|45', ['Total, With a plan %: 50% to 67%']],
    ['Gender|%\nMale|63.5%\nFemale|36.5%\nTotal|100%', FINE],
    ['Reason|Percent\nMoved|33.3\nDied|33.3\nLost|33.3\nTotal|100', FINE],
  ],
  'percent first': [
    ['Service|N|Care plan\nAsh|12|67% (8)\nBirch|10|60% (5)\nTotal|22|59% (13)', ['Birch, Care plan: 50%']],
    [
      'Service|N|Care plan, % (n)\nAsh|12|67 (8)\nBirch|10|50 (6)\nTotal|22|59 (13)',
      ['Birch, Care plan, % (n): 60%', 'Total, Care plan, % (n): 14'],
    ],
    ['Service|N|% (n) with plan\nAsh|12|67 (8)\nBirch|10|50 (5)\nTotal|22|59 (13)', FINE],
    ['Service|N|Care plan\nAsh|12|67% [n=8]\nBirch|10|50% [n=5]\nTotal|22|59% [n=13]', FINE],
    ['Service|N|Care plan\nAsh|12|67%, 8\nBirch|10|50%, 5\nTotal|22|58%, 13', ['Total, Care plan: 59%']],
  ],
  'heads of two lines': [
    [
      '|Audit||Re-audit|\nService|N|Plan|N|Plan\nAsh|12|8 (67%)|10|9 (90%)\nBirch|10|5 (50%)|12|9 (70%)',
      ['Birch, Re-audit Plan: 75%'],
    ],
    ['Service|N|Plan||Review|\n||n|%|n|%\nAsh|12|8|67|4|33\nBirch|10|5|50|5|40', ['Birch, Review n %: 50%']],
    ['Service|N|Care plan\n||n (%)\nAsh|12|8 (60%)\nBirch|10|5 (50%)', ['Ash, Care plan n (%): 67%']],
    [
      'Service|Men|||Women||\n|N|Met|%|N|Met|%\nAsh|12|8|67|10|9|90\nBirch|10|5|50|12|9|70',
      ['Birch, Women Met %: 75%'],
    ],
    [
      'Table 4: both audits\nService|First audit||Second audit|\nService|Files|Plan|Files|Plan\nAsh|12|8 (67%)|10|9 (90%)\nBirch|10|5 (50%)|12|9 (75%)',
      FINE,
    ],
  ],
  'percentages beside counts': [
    ['Gender|n|%\nMale|33|63%\nFemale|19|37%\nTotal|52|100%', FINE],
    ['Drug|n|%\nHeroin|30|58%\nCrack|20|38%\nAlcohol|12|23%', FINE],
    [
      'Measure|Numerator|Denominator|Compliance\nPlan|30|40|75%\nReview|15|30|60%',
      ['Review, Compliance: 50%'],
    ],
    [
      'Quarter|Discharged|Successful|%\nQ1|40|20|50%\nQ2|50|30|65%\nTotal|90|50|56%',
      ['Q2, Successful %: 60%'],
    ],
    ['Criterion|Yes|No|% Yes\nPlan|30|10|75%\nReview|15|15|60%', ['Review, % Yes: 50%']],
    [
      'Service|Male|Female|Total\nAsh|8 (67%)|4 (33%)|12\nBirch|5 (50%)|5 (60%)|10\nTotal|13 (59%)|9 (41%)|22',
      ['Birch, Female: 50%'],
    ],
    ['Question|Yes (%)|No (%)\nA|67|33\nB|50|61\nC|40|60', ['B, Yes (%) to No (%): 100']],
  ],
};

describe.each(Object.entries(KINDS))('%s', (_, tables) => {
  it.each(tables)('in %j', (text, wrong) => {
    const result = check(text);
    expect(wrongIn(result)).toEqual(wrong);
    expect({ notRead: result.notRead, ...result.checked.percentages }).toMatchObject({
      notRead: [],
      checked: result.checked.percentages.printed,
    });
    if (wrong.length === 0) expect(verdictOf(result)).toBe('Nothing is wrong with the figures.');
  });
});

describe('what is not read', () => {
  it.each([
    ['Service|N|Care plan|Score\nAsh|12|8 (67%)|2.5\nBirch|10|5 (50%)|3.1', 'Score'],
    ['Service|N|Care plan|95% CI\nAsh|12|8 (67%)|39–86\nBirch|10|5 (50%)|24–76', '95% CI'],
    ['Service|N|Care plan|Change\nAsh|12|8 (67%)|+13\nBirch|10|5 (50%)|-4', 'Change'],
    ['Service|N|Care plan\nAsh|12|8 (67%)\nBirch|10|5 of the ten read', 'Birch, Care plan'],
    ['Service|Care plan|Signed\nAsh|8|4 (50.5%)\nBirch|5|5 (77%)', 'Signed'],
  ])('is named: %j', (text, where) => {
    const result = check(text);
    expect(result.problems).toEqual([]);
    expect(result.notRead.map((left) => left.where)).toEqual([where]);
    expect(verdictOf(result)).not.toContain('Nothing is wrong');
  });

  it('is no standard, no remark and no label, which are understood', () => {
    const table =
      'Area|Service|N|Plan|Target|Comments\nNorth|Ash|12|8 (67%)|80%|late\nSouth|Birch|10|5 (50%)|80%|';
    const result = check(table);
    expect(result.notRead).toEqual([]);
    expect(result.notes.map(({ column, note }) => `${column}: ${note}`)).toContain(
      'Target: This is a standard and no share of the files, so it was not checked.',
    );
  });
});

describe('a percentage of the groups that a check applies to', () => {
  const table = (share: string, gap: string) =>
    `group|No|Rec plan\nA|10|8\nB|7|4\nC|5|${gap}\nTotal|22 (100%)|12 (${share})`;

  it.each([
    ['55%', '*', [], false],
    ['71%', '*', [], true],
    ['71%', '', ['Total, Rec plan: 55%'], false],
    ['71%', 'missing', ['Total, Rec plan: 55%'], false],
    ['60%', '*', ['Total, Rec plan: 55%'], false],
  ])('%s beside %j', (share, gap, wrong, noted) => {
    const result = check(table(share, gap));
    expect(wrongIn(result)).toEqual(wrong);
    expect(result.notes.some(({ note }) => note.includes('71% is 12 of the 17 files'))).toBe(noted);
  });
});

describe('a large table', () => {
  // Nothing is measured: what goes by the square of the size runs out of the time that any test has.
  const inTime = (text: string) =>
    checkTable(
      text.split('\n').map((line) => line.split('|')),
      [tool],
    );
  const grid = (rows: number, columns: number, cell: (r: number, c: number) => string) =>
    [
      ['Service', 'N', ...Array.from({ length: columns }, (_, c) => `Check ${c}`)],
      ...Array.from({ length: rows }, (_r, r) => [
        `S${r}`,
        '10',
        ...Array.from({ length: columns }, (_c, c) => cell(r, c)),
      ]),
    ]
      .map((cells) => cells.join('|'))
      .join('\n');

  it.each([
    ['of 10,000 cells', grid(100, 98, () => '5 (49%)')],
    ['of nothing but noughts with a total', `${grid(99, 98, () => '0')}\nTotal|990${'|0'.repeat(98)}`],
    ['long and narrow', grid(399, 2, (r) => String(r % 10)).replace('\n', '\nTotal|3990|1796|1797\n')],
    ['of words', grid(100, 98, () => 'eight')],
  ])('%s is checked in time', (_, text) => {
    expect('unreadable' in inTime(text)).toBe(false);
  });

  it.each(['1', '(', '8 (', '1,', '1 000 ', '8 of ', 'a', '95% ci ', '<', '²', ' ', '%', '-1', 'n=', "1'"])(
    'with 100 kB of %j in a cell, in a heading and in a label is read in time',
    (sign) => {
      const long = sign.repeat(Math.ceil(100_000 / sign.length));
      inTime(`Service|N|Plan\nAsh|12|${long}\nBirch|10|5 (50%)`);
      inTime(`Service|N|${long}\nAsh|12|8 (67%)\nBirch|10|5 (50%)`);
      inTime(`Service|N|Plan\n${long}|12|8 (67%)\n${long}|10|5 (50%)`);
    },
  );
});
