/** A place in which a route is tried, and the ids that its address names there. */
export type Situation =
  | 'anywhere'
  | 'draft'
  | 'open'
  | 'closed'
  | 'unreleased'
  | 'freshFile'
  | 'freshGroup'
  | 'freshDraft'
  | 'freshFindingDraft'
  | 'freshFindingOpen'
  | 'freshFindingClosed'
  | 'drawnFile'
  | 'drawnClosed'
  | 'baseline'
  | 'freshBaseline'
  | 'sentPlan'
  | 'repeated'
  | 'selfDraft'
  | 'selfOpen'
  | 'selfHandedIn'
  | 'selfClosed'
  | 'survey'
  | 'surveyDraft'
  | 'surveyClosed'
  | 'code'
  | 'calls'
  | 'scored'
  | 'scoredClosed'
  | 'freshScored'
  | 'scoresOfPersons'
  | 'toolDraft'
  | 'publishedTool'
  | 'training'
  | 'measure'
  | 'programme'
  | 'organisation'
  | 'published'
  | 'delivery'
  | 'deliveryOfPartnership'
  | 'meeting';

/** What is sent. */
export type Body =
  | 'draw'
  | 'drawReadings'
  | 'bands'
  | 'planCalls'
  | 'reason'
  | 'staleStep'
  | 'nothing'
  | 'details'
  | 'newFile'
  | 'save'
  | 'judge'
  | 'answer'
  | 'wrongPassword'
  | 'moveItem'
  | 'firstRevision';

/** The people of the columns of a row, in their order. */
export const COLUMNS = [
  'adam',
  'lena',
  'amir',
  'beth',
  'paula',
  'dora',
  'carl',
  'stan',
  'anonymous',
] as const;

/** A route, where it is tried, what is sent, and what each of the people gets. */
export type PermissionRow = [
  method: 'get' | 'post',
  path: string,
  where: Situation,
  body: Body,
  expected: string,
];
