import {
  chanceOfAnyClear,
  changesOf,
  checksOf,
  isClosed,
  isLeftOut,
  isReversed,
  isUneven,
  labelOf,
  leftOutText,
  otherThanToolBeside,
  ownStandardsText,
  planIsShared,
  statusOf,
  SUPPRESSED_MARK,
} from '../../../rules/index.ts';
import type { Check, CheckChange, Share, SubjectWords, ToolChange } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { caseloadsText } from '../../audits/groupChecks.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { countOf, daysInWords, differenceIntervalText, pointsText } from '../../formats/english.ts';
import { chosenText, headlineText } from '../../results/figures/chosen.ts';
import { chanceText, probabilitiesText } from '../../results/comparison/verdicts.ts';
import type { FormBody } from '../../web/form.ts';
import { dueInWords } from '../actions/dueDate.ts';
import type { PlanOverview } from '../plans/planOverview.ts';
import { STATUS_TAGS } from '../actions/tags.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import type { ProviderChange, ReAuditPlan, ReAuditComparison } from './service.ts';

const TITLE_MAXIMUM_LENGTH = 120;

function changeInWords({ label, kind, what }: ToolChange): string {
  if (kind === 'added') return `“${label}” is new.`;
  if (kind === 'removed') return `“${label}” is no longer asked.`;
  return `“${label}” is changed: ${inOneLine(what)}.`;
}

/** @example inOneLine(['a', 'b', 'c']) // 'a, b and c' */
const inOneLine = (parts: readonly string[]): string =>
  [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter((part) => part !== '').join(' and ');

/** The form that sets a re-audit up, filled in as far as can be known. */
export function presentReAuditForm(plan: ReAuditPlan, values: FormBody | null, user: User) {
  const { audit, groups, tool, newer, draft } = plan;
  const leftOut = leftOutText(plan.asked);
  const standards = ownStandardsText(plan.asked);
  const typed: FormBody = values ?? {
    title: `${audit.title}: re-audit`.slice(0, TITLE_MAXIMUM_LENGTH),
    toolVersion: String(newer?.tool.version ?? tool.version),
    samePanel: 'yes',
  };
  const version = (one: { version: number; title: string }, hint: string) => ({
    value: String(one.version),
    text: `${one.title}, version ${one.version}`,
    hint: { text: hint },
    checked: typed['toolVersion'] === String(one.version),
  });
  return {
    header: presentHeader(audit, user),
    action: urls.repeatAudit(audit.id),
    back: urls.audit(audit.id),
    closed: isClosed(audit.state),
    leftOut:
      leftOut && `${leftOut} The re-audit asks it again: leave it out there, too, if it is not to be asked.`,
    caseloads: caseloadsText(plan.groups, plan.audit.words),
    standards:
      standards &&
      `${standards} The re-audit takes them over${newer ? ' where the version of the tool that is chosen has the same question' : ''}.`,
    draft: draft && { title: draft.title, href: urls.audit(draft.id) },
    values: typed,
    previousFieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
    versions: newer
      ? [
          version(newer.tool, 'The newest. What differs in its checks is listed below.'),
          version(tool, 'The one that this audit used.'),
        ]
      : [],
    toolText: `${tool.title}, version ${tool.version}`,
    toolVersion: tool.version,
    changes: newer ? newer.changes.map(changeInWords) : [],
    groups: groups.map((group) => ({
      name: group.name,
      plannedFiles: countOf(group.plannedFiles, audit.words.one, audit.words.many),
      providers: group.providers.map(({ name }) => name).join(' and '),
    })),
  };
}

const changesIn = ({ files }: SubjectWords): Record<CheckChange['change'], string> => ({
  'clear rise': 'Clear rise',
  'perhaps a rise': 'Perhaps a rise',
  'no change that can be shown': `No change that these ${files} can show`,
  'perhaps a fall': 'Perhaps a fall',
  'clear fall': 'Clear fall',
  'cannot be told': 'Cannot be told',
});
const MEANINGS = {
  better: { text: 'better', colour: 'green' },
  worse: { text: 'worse', colour: 'red' },
} as const;

/** An audit beside the one before; of the providers that the reader may see. */
export function presentReAuditComparison(of: ReAuditComparison, user: User, today: string) {
  const { audit, previous, tools } = of;
  const own = user.providerId;
  const shown = of.providers
    .filter(({ before }) => own === null || before.provider.id === own)
    .map((change) => ({ change, rows: rowsOf(of, change, user) }));
  const judged = judge(shown.map(({ rows }) => rows));
  return {
    header: can(user, 'audit.read', { audit }) ? presentHeader(audit, user) : null,
    home: urls.home(),
    audit: audit.title,
    partnership: audit.partnership,
    isClosed: isClosed(audit.state),
    before: { title: previous.title, fieldwork: daysInWords(previous.fieldworkStart, previous.fieldworkEnd) },
    now: { title: audit.title, fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd) },
    toolChanged: tools.before.version !== tools.now.version,
    changes: tools.changes.map(changeInWords),
    leftOut: [
      [previous.title, otherThanToolBeside(tools.before)],
      [audit.title, otherThanToolBeside(tools.now)],
    ].flatMap(([title, text]) => (text === '' ? [] : [`${title}: ${text}`])),
    providers: shown.map(({ change }, i) => presentProvider(change, judged[i] ?? [], user, today)),
    /** How many changes are told of, and how far chance alone reaches; null where there is none. */
    madeText: madeText(judged.flat()),
    /** How the files of the two audits were chosen, which says what the intervals mean. */
    chosen: chosenTexts(of),
    sameFiles: presentSameFiles(of, user),
  };
}

