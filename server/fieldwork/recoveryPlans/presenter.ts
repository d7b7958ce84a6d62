import {
  ASSESSMENTS,
  emptyPlan,
  GOAL_DOMAIN_LABELS,
  GOAL_DOMAINS,
  isEmptyPlan,
  NEED_DOMAIN_LABELS,
  NEED_DOMAINS,
  PLAN_LIMITS,
  takesAnswers,
  TOP_FORM_KIND_LABELS,
  TOP_FORM_KINDS,
  topRuleInWords,
} from '../../../rules/index.ts';
import type { PlanEntry } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { presentLetters } from '../goalChecker/smartCriteria.ts';
import type { FieldError } from '../../platform/errors.ts';
import { clockInWords, countOf, dayInWords, timeInWords } from '../../formats/english.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { can } from '../../access/policy.ts';
import type { Reading } from '../caseFiles/reading.ts';
import { urls } from '../../web/urls.ts';
import { fieldsOf, goalName, needName, rowsNeeded, topName, waitsName } from './form.ts';
import { comparePlans, partLabel, partsOf } from './merge.ts';
import type { StoredPlan } from './repository.ts';
import type { ReadingPlan } from './service.ts';

/** Empty rows below what is there. */
const SPARE_GOALS = 3;
const SPARE_TOP_FORMS = 1;
const LEAST_TOP_FORMS = 3;

const ASSESSMENT_NAMES = {
  initial_assessment: { short: 'Init.', full: 'Initial assessment' },
  comprehensive_assessment: { short: 'Comp.', full: 'Comprehensive assessment' },
  risk_assessment: { short: 'Risk', full: 'Risk assessment' },
};

const YES_NO = [
  { value: '', text: 'Not recorded' },
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
];
const ORIENTATION_ITEMS = [
  { value: '', text: 'Not recorded' },
  { value: 'abstinence', text: 'Abstinence' },
  { value: 'reduction', text: 'Reduction' },
  { value: 'both', text: 'Reduction, then abstinence' },
  { value: 'neither', text: 'Neither' },
];
const DOMAIN_ITEMS = [
  { value: '', text: 'Not recorded' },
  ...GOAL_DOMAINS.map((domain) => ({ value: domain, text: GOAL_DOMAIN_LABELS[domain] })),
];
const STAGE_ITEMS = [
  { value: '', text: 'Not said' },
  ...TOP_FORM_KINDS.map((kind) => ({ value: kind, text: TOP_FORM_KIND_LABELS[kind] })),
];

const chosen = (items: readonly { value: string; text: string }[], value: string) =>
  items.map((item) => ({ ...item, selected: item.value === value }));

/** The page on which the plan of a file is entered. */
export function presentPlan(parts: {
  audit: Audit;
  reading: Reading;
  plan: ReadingPlan;
  user: User;
  /** What was typed, when the form is shown again because of errors. */
  typed: FormBody | null;
  errors: FieldError[];
}) {
  const { audit, reading, plan, user, typed, errors } = parts;
  const { stored, context } = plan;
  const begin = stored?.entry ?? (plan.listed && { ...emptyPlan(), ...plan.listed });
  const body = typed ?? (begin ? fieldsOf(begin) : {});
  const fields = fieldsIn(body, errors);
  const { field, select } = fields;
  // What was found is of what is saved, not of what was typed since.
  const saved = stored ? fieldsOf(stored.entry) : {};
  const isAsSaved = (names: readonly string[]) =>
    names.every((name) => textOf(body, name) === textOf(saved, name));
  return {
    header: presentHeader(audit, user),
    reference: reading.reference,
    isSecond: reading.number === 2,
    action: urls.filePlan(audit.id, reading.fileId),
    fileHref: `${urls.file(audit.id, reading.fileId)}#answer.recovery_plan`,
    readOnly: !(takesAnswers(audit.state) && can(user, 'caseFile.record', { audit }) && !reading.frozen),
    frozen: reading.frozen && takesAnswers(audit.state),
    state: audit.state,
    version: typed ? textOf(body, 'version') : String(stored?.version ?? 0),
    readingId: String(reading.id),
    base: typed ? textOf(body, 'base') : JSON.stringify(stored?.entry ?? emptyPlan()),
    savedText: stored
      ? `Saved at ${clockInWords(stored.updatedAt)}${stored.updatedByName ? ` by ${stored.updatedByName}` : ''}`
      : 'Nothing saved yet',
    readOn: dayInWords(context.readOn),
    head: {
      date: field('date'),
      reviewDate: field('reviewDate'),
      orientation: select('orientation', ORIENTATION_ITEMS),
      agreed: select('agreed', YES_NO),
      keyWorkerNamed: select('keyWorkerNamed', YES_NO),
    },
    assessments: ASSESSMENTS.map((assessment) => ASSESSMENT_NAMES[assessment]),
    needs: NEED_DOMAINS.map((domain) => presentNeed(domain, body, fields)),
    goals: presentGoals(plan, body, fields, isAsSaved),
    mostGoals: PLAN_LIMITS.goals,
    goalsText: stored ? countOf(stored.entry.goals.length, 'goal') : 'No goals yet',
    top: presentTopForms(plan, body, fields, typed !== null),
    topIsListed: plan.listed !== null,
  };
}

