import {
  answerText,
  choicesOf,
  CHECK_ANSWER_LABELS,
  checksOf,
  itemsOf,
  labelOf,
  leftOutText,
  percent,
  READERS_ALIKE,
  SECOND_READING_PERCENT,
  takesAnswers,
} from '../../../rules/index.ts';
import type { Coefficient, Item, ItemAgreement, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { countOf, dayInWords, intervalText, timeInWords } from '../../formats/english.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import {
  ALL_NAME,
  ALL_REASON_NAME,
  NOT_RECORDED,
  reasonName,
  SETTLE_ALL,
  settleName,
  UNSETTLED,
} from './form.ts';
import type { PairedReading } from '../caseFiles/readingPairs.ts';
import { settledMark } from './service.ts';
import type { ReadTwice, SecondReadings } from './service.ts';

const DASH = '–';

/** The lead's page on second readings: draws, files, and how alike the readers answer each check. */
export function presentReadings(readings: SecondReadings, user: User, typed: FormBody | null) {
  const { audit, tool, groups, draws, files, agreement } = readings;
  const done = files.filter((file) => file.isDone).length;
  const differences = files.reduce((sum, file) => sum + file.differences.length, 0);
  const unsettled = files.reduce((sum, file) => sum + file.unsettled.length, 0);
  const items = itemsOf(tool);
  return {
    header: presentHeader(audit, user),
    state: audit.state,
    questionsLeftOut: leftOutText(tool),
    mayDraw: takesAnswers(audit.state),
    action: urls.readings(audit.id),
    values: {
      percent: typed ? textOf(typed, 'percent') : String(SECOND_READING_PERCENT),
      oneAGroup: typed ? textOf(typed, 'oneAGroup') === 'yes' : true,
    },
    candidatesText: countOf(readings.candidates, 'file'),
    draws: draws.map((draw) => ({
      at: timeInWords(draw.drawnAt),
      by: draw.drawnByName ?? 'Somebody',
      text: `${draw.drawn} of ${countOf(draw.frame.length, 'file')}: ${draw.percent}%${draw.oneAGroup ? ', at least one of each group' : ''}`,
      seed: draw.seed,
    })),
    done,
    drawn: files.length,
    differences,
    settled: differences - unsettled,
    files: files.map((file) => ({
      reference: file.reference,
      group: groups.find((group) => group.id === file.groupId)?.name ?? '',
      href: urls.reading(audit.id, file.fileId),
      first: file.first.readers.join(', ') || DASH,
      second: file.second.readers.join(', ') || 'Nobody yet',
      status: statusOf(file, checksOf(tool).length),
      differences: file.isDone
        ? `${file.differences.length} of ${items.length} items`
        : 'Not both complete yet',
      withdrawAction:
        takesAnswers(audit.state) && file.second.readers.length === 0
          ? urls.readingWithdraw(audit.id, file.fileId)
          : null,
    })),
    ...explanationsOf(agreement),
    ...toldOf(agreement),
    tables: presentTables(tool, agreement),
    exports: EXPORT_FORMATS.map(({ format, text }) => ({
      text,
      href: urls.exportReadings(audit.id, format),
    })),
  };
}

/** How the figures are to be read, as far as there are such. */
function explanationsOf(agreement: readonly ItemAgreement[]) {
  const has = (kind: ItemAgreement['as']) => agreement.some(({ as }) => as === kind);
  const { kappa, agreementPercent, leastFiles } = READERS_ALIKE;
  const one = has('check') && !has('scale') ? 'check' : 'question';
  return {
    explained: [
      `A ${one} passes with kappa ${kappa} or agreement ${agreementPercent}%. With fewer than ${leastFiles} files nobody can tell.`,
      ...(has('check') ? ['Yes, no and not applicable are three different answers;'] : []),
      ...(has('scale') ? ['“Not applicable” is no point of a scale and agrees with none;'] : []),
      'a file where one reader recorded nothing is left out. Ranges are 95% intervals.',
      `The figure to look at first is bold: kappa, or ${has('scale') ? 'AC2' : 'AC1'} where nine of ten answers or more are the same.`,
    ].join(' '),
    weightsExplained: has('scale')
      ? 'On a scale answers that are near each other agree in part: by the square of the steps between them, so that of four points the next one agrees by 8/9 (quadratic weights, which are recommended); by the steps themselves for the linear ones that stand beneath. AC1 is then called AC2.'
      : '',
  };
}

