import { finiteInterval, isClosed, setupMayChange } from '../../../rules/index.ts';
import type { StoppingState, SubjectWords } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { countOf, intervalText, listOf, timeInWords } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { isCommitted, ORDER_LAPSED } from '../sampling/readingOrder.ts';
import { checksToHold, errorItems, ERRORS, errorText, standardInput } from './form.ts';
import { canBeHeld } from './service.ts';
import type { GroupAfterFile, StoppingView, Waiting } from './service.ts';
import { isAtMost, sureGroups, turned } from './standings.ts';
import type { CheckStanding, GroupStanding } from './standings.ts';

const STATES: Record<StoppingState, { text: string; classes: string }> = {
  met: { text: 'Met', classes: 'govuk-tag--green' },
  'not met': { text: 'Not met', classes: 'govuk-tag--red' },
  'read on': { text: 'Read on', classes: 'govuk-tag--yellow' },
  none: { text: 'Applies to none', classes: 'govuk-tag--grey' },
};

/** Where the chosen checks stand, and how stopping is set up. */
export function presentStopping(of: {
  audit: Audit;
  found: StoppingView;
  user: User;
  typed: FormBody | null;
  errors: FieldError[];
}) {
  const { audit, found, user, typed } = of;
  const { words } = audit;
  const { setUp, orderHash } = found;
  const holds = isCommitted(setUp, orderHash);
  return {
    header: presentHeader(audit, user),
    sampleHref: urls.sample(audit.id),
    isSetUp: setUp !== null,
    isCommitted: holds,
    isFixed: found.isFixed,
    next: setUp ? nextText(found, holds, words, isClosed(audit.state)) : null,
    committed: setUp && {
      hash: setUp.orderHash,
      when: `${timeInWords(setUp.setAt)} by ${setUp.setByName}`,
      error: errorText(setUp.errorPerMille),
    },
    aheadText: waitingText(found.waiting, words),
    notDrawnText:
      found.notDrawn.length === 0 || !setUp
        ? null
        : `Nothing can be said of ${listOf(found.notDrawn)}: the ${words.files} were not drawn at random from a list.`,
    /** Whoever sees most of the files read with a yes takes “read on” for a verdict. */
    openText:
      !isClosed(audit.state) &&
      found.checks.some(({ groups }) => groups.some(({ state, read }) => state === 'read on' && read > 0))
        ? `“Read on” is no verdict, whatever share the ${words.files} ${words.read} so far have: it can still be chance.`
        : null,
    checks: found.checks.map((standing) =>
      presentCheck(standing, words, { hasEnded: isClosed(audit.state), isFixed: found.isFixed }),
    ),
    givesUp: givesUpText(found, words),
    form: can(user, 'sample.manage', { audit })
      ? presentForm({ audit, found, typed, errors: of.errors })
      : null,
  };
}

/** Whether every chosen check is sure in every group, so that reading may stop. */
const isAllSure = (found: StoppingView): boolean => found.checks.length > 0 && openIn(found).length === 0;

/** Whether every file on the list of every group counts, so that nothing is left to be read or given up. */
const isAllRead = ({ checks }: StoppingView): boolean =>
  checks.every(({ groups }) => groups.every(({ read, listed }) => read === listed));

/** The checks that are not sure yet, each with the groups in which it is not. */
const openIn = ({ checks }: StoppingView) =>
  checks.flatMap(({ check, groups }) => {
    const own = groups.filter(({ state }) => state === 'read on').map(({ group }) => group);
    return own.length === 0 ? [] : [{ check: check.shortLabel, groups: own }];
  });

/**
 * What is said in passing of a group after one of its files was read: that reading may stop there, or which check has become
 * sure by that file and which is still open; and that many files do not count, where one is left behind. Null where nothing
 * is to be told.
 */
export function saidInPassing(after: GroupAfterFile, words: SubjectWords): string | null {
  const { group, isSure, isAllRead: isAll, newlySure, open, waiting } = after;
  if (isSure && isAll)
    return `Every chosen check is sure in ${group}, and all ${words.files} on its list are ${words.read}.`;
  if (isSure)
    return `Reading may stop in ${group}: every chosen check is sure there. Whether you read on is for the panel to say.`;
  const sure = newlySure.map(({ check, state }) => `${check.shortLabel} is sure in ${group} now (${state})`);
  const said = [
    sure.length === 0 ? null : `${listOf(sure)}. ${openText(open)}`,
    leftBehindText(waiting, words),
  ];
  return said.filter((text) => text !== null).join(' ') || null;
}

