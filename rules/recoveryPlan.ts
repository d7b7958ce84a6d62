import { checkGoal, LETTERS } from './smart.ts';
import type { Goal, GoalFindings, Letter } from './smart.ts';
import { readText } from './smart/read.ts';
import { lexiconOf, phraseAt } from './smart/words.ts';
import type { Lexicon, SmartWords } from './smart/words.ts';
import { NEED_DOMAINS, NEED_DOMAIN_LABELS, RECOVERY_CAPITAL, RECOVERY_CAPITAL_LABELS } from './needs.ts';
import type { NeedDomain, GoalDomain, Assessment, RecoveryCapital } from './needs.ts';
export { NEED_DOMAINS, NEED_DOMAIN_LABELS, ASSESSMENTS } from './needs.ts';
export type { NeedDomain, GoalDomain } from './needs.ts';

/** A need, and the assessments that found it. */
interface PlanNeed {
  domain: NeedDomain;
  foundBy: readonly Assessment[];
  /** Whether the plan says why the need waits. */
  waits?: boolean;
}

export interface PlanGoal extends Goal {
  /** What the goal is about; null where it was not entered. */
  domain: GoalDomain | null;
}

/** The recovery plan of a file as an auditor enters it. Dates are YYYY-MM-DD; null is not recorded. */
export interface RecoveryPlan {
  /** Whether there is a plan on file. */
  onFile: boolean | null;
  date: string | null;
  reviewDate: string | null;
  /** Where the plan leads. */
  orientation: 'abstinence' | 'reduction' | 'both' | 'neither' | null;
  /** Whether the service user signed or agreed it. */
  agreed: boolean | null;
  /** Whether a key worker is named; never the name. */
  keyWorkerNamed: boolean | null;
  needs: readonly PlanNeed[];
  goals: readonly PlanGoal[];
}

/** The checks that are derived from a plan. */
export const DERIVED_CHECKS = [
  'recovery_plan',
  'abstinence',
  'reduction',
  'smart',
  'all_needs',
  'balance',
  'review_required',
  'social_networks',
  'recovery_capital',
  'referrals',
] as const;
export type DerivedCheck = (typeof DERIVED_CHECKS)[number];

/** An answer that follows from the plan, with the reasons; null where it cannot be told. */
interface Derived {
  answer: 'yes' | 'no' | null;
  reasons: string[];
}

export interface DerivedPlan {
  checks: Record<DerivedCheck, Derived>;
  /** The findings of each goal, in the order of the goals. */
  goals: GoalFindings[];
  /** For each part of recovery capital the goals (by their place, from 0) that add to it. */
  capital: Record<RecoveryCapital, number[]>;
  /** Needs without a goal and without a reason why they wait. */
  needsWithoutGoal: NeedDomain[];
}

/** Domains of need whose goals add to recovery capital by themselves. */
const CAPITAL_OF: Partial<Record<GoalDomain, RecoveryCapital>> = {
  housing: 'housing',
  health: 'health',
  education_employment: 'purposefulActivity',
  family: 'familyAndFriends',
};

const LETTER_NAMES: Record<Letter, string> = {
  specific: 'specific',
  measurable: 'measurable',
  achievable: 'achievable',
  realistic: 'realistic',
  timeBound: 'time-bound',
};

/**
 * What the checks of the plan would be by what was entered of it. It only advises: the auditor's answer counts.
 *
 * @param plan - as entered; null where nothing was
 * @param readOn - the day of reading, YYYY-MM-DD, or null
 */