/** The fields of a plan's form, each with what is in it and what is wrong with that. */
function fieldsIn(body: FormBody, errors: FieldError[]) {
  const errorOf = (name: string) => errors.find((error) => error.field === name)?.text ?? null;
  const field = (name: string) => ({ name, value: textOf(body, name), error: errorOf(name) });
  const select = (name: string, items: readonly { value: string; text: string }[]) => ({
    ...field(name),
    items: chosen(items, textOf(body, name)),
  });
  return { errorOf, field, select };
}
type Fields = ReturnType<typeof fieldsIn>;

/** A row of the needs: by which assessment one was found, and whether it waits. */
function presentNeed(domain: (typeof NEED_DOMAINS)[number], body: FormBody, { errorOf }: Fields) {
  return {
    label: NEED_DOMAIN_LABELS[domain],
    error: errorOf(needName(domain)),
    ticks: ASSESSMENTS.map((assessment) => ({
      // The first has the name as its id, so that an error of the row leads to it.
      id: assessment === ASSESSMENTS[0] ? needName(domain) : `${needName(domain)}-${assessment}`,
      name: needName(domain),
      value: assessment,
      label: `${NEED_DOMAIN_LABELS[domain]}: found by the ${ASSESSMENT_NAMES[assessment].full.toLowerCase()}`,
      checked: [body[needName(domain)] ?? []].flat().includes(assessment),
    })),
    waits: {
      id: waitsName(domain),
      name: waitsName(domain),
      value: 'yes',
      label: `${NEED_DOMAIN_LABELS[domain]}: the plan says why it waits`,
      checked: textOf(body, waitsName(domain)) === 'yes',
    },
  };
}

const GOAL_PARTS = ['text', 'domain', 'targetDate', 'support', 'agreed'];

/** The rows of goals with what was found in their words, and some to spare. */
function presentGoals(
  { derived }: ReadingPlan,
  body: FormBody,
  { field, select }: Fields,
  isAsSaved: (names: readonly string[]) => boolean,
) {
  const lettersOf = (row: number) => {
    const findings = derived?.plan.goals[row];
    const own = GOAL_PARTS.map((part) => goalName(row, part));
    return findings && isAsSaved([...own, 'date', 'reviewDate', 'agreed']) ? presentLetters(findings) : null;
  };
  const rows = Math.min(rowsNeeded(body).goals + SPARE_GOALS, PLAN_LIMITS.goals);
  return Array.from({ length: rows }, (_, row) => ({
    number: row + 1,
    text: field(goalName(row, 'text')),
    domain: select(goalName(row, 'domain'), DOMAIN_ITEMS),
    targetDate: field(goalName(row, 'targetDate')),
    support: field(goalName(row, 'support')),
    agreed: select(goalName(row, 'agreed'), YES_NO),
    letters: lettersOf(row),
  }));
}

/** The dates of treatment and of TOP forms, and what follows from them. */
function presentTopForms(
  { derived, context }: ReadingPlan,
  body: FormBody,
  { field, select }: Fields,
  /** The dates were not saved: what was found is of those saved before. */
  refused: boolean,
) {
  const rule = topRuleInWords(context.windows, context.readOn);
  const earlier = [
    { label: 'Earlier start', field: field('earlierStart') },
    { label: 'Earlier exit', field: field('earlierExit') },
  ];
  const wanted = Math.max(rowsNeeded(body).topForms + SPARE_TOP_FORMS, LEAST_TOP_FORMS);
  return {
    applies: context.reportsToNdtms && context.windows.length > 0,
    treatmentStart: field('treatmentStart'),
    treatmentExit: field('treatmentExit'),
    earlier,
    // Nothing is hidden that says something.
    earlierOpen: earlier.some(({ field: { value, error } }) => value !== '' || error !== null),
    forms: Array.from({ length: Math.min(wanted, PLAN_LIMITS.topForms) }, (_, row) => ({
      number: row + 1,
      date: field(topName(row, 'date')),
      stage: select(topName(row, 'stage'), STAGE_ITEMS),
    })),
    refused,
    reasons: refused ? [] : (derived?.top?.reasons ?? []).map(reasonInWords),
    rule: rule && {
      sentences: rule.sentences.map(reasonInWords),
      choices: rule.choices,
      source: rule.source,
    },
  };
}