/** Which checks of a group are not sure yet, in a sentence. */
export const openText = (open: readonly { shortLabel: string }[]): string =>
  ended(`Not sure there yet: ${listOf(open.map(({ shortLabel }) => shortLabel))}`);

/** Many a short label ends with a full stop. */
const ended = (sentence: string): string => (sentence.endsWith('.') ? sentence : `${sentence}.`);

/** Complete files that do not count yet, and which ones they wait for; null where there are none. */
function waitingText(waiting: readonly Waiting[], { file, files }: SubjectWords): string | null {
  const ahead = waiting.reduce((sum, one) => sum + one.files, 0);
  if (ahead === 0) return null;
  const [verb, they] = ahead === 1 ? ['does', 'it comes'] : ['do', 'they come'];
  const which = waiting.map(({ group, place, reference }) => `${reference} (${file} ${place} of ${group})`);
  return `${countOf(ahead, `complete ${file}`, `complete ${files}`)} ${verb} not count yet: ${they} later in the order than one that is not complete: ${listOf(which)}.`;
}

/** Each of half a dozen people at work has a file before them; where more wait than that, one was left behind. */
const MANY_WAIT = 6;

/** The same in passing, where so many wait that a file was left behind: reading on makes nothing sure. */
const leftBehindText = (waiting: readonly Waiting[], words: SubjectWords): string | null =>
  waitingText(
    waiting.filter((one) => one.files >= MANY_WAIT),
    words,
  );

/** Where stopping stands, for the overview of an audit; null where it is not set up, or its order cannot hold any more. */
export function stoppingInBrief(found: StoppingView, words: SubjectWords) {
  const { setUp, orderHash } = found;
  if (setUp !== null && !isCommitted(setUp, orderHash) && !found.isFixed)
    return { isSure: false, text: ORDER_LAPSED };
  if (!isCommitted(setUp, orderHash)) return null;
  const text = [nextText(found, true, words), leftBehindText(found.waiting, words)];
  return { isSure: isAllSure(found), text: text.filter((one) => one !== null).join(' ') };
}

/** What is to be done next, in a sentence, and what is not as it was told before. */
const nextText = (found: StoppingView, holds: boolean, words: SubjectWords, hasEnded = false): string =>
  `${whatIsNext(found, holds, words, hasEnded)}${changedText(found)}`;

function whatIsNext(found: StoppingView, holds: boolean, words: SubjectWords, hasEnded: boolean): string {
  if (!holds) {
    return found.isFixed
      ? 'The order of reading is not the one that was committed, so nothing is said here. Read what was drawn.'
      : 'The sample was drawn anew after this was set up. Save it again below, so that the new order is committed.';
  }
  const open = openIn(found);
  if (found.checks.every(({ groups }) => groups.every(({ read }) => read === 0))) {
    return `No ${words.file} counts yet. Read them in the order of the list of drawn ${words.files}.`;
  }
  if (open.length === 0) {
    return isAllRead(found)
      ? `Every chosen check is sure in every group, and all ${words.files} on the lists are ${words.read}.`
      : 'Every chosen check is sure in every group. Whether you read on is for the panel to say.';
  }
  if (hasEnded) {
    const named = open.map(({ check, groups }) => `${check} in ${listOf(groups)}`);
    return `Reading has ended. It is not sure of: ${named.join('; ')}.`;
  }
  // Which of them: "2 checks are not sure" was read as all checks, where it was one in two groups.
  if (open.length <= MOST_NAMED) {
    const named = open.map(({ check, groups }) => `${check} in ${listOf(groups)}`);
    return `${sureText(found)}Not sure yet: ${named.join('; ')}. Read on there.`;
  }
  const groups = [...new Set(open.flatMap((one) => one.groups))];
  return `${sureText(found)}Read on in ${listOf(groups)}: ${open.length} of ${countOf(found.checks.length, 'check', 'checks')} are not sure yet.`;
}