/** The formats in which the agreement can be taken along. */
export const EXPORT_FORMATS = [
  { format: 'csv', text: 'CSV' },
  { format: 'xlsx', text: 'Excel workbook' },
] as const;

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
function presentTables(tool: Tool, agreement: readonly ItemAgreement[]) {
  const kinds = ['check', 'scale', 'choice', 'value'] as const;
  const isJudged = agreement.some(({ as }) => as === 'check' || as === 'scale');
  return kinds.flatMap((as) => {
    const rows = agreement.filter((item) => item.as === as);
    if (rows.length === 0) return [];
    return [
      {
        as,
        ...KINDS[as],
        isAside: isJudged && as !== 'check' && as !== 'scale',
        rows: rows.map((item) => ({ label: labelOf(tool, item.id) ?? item.id, ...presentAgreement(item) })),
      },
    ];
  });
}

/** Of the items of which anything can be told, how many need better guidance; facts only where nothing else is asked. */
function toldOf(agreement: readonly ItemAgreement[]) {
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
        ? `Nothing can be told yet: it takes ${READERS_ALIKE.leastFiles} files read twice`
        : `${unlike} of ${told}`,
    untold: told > 0 && open > 0 ? `${open} of ${main.length} ${asked}s cannot be told yet` : null,
  };
}

/** @param checks - how many checks the tool asks */
function statusOf(file: ReadTwice, checks: number) {
  if (!file.isDone) {
    if (file.first.completedAt === null) return { text: 'First reading taken up again', colour: 'yellow' };
    return file.second.readers.length === 0
      ? { text: `To do, 0 of ${checks}`, colour: 'yellow' }
      : { text: 'Second reading in progress', colour: 'yellow' };
  }
  if (file.differences.length === 0) return { text: 'Read twice, alike', colour: 'green' };
  if (file.unsettled.length > 0) return { text: `${file.unsettled.length} to settle`, colour: 'blue' };
  return { text: 'All settled', colour: 'green' };
}

function presentAgreement(item: ItemAgreement) {
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
    finding: findingOn(item),
  };
}

const FINDING_TAGS = {
  none: { text: 'Not read twice', colour: 'grey' },
  few: { text: 'Too few files', colour: 'grey' },
  alike: { text: 'Alike', colour: 'green' },
  unlike: { text: 'Guidance needs work', colour: 'orange' },
  value: { text: 'Counted only', colour: 'grey' },
} as const;

/** What the figures of an item mean, with the reason. */
export function findingOn(item: ItemAgreement) {
  const { compared, agreed, verdict } = item;
  const [called, ac] = item.as === 'scale' ? ['weighted kappa', 'AC2'] : ['kappa', 'AC1'];
  const { kappa, agreementPercent, leastFiles } = READERS_ALIKE;
  const differing = compared - agreed;
  const why = {
    none: () => 'No file has an answer of both readers.',
    few: () =>
      `${countOf(compared, 'file')} cannot tell; it takes ${leastFiles}.${differing > 0 ? ` The readers differ on ${differing}: look at ${differing === 1 ? 'it' : 'them'}.` : ''}`,
    alike: () =>
      agreed * 100 >= agreementPercent * compared
        ? `The readers agree on ${agreementPercent}% of the files or more.`
        : `${called[0]?.toUpperCase()}${called.slice(1)} is ${kappa} or more.`,
    unlike: () =>
      `The readers agree on fewer than ${agreementPercent}% of the files, and ${called} is below ${kappa}.${
        item.ac1 !== null && item.ac1.value >= kappa
          ? ` Nearly all answers are alike, which makes kappa low; ${ac} is not. Look at the files that differ first.`
          : ''
      }`,
    value: () =>
      differing === 0
        ? 'Exactly the same in every file.'
        : `Not exactly the same in ${countOf(differing, 'file')}.`,
  }[verdict]();
  return { ...FINDING_TAGS[verdict], why };
}

/** @example coefficientText(-0.0234) // '−0.023' */
export const coefficientText = (value: number): string =>
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