export function derivePlan(plan: RecoveryPlan | null, readOn: string | null, words: SmartWords): DerivedPlan {
  const untold: Derived = { answer: null, reasons: ['Nothing was entered of the plan.'] };
  const all = (derived: Derived, own: Partial<Record<DerivedCheck, Derived>> = {}): DerivedPlan => ({
    checks: Object.fromEntries(
      DERIVED_CHECKS.map((check) => [check, own[check] ?? derived]),
    ) as DerivedPlan['checks'],
    goals: [],
    capital: { housing: [], health: [], purposefulActivity: [], peerSupport: [], familyAndFriends: [] },
    needsWithoutGoal: [],
  });
  if (plan === null) return all(untold);
  const entered = plan.date !== null || plan.goals.some(({ text }) => text.trim() !== '');
  const onFile = plan.onFile ?? (entered ? true : null);
  if (onFile === null) return all(untold);
  if (!onFile) {
    const no: Derived = { answer: 'no', reasons: ['There is no recovery plan on file.'] };
    const elsewhere: Derived = {
      answer: null,
      reasons: ['There is no recovery plan on file; whether it was done is to be looked for in the notes.'],
    };
    return all(no, { social_networks: elsewhere, referrals: elsewhere });
  }

  const lexicon = lexiconOf(words);
  const dates = { planDate: plan.date, reviewDate: plan.reviewDate };
  const goals = plan.goals.map((goal) => checkGoal(goal, dates, words));
  const topics = plan.goals.map((goal) => topicsOf(goal, lexicon));
  const capital = capitalOf(plan, topics, goals);
  const needsWithoutGoal = needsLeft(plan);
  return {
    goals,
    capital,
    needsWithoutGoal,
    checks: {
      recovery_plan: {
        answer: 'yes',
        reasons: [plan.date === null ? 'A plan was entered.' : `There is a plan of ${plan.date}.`],
      },
      abstinence: orientation(plan, 'abstinence'),
      reduction: orientation(plan, 'reduction'),
      smart: smartOf(goals),
      all_needs: allNeeds(plan, needsWithoutGoal),
      balance: balance(plan, topics),
      review_required: reviewRequired(plan, readOn),
      social_networks: socialNetworks(plan, topics),
      recovery_capital: recoveryCapital(capital, plan, topics),
      referrals: referrals(plan, topics),
    },
  };
}

type Topic = keyof Lexicon['themes'];

/** What a goal is about, by its words and its support. */
function topicsOf(goal: PlanGoal, lexicon: Lexicon): ReadonlySet<Topic> {
  const topics = new Set<Topic>();
  for (const { tokens } of readText(`${goal.text}\n${goal.support ?? ''}`, lexicon)) {
    for (const topic of Object.keys(lexicon.themes) as Topic[]) {
      // Where a phrase that is not about it ends: "key work" hides "work", and not the "back to work" before it.
      let hidden = 0;
      tokens.forEach((_, i) => {
        hidden = Math.max(hidden, i + phraseAt(lexicon.notThemes[topic], tokens, i));
        if (i >= hidden && phraseAt(lexicon.themes[topic], tokens, i) > 0) topics.add(topic);
      });
    }
  }
  return topics;
}

const goalNames = (places: readonly number[]): string =>
  `${places.length === 1 ? 'Goal' : 'Goals'} ${places.map((place) => place + 1).join(', ')}`;

const placesWhere = (topics: readonly ReadonlySet<Topic>[], topic: Topic): number[] =>
  topics.flatMap((set, place) => (set.has(topic) ? [place] : []));

function orientation(plan: RecoveryPlan, towards: 'abstinence' | 'reduction'): Derived {
  const named = {
    abstinence: 'abstinence',
    reduction: 'reduction',
    both: 'abstinence and reduction',
    neither: 'neither',
  };
  if (plan.orientation === null)
    return { answer: null, reasons: ['The orientation of the plan was not entered.'] };
  const yes = plan.orientation === towards || plan.orientation === 'both';
  return {
    answer: yes ? 'yes' : 'no',
    reasons: [`The orientation was entered as ${named[plan.orientation]}.`],
  };
}