/** In which groups reading may stop, while others go on. */
function sureText(found: StoppingView): string {
  const sure = sureGroups(found.checks);
  return sure.length === 0 ? '' : `Reading may stop in ${listOf(sure)}. `;
}

/** So many checks that are not sure yet are named in one sentence. */
const MOST_NAMED = 3;

/** What it means where all groups together stand, beside where each of them does. */
function togetherText(
  together: StoppingState,
  groups: readonly GroupStanding[],
  { files }: SubjectWords,
): string {
  if (together !== 'read on') {
    const unread = groups.filter(({ read }) => read === 0).map(({ group }) => group);
    const whatever =
      unread.length === 0
        ? ''
        : ` It is so whatever the ${files} of ${listOf(unread)} say, of which none counts yet.`;
    return `Each group counts by the ${files} on its list.${whatever}`;
  }
  return groups.every(({ state }) => state !== 'read on')
    ? 'Each group is sure by itself, and reading may stop. Only of all lists taken as one nothing can be said yet.'
    : 'Reading does not wait for this: each group stops by itself. Of all lists taken as one nothing can be said yet.';
}

function presentCheck(
  { check, standard, groups, together }: CheckStanding,
  words: SubjectWords,
  { hasEnded, isFixed }: { hasEnded: boolean; isFixed: boolean },
) {
  const tagOf = (state: StoppingState) =>
    hasEnded && state === 'read on' ? { ...STATES[state], text: 'Not sure' } : STATES[state];
  return {
    id: check.id,
    label: check.label,
    standard: `at least ${turned(check, standard)}%`,
    good: isAtMost(check) ? `a no (a yes is bad here: at most ${standard}% a yes)` : 'a yes',
    rows: groups.map((group) => ({
      group: group.group,
      read: `${group.read} of ${group.listed}`,
      yes: group.applicable === 0 ? '–' : `${group.yes} of ${group.applicable}`,
      tag: tagOf(group.state),
      more: [
        ...firstReadText(group, words),
        hasEnded && group.state === 'read on'
          ? 'Reading ended before it was sure.'
          : moreText(group, { isYesBad: isAtMost(check), isFixed }, words),
      ].join(' '),
    })),
    together: together && {
      tag: together === 'read on' && !hasEnded ? { ...STATES.none, text: 'Not sure yet' } : tagOf(together),
      text:
        together === 'read on' && hasEnded
          ? 'Of all lists taken as one nothing can be said.'
          : togetherText(together, groups, words),
    },
  };
}

/** What the first readings by themselves are sure of, where settled answers changed it: what was told is not taken back without a word. */
const firstReadText = ({ asFirstRead }: GroupStanding, { file }: SubjectWords): string[] =>
  asFirstRead === null
    ? []
    : [
        `By the first readings alone it is “${STATES[asFirstRead.state].text.toLowerCase()}” from ${file} ${asFirstRead.since} of the order on; settled answers changed that.`,
      ];

/** The checks and groups in which settled answers changed what was sure, in a sentence; empty where there are none. */
function changedText({ checks }: StoppingView): string {
  const changed = checks.flatMap(({ check, groups }) =>
    groups.flatMap(({ group, asFirstRead }) =>
      asFirstRead === null
        ? []
        : [`${check.shortLabel} in ${group} was “${STATES[asFirstRead.state].text.toLowerCase()}”`],
    ),
  );
  return changed.length === 0 ? '' : ` Settled answers changed what was sure: ${changed.join('; ')}.`;
}

/** Since when it is sure, or how many more it takes. */
function moreText(
  group: GroupStanding,
  { isYesBad, isFixed }: { isYesBad: boolean; isFixed: boolean },
  { file, files, read: wordRead }: SubjectWords,
): string {
  const { since, before, atLeast, atMost, drawn, read, listed } = group;
  if (before !== null) {
    const counted =
      read === listed
        ? `All ${files} on the list are ${wordRead}`
        : `Counted since ${file} ${since} of the order`;
    return `${counted}. From ${file} ${before.since} on this page said “${before.state}”, by what had been ${wordRead} till then.`;
  }
  if (since !== null) {
    const sure = since === listed ? '' : `Sure since ${file} ${since} of the order.`;
    const all = read === listed ? `All ${files} on the list are ${wordRead}.` : '';
    return [sure, all].filter((text) => text !== '').join(' ');
  }
  if (atLeast === null || atMost === null) return `An answer is missing, and it could be either.`;
  const left = Math.max(0, drawn - read);
  const [good, bad] = isYesBad ? ['no', 'yes'] : ['yes', 'no'];
  const soonest = `Met after ${atLeast.met} more at the earliest, if all are a ${good}; not met after ${atLeast['not met']}, if all are a ${bad}.`;
  if (left >= atMost) return `${soonest} At most ${atMost} more, whatever they say.`;
  // Whoever read "at most 100 more" beside 40 that were drawn took it for what they had to read.
  const drawnLeft =
    left === 0
      ? `None of the drawn ${files} is left`
      : `${left} of the drawn ${files} ${left === 1 ? 'is' : 'are'} left`;
  return `${soonest} ${drawnLeft}, ${leftOpen(left, atLeast, isFixed)}. Sure in any case once ${atMost} more are ${wordRead}; nobody has to.`;
}