/** The two readings of one file side by side, with what the lead settles. */
export function presentComparison(parts: {
  audit: Audit;
  items: Item[];
  group: string;
  file: ReadTwice;
  user: User;
  /** What was sent, when the form is shown again. */
  typed: FormBody | null;
  errors: FieldError[];
}) {
  const { audit, items, group, file, user, typed, errors } = parts;
  const mayChange = takesAnswers(audit.state);
  return {
    header: presentHeader(audit, user),
    reference: file.reference,
    group,
    back: urls.readings(audit.id),
    action: urls.reading(audit.id, file.fileId),
    reopenAction: mayChange && file.isDone ? urls.readingReopen(audit.id, file.fileId) : null,
    settledCount: file.settlements.size,
    all: presentAll(file, typed, errors),
    status: statusOf(file, items.filter((item) => item.kind === 'check').length),
    isDone: file.isDone,
    firstComplete: file.first.completedAt !== null,
    secondComplete: file.second.completedAt !== null,
    state: audit.state,
    mayChange,
    seen: settledMark(file),
    firstBy: file.first.readers.join(', ') || 'nobody in particular',
    secondBy: file.second.readers.join(', ') || 'nobody yet',
    alikeText: `${items.length - file.differences.length} of ${items.length} items`,
    differences: file.differences.map((item) => presentDifference({ file, item, typed, errors })),
  };
}

/** What settles all that is not settled yet at once; null where that is one difference or none. */
function presentAll(file: ReadTwice, typed: FormBody | null, errors: FieldError[]) {
  if (file.unsettled.length < 2) return null;
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.text ?? null;
  return {
    text: `Settle all ${file.unsettled.length} at once`,
    choices: SETTLE_ALL.map(({ value, text }) => ({
      value,
      text,
      checked: typed !== null && textOf(typed, ALL_NAME) === value,
    })),
    error: errorOf(ALL_NAME),
    reason: { value: typed ? textOf(typed, ALL_REASON_NAME) : '', error: errorOf(ALL_REASON_NAME) },
  };
}

/** One item on which the readings differ, with what it can be settled on. */
function presentDifference(parts: {
  file: ReadTwice;
  item: Item;
  typed: FormBody | null;
  errors: FieldError[];
}) {
  const { file, item, typed, errors } = parts;
  const settlement = file.settlements.get(item.id);
  const name = settleName(item.id);
  const kept = settlement ? (settlement.value ?? NOT_RECORDED) : UNSETTLED;
  // What was sent may be the form for all, which says nothing of single ones.
  const sent = typed && name in typed ? typed : null;
  const chosen = sent ? textOf(sent, name) || UNSETTLED : kept;
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.text ?? null;
  return {
    name,
    label: item.label,
    guidance: item.guidance,
    first: sideOf(file.first, item),
    second: sideOf(file.second, item),
    settled: settlement
      ? {
          answer: answerInWords(item, settlement.value),
          by: settlement.settledByName ?? 'Somebody',
          at: timeInWords(settlement.settledAt),
          reason: settlement.reason,
        }
      : null,
    error: errorOf(name),
    choices: [
      ...settlementsOf(item, file).map((value) => ({
        value: value ?? NOT_RECORDED,
        text: answerInWords(item, value),
        checked: chosen === (value ?? NOT_RECORDED),
      })),
      {
        value: UNSETTLED,
        text: 'Leave unsettled: the first reading counts',
        checked: chosen === UNSETTLED,
      },
    ],
    reason: {
      name: reasonName(item.id),
      value: sent ? textOf(sent, reasonName(item.id)) : (settlement?.reason ?? ''),
      error: errorOf(reasonName(item.id)),
    },
  };
}

function sideOf(reading: PairedReading, item: Item) {
  return {
    answer: answerInWords(item, reading.answers.get(item.id) ?? null),
    comment: reading.comments.get(item.id) ?? null,
  };
}

/** What an item can be settled on; null stands for not recorded. */
function settlementsOf(item: Item, file: ReadTwice): (string | null)[] {
  if (item.kind !== 'field') return [...choicesOf(item).map(({ value }) => value), null];
  const said = [file.first, file.second].map((reading) => reading.answers.get(item.id) ?? null);
  return [...new Set([...said, null])];
}

function answerInWords(item: Item, value: string | null): string {
  if (value === null) return CHECK_ANSWER_LABELS.nr;
  return item.kind === 'field' && item.type === 'date' && value !== 'na'
    ? dayInWords(value)
    : answerText(item, value);
}
