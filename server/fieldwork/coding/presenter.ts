import { GUARD_REASONS, percent, READERS_ALIKE, takesAnswers } from '../../../rules/index.ts';
import type { Coefficient, GuardSpot } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { countOf, intervalText, listOf } from '../../formats/english.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import { settleField } from './service.ts';
import type { AuditCoding, CodingState, ItemCoding, StandingText, TextToCode } from './service.ts';

const DASH = '–';

/** The coding of an audit: what is left to code, how alike two people code, and for the lead what to settle. */
export function presentCoding(coding: AuditCoding, user: User, errors: FieldError[]) {
  const { audit } = coding;
  const isOpen = takesAnswers(audit.state);
  const maySettle = can(user, 'texts.settle', { audit });
  return {
    header: presentHeader(audit, user),
    state: audit.state,
    isOpen,
    items: coding.items.map((item) => presentItem(coding, item, { isOpen, maySettle, errors })),
    threshold: `kappa ${READERS_ALIKE.kappa}`,
  };
}

const nOf = (texts: readonly StandingText[], ...states: CodingState[]): number =>
  texts.filter(({ state }) => states.includes(state)).length;

function presentItem(
  { audit, groups }: AuditCoding,
  item: ItemCoding,
  { isOpen, maySettle, errors }: { isOpen: boolean; maySettle: boolean; errors: FieldError[] },
) {
  const { texts, code, text, left } = item;
  const total = texts.length;
  const twice = nOf(texts, 'agreed', 'differs', 'settled');
  const elsewhere = nOf(texts, 'elsewhere');
  const single = texts.filter(({ state, counting }) => state === 'once' && counting === null).length;
  const toCode = total - elsewhere;
  return {
    id: code.id,
    title: code.label,
    question: text.label,
    total,
    toCode,
    totalText: countOf(total, 'text'),
    elsewhereText: elsewhere === 0 ? null : `${elsewhere} of ${total}`,
    once: nOf(texts, 'once', 'agreed', 'differs', 'settled'),
    twice,
    counting: texts.filter(({ counting }) => counting !== null).length,
    settledText: `${nOf(texts, 'settled')} of ${countOf(nOf(texts, 'settled', 'differs'), 'difference')}`,
    leftText: left === 0 ? null : countOf(left, 'text'),
    nextHref: isOpen && left > 0 ? urls.codingNext(audit.id, code.id) : null,
    agreement: presentAgreement(item),
    bookHint: code.guidance,
    book: bookOf(item),
    single:
      isOpen && maySettle && single > 0
        ? { action: urls.codingSingle(audit.id, code.id), text: countOf(single, 'text') }
        : null,
    differences: maySettle
      ? texts
          .filter(({ state, isKept }) => !isKept && (state === 'differs' || state === 'settled'))
          .map((line) => ({
            reference: line.reference,
            group: groups.find(({ id }) => id === line.groupId)?.name ?? '',
            text: line.text,
            warning: warningOf(line.spots),
            codes: line.codings.map(({ userName, value }) => ({
              by: userName,
              label: labelOf(item, value),
            })),
            settled: line.counting === null ? null : labelOf(item, line.counting),
            action: isOpen ? urls.codingSettle(audit.id, code.id, line.fileId) : null,
            name: settleField(line.fileId),
            error: errors.find(({ field }) => field === settleField(line.fileId))?.text ?? null,
            choices: code.options.map((option) => ({
              value: option.id,
              text: option.label,
              checked: option.id === line.counting,
            })),
          }))
      : [],
  };
}

const labelOf = ({ code }: Pick<ItemCoding, 'code'>, value: string): string =>
  code.options.find(({ id }) => id === value)?.label ?? value;

const bookOf = ({ code }: Pick<ItemCoding, 'code'>) =>
  code.options.map(({ label, guidance }) => ({ term: label, text: guidance ?? '' }));

/** @example number(-0.0234) // '−0.023' */
const number = (value: number): string =>
  value
    .toFixed(3)
    .replace(/^-(?=0\.000$)/, '')
    .replace('-', '−');
const rangeOf = (coefficient: Coefficient | null): string | null =>
  coefficient && `${number(coefficient.low)} to ${number(coefficient.high)}`;

/** How alike two people have coded, with the reason why nothing can be told where it cannot. */
function presentAgreement({ agreement: found, texts }: ItemCoding) {
  const { compared, agreed, kappa, ac1, agreement } = found;
  const share = percent(agreed, compared);
  const { leastFiles } = READERS_ALIKE;
  return {
    compared: `${compared} of ${countOf(texts.length, 'text')}`,
    share: share === null ? DASH : `${agreed} of ${compared}, ${share}%`,
    shareRange: agreement && intervalText([agreement.low, agreement.high]),
    kappa: kappa ? number(kappa.value) : DASH,
    kappaRange: rangeOf(kappa),
    ac1: ac1 ? number(ac1.value) : DASH,
    ac1Range: rangeOf(ac1),
    finding:
      compared === 0
        ? 'No text is coded by two people yet.'
        : compared < leastFiles
          ? `${countOf(compared, 'text')} cannot tell how alike two people code; it takes ${leastFiles}.`
          : kappa === null
            ? 'All codes of both are one and the same, so that there is no kappa.'
            : kappa.value >= READERS_ALIKE.kappa
              ? `Kappa is ${READERS_ALIKE.kappa} or more: the code book is read alike.`
              : `Kappa is below ${READERS_ALIKE.kappa}: talk about the texts that differ, and say more in the next version of the code book.`,
  };
}

/** What in a text may tell who somebody is, as a sentence; null where there is nothing. */
function warningOf(spots: readonly GuardSpot[]): string | null {
  if (spots.length === 0) return null;
  const why = listOf(spots.map((spot) => `“${spot.text}” ${GUARD_REASONS[spot.reason]}`));
  return `This may tell who somebody is: ${why}. Take it out on the page of the record.`;
}

/** One text with the code book beside it. */
export function presentText(found: TextToCode, user: User, error: string | null) {
  const { audit, coded, group, reference, fileId, own, left } = found;
  return {
    header: presentHeader(audit, user),
    back: urls.coding(audit.id),
    action: urls.codingText(audit.id, coded.code.id, fileId),
    title: coded.code.label,
    question: coded.text.label,
    reference,
    group: group?.name ?? '',
    text: found.text,
    warning: warningOf(found.spots),
    fileHref: urls.file(audit.id, fileId),
    leftText:
      own === null
        ? `${countOf(left, 'text')} left for you, with this one`
        : 'You have coded this text. Until somebody else has, you can change it.',
    isOpen: takesAnswers(audit.state),
    rule: coded.code.guidance,
    error,
    choices: coded.code.options.map(({ id, label, guidance }) => ({
      value: id,
      text: label,
      hint: guidance === undefined ? undefined : { text: guidance },
      checked: id === own,
    })),
  };
}
