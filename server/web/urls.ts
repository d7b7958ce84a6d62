// Every path of the program as a function, so that a link and its route cannot differ.

const id = (value: number | string) => encodeURIComponent(String(value));

const queryOf = (view: Record<string, string>): string => {
  const query = new URLSearchParams(view).toString();
  return query ? `?${query}` : '';
};

export const urls = {
  home: () => '/',
  health: () => '/healthz',
  setup: (token: string) => `/setup/${id(token)}`,
  invitation: (token: string) => `/invitations/${id(token)}`,
  signIn: () => '/sign-in',
  signOut: () => '/sign-out',
  session: () => '/session',
  account: () => '/account',

  people: () => '/people',
  newPerson: () => '/people/new',
  person: (userId: number | string) => `/people/${id(userId)}`,
  personLink: (userId: number | string) => `/people/${id(userId)}/link`,
  personDisable: (userId: number | string) => `/people/${id(userId)}/disable`,
  personEnable: (userId: number | string) => `/people/${id(userId)}/enable`,
  providers: () => '/providers',
  provider: (providerId: number | string) => `/providers/${id(providerId)}`,
  allActivity: () => '/activity',

  checkPlan: () => '/check-plan',

  /** For people without an account: short, since it is typed from paper. */
  enterCode: () => '/q',
  thanks: () => '/q/thanks',
  underCode: (code: string) => `/q/${id(code)}`,
  question: (code: string, number: number | string) => `/q/${id(code)}/${id(number)}`,
  checkAnswers: (code: string) => `/q/${id(code)}/check`,

  publishedTables: () => '/published-tables',
  publishedProblems: (format: string) => `/published-tables/problems.${id(format)}`,
  newBaseline: () => '/baselines/new',
  baselines: () => '/baselines',
  baseline: (auditId: number | string) => `/audits/${id(auditId)}/baseline`,
  baselineRemove: (auditId: number | string) => `/audits/${id(auditId)}/baseline/remove`,

  tokens: () => '/api-tokens',
  tokenRevoke: (tokenId: number | string) => `/api-tokens/${id(tokenId)}/revoke`,
  api: () => '/api/v1',
  apiDocument: () => '/api/v1/openapi.json',
  apiAudits: () => '/api/v1/audits',
  apiAudit: (auditId: number | string) => `/api/v1/audits/${id(auditId)}`,
  apiScores: (auditId: number | string, by?: string) =>
    `/api/v1/audits/${id(auditId)}/scores${by === undefined ? '' : `?by=${id(by)}`}`,
  apiResults: (auditId: number | string, by?: string) =>
    `/api/v1/audits/${id(auditId)}/results${by === undefined ? '' : `?by=${id(by)}`}`,

  tool: (toolId: string, version: number | string) => `/tools/${id(toolId)}/${id(version)}`,

  newAudit: () => '/audits/new',
  exampleAudit: () => '/audits/example',
  audits: () => '/audits',
  audit: (auditId: number | string) => `/audits/${id(auditId)}`,
  auditDetails: (auditId: number | string) => `/audits/${id(auditId)}/details`,
  auditState: (auditId: number | string) => `/audits/${id(auditId)}/state`,
  auditActivity: (auditId: number | string) => `/audits/${id(auditId)}/activity`,
  leftOut: (auditId: number | string) => `/audits/${id(auditId)}/left-out`,
  putBack: (auditId: number | string, itemId: string) =>
    `/audits/${id(auditId)}/left-out/${id(itemId)}/put-back`,
  panel: (auditId: number | string) => `/audits/${id(auditId)}/panel`,
  panelMember: (auditId: number | string, userId: number | string) =>
    `/audits/${id(auditId)}/panel/${id(userId)}/remove`,
  newGroup: (auditId: number | string) => `/audits/${id(auditId)}/groups/new`,
  groups: (auditId: number | string) => `/audits/${id(auditId)}/groups`,
  group: (auditId: number | string, groupId: number | string) =>
    `/audits/${id(auditId)}/groups/${id(groupId)}`,
  groupMove: (auditId: number | string, groupId: number | string) =>
    `/audits/${id(auditId)}/groups/${id(groupId)}/move`,
  groupRemove: (auditId: number | string, groupId: number | string) =>
    `/audits/${id(auditId)}/groups/${id(groupId)}/remove`,

  files: (auditId: number | string) => `/audits/${id(auditId)}/files`,
  file: (auditId: number | string, fileId: number | string) => `/audits/${id(auditId)}/files/${id(fileId)}`,
  fileAnswers: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/files/${id(fileId)}/answers`,
  fileNext: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/files/${id(fileId)}/next`,
  fileRemove: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/files/${id(fileId)}/remove`,

  device: (auditId: number | string) => `/audits/${id(auditId)}/device`,
  devicePlan: (auditId: number | string) => `/audits/${id(auditId)}/device/plan`,
  deviceGroup: (auditId: number | string, groupId: number | string) =>
    `/audits/${id(auditId)}/device/groups/${id(groupId)}`,
  deviceBegin: (auditId: number | string) => `/audits/${id(auditId)}/device/begin`,

  filePlan: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/files/${id(fileId)}/plan`,
  exportPlans: (auditId: number | string) => `/audits/${id(auditId)}/export/plans.json`,
  importPlans: (auditId: number | string) => `/audits/${id(auditId)}/plans`,

  sample: (auditId: number | string) => `/audits/${id(auditId)}/sample`,
  sampleList: (auditId: number | string) => `/audits/${id(auditId)}/sample/list`,
  sampleListRemove: (auditId: number | string) => `/audits/${id(auditId)}/sample/list/remove`,
  sampleExtract: (auditId: number | string) => `/audits/${id(auditId)}/sample/extract`,
  completeness: (auditId: number | string) => `/audits/${id(auditId)}/completeness`,
  completenessCsv: (auditId: number | string, all = false) =>
    `/audits/${id(auditId)}/completeness.csv${all ? '?figures=all' : ''}`,
  sampleDraw: (auditId: number | string) => `/audits/${id(auditId)}/sample/draw`,
  sampledFileBegin: (auditId: number | string, sampledId: number | string) =>
    `/audits/${id(auditId)}/sample/files/${id(sampledId)}/begin`,
  sampledFileNotFound: (auditId: number | string, sampledId: number | string) =>
    `/audits/${id(auditId)}/sample/files/${id(sampledId)}/not-found`,
  calls: (auditId: number | string) => `/audits/${id(auditId)}/calls`,
  callsRemove: (auditId: number | string) => `/audits/${id(auditId)}/calls/remove`,
  /** `place` is that of a caller in the plan, from 1, or `all`. */
  callerSheet: (auditId: number | string, place: number | string) =>
    `/audits/${id(auditId)}/calls/callers/${id(place)}/sheet.pdf`,
  rightAnswers: (auditId: number | string) => `/audits/${id(auditId)}/calls/right-answers.pdf`,
  importFiles: (auditId: number | string) => `/audits/${id(auditId)}/import`,
  importSheet: (auditId: number | string, token: string) => `/audits/${id(auditId)}/import/${id(token)}`,
  importTemplate: (auditId: number | string, format: string) =>
    `/audits/${id(auditId)}/import/template.${id(format)}`,
  sampleTemplate: (auditId: number | string, format: string) =>
    `/audits/${id(auditId)}/sample/template.${id(format)}`,
  importGivenBack: (auditId: number | string, token: string) =>
    `/audits/${id(auditId)}/import/${id(token)}/what-is-wrong.xlsx`,
  importState: (auditId: number | string, token: string) =>
    `/audits/${id(auditId)}/import/${id(token)}/state`,
  exportFiles: (auditId: number | string, format: string) =>
    `/audits/${id(auditId)}/export/case-files.${id(format)}`,
  /** `view` as the results of a cut have it in their address, such as { by: 'gender', and: 'primary_drug' }. */
  exportResults: (auditId: number | string, format: string, view: Record<string, string> = {}) =>
    `/audits/${id(auditId)}/export/results.${id(format)}${queryOf(view)}`,
  progress: (auditId: number | string) => `/audits/${id(auditId)}/progress`,
  readings: (auditId: number | string) => `/audits/${id(auditId)}/readings`,
  reading: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/readings/${id(fileId)}`,
  exportReadings: (auditId: number | string, format: string) =>
    `/audits/${id(auditId)}/readings.${id(format)}`,
  readingWithdraw: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/readings/${id(fileId)}/withdraw`,
  readingReopen: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/readings/${id(fileId)}/reopen`,

  questionnaire: (auditId: number | string) => `/audits/${id(auditId)}/questionnaire`,
  questionnaireCodes: (auditId: number | string) => `/audits/${id(auditId)}/questionnaire/codes`,
  questionnaireSheetWithdraw: (auditId: number | string, sheetId: number | string) =>
    `/audits/${id(auditId)}/questionnaire/codes/${id(sheetId)}/withdraw`,
  questionnaireCodeWithdraw: (auditId: number | string) =>
    `/audits/${id(auditId)}/questionnaire/codes/withdraw`,
  questionnaireTallies: (auditId: number | string) => `/audits/${id(auditId)}/questionnaire/tallies`,
  questionnaireTallyRemove: (auditId: number | string, tallyId: number | string) =>
    `/audits/${id(auditId)}/questionnaire/tallies/${id(tallyId)}/remove`,
  coding: (auditId: number | string) => `/audits/${id(auditId)}/coding`,
  codingNext: (auditId: number | string, itemId: string) =>
    `/audits/${id(auditId)}/coding/${id(itemId)}/next`,
  codingText: (auditId: number | string, itemId: string, fileId: number | string) =>
    `/audits/${id(auditId)}/coding/${id(itemId)}/${id(fileId)}`,
  codingSettle: (auditId: number | string, itemId: string, fileId: number | string) =>
    `/audits/${id(auditId)}/coding/${id(itemId)}/${id(fileId)}/settle`,
  codingSingle: (auditId: number | string, itemId: string) =>
    `/audits/${id(auditId)}/coding/${id(itemId)}/single`,

  results: (auditId: number | string, denominator?: string) =>
    `/audits/${id(auditId)}/results${denominator ? `?denominator=${id(denominator)}` : ''}`,

  /** `view` as the page has it in its address, such as { by: 'region', criterion: 'c1' }. */
  scores: (auditId: number | string, view: Record<string, string> = {}) =>
    `/audits/${id(auditId)}/scores${queryOf(view)}`,
  scoresPdf: (auditId: number | string, view: Record<string, string> = {}) =>
    `/audits/${id(auditId)}/scores.pdf${queryOf(view)}`,
  recordScore: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/scores/${id(fileId)}`,
  recordScorePdf: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/scores/${id(fileId)}.pdf`,
  recordJudgements: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/scores/${id(fileId)}/judgements`,
  exportScores: (auditId: number | string, format: string, view: Record<string, string> = {}) =>
    `/audits/${id(auditId)}/export/scores.${id(format)}${queryOf(view)}`,
  exportRecordScores: (auditId: number | string, view: Record<string, string> = {}) =>
    `/audits/${id(auditId)}/export/record-scores.csv${queryOf(view)}`,

  /** With the query of a view, as searchOf writes it. */
  compare: (auditId: number | string, search = '') => `/audits/${id(auditId)}/compare${search}`,
  exportComparison: (auditId: number | string, format: string, search = '') =>
    `/audits/${id(auditId)}/compare.${id(format)}${search}`,
  resultsPdf: (auditId: number | string, search = '') => `/audits/${id(auditId)}/results.pdf${search}`,
  bands: (auditId: number | string) => `/audits/${id(auditId)}/bands`,

  feedback: (auditId: number | string) => `/audits/${id(auditId)}/feedback`,
  feedbackSettings: (auditId: number | string) => `/audits/${id(auditId)}/feedback/settings`,
  feedbackAll: (auditId: number | string) => `/audits/${id(auditId)}/feedback/all`,
  feedbackJob: (auditId: number | string, token: string) =>
    `/audits/${id(auditId)}/feedback/all/${id(token)}`,
  feedbackJobState: (auditId: number | string, token: string) =>
    `/audits/${id(auditId)}/feedback/all/${id(token)}/state`,
  feedbackJobZip: (auditId: number | string, token: string) =>
    `/audits/${id(auditId)}/feedback/all/${id(token)}/reports.zip`,
  /** The newest report as PDF; for the lead the draft while there is none. */
  feedbackPdf: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}.pdf`,
  feedbackDraft: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/draft`,
  feedbackDraftPdf: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/draft.pdf`,
  feedbackIssue: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/issue`,
  feedbackGoals: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/goals`,
  feedbackWithdraw: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/withdraw`,

  improvement: (auditId: number | string) => `/audits/${id(auditId)}/improvement`,
  plan: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}`,
  planMarks: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/marks`,
  planStep: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/step`,
  planReason: (auditId: number | string, providerId: number | string, checkId: string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/reasons/${id(checkId)}`,
  planActions: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/actions`,
  newPlanAction: (auditId: number | string, providerId: number | string, checkId?: string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/actions/new${checkId === undefined ? '' : `?check=${id(checkId)}`}`,
  planAction: (auditId: number | string, providerId: number | string, actionId: number | string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/actions/${id(actionId)}`,
  planActionEdit: (auditId: number | string, providerId: number | string, actionId: number | string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/actions/${id(actionId)}/edit`,
  planActionRemove: (auditId: number | string, providerId: number | string, actionId: number | string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/actions/${id(actionId)}/remove`,
  planActionProgress: (auditId: number | string, providerId: number | string, actionId: number | string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/actions/${id(actionId)}/progress`,
  planActionConfirm: (auditId: number | string, providerId: number | string, actionId: number | string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/actions/${id(actionId)}/confirm`,
  planActionNotes: (auditId: number | string, providerId: number | string, actionId: number | string) =>
    `/audits/${id(auditId)}/improvement/${id(providerId)}/actions/${id(actionId)}/notes`,
  planFile: (
    auditId: number | string,
    providerId: number | string,
    actionId: number | string,
    noteId: number | string,
  ) => `/audits/${id(auditId)}/improvement/${id(providerId)}/actions/${id(actionId)}/files/${id(noteId)}`,
  followUp: () => '/follow-up',
  followUpFile: (format: string, query = '') => `/follow-up.${id(format)}${query}`,
  repeatAudit: (auditId: number | string) => `/audits/${id(auditId)}/repeat`,
  thenAndNow: (auditId: number | string) => `/audits/${id(auditId)}/then-and-now`,
  providerThenAndNow: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/then-and-now/${id(providerId)}`,
  mail: () => '/mail',
  mailAgain: (mailId: number | string) => `/mail/${id(mailId)}/again`,
  accountMail: () => '/account/mail',
  findings: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/findings`,
  finding: (auditId: number | string, providerId: number | string, findingId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/findings/${id(findingId)}`,
  findingMove: (auditId: number | string, providerId: number | string, findingId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/findings/${id(findingId)}/move`,
  findingRemove: (auditId: number | string, providerId: number | string, findingId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/findings/${id(findingId)}/remove`,
  feedbackComments: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/comments`,
  /** The newest report as a page. */
  report: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/report`,
  reportVersion: (auditId: number | string, providerId: number | string, version: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/report/${id(version)}`,
  reportVersionPdf: (auditId: number | string, providerId: number | string, version: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/report/${id(version)}/pdf`,
  reportAcknowledge: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/acknowledge`,
  queries: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/queries`,
  query: (auditId: number | string, providerId: number | string, queryId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/queries/${id(queryId)}`,
  queryAnswer: (auditId: number | string, providerId: number | string, queryId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/queries/${id(queryId)}/answer`,
  queryCorrection: (auditId: number | string, providerId: number | string, queryId: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/queries/${id(queryId)}/corrections`,
};