/**
 * What became of the files that were read both times; null where there are none. For the panel alone: these are counts of few
 * files, beside others of the same files.
 */
function presentSameFiles({ audit, previous, tools, sameFiles }: ReAuditComparison, user: User) {
  const mayRead = [audit, previous].every((one) => can(user, 'results.readUnsuppressed', { audit: one }));
  if (sameFiles.files === 0 || !mayRead) return null;
  const labels = new Map(checksOf(tools.now).map(({ id, label }) => [id, label]));
  return {
    files: countOf(sameFiles.files, audit.words.file, audit.words.files),
    rows: sameFiles.changes.map(({ id, both, toYes, toNo, p, isClear }) => ({
      label: labels.get(id) ?? id,
      both,
      toYes,
      toNo,
      told: isClear
        ? `Clearly more went ${toYes > toNo ? 'to yes' : 'to no'}`
        : `No change that these ${audit.words.files} can show`,
      p: p < 0.001 ? 'below 0.001' : p.toFixed(3),
    })),
  };
}

/** The same of both audits is said once. */
function chosenTexts({ audit, previous, providers: [first] }: ReAuditComparison): string[] {
  if (!first) return [];
  const before = chosenText(first.before.chosen, previous.words);
  const now = first.now ? chosenText(first.now.chosen, audit.words) : null;
  const told =
    now === null
      ? [`Before: ${before}`]
      : before === now
        ? [`In both audits: ${before}`]
        : [`Before: ${before}`, `Now: ${now}`];
  const uneven = isUneven(first.before.chosen) || (first.now !== null && isUneven(first.now.chosen));
  const once = `The figures of a provider here count each ${audit.words.file} once.`;
  return uneven ? [...told, `${headlineText(audit)} ${once}`] : told;
}

/** All changes that one reader sees are one family, whatever provider they are of. */
function judge(lists: HeldRow[][]): Row[][] {
  const changes = changesOf(
    lists.flat().map(({ check, shares: [before, now] }) => ({ before, now, polarity: check.polarity })),
  );
  let next = 0;
  return lists.map((rows) =>
    rows.flatMap((row) => {
      const change = changes[next++];
      return change ? [{ ...row, change }] : [];
    }),
  );
}

function madeText(rows: readonly Row[]): string | null {
  const pairs = rows.flatMap(({ shares: [before, now], change }) =>
    before && now && change.change !== 'cannot be told' ? [[now, before] as const] : [],
  );
  if (pairs.length === 0) return null;
  return `${countOf(pairs.length, 'change')} can be told here. ${chanceText(pairs.length, chanceOfAnyClear(pairs))}`;
}

function presentProvider({ before, now }: ProviderChange, rows: Row[], user: User, today: string) {
  const shown =
    planIsShared(before.state) &&
    (user.providerId === before.provider.id || can(user, 'improvementPlans.read', { audit: before.audit }));
  return {
    name: before.provider.name,
    id: before.provider.id,
    filesBefore: filesOf(before, user),
    filesNow: now ? filesOf(now, user) : `no ${before.audit.words.many}`,
    nothingNow: nothingNow(now, user),
    planHref: shown ? urls.plan(before.audit.id, before.provider.id) : null,
    plan: !planIsShared(before.state) ? 'none' : shown ? 'shown' : 'hidden',
    rows: rows.map((one) => ({
      label: one.check.label,
      remark: one.remarks.join('; '),
      before: one.before,
      now: one.now,
      ...told(one, before.audit.words),
    })),
    actions: shown ? presentActions(before, rows, today) : [],
  };
}