/** One letter that is not met makes it a no; what cannot be told is never counted as met. */
function smartOf(goals: readonly GoalFindings[]): Derived {
  if (goals.length === 0) return { answer: 'no', reasons: ['The plan has no goals.'] };
  const lettersWith = (verdict: string) =>
    goals.flatMap((findings, place) => {
      const letters = LETTERS.filter((letter) => findings[letter].verdict === verdict);
      return letters.length === 0 ? [] : [{ place, letters }];
    });
  const list = (letters: readonly Letter[]) => letters.map((letter) => LETTER_NAMES[letter]).join(', ');
  const failed = lettersWith('not met');
  if (failed.length > 0) {
    return {
      answer: 'no',
      reasons: failed.map(({ place, letters }) => `Goal ${place + 1} is not ${list(letters)}.`),
    };
  }
  const open = lettersWith('cannot tell');
  if (open.length > 0) {
    return {
      answer: null,
      reasons: open.map(
        ({ place, letters }) => `It cannot be told whether goal ${place + 1} is ${list(letters)}.`,
      ),
    };
  }
  return { answer: 'yes', reasons: ['Every letter of every goal is met.'] };
}

function needsLeft(plan: RecoveryPlan): NeedDomain[] {
  const answered = new Set(plan.goals.map(({ domain }) => domain));
  const left = plan.needs.filter(({ domain, waits }) => waits !== true && !answered.has(domain));
  return NEED_DOMAINS.filter((domain) => left.some((need) => need.domain === domain));
}

function allNeeds(plan: RecoveryPlan, left: readonly NeedDomain[]): Derived {
  if (plan.needs.length === 0)
    return { answer: null, reasons: ['No needs found at assessment were entered.'] };
  // A goal without a domain may be the one that answers the need.
  const unplaced = plan.goals.filter(({ domain, text }) => domain === null && text.trim() !== '').length;
  if (left.length === 0)
    return { answer: 'yes', reasons: ['Every need that was entered has a goal, or a reason why it waits.'] };
  const reasons = left.map((domain) => {
    const foundBy = plan.needs.find((need) => need.domain === domain)?.foundBy ?? [];
    const found =
      foundBy.length === 0
        ? ''
        : `, found by the ${foundBy.map((one) => one.replace('_', ' ')).join(' and the ')}`;
    return `${NEED_DOMAIN_LABELS[domain]}${found}: there is no goal.`;
  });
  if (unplaced > 0)
    return { answer: null, reasons: [...reasons, 'Some goals were entered without a domain.'] };
  return { answer: 'no', reasons };
}

function balance(plan: RecoveryPlan, topics: readonly ReadonlySet<Topic>[]): Derived {
  if (plan.goals.length === 0) return { answer: 'no', reasons: ['The plan has no goals.'] };
  const risk: number[] = [];
  const recovery: number[] = [];
  plan.goals.forEach((goal, place) => {
    const isRisk = goal.domain === 'risk' || topics[place]?.has('risk');
    if (isRisk) risk.push(place);
    const steps: Topic[] = [
      'housing',
      'purposefulActivity',
      'peerSupport',
      'familyAndFriends',
      'socialNetworks',
      'health',
    ];
    const isRecovery =
      (goal.domain !== null && goal.domain !== 'risk' && goal.domain !== 'drug_alcohol') ||
      (!isRisk && steps.some((topic) => topics[place]?.has(topic)));
    if (isRecovery) recovery.push(place);
  });
  const reasons = [
    risk.length > 0
      ? `${goalNames(risk)}: risk or harm reduction.`
      : 'No goal is about risk or harm reduction.',
    recovery.length > 0 ? `${goalNames(recovery)}: recovery.` : 'No goal is a step towards recovery.',
  ];
  return { answer: risk.length > 0 && recovery.length > 0 ? 'yes' : 'no', reasons };
}

function reviewRequired(plan: RecoveryPlan, readOn: string | null): Derived {
  if (plan.reviewDate === null)
    return { answer: null, reasons: ['The planned date of the review was not entered.'] };
  if (readOn === null) return { answer: null, reasons: ['The day of reading is not known.'] };
  // Dates as YYYY-MM-DD sort as text.
  return plan.reviewDate < readOn
    ? {
        answer: 'yes',
        reasons: [`The review was planned for ${plan.reviewDate}, before the day of reading.`],
      }
    : { answer: 'no', reasons: [`The review is planned for ${plan.reviewDate}.`] };
}

