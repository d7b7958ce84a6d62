import { askedOf, itemsOf, leftOutText, SECOND_READING_PERCENT, takesAnswers } from '../../../rules/index.ts';
import type { Item } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { countOf, dayInWords, timeInWords } from '../../formats/english.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { explanationsOf, presentTables, toldOf } from './agreementPresenter.ts';
import { EXPORT_FORMATS } from './table.ts';
import {
  ALL_NAME,
  ALL_REASON_NAME,
  NOT_RECORDED,
  reasonName,
  SETTLE_ALL,
  settleName,
  UNSETTLED,
} from './form.ts';
import { answerInWords } from '../selfAudits/words.ts';
import type { PairedReading } from '../caseFiles/readingPairs.ts';
import { settledMark, settlementsOf } from './service.ts';
import type { ReadTwice, ReadTwiceInGroup, SecondReadings } from './service.ts';

const DASH = '–';

/** The lead's page on second readings: draws, files, and how alike the readers answer each check. */
export function presentReadings(readings: SecondReadings, user: User, typed: FormBody | null) {
  const { audit, tool, groups, draws, files, agreement } = readings;
  const done = files.filter((file) => file.isDone).length;
  const differences = files.reduce((sum, file) => sum + file.differences.length, 0);
  const unsettled = files.reduce((sum, file) => sum + file.unsettled.length, 0);
  const items = itemsOf(tool);
  const { words } = audit;
  return {
    header: presentHeader(audit, user),
    state: audit.state,
    questionsLeftOut: leftOutText(tool),
    mayDraw: takesAnswers(audit.state),
    readersHref: urls.readers(audit.id),
    action: urls.readings(audit.id),
    values: {
      percent: typed ? textOf(typed, 'percent') : String(SECOND_READING_PERCENT),
      oneAGroup: typed ? textOf(typed, 'oneAGroup') === 'yes' : true,
    },
    candidatesText: countOf(readings.candidates, words.file, words.files),
    draws: draws.map((draw) => ({
      at: timeInWords(draw.drawnAt),
      by: draw.drawnByName ?? 'Somebody',
      text: `${draw.drawn} of ${countOf(draw.frame.length, words.file, words.files)}: ${draw.percent}%${draw.oneAGroup ? ', at least one of each group' : ''}`,
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
      status: statusOf(file, askedOf(tool).length),
      differences: file.isDone
        ? `${file.differences.length} of ${items.length} items`
        : 'Not both complete yet',
      withdrawAction:
        takesAnswers(audit.state) && file.second.readers.length === 0
          ? urls.readingWithdraw(audit.id, file.fileId)
          : null,
    })),
    ...explanationsOf(agreement, audit.words),
    ...toldOf(agreement, audit.words),
    tables: presentTables(tool, agreement),
    exports: EXPORT_FORMATS.map(({ format, text }) => ({
      text,
      href: urls.exportReadings(audit.id, format),
    })),
  };
}

/** @param asked - how many answers the tool asks for */
function statusOf(file: ReadTwice, asked: number) {
  if (!file.isDone) {
    if (file.first.completedAt === null) return { text: 'First reading taken up again', colour: 'yellow' };
    return file.second.readers.length === 0
      ? { text: `To do, 0 of ${asked}`, colour: 'yellow' }
      : { text: 'Second reading in progress', colour: 'yellow' };
  }
  if (file.differences.length === 0) return { text: 'Read twice, alike', colour: 'green' };
  if (file.unsettled.length > 0) return { text: `${file.unsettled.length} to settle`, colour: 'blue' };
  return { text: 'All settled', colour: 'green' };
}

/** The two readings of one file side by side, with what the lead settles. */
export function presentComparison(parts: {
  audit: Audit;
  items: Item[];
  /** How many answers the tool asks for. */
  asked: number;
  group: string;
  file: ReadTwiceInGroup;
  /** The files that are left to settle; asked for only where this one is not. */
  toSettle: readonly ReadTwice[];
  user: User;
  /** What was sent, when the form is shown again. */
  typed: FormBody | null;
  errors: FieldError[];
}) {
  const { audit, items, asked, group, file, toSettle, user, typed, errors } = parts;
  const mayChange = takesAnswers(audit.state);
  return {
    header: presentHeader(audit, user),
    reference: file.reference,
    group,
    back: urls.readings(audit.id),
    next: mayChange && file.isDone && file.unsettled.length === 0 ? presentNext(audit, toSettle) : null,
    action: urls.reading(audit.id, file.fileId),
    reopenAction: mayChange && file.isDone ? urls.readingReopen(audit.id, file.fileId) : null,
    settledCount: file.settlements.size,
    all: presentAll(file, typed, errors),
    status: statusOf(file, asked),
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

/** The next file to settle, once this one is; without one, that nothing is left. */
function presentNext(audit: Audit, toSettle: readonly ReadTwice[]) {
  const { words } = audit;
  const [next] = toSettle;
  return {
    title: next ? `Settle ${next.reference}` : 'All differences are settled',
    text: next
      ? `${countOf(toSettle.length, words.file, words.files)} ${toSettle.length === 1 ? 'is' : 'are'} left to settle. In this one it is ${countOf(next.unsettled.length, 'difference')}.`
      : `No ${words.file} of those that both readers have completed is left to settle.`,
    button: next
      ? { text: `Go on to ${next.reference}`, href: urls.reading(audit.id, next.fileId) }
      : { text: 'Back to the audit', href: urls.audit(audit.id) },
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
  file: ReadTwiceInGroup;
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

/** @example 'Seen: care plan, page 3, entry of 12 May 2026' */
function whereSeenInWords(place: string | undefined, day: string | undefined): string | null {
  const parts = [place, day && `entry of ${dayInWords(day)}`].filter((part) => part !== undefined);
  return parts.length === 0 ? null : `Seen: ${parts.join(', ')}`;
}

function sideOf(reading: PairedReading, item: Item) {
  return {
    answer: answerInWords(item, reading.answers.get(item.id) ?? null),
    comment: reading.comments.get(item.id) ?? null,
    seen: whereSeenInWords(reading.places.get(item.id), reading.entryDates.get(item.id)),
  };
}
