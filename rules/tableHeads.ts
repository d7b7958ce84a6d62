import type { Bare } from './printedCell.ts';
import { foldName } from './tool.ts';

// What the headings of a printed table say of the figures under them.

/** What a column is for by its heading. */
type HeadRole = 'figures' | 'standard' | 'interval' | 'change' | 'remark';

/** A heading taken apart. */
export interface Head {
  /** What is counted, folded, without all that says how. */
  name: string;
  role: HeadRole;
  /** The number of files that it gives itself: First audit (n=51). */
  n: number | null;
  /** What a number without a sign is under it, where it says so. */
  bare: Bare | null;
  /** Where only percentages stand under it: the count that they go with, '' for the one beside. */
  percentsOf: string | null;
  /** Of what its percentages are, where it says so: n (% of plans). */
  shareOf: string | null;
  /** Which round it belongs to: a year, a re-audit. */
  round: string;
}

/** Answers or bands in their order, as a table calls them, folded, and what each counts for. */
export interface PrintedScale {
  names: readonly string[];
  scores: readonly (number | null)[];
}

/** The scores 1 to 4, in the words of the reviews that print them. */
export const WEAK_TO_EXCELLENT: PrintedScale = {
  names: ['weak', 'fair', 'good', 'excellent'],
  scores: [1, 2, 3, 4],
};

/** By what a table shares its figures out: weak to excellent, unless something else was found. */
export const scaleIn = ({ scale }: { scale?: PrintedScale }): PrintedScale => scale ?? WEAK_TO_EXCELLENT;

/** Which answer of a scale a heading is a count or share of; null for any other. @example scoreNamed('Weak (n)', '', scale) // 'weak' */
export function scoreNamed(heading: string, span: string, { names }: PrintedScale): string | null {
  const { name } = headOf(heading, span);
  const bare = name.replace(/[\s,]*[([]?(?:n|no\.?|number|count)[)\]]?$/, '');
  return [name, bare].find((one) => names.includes(one)) ?? null;
}
export const MEAN_HEADINGS = ['mean', 'average', 'mean score', 'average score'];

/** What a longer heading or label says behind so many characters tells nothing of its figures. */
const LONGEST = 200;
const clipped = (text: string): string => text.slice(0, LONGEST).trim();

/** Whether a heading says that percentages stand under it, and of what: 'weak_pct' of 'weak', a bare '%' of ''. */
export function percentHeading(heading: string): { of: string } | null {
  const text = clipped(heading);
  const before = /^(?:%|per ?cent(?:age)?)\s+(?:of\s+)?(?<of>\S.*)$/i.exec(text);
  if (before) return { of: foldName(before.groups?.['of'] ?? '') };
  const after = /^(?<of>.*?)[\s_,:]*[([]?(?:%|(?<![a-z])(?:pct|per ?cent(?:age)?))[)\]]?$/i.exec(text);
  return after ? { of: foldName(after.groups?.['of'] ?? '') } : null;
}

const COUNTED = String.raw`(?:n|no\.?|num(?:ber)?|count|f)`;
const PERCENT = String.raw`(?:%|pct|per ?cent(?:age)?s?)`;
const JOINED = String.raw`\s*(?:[,;&/+|]|and)?\s*[([]?\s*`;
const SHARE_OF = String.raw`(?:\s+of\s+(?<of>[^)\]]+?))?`;
const COUNT_THEN_PERCENT = new RegExp(
  String.raw`^(?<name>.*?)[\s,:;–-]*[([]?\s*(?<![a-z])${COUNTED}${JOINED}${PERCENT}${SHARE_OF}\s*[)\]]*$`,
);
const PERCENT_THEN_COUNT = new RegExp(
  String.raw`^(?<name>.*?)[\s,:;–-]*[([]?\s*(?<![a-z])${PERCENT}${JOINED}${COUNTED}\s*[)\]]*$`,
);
const PAIR_BEFORE = new RegExp(
  String.raw`^(?:(?<count>${COUNTED}${JOINED}${PERCENT})|${PERCENT}${JOINED}${COUNTED})\s*[)\]]?\s+(?:of\s+|with\s+)?(?<name>[^)\]]+)$`,
);
const SHARE_AFTER = new RegExp(
  String.raw`^(?<name>.+?)[\s,:;]*[([]\s*(?:as )?(?:a )?${PERCENT}\s+of\s+(?<of>[^)\]]+?)\s*[)\]]$`,
);
const PROPORTION =
  /^(?:(?:proportion|share|fraction)s?(?: (?:of|with) (?<after>.+))?|(?<before>.+?)[\s,:(]*(?:proportion|share)\)?)$/;