function socialNetworks(plan: RecoveryPlan, topics: readonly ReadonlySet<Topic>[]): Derived {
  const places = placesWhere(topics, 'socialNetworks');
  const agreed = places.filter((place) => plan.goals[place]?.agreed === true);
  if (agreed.length > 0) {
    return {
      answer: 'yes',
      reasons: [`${goalNames(agreed)}: people who can support recovery, agreed with the service user.`],
    };
  }
  if (places.length > 0) {
    return {
      answer: null,
      reasons: [
        `${goalNames(places)}: people who can support recovery; whether a link was made is to be looked for in the notes.`,
      ],
    };
  }
  return { answer: null, reasons: ['No goal names people who can support recovery; the notes may.'] };
}

/** The goals that add to each part of recovery capital: specific ones that are about it. */
function capitalOf(
  plan: RecoveryPlan,
  topics: readonly ReadonlySet<Topic>[],
  goals: readonly GoalFindings[],
): DerivedPlan['capital'] {
  const partOf = (part: RecoveryCapital) =>
    plan.goals.flatMap((goal, place) => {
      const about =
        topics[place]?.has(part) === true || (goal.domain !== null && CAPITAL_OF[goal.domain] === part);
      return about && goals[place]?.specific.verdict === 'met' ? [place] : [];
    });
  return {
    housing: partOf('housing'),
    health: partOf('health'),
    purposefulActivity: partOf('purposefulActivity'),
    peerSupport: partOf('peerSupport'),
    familyAndFriends: partOf('familyAndFriends'),
  };
}

function recoveryCapital(
  capital: DerivedPlan['capital'],
  plan: RecoveryPlan,
  topics: readonly ReadonlySet<Topic>[],
): Derived {
  const reasons = RECOVERY_CAPITAL.flatMap((part) =>
    capital[part].length > 0
      ? [`${RECOVERY_CAPITAL_LABELS[part]}: ${goalNames(capital[part]).toLowerCase()}.`]
      : [],
  );
  if (reasons.length > 0) return { answer: 'yes', reasons };
  const touched = plan.goals.flatMap((goal, place) =>
    (goal.domain !== null && CAPITAL_OF[goal.domain] !== undefined) ||
    RECOVERY_CAPITAL.some((part) => topics[place]?.has(part))
      ? [place]
      : [],
  );
  if (touched.length > 0) {
    return {
      answer: null,
      reasons: [`${goalNames(touched)}: about recovery capital, but no step that could be seen.`],
    };
  }
  return { answer: 'no', reasons: ['No goal is about any part of recovery capital.'] };
}

function referrals(plan: RecoveryPlan, topics: readonly ReadonlySet<Topic>[]): Derived {
  const places = placesWhere(topics, 'referrals');
  if (places.length > 0) {
    return {
      answer: null,
      reasons: [
        `${goalNames(places)}: another service is named; whether a referral was sent is to be looked for in the notes.`,
      ],
    };
  }
  if (plan.goals.length === 0)
    return { answer: null, reasons: ['The plan has no goals; the notes may hold a referral.'] };
  return { answer: 'no', reasons: ['No goal names a referral or another service.'] };
}

/** A check that the auditor answered otherwise than it was derived. */
interface Difference {
  check: DerivedCheck;
  answered: 'yes' | 'no';
  derived: 'yes' | 'no';
  reasons: string[];
}

/**
 * Where the auditor's answer and the derived one are yes and no, or no and yes. What either could not tell is no
 * difference.
 *
 * @param answers - by id of the check; na, nr and others are passed over
 */
export function differences(
  answers: ReadonlyMap<string, string | null>,
  derived: DerivedPlan['checks'],
): Difference[] {
  return DERIVED_CHECKS.flatMap((check) => {
    const answered = answers.get(check);
    const { answer, reasons } = derived[check];
    if ((answered !== 'yes' && answered !== 'no') || answer === null || answer === answered) return [];
    return [{ check, answered, derived: answer, reasons }];
  });
}
