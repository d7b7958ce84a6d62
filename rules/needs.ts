// Domains of need, assessments and recovery capital, by id and in words.

/** Domains of need, in the order of an assessment. Risk is none of them, but a goal may be about it. */
export const NEED_DOMAINS = [
  'drug_alcohol',
  'health',
  'offending',
  'housing',
  'education_employment',
  'family',
  'social',
] as const;

export type NeedDomain = (typeof NEED_DOMAINS)[number];

export const NEED_DOMAIN_LABELS: Record<NeedDomain, string> = {
  drug_alcohol: 'Drug and alcohol use',
  health: 'Physical and psychological health',
  offending: 'Offending',
  housing: 'Housing',
  education_employment: 'Education, training and employment',
  family: 'Family',
  social: 'Social functioning',
};

export type GoalDomain = NeedDomain | 'risk';

export const ASSESSMENTS = ['initial_assessment', 'comprehensive_assessment', 'risk_assessment'] as const;

export type Assessment = (typeof ASSESSMENTS)[number];

/** The parts of recovery capital. */
export const RECOVERY_CAPITAL = [
  'housing',
  'health',
  'purposefulActivity',
  'peerSupport',
  'familyAndFriends',
] as const;

export type RecoveryCapital = (typeof RECOVERY_CAPITAL)[number];

export const RECOVERY_CAPITAL_LABELS: Record<RecoveryCapital, string> = {
  housing: 'Housing',
  health: 'Physical and mental health',
  purposefulActivity: 'Purposeful activity',
  peerSupport: 'Peer support',
  familyAndFriends: 'Family and friends',
};