const GIVEN_N = /[,;:]?\s*[([]?\s*\bn\s*=\s*(?<n>\d[\d, ]*)\s*(?:files|cases|case files)?\s*[)\]]?/i;
/** A number of files in brackets says what it counts, or is an n. */
const GIVEN_FILES =
  /\s*[([]\s*(?<n>\d[\d, ]*)\s+(?:files|case files|cases|notes|records|clients|patients)\s*[)\]]/i;

const YEAR = String.raw`(?:19|20)\d\d(?:\s?[/-]\s?\d{2,4})?`;
const ROUND = new RegExp(
  String.raw`\b(?:${YEAR}|re-?audit|(?:first|second|third|previous|last|current|this|baseline) (?:audit|round|cycle|year)|(?:round|cycle|wave|audit|q|quarter|year) ?\d\b|baseline|follow-?up)`,
  'g',
);

/** The number of files that a label gives itself, and the label without it. @example givenFiles('Ash (n=12)') // { n: 12, rest: 'Ash' } */
export function givenFiles(whole: string): { n: number | null; rest: string } {
  const label = clipped(whole);
  const found = GIVEN_N.exec(label) ?? GIVEN_FILES.exec(label);
  const digits = found?.groups?.['n']?.replace(/\D/g, '') ?? '';
  if (!found || digits.length > 9) return { n: null, rest: label };
  return { n: Number(digits), rest: label.replace(found[0], ' ').replace(/\s+/g, ' ').trim() };
}

/**
 * Takes a heading apart.
 *
 * @param span - the heading above it that stands over several columns, or ''
 * @example headOf('First audit, n=51 n (%)', '') // { name: 'first audit', n: 51, bare: 'count', … }
 */
export function headOf(heading: string, span: string): Head {
  const leaf = span !== '' && heading.startsWith(`${span} `) ? heading.slice(span.length + 1) : heading;
  const own = givenFiles(leaf);
  const above = givenFiles(span);
  const text = foldName(own.rest);
  const head: Head = {
    name: text,
    role: roleOf(text),
    n: own.n ?? above.n,
    bare: null,
    percentsOf: null,
    shareOf: null,
    round: (span === '' ? (text.match(ROUND) ?? []).join(' ') : foldName(above.rest)).replace(
      'reaudit',
      're-audit',
    ),
  };
  const pair = COUNT_THEN_PERCENT.exec(text);
  if (pair) {
    const of = pair.groups?.['of'];
    return { ...head, name: pair.groups?.['name'] ?? '', bare: 'count', shareOf: of ?? null };
  }
  const turned = PERCENT_THEN_COUNT.exec(text);
  if (turned) return { ...head, name: turned.groups?.['name'] ?? '', bare: 'percent' };
  const before = PAIR_BEFORE.exec(text);
  if (before) {
    return {
      ...head,
      name: before.groups?.['name'] ?? '',
      bare: before.groups?.['count'] ? 'count' : 'percent',
    };
  }
  const share = SHARE_AFTER.exec(text);
  if (share) return { ...head, name: share.groups?.['name'] ?? '', shareOf: share.groups?.['of'] ?? null };
  const percents = percentHeading(text);
  if (percents) {
    const shareOf = /^(?:%|per ?cent(?:age)?) of /.test(text) ? percents.of : null;
    const answered = /^(?<answer>.+) of (?:the |those |files )*(?<of>.*\bappl\S*)$/.exec(percents.of);
    const of = answered?.groups?.['answer'] ?? percents.of;
    return {
      ...head,
      name: of,
      bare: 'percent',
      percentsOf: of,
      shareOf: answered?.groups?.['of'] ?? shareOf,
    };
  }
  const proportion = PROPORTION.exec(text);
  if (proportion) {
    const of = proportion.groups?.['after'] ?? proportion.groups?.['before'] ?? '';
    return { ...head, name: of, bare: 'proportion', percentsOf: of };
  }
  return head;
}

function roleOf(name: string): HeadRole {
  if (
    /^(?:notes?|remarks?|comments?|actions?|rag|rag rating|status|lead|source|evidence|explanation)\b/.test(
      name,
    )
  ) {
    return 'remark';
  }
  if (/(?:^|[\s(])(?:c\.?i\.?|confidence|interval|lower|upper|95 ?%)(?=$|[\s)%,])/.test(name))
    return 'interval';
  if (/\b(?:change|difference|diff|variance|p[- ]?value|p$|rank|ranking|odds|points?)\b/.test(name))
    return 'change';
  const standard =
    /\b(?:standard|target|benchmark|threshold|expected|required|trajectory|national|england)\b/;
  return standard.test(name) && !/\b(?:met|achieved|reached|set|within)\b/.test(name)
    ? 'standard'
    : 'figures';
}