/** The checks of both audits, those that are new in the later version last. */
function rowsOf(of: ReAuditComparison, { before, now }: ProviderChange, user: User): HeldRow[] {
  const changed = new Map(of.tools.changes.map((change) => [change.id, change]));
  const asked = new Map(checksOf(of.tools.now).map((check) => [check.id, check]));
  const added = of.tools.changes.flatMap(({ id, kind }) => (kind === 'added' ? (asked.get(id) ?? []) : []));
  const compared = [...checksOf(of.tools.before), ...added].filter(({ id }) => !isLeftOut(of.tools.now, id));
  return compared.map((check) => {
    const kind = changed.get(check.id)?.kind;
    // One that is new in the later version has no figure before.
    const then = kind === 'added' ? NOT_ASKED_BEFORE : figureOf(before, check, user);
    const current =
      kind === 'removed' ? NO_LONGER_ASKED : now ? figureOf(now, check, user) : NO_PART_IN_THIS_ONE;
    const reversed = isReversed(check, asked.get(check.id) ?? check);
    const why = reversed
      ? 'Cannot be told: a yes means the opposite now'
      : then.suppressed || current.suppressed
        ? 'Cannot be told: small number'
        : null;
    return {
      check,
      before: then.text,
      now: current.text,
      why,
      shares: why === null ? [then.share, current.share] : [null, null],
      remarks: [
        ...(check.polarity === 'yes_is_bad' ? [`a yes ${reversed ? 'was' : 'is'} a shortcoming`] : []),
        ...(kind === 'changed' ? ['asked differently now'] : []),
      ],
    };
  });
}

/** What changed in a check, in words. */
const told = ({ change, why }: Row, words: SubjectWords) => ({
  text: why ?? changesIn(words)[change.change],
  meaning: change.meaning && MEANINGS[change.meaning],
  range: rangeInWords(change),
});

/** What was promised, each with the change that followed. */
function presentActions(before: PlanOverview, rows: Row[], today: string) {
  return before.actions.map((action) => {
    const status = statusOf(action, today);
    const found = rows.find(({ check }) => check.id === action.checkId);
    return {
      action: action.action,
      href: urls.planAction(before.audit.id, before.provider.id, action.id),
      check:
        found?.check.label ?? labelOf(before.tool, action.checkId) ?? 'Something else that the report said',
      due: dueInWords(action.due, today, status),
      status: STATUS_TAGS[status],
      followedBy: found
        ? told(found, before.audit.words)
        : { text: 'No check to tell it by', meaning: null, range: null },
    };
  });
}

/** A check of one of the two audits with what is shown of it. */
interface HeldRow {
  check: Check;
  before: string;
  now: string;
  /** Why nothing can be told, where that has a reason of its own. */
  why: string | null;
  /** Both as far as this reader sees them. */
  shares: [before: Share | null, now: Share | null];
  remarks: string[];
}

interface Row extends HeldRow {
  change: CheckChange;
}

const NOT_ASKED_BEFORE = { text: 'Not asked', suppressed: false, share: null };
const NO_LONGER_ASKED = { text: 'No longer asked', suppressed: false, share: null };
const NO_PART_IN_THIS_ONE = { text: 'No part in this audit', suppressed: false, share: null };

/** Why there is nothing to hold against the audit before; null where there is, or where saying so would tell a number. */
function nothingNow(now: PlanOverview | null, user: User): string | null {
  if (!now) return 'It has no part in this audit, so nothing can be told of what changed.';
  const { one, read } = now.audit.words;
  if (now.files > 0 || (!seesAll(now, user) && now.outside().files)) return null;
  return `No ${one} of it ${isClosed(now.audit.state) ? `was ${read} in this audit` : 'is recorded in this audit yet'}, so nothing can be told of what changed.`;
}

const seesAll = (of: PlanOverview, user: User): boolean =>
  user.providerId === of.provider.id || can(user, 'results.readUnsuppressed', { audit: of.audit });

const filesOf = (of: PlanOverview, user: User): string =>
  !seesAll(of, user) && of.outside().files
    ? `few ${of.audit.words.many}`
    : countOf(of.files, of.audit.words.one, of.audit.words.many);

/** A figure as this reader may see it: outside the panel small numbers are suppressed, but for a provider's own. */
function figureOf(of: PlanOverview, check: Check, user: User) {
  const figures = of.figures.find(({ id }) => id === check.id);
  if (!seesAll(of, user) && of.outside().checks.has(check.id))
    return { text: SUPPRESSED_MARK, suppressed: true, share: null };
  if (!figures || figures.percentOfApplicable === null) return { text: '–', suppressed: false, share: null };
  const { yes, applicable } = figures;
  return {
    text: `${yes} of ${applicable}, ${figures.percentOfApplicable}%`,
    suppressed: false,
    share: { yes, applicable },
  };
}

/** A difference in percentage points with its interval, and the probabilities that the verdict rests on. */
function rangeInWords({ difference }: CheckChange): string | null {
  const { points, interval } = difference;
  if (points === null || interval === null) return null;
  return `${pointsText(points)} (${differenceIntervalText(interval)}); ${probabilitiesText(difference)}`;
}
