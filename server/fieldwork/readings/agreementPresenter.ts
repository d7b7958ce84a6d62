import { labelOf, leftOutText, percent, READERS_ALIKE, subjectWords } from '../../../rules/index.ts';
import type { Coefficient, ItemAgreement, SubjectWords, Tool } from '../../../rules/index.ts';
import { countOf, intervalText, outwards } from '../../formats/english.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import type { SecondReadings } from './service.ts';
import type { AgreementTable } from './table.ts';

const DASH = '–';

/** How the figures are to be read, as far as there are such. */
export function explanationsOf(agreement: readonly ItemAgreement[], { aFile, files }: SubjectWords) {
  const has = (kind: ItemAgreement['as']) => agreement.some(({ as }) => as === kind);
  const { ac1, agreementPercent, leastFiles } = READERS_ALIKE;
  const one = has('check') && !has('scale') ? 'check' : 'question';
  return {
    explained: [
      `A ${one} passes with ${has('scale') ? (has('check') ? 'AC1 or AC2' : 'AC2') : 'AC1'} ${ac1} or agreement ${agreementPercent}%. With fewer than ${leastFiles} ${files} nobody can tell.`,
      ...(has('check') ? ['Yes, no and not applicable are three different answers;'] : []),
      ...(has('scale') ? ['“Not applicable” is no point of a scale and agrees with none;'] : []),
      `${aFile} where one reader recorded nothing is left out. Ranges are 95% intervals.`,
      'The figure in bold is the one that it passes by.',
    ].join(' '),
    weightsExplained: has('scale')
      ? 'On a scale answers that are near each other agree in part: by the square of the steps between them, so that of four points the next one agrees by 8/9 (quadratic weights, which are recommended); by the steps themselves for the linear ones that stand beneath. AC1 is then called AC2.'
      : '',
  };
}

/** What the figures of each kind of item are called, and whether they are what readers are judged by. */
const KINDS: Record<ItemAgreement['as'], { title: string; one: string; kappa: string; ac1: string }> = {
  check: { title: 'Checks', one: 'Check', kappa: 'Cohen’s kappa', ac1: 'Gwet’s AC1' },
  scale: { title: 'Scales', one: 'Question', kappa: 'Weighted kappa', ac1: 'Gwet’s AC2' },
  choice: { title: 'Choices', one: 'Question', kappa: 'Cohen’s kappa', ac1: 'Gwet’s AC1' },
  value: { title: 'Numbers and dates', one: 'Question', kappa: '', ac1: '' },
};

/**
 * A table a kind of item. Where there are checks or scales they are what is looked for, and facts such as somebody's age
 * can be opened beneath.
 */
export function presentTables(tool: Tool, agreement: readonly ItemAgreement[]) {
  const kinds = ['check', 'scale', 'choice', 'value'] as const;
  const words = subjectWords(tool.subject);
  const isJudged = agreement.some(({ as }) => as === 'check' || as === 'scale');
  return kinds.flatMap((as) => {
    const rows = agreement.filter((item) => item.as === as);
    if (rows.length === 0) return [];
    return [
      {
        as,
        ...KINDS[as],
        isAside: isJudged && as !== 'check' && as !== 'scale',
        rows: rows.map((item) => ({
          label: labelOf(tool, item.id) ?? item.id,
          ...presentAgreement(item, words),
        })),
      },
    ];
  });
}