const UNIT =
  '(?:case ?-?(?:file|note|record|load)s?|files?|cases?|notes|records?|charts?|patients?|clients?|service ?users?|users|people|persons?|individuals|respondents?|responses?|returns?|replies)';
const DONE =
  '(?:audited|reviewed|read|sampled|examined|checked|included|looked at|inspected|eligible|applicable|returned|(?:in|of) (?:the |this )?(?:sample|audit|group|review))';
const SIZE = new RegExp(
  String.raw`^(?:the )?(?:total |all |overall )?(?:(?:number|no\.?|num|n|count|#)(?: of)? )?(?:the )?(?:total |all |eligible |applicable |audited |sampled |reviewed )?${UNIT}(?: ${DONE})?(?: ${DONE})?$`,
);
const SIZE_WORDS = new Set(
  'n;n=;no;no.;number;#;size;base;denominator;denom;denom.;sample;sample size;size of sample;group size;sampled;audited;reviewed;eligible;applicable;total n;n total;n (total);total number;number in total;total sample;out of;number audited;number reviewed;number sampled;no. audited;no. reviewed;number in group;number in sample;count'.split(
    ';',
  ),
);
/** Names that may stand for the number of files, and for the sum of the other columns as well. */
const MAYBE_SIZE = new Set(['total', 'totals', 'all', 'overall', 'sum']);

/** How surely a name is that of the number of files: 2 surely, 1 perhaps, 0 not. */
export function sizeRank(name: string): 0 | 1 | 2 {
  const plain = foldName(clipped(name))
    .replace(ROUND, ' ')
    .replace(/(?<=\S)[\s,:]*[([](?:n|no\.?|number|count|files|total)[)\]]$/, '')
    .replace(/^[\s:,–-]+|[\s:,–()-]+$/g, '')
    .replace(/\s+/g, ' ');
  if (
    SIZE_WORDS.has(plain) ||
    SIZE.test(plain) ||
    /^(?:total|sample|base|denominator|files|cases),? n$/.test(plain)
  ) {
    return 2;
  }
  return MAYBE_SIZE.has(plain) ? 1 : 0;
}

/** Which column gives the size of each row, or -1. */
export function sizeColumn(heading: readonly string[]): number {
  const folded = heading.map(foldName);
  return folded.findIndex((name, i) => i > 0 && sizeRank(name) === 2 && !isAnswerNo(name, folded));
}

/** Beside a column of yes, "No" is an answer and not a number. */
export function isAnswerNo(name: string, all: readonly string[]): boolean {
  return name === 'no' && all.some((other) => answerOf(other) === 'yes');
}

const ANSWERS: [string, RegExp][] = [
  ['yes', /^(?:yes|y|met|compliant|achieved|fully met|present)$/],
  ['partly', /^(?:partly|partial|partially|partly met|partially met|partially compliant|in part)$/],
  ['no', /^(?:no|n|not met|unmet|non-?compliant|not compliant|not achieved|absent)$/],
  ['na', /^(?:n\/?a|n\.a\.?|not applicable|not app|exempt|excluded|exceptions?)$/],
  [
    'missing',
    /^(?:not recorded|missing|unknown|not known|n\/?r|not documented|blank|no data|unclear|not clear)$/,
  ],
];

/** Which answer a heading is the count of, where several of them share the files out; null for any other. */
export function answerOf(heading: string): string | null {
  const name = headOf(heading, '').name.replace(/[\s(]*(?:n|no\.|number)\)?$/, (tail) =>
    /[\s(]/.test(tail) ? '' : tail,
  );
  return ANSWERS.find(([, pattern]) => pattern.test(name))?.[0] ?? null;
}

/** Whether a row or a column under this name holds the totals. */
export const isTotalName = (name: string): boolean =>
  /^(?:grand )?(?:totals?|overall|sum)\b|^all(?: (?:groups|files|case files|cases|providers|services|sites|teams))?$|\b(?:together|combined|altogether|in total|in all)$/.test(
    foldName(clipped(name)),
  );

/** The headings of a table taken apart; "No (%)" beside a yes is an answer, and otherwise a number. */
export function headsOf(heading: readonly string[], spans: readonly string[]): Head[] {
  const hasYes = heading.some((name) => answerOf(name) === 'yes');
  return heading.map((name, i) => {
    const head = headOf(name, spans[i] ?? '');
    const isNo = hasYes && head.name === '' && /^no\b(?!\.)/.test(foldName(clipped(name)));
    return isNo ? { ...head, name: 'no', bare: 'percent', percentsOf: 'no' } : head;
  });
}