/** A reason of the rules with its days as people write them. */
export const reasonInWords = (reason: string): string =>
  reason.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => dayInWords(day));

/** What the recording page says of the plan. */
export function presentPlanLink(audit: Audit, reading: Reading, stored: StoredPlan | null) {
  const entered = stored && !isEmptyPlan(stored.entry) ? stored.entry : null;
  return {
    href: urls.filePlan(audit.id, reading.fileId),
    text: entered === null ? 'Enter the plan' : `Plan: ${contentsOf(entered)}`,
  };
}

function contentsOf({ goals, needs, treatmentStart, topForms }: PlanEntry): string {
  const counts = [
    goals.length > 0 ? countOf(goals.length, 'goal') : '',
    needs.length > 0 ? countOf(needs.length, 'need') : '',
    treatmentStart !== null || topForms.length > 0 ? 'TOP dates' : '',
  ].filter((text) => text !== '');
  return counts.length > 0 ? counts.join(', ') : 'dates only';
}

/** The page for two people who changed one plan: what differs, with both versions, to choose from. */
export function presentPlanConflict(parts: {
  audit: Audit;
  reading: Reading;
  current: StoredPlan;
  mine: PlanEntry;
  base: PlanEntry | null;
  /** The choices as they were sent, to be shown again. */
  body: FormBody;
  user: User;
  errors: FieldError[];
}) {
  const { audit, reading, current, mine, base, body, user, errors } = parts;
  const { differences } = comparePlans(
    partsOf(current.entry),
    partsOf(mine),
    base === null ? null : partsOf(base),
  );
  const other = current.updatedByName ?? 'Somebody else';
  return {
    header: presentHeader(audit, user),
    reference: reading.reference,
    action: urls.filePlan(audit.id, reading.fileId),
    version: String(current.version),
    readingId: String(reading.id),
    mine: JSON.stringify(mine),
    base: base === null ? '' : JSON.stringify(base),
    other,
    at: timeInWords(current.updatedAt),
    differencesText: countOf(differences.length, 'difference'),
    differences: differences.map(({ key, theirs, yours, chosen: preset }, i) => {
      const name = `choose.${i}`;
      const choice = textOf(body, name) || preset;
      return {
        name,
        label: partLabel(key),
        error: errors.find((error) => error.field === name)?.text ?? null,
        items: [
          { value: 'theirs', json: theirs, who: `Saved by ${other}` },
          { value: 'yours', json: yours, who: 'Yours' },
        ].map(({ value, json, who }) => ({
          value,
          text: partInWords(key, json),
          hint: { text: who },
          checked: choice === value,
        })),
      };
    }),
  };
}

/** A part of a plan as a sentence. */
function partInWords(key: string, json: string | null): string {
  if (json === null) return key.includes('.') ? 'Not in the plan' : 'Not recorded';
  const value = JSON.parse(json) as unknown;
  if (key.startsWith('goal.')) return goalInWords(value as PlanEntry['goals'][number]);
  if (key.startsWith('need.')) {
    const { foundBy, waits } = value as PlanEntry['needs'][number];
    const found = foundBy.map((one) => ASSESSMENT_NAMES[one].full.toLowerCase()).join(', ');
    return `Found by: ${found}${waits ? '; the plan says why it waits' : ''}`;
  }
  if (key.startsWith('top.')) {
    const { date, stage } = value as PlanEntry['topForms'][number];
    return `${dayInWords(date)}${stage === null ? '' : `, ${TOP_FORM_KIND_LABELS[stage].toLowerCase()}`}`;
  }
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const text = String(value);
  if (/^\d{4}-/.test(text)) return dayInWords(text);
  return ORIENTATION_ITEMS.find((item) => item.value === text)?.text ?? text;
}

function goalInWords({ text, domain, targetDate, support, agreed }: PlanEntry['goals'][number]): string {
  const more = [
    domain === null ? '' : GOAL_DOMAIN_LABELS[domain],
    targetDate === null ? '' : `by ${dayInWords(targetDate)}`,
    support === '' ? '' : `support: ${support}`,
    agreed === null ? '' : agreed ? 'agreed' : 'not agreed',
  ].filter((part) => part !== '');
  return more.length > 0 ? `${text} (${more.join('; ')})` : text;
}
