import { itemById, itemsOf } from '../../../rules/index.ts';
import type { Audit } from '../../audits/repository.ts';
import { dayInWords, listOf } from '../../formats/english.ts';
import type { FormField } from '../../formats/pdf/index.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { fieldOf } from '../paper/presenter.ts';
import { callersIn, optionsOfChoice } from './presenter.ts';
import type { CallLine, CallPlanState, CallTool } from './service.ts';

/** Sheets for callers in words, with nothing left to compute. */
export interface CallerSheets {
  documentTitle: string;
  footer: string;
  callers: {
    kicker: string;
    heading: string;
    instructions: string[];
    /** All calls of the caller, in their order. */
    overview: {
      caption: string;
      rows: { reference: string; service: string; when: string; story: string }[];
    };
    listening: { heading: string; definitions: { term: string; text: string }[] };
    calls: {
      heading: string;
      story: string;
      questions: { caption: string; rows: { label: string; field: FormField }[] };
      said: { label: string; field: FormField };
    }[];
  }[];
}

/**
 * What callers have in hand: whom they call, when, with which story, what to listen for, and boxes. Nothing of the right
 * answers stands on it, so that nobody leads the talk to them.
 *
 * @param place - of one caller, from 1; null for all of them
 * @throws NotFoundError where there is no such caller
 */
export function presentCallerSheets(audit: Audit, state: CallPlanState, place: number | null): CallerSheets {
  const all = callersIn(state.calls);
  const callers = place === null ? all : all.slice(place - 1, place);
  const [first] = callers;
  if (first === undefined) throw new NotFoundError('There is no such caller in the plan.');
  const name = place === null ? 'all callers' : `caller ${first}`;
  return {
    documentTitle: `Scripted calls, ${audit.title}: sheet of ${name}`,
    footer: `${audit.title}: sheet of ${name}`,
    callers: callers.map((caller) => presentCaller(audit, state, caller)),
  };
}

function presentCaller(
  audit: Audit,
  { tool, groups, calls }: CallPlanState,
  caller: string,
): CallerSheets['callers'][number] {
  const own = calls.filter((call) => call.caller === caller);
  const nameOf = ({ groupId }: CallLine) => groups.find(({ id }) => id === groupId)?.name ?? '';
  const storyOf = ({ scenario }: CallLine) => labelOf(tool, tool.calls.scenario, scenario);
  const whenOf = ({ week, time }: CallLine) =>
    [week === null ? '' : `week of ${dayInWords(week)}`, labelOf(tool, tool.calls.time, time).toLowerCase()]
      .filter((part) => part !== '')
      .join(', ');
  const accuracy = listOf(
    tool.calls.accuracy.flatMap((id) => itemById(tool, id)?.shortLabel.toLowerCase() ?? []),
  );
  const asked = itemsOf(tool).filter((item) => !plannedBy(tool).includes(item.id));
  return {
    kicker: `Sheet for one caller: ${audit.title}`,
    heading: `Caller ${caller}`,
    instructions: [
      'Keep to the story, and do not add to it. Never give a name, an address or a number: say that you would rather not.',
      'Do not call a service that you use, or where somebody may know your voice, even if it stands here: give the call back to whoever gave you this sheet.',
      'Fill in the boxes as soon as you have hung up, and write down what was said in its own words. Not applicable is for what could not be asked, such as when nobody answered.',
      `On ${accuracy}: tick a box only if you can tell without asking anybody. Whoever scores has the right answers.`,
    ],
    overview: {
      caption: 'Your calls',
      rows: own.map((call) => ({
        reference: call.reference,
        service: nameOf(call),
        when: whenOf(call),
        story: storyOf(call),
      })),
    },
    listening: {
      heading: 'What to listen for',
      definitions: asked
        .filter((item) => item.kind !== 'field' || item.type !== 'date')
        .map((item) => ({ term: item.shortLabel, text: item.guidance })),
    },
    calls: own.map((call) => ({
      heading: `${call.reference}: ${nameOf(call)}, ${whenOf(call)}`,
      story: tool.calls.stories[call.scenario ?? ''] ?? '',
      questions: {
        caption: `Call ${call.reference}`,
        rows: asked.map((item) => ({
          label: item.label,
          field: fieldOf(item, `${call.reference}: ${item.label}`),
        })),
      },
      said: {
        label: 'What was said, in its own words',
        field: { kind: 'room', label: `${call.reference}: what was said, in its own words`, lines: 13 },
      },
    })),
  };
}

const plannedBy = ({ calls: { scenario, caller, time } }: CallTool): string[] => [scenario, caller, time];

const labelOf = (tool: CallTool, itemId: string, value: string | null): string =>
  optionsOfChoice(tool, itemId).find(({ id }) => id === value)?.label ?? '';

/** The right answers in words, for whoever scores. */
export interface RightAnswers {
  documentTitle: string;
  footer: string;
  kicker: string;
  heading: string;
  note: string;
  scenarios: { heading: string; story: string; answers: string; calls: string | null }[];
  scoring: { heading: string; definitions: { term: string; text: string }[] };
}

/** The right answers of every scenario, with the calls that are made with it, and how accuracy is scored. */
export function presentRightAnswers(audit: Audit, { tool, groups, calls }: CallPlanState): RightAnswers {
  const nameOf = (groupId: number) => groups.find(({ id }) => id === groupId)?.name ?? '';
  return {
    documentTitle: `Right answers, ${audit.title}`,
    footer: `${audit.title}: right answers. Not for callers`,
    kicker: audit.title,
    heading: 'Right answers',
    note: 'For whoever scores accuracy. Not for callers, who would lead the talk to them. Hold these answers against what somebody who knows the local services says, before the first call.',
    scenarios: optionsOfChoice(tool, tool.calls.scenario).map(({ id, label, guidance }) => {
      const own = calls.filter(({ scenario }) => scenario === id);
      return {
        heading: label,
        story: tool.calls.stories[id] ?? '',
        answers: guidance ?? '',
        calls:
          own.length > 0
            ? `Calls with this story: ${own.map(({ reference, groupId }) => `${reference} (${nameOf(groupId)})`).join(', ')}.`
            : null,
      };
    }),
    scoring: {
      heading: 'How accuracy is scored',
      definitions: tool.calls.accuracy.flatMap((id) => {
        const item = itemById(tool, id);
        return item ? [{ term: item.shortLabel, text: `${item.label} ${item.guidance}` }] : [];
      }),
    },
  };
}