/** What so many drawn files that are left can still make sure; once recording has begun nothing more is drawn. */
function leftOpen(
  left: number,
  atLeast: Readonly<Record<'met' | 'not met', number>>,
  isFixed: boolean,
): string {
  const never = (['met', 'not met'] as const).filter((state) => left < atLeast[state]);
  if (never.length === 2) return `so it stays open with these${isFixed ? '' : ': draw more'}`;
  const [one] = never;
  return one === undefined
    ? 'so it may stay open with these'
    : `so with these it cannot be called ${one}, whatever they say${isFixed ? '' : `: for that draw ${atLeast[one] - left} more at least, before the first is begun`}`;
}

/** What stopping now costs: how wide the interval of any other check is with what was read. */
function givesUpText(found: StoppingView, { files, read: wordRead }: SubjectWords): string | null {
  const [first] = found.checks;
  if (!first) return null;
  if (isAllRead(found)) return `All ${files} on the lists are ${wordRead}, so nothing was given up.`;
  const open = first.groups.filter(({ read, listed }) => read > 0 && read < listed);
  const widths = open.flatMap(({ group, read, listed }) => {
    const interval = finiteInterval(Math.round(read / 2), read, listed);
    return interval ? [`${group} ${intervalText([interval.low, interval.high])}`] : [];
  });
  const now =
    widths.length === 0
      ? ''
      : ` As an example, which is no figure of this audit: if half of the ${files} ${wordRead} now have a yes to another check, all ${files} on the list could be anywhere between: ${widths.join('; ')}.`;
  return `Whoever stops knows less of everything else: other checks rest on the ${files} ${wordRead} till then.${now} Nobody has to stop.`;
}

function presentForm(of: {
  audit: Audit;
  found: StoppingView;
  typed: FormBody | null;
  errors: FieldError[];
}) {
  const { audit, found, typed } = of;
  const { setUp, tool, orderHash } = found;
  const errorAt = (field: string) => {
    const error = of.errors.find((one) => one.field === field);
    return error ? { text: error.text } : null;
  };
  const error = typed ? textOf(typed, 'error') : String(setUp?.errorPerMille ?? ERRORS[0]);
  return {
    action: urls.stopping(audit.id),
    /** Why it cannot be set up now; null where it can. */
    obstacle: found.isFixed
      ? setupMayChange(audit.state)
        ? 'Recording has begun, so this cannot be changed any more: a rule that is chosen with answers in view proves nothing.'
        : 'The audit is closed, so this cannot be changed.'
      : orderHash === null
        ? `Draw the ${audit.words.files} at random from a list first: the order of the draw is the order of reading.`
        : null,
    isOpen: typed !== null || (setUp !== null && !isCommitted(setUp, orderHash)),
    checks: checksToHold(tool, setUp).map((check) => {
      const name = standardInput(check.id);
      const own = setUp
        ? setUp.standards.get(check.id)
        : canBeHeld(check.standard ?? 0)
          ? check.standard
          : undefined;
      const offered = own === undefined ? '' : String(turned(check, own));
      return {
        name,
        label: check.label,
        hint: isAtMost(check) ? { text: 'A yes is bad here: enter the share that is to have a no.' } : null,
        value: typed ? textOf(typed, name) : offered,
        error: errorAt(name),
      };
    }),
    error: {
      value: error,
      error: errorAt('error'),
      items: errorItems,
    },
  };
}
