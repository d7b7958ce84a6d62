import { GUARD_REASONS, percent, showCode, takesAnswers } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { countOf, listOf, timeInWords } from '../../formats/english.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import type { CodeState } from './repository.ts';
import { modesOf } from './service.ts';
import type { QuestionnaireOverview, SuspectText } from './service.ts';

const DASH = '–';

/** A questionnaire for the panel: who answered, by service, the codes, and who was asked. */
export function presentQuestionnaire(parts: {
  overview: QuestionnaireOverview;
  user: User;
  /** Where people open the program, as it is set. */
  publicUrl: string;
  typed: FormBody | null;
  errors: FieldError[];
}) {
  const { overview, user, publicUrl, typed, errors } = parts;
  const { audit, groups, sheets, tallies } = overview;
  const nameOf = new Map(groups.map(({ id, name }) => [id, name]));
  const isOpen = takesAnswers(audit.state);
  const mayMakeCodes = isOpen && can(user, 'questionnaire.manage', { audit });
  const value = (name: string) => (typed ? textOf(typed, name) : '');
  const choices = (name: string) => [
    { value: '', text: 'Choose', selected: value(name) === '' },
    ...groups.map(({ id, name: text }) => ({
      value: String(id),
      text,
      selected: value(name) === String(id) || (typed === null && groups.length === 1),
    })),
  ];
  return {
    header: presentHeader(audit, user),
    state: audit.state,
    isOpen,
    mayMakeCodes,
    hasGroups: groups.length > 0,
    groupHref: urls.newGroup(audit.id),
    rows: [...groups.map((group) => rowOf(overview, group.name, group.id)), ...totalOf(overview)],
    address: `${publicUrl}${urls.enterCode()}`,
    isOnlyHere: /^https?:\/\/(localhost|127\.|\[::1\])/.test(publicUrl),
    codes: {
      action: urls.questionnaireCodes(audit.id),
      groups: choices('groupId'),
      codes: value('codes'),
      as: [
        {
          value: 'paper',
          text: 'Slips to print and cut, as a PDF',
          checked: value('as') === 'paper' || typed === null,
        },
        { value: 'links', text: 'Links to send, one for each person', checked: value('as') === 'links' },
      ],
    },
    sheets: sheets.map(({ id, groupId, madeAt, madeByName, states }) => ({
      made: `${timeInWords(madeAt)}, by ${madeByName}`,
      group: nameOf.get(groupId) ?? '',
      used: usedText(states),
      others: othersText(states),
      left: states.unused + states.begun,
      withdrawAction: urls.questionnaireSheetWithdraw(audit.id, id),
    })),
    withdraw: { action: urls.questionnaireCodeWithdraw(audit.id), code: value('code') },
    tally: {
      action: urls.questionnaireTallies(audit.id),
      groups: choices('tallyGroupId'),
      asked: value('asked'),
      refused: value('refused'),
    },
    tallies: tallies.map((tally) => ({
      when: timeInWords(tally.countedAt),
      who: tally.countedByName,
      group: nameOf.get(tally.groupId) ?? '',
      asked: tally.asked,
      refused: `${tally.refused} of ${tally.asked}`,
      removeAction: isOpen ? urls.questionnaireTallyRemove(audit.id, tally.id) : null,
    })),
    suspects: overview.suspects.map((suspect) => presentSuspect(audit.id, suspect)),
    suspectsText: `${overview.suspects.length} of ${countOf(overview.texts, 'text')}`,
    errorOf: Object.fromEntries(errors.map(({ field, text }) => [field, { text }])),
  };
}

function presentSuspect(auditId: number, { fileId, reference, item, text, spots }: SuspectText) {
  return {
    reference,
    href: `${urls.file(auditId, fileId)}#answer.${encodeURIComponent(item.id)}`,
    item: item.shortLabel,
    text,
    why: listOf(spots.map((spot) => `“${spot.text}” ${GUARD_REASONS[spot.reason]}`)),
  };
}

const sumOf = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0);
const allOf = (states: Record<CodeState, number>): number => sumOf(Object.values(states));
const usedText = (states: Record<CodeState, number>): string => `${states.used} of ${allOf(states)}`;

/** The codes that are not used, by what became of them; null where all are. */
function othersText({ unused, begun, withdrawn }: Record<CodeState, number>): string | null {
  const kinds = [
    unused > 0 ? `${unused} not opened` : null,
    begun > 0 ? `${begun} begun` : null,
    withdrawn > 0 ? `${withdrawn} withdrawn` : null,
  ].filter((text) => text !== null);
  return kinds.length > 0 ? kinds.join(', ') : null;
}

/** What is counted of one service, or of all where no group is named. */
function rowOf(
  { instrument, sheets, tallies, records }: QuestionnaireOverview,
  name: string,
  groupId?: number,
) {
  const own = <T extends { groupId: number }>(all: T[]) =>
    groupId === undefined ? all : all.filter((one) => one.groupId === groupId);
  const states: Record<CodeState, number> = { unused: 0, begun: 0, used: 0, withdrawn: 0 };
  for (const sheet of own(sheets)) {
    for (const state of Object.keys(states) as CodeState[]) states[state] += sheet.states[state];
  }
  const asked = sumOf(own(tallies).map((tally) => tally.asked));
  const refused = sumOf(own(tallies).map((tally) => tally.refused));
  const handedIn = sumOf(own(records).map((count) => count.records));
  const modes = [...modesOf(instrument), { id: null, label: 'Not recorded how' }].map(({ id, label }) => ({
    label,
    records: sumOf(own(records).flatMap((count) => (count.value === id ? [count.records] : []))),
  }));
  const share = percent(refused, asked);
  return {
    name,
    isTotal: groupId === undefined,
    asked: asked === 0 ? DASH : String(asked),
    refused: asked === 0 ? DASH : `${refused} of ${asked}${share === null ? '' : `, ${share}%`}`,
    handedIn: String(handedIn),
    modes: modes
      .filter((mode) => mode.records > 0)
      .map((mode) => `${mode.records} ${mode.label.charAt(0).toLowerCase()}${mode.label.slice(1)}`)
      .join('; '),
    codes: allOf(states) === 0 ? 'No codes made' : `${usedText(states)} used`,
    others: othersText(states),
  };
}

const totalOf = (overview: QuestionnaireOverview) =>
  overview.groups.length > 1 ? [rowOf(overview, 'All services')] : [];

/** Codes that were just made, as links to be sent; they are shown this once. */
export function presentLinks(parts: {
  overview: QuestionnaireOverview;
  user: User;
  publicUrl: string;
  group: string;
  codes: string[];
}) {
  const { overview, user, publicUrl, group, codes } = parts;
  return {
    header: presentHeader(overview.audit, user),
    back: urls.questionnaire(overview.audit.id),
    group,
    countText: countOf(codes.length, 'link'),
    links: codes.map((code) => ({
      code: showCode(code),
      address: `${publicUrl}${urls.underCode(code)}`,
    })),
  };
}