/** Of the items of which anything can be told, how many need better guidance; facts only where nothing else is asked. */
export function toldOf(agreement: readonly ItemAgreement[], { files }: SubjectWords) {
  const isMain = ({ as }: ItemAgreement) => as === 'check' || as === 'scale';
  const main = agreement.some(isMain)
    ? agreement.filter(isMain)
    : agreement.filter(({ as }) => as === 'choice');
  const asked = main.every(({ as }) => as === 'check') ? 'check' : 'question';
  const told = main.filter(({ verdict }) => verdict === 'alike' || verdict === 'unlike').length;
  const unlike = main.filter(({ verdict }) => verdict === 'unlike').length;
  const open = main.length - told;
  return {
    unlikeHead: `${asked === 'check' ? 'Checks' : 'Questions'} whose guidance needs work`,
    unlike:
      told === 0
        ? `Nothing can be told yet: it takes ${READERS_ALIKE.leastFiles} ${files} read twice`
        : `${unlike} of ${told}`,
    untold: told > 0 && open > 0 ? `${open} of ${main.length} ${asked}s cannot be told yet` : null,
  };
}

function presentAgreement(item: ItemAgreement, words: SubjectWords) {
  const { files, compared, agreed, recommended } = item;
  const share = percent(agreed, compared);
  return {
    compared: `${compared} of ${files}`,
    leftOut: files - compared > 0 ? `${files - compared} left out: not recorded` : null,
    agreement: share === null ? DASH : `${agreed} of ${compared}, ${share}%`,
    agreementInterval: item.agreement && intervalText([item.agreement.low, item.agreement.high]),
    kappa: item.kappa ? coefficientText(item.kappa.value) : DASH,
    kappaInterval: interval(item.kappa),
    linear: item.linearKappa && `by linear weights ${coefficientText(item.linearKappa.value)}`,
    ac1: item.ac1 ? coefficientText(item.ac1.value) : DASH,
    ac1Interval: interval(item.ac1),
    recommended,
    finding: findingOn(item, words),
  };
}

const tagsIn = ({ files }: SubjectWords) => ({
  none: { text: 'Not read twice', colour: 'grey' },
  few: { text: `Too few ${files}`, colour: 'grey' },
  alike: { text: 'Alike', colour: 'green' },
  unlike: { text: 'Guidance needs work', colour: 'orange' },
  value: { text: 'Counted only', colour: 'grey' },
});

/** What the figures of an item mean, with the reason. */
function findingOn(item: ItemAgreement, words: SubjectWords) {
  const { file, files } = words;
  const { compared, agreed, verdict } = item;
  const called = item.as === 'scale' ? 'AC2' : 'AC1';
  const { ac1, agreementPercent, leastFiles } = READERS_ALIKE;
  const differing = compared - agreed;
  const why = {
    none: () => `No ${file} has an answer of both readers.`,
    few: () =>
      `${countOf(compared, file, files)} cannot tell; it takes ${leastFiles}.${differing > 0 ? ` The readers differ on ${differing}: look at ${differing === 1 ? 'it' : 'them'}.` : ''}`,
    alike: () =>
      agreed * 100 >= agreementPercent * compared
        ? `The readers agree on ${agreementPercent}% of the ${files} or more.`
        : `${called} is ${ac1} or more.`,
    unlike: () =>
      `The readers agree on fewer than ${agreementPercent}% of the ${files}, and ${called} is below ${ac1}.`,
    value: () =>
      differing === 0
        ? `Exactly the same in every ${file}.`
        : `Not exactly the same in ${countOf(differing, file, files)}.`,
  }[verdict]();
  return { ...tagsIn(words)[verdict], why };
}

/** @example coefficientText(-0.0234) // '−0.023' */
const coefficientText = (value: number): string =>
  value
    .toFixed(3)
    .replace(/^-(?=0\.000$)/, '')
    .replace('-', '−');

/** The interval of a coefficient, and what it comes from where that is not the coefficient itself. */
const interval = (coefficient: Coefficient | null): string | null =>
  coefficient &&
  `${coefficientText(coefficient.low)} to ${coefficientText(coefficient.high)}${
    coefficient.intervalFrom === 'wilson' ? ', by Wilson from the agreement' : ''
  }`;

const headingIn = ({ Files }: SubjectWords) => [
  'Item',
  'Question',
  'Compared as',
  `${Files} read twice`,
  `${Files} compared`,
  'Agree exactly',
  'Agreement, %',
  'Agreement from, %',
  'Agreement to, %',
  'Kappa',
  'Kappa from',
  'Kappa to',
  'Weights of kappa',
  'Kappa by linear weights',
  'Kappa adjusted for prevalence (PABAK)',
  'AC1 or AC2',
  'AC1 or AC2 from',
  'AC1 or AC2 to',
  'Look first at',
  'Finding',
  'Why',
];

/** As many as the heading has. */
const CELLS = 21;

const AS: Record<ItemAgreement['as'], string> = {
  check: 'check',
  scale: 'ordered scale',
  choice: 'choice',
  value: 'value',
};

/** How alike two readers answer, as a table for spreadsheets. */
export function presentAgreementTable(readings: SecondReadings): AgreementTable {
  return {
    heading: headingIn(readings.audit.words),
    rows: [
      ...readings.agreement.map((item) => rowOf(readings, item)),
      ...(readings.tool.leftOut ?? []).map(({ item, reason }): FilledCell[] => [
        item.id,
        item.label,
        ...Array<string>(CELLS - 3).fill(''),
        `left out of this audit: ${reason}`,
      ]),
    ],
    notes: notesOn(readings),
  };
}

function rowOf({ audit, tool }: SecondReadings, item: ItemAgreement): FilledCell[] {
  const { agreement } = item;
  const finding = findingOn(item, audit.words);
  return [
    item.id,
    labelOf(tool, item.id) ?? '',
    AS[item.as],
    item.files,
    item.compared,
    item.agreed,
    ...(agreement
      ? [agreement.value * 100, ...outwards([agreement.low, agreement.high], 1)].map(percentCell)
      : ['', '', '']),
    ...coefficientCells(item.kappa),
    item.kappa === null ? '' : item.as === 'scale' ? 'quadratic' : 'none',
    item.linearKappa ? rounded(item.linearKappa.value) : '',
    item.pabak === null ? '' : rounded(item.pabak),
    ...coefficientCells(item.ac1),
    { agreement: 'agreement', ac1: item.as === 'scale' ? 'AC2' : 'AC1' }[item.recommended],
    finding.text,
    finding.why,
  ];
}

const percentCell = (share: number): FilledCell => ({ percent: share, decimals: 1 });
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const coefficientCells = (coefficient: Coefficient | null): FilledCell[] =>
  coefficient ? [coefficient.value, coefficient.low, coefficient.high].map(rounded) : ['', '', ''];

function notesOn({ audit, tool, files }: SecondReadings): string[][] {
  const { words } = audit;
  const done = files.filter(({ isDone }) => isDone).length;
  const { ac1, agreementPercent, leastFiles } = READERS_ALIKE;
  return [
    ['Audit', `${audit.title}, ${audit.partnership}`],
    ['Tool', `${tool.title}, version ${tool.version}`],
    [words.Files, `${done} of ${files.length} drawn ${words.files} are read twice.`],
    ...(tool.leftOut ? [['Left out', leftOutText(tool)]] : []),
    [`${words.Files} compared`, 'Those for which both readers recorded an answer; the others are left out.'],
    [
      'Finding',
      `Alike with AC1 or AC2 ${ac1} or agreement ${agreementPercent}%; with fewer than ${leastFiles} ${words.files} nobody can tell.`,
    ],
    [
      'Kappa and AC',
      'Cohen’s kappa and Gwet’s AC1: 1 where two readers always agree, 0 where they agree no more than by chance. On an ordered scale answers that are near each other agree in part, by the square of the steps between them (quadratic weights), and AC1 is then AC2; "not applicable" agrees with no point of the scale. Intervals are 95%, by Student’s t, or where that has no width by Wilson from the agreement. PABAK is kappa adjusted for prevalence and bias, for the record.',
    ],
    [
      'Look first at',
      'AC1 or AC2, by which the finding goes: kappa says next to nothing where nearly all answers are the same. Of numbers and dates it is how many are exactly the same.',
    ],
  ];
}
