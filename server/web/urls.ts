// Long because it is the one list of all addresses.

// Every path of the program as a function, so that a link and its route cannot differ.

const id = (value: number | string) => encodeURIComponent(String(value));

const queryOf = (view: Record<string, string>): string => {
  const query = new URLSearchParams(view).toString();
  return query ? `?${query}` : '';
};

/** What of a draft stands beside its questions, in one place of its tree. */
const BESIDE = new Set(['calls', 'top', 'words', 'training']);

export const urls = {
  home: () => '/',
  health: () => '/healthz',
  ready: () => '/readyz',
  metrics: () => '/metrics',
  setup: (token: string) => `/setup/${id(token)}`,
  invitation: (token: string) => `/invitations/${id(token)}`,
  demo: (token: string) => `/demo/${id(token)}`,
  demoPath: () => '/demo/:token',
  signIn: () => '/sign-in',
  signInCode: () => '/sign-in/code',
  signInByPasskey: (next?: string) => `/sign-in/passkey${next === undefined ? '' : queryOf({ next })}`,
  signInOutside: () => '/sign-in/provider',
  backFromOutside: () => '/sign-in/provider/back',
  signedOutHere: () => '/sign-in/provider/out',
  signOut: () => '/sign-out',
  forgottenPassword: () => '/forgotten-password',
  session: () => '/session',
  account: () => '/account',
  /** With what one signs in oneself. */
  ownSignIn: () => '/account/sign-in',
  confirm: () => '/account/confirm',
  setUpApp: (next?: string) => `/account/app${next === undefined ? '' : queryOf({ next })}`,
  turnOffApp: () => '/account/app/off',
  endSession: () => '/account/sessions/end',
  endOtherSessions: () => '/account/sessions/end-others',
  newPasskey: () => '/account/passkeys/new',
  removePasskey: () => '/account/passkeys/remove',
  recoveryCodes: () => '/account/recovery-codes',

  people: () => '/people',
  newPerson: () => '/people/new',
  severalPeople: () => '/people/several',
  peopleLinks: () => '/people/links',
  /** What signing in asks for, of whom. */
  signInRules: () => '/people/sign-in',
  person: (userId: number | string) => `/people/${id(userId)}`,
  personLink: (userId: number | string) => `/people/${id(userId)}/link`,
  linkOutside: (userId: number | string) => `/people/${id(userId)}/provider`,
  unlinkOutside: (userId: number | string) => `/people/${id(userId)}/provider/remove`,
  personResetApp: (userId: number | string) => `/people/${id(userId)}/app/reset`,
  personErase: (userId: number | string) => `/people/${id(userId)}/erase`,
  personDisable: (userId: number | string) => `/people/${id(userId)}/disable`,
  personEnable: (userId: number | string) => `/people/${id(userId)}/enable`,
  organisations: () => '/organisations',
  organisation: (organisationId: number | string) => `/organisations/${id(organisationId)}`,
  organisationEnd: (organisationId: number | string) => `/organisations/${id(organisationId)}/end`,
  organisationReopen: (organisationId: number | string) => `/organisations/${id(organisationId)}/reopen`,
  organisationProviders: (organisationId: number | string) =>
    `/organisations/${id(organisationId)}/providers`,
  organisationProviderRemove: (organisationId: number | string, providerId: number | string) =>
    `/organisations/${id(organisationId)}/providers/${id(providerId)}/remove`,
  providers: () => '/providers',
  provider: (providerId: number | string) => `/providers/${id(providerId)}`,
  providerContact: (providerId: number | string) => `/providers/${id(providerId)}/contact`,
  providerLogo: (providerId: number | string) => `/providers/${id(providerId)}/logo`,
  providerLogoPicture: (providerId: number | string) => `/providers/${id(providerId)}/logo.png`,
  providerLogoRemove: (providerId: number | string) => `/providers/${id(providerId)}/logo/remove`,
  providerRetire: (providerId: number | string) => `/providers/${id(providerId)}/retire`,
  providerJoin: (providerId: number | string) => `/providers/${id(providerId)}/join`,
  allActivity: () => '/activity',
  allActivityCsv: () => '/activity.csv',
  activityCheck: () => '/activity/check',
  backups: () => '/backups',
  retention: () => '/retention',
  requests: () => '/requests',
  retentionOfAccounts: () => '/retention/accounts',

  checkPlan: () => '/check-plan',

  /** For people without an account: short, since it is typed from paper. */
  enterCode: () => '/q',
  thanks: () => '/q/thanks',
  underCode: (code: string) => `/q/${id(code)}`,
  question: (code: string, number: number | string) => `/q/${id(code)}/${id(number)}`,
  checkAnswers: (code: string) => `/q/${id(code)}/check`,

  publishedTables: () => '/published-tables',
  publishedProblems: (format: string) => `/published-tables/problems.${id(format)}`,
  publishedFigures: (search = '') => `/published-figures${search}`,
  publishedFigure: (publishedId: number | string) => `/published-figures/${id(publishedId)}`,
  publishedFigureCsv: (publishedId: number | string) => `/published-figures/${id(publishedId)}/figures.csv`,
  partnerships: (toolId: string, version: number | string) =>
    `/published-figures/compare/${id(toolId)}/${id(version)}`,
  partnershipsCheck: (toolId: string, version: number | string, checkId: string) =>
    `/published-figures/compare/${id(toolId)}/${id(version)}/checks/${id(checkId)}`,
  partnershipsExport: (toolId: string, version: number | string, format: 'csv' | 'pdf') =>
    `/published-figures/compare/${id(toolId)}/${id(version)}/figures.${format}`,
  comparePublished: () => '/published-figures/taking-part',
  publish: (auditId: number | string) => `/audits/${id(auditId)}/publish`,
  withdrawPublished: (auditId: number | string) => `/audits/${id(auditId)}/publish/withdraw`,
  newBaseline: () => '/baselines/new',
  baselines: () => '/baselines',
  baseline: (auditId: number | string) => `/audits/${id(auditId)}/baseline`,
  baselineRemove: (auditId: number | string) => `/audits/${id(auditId)}/baseline/remove`,

  measures: () => '/measures',
  newMeasure: () => '/measures/new',
  measure: (measureId: string, view: Record<string, string> = {}) =>
    `/measures/${id(measureId)}${queryOf(view)}`,
  measureEdit: (measureId: string) => `/measures/${id(measureId)}/edit`,
  measureRemove: (measureId: string) => `/measures/${id(measureId)}/remove`,
  measureExport: (measureId: string, format: string, view: Record<string, string> = {}) =>
    `/measures/${id(measureId)}/figures.${id(format)}${queryOf(view)}`,
  measurePlaces: () => '/measures/places',
  measurePlace: (placeId: number | string, view: Record<string, string> = {}) =>
    `/measures/places/${id(placeId)}${queryOf(view)}`,
  measurePlaceExport: (placeId: number | string, format: string, view: Record<string, string> = {}) =>
    `/measures/places/${id(placeId)}/sheet.${id(format)}${queryOf(view)}`,
  measureFigures: (view: Record<string, string> = {}) => `/measures/figures${queryOf(view)}`,
  measureImport: () => '/measures/import',
  measureExamples: () => '/measures/examples',
  measureExampleRemove: () => '/measures/examples/remove',
  board: (view: Record<string, string> = {}) => `/board${queryOf(view)}`,
  boardPdf: (view: Record<string, string> = {}) => `/board.pdf${queryOf(view)}`,
  measureLinks: (auditId: number | string, measure?: string) =>
    `/audits/${id(auditId)}/measures${measure === undefined ? '' : queryOf({ measure })}`,
  measureLinkRemove: (auditId: number | string, linkId: number | string) =>
    `/audits/${id(auditId)}/measures/${id(linkId)}/remove`,
  apiMeasures: () => '/api/v1/measures',
  apiMeasure: (measureId: string) => `/api/v1/measures/${id(measureId)}`,
  apiMeasureView: (measureId: string, view: Record<string, string> = {}) =>
    `/api/v1/measures/${id(measureId)}/view${queryOf(view)}`,
  apiMeasurePlace: (placeId: number | string, view: Record<string, string> = {}) =>
    `/api/v1/measure-places/${id(placeId)}${queryOf(view)}`,

  programme: () => '/programme',
  newProgrammeLine: () => '/programme/new',
  programmeLine: (lineId: number | string) => `/programme/${id(lineId)}`,
  programmeLineRemove: (lineId: number | string) => `/programme/${id(lineId)}/remove`,
  programmeLineBegin: (lineId: number | string) => `/programme/${id(lineId)}/begin`,
  programmeCalendar: () => '/programme/calendar',
  programmeCalendarEnd: () => '/programme/calendar/end',
  /** Where a calendar fetches the programme; the token is the secret. */
  calendarFeed: (token = '') => (token === '' ? '/calendar' : `/calendar/${id(token)}.ics`),

  tokens: () => '/api-tokens',
  tokenRevoke: (tokenId: number | string) => `/api-tokens/${id(tokenId)}/revoke`,
  api: () => '/api/v1',
  apiDocument: () => '/api/v1/openapi.json',
  apiAudits: () => '/api/v1/audits',
  apiAudit: (auditId: number | string) => `/api/v1/audits/${id(auditId)}`,
  apiSelfAudits: (auditId: number | string) => `/api/v1/audits/${id(auditId)}/self-audits`,
  apiScores: (auditId: number | string, by?: string) =>
    `/api/v1/audits/${id(auditId)}/scores${by === undefined ? '' : `?by=${id(by)}`}`,
  apiResults: (auditId: number | string, by?: string) =>
    `/api/v1/audits/${id(auditId)}/results${by === undefined ? '' : `?by=${id(by)}`}`,

  tool: (toolId: string, version: number | string) => `/tools/${id(toolId)}/${id(version)}`,

  tools: () => '/tools',
  toolImports: () => '/tool-imports',
  toolImport: (token: string) => `/tool-imports/${id(token)}`,
  toolExport: (toolId: string, version: number | string) => `/tools/${id(toolId)}/${id(version)}/export`,
  toolFile: (toolId: string, version: number | string, format: string) =>
    `/tools/${id(toolId)}/${id(version)}/export/${id(format)}`,
  newTool: (from?: string) => `/tools/new${from === undefined ? '' : `?from=${id(from)}`}`,
  toolRetire: (toolId: string, version: number | string) => `/tools/${id(toolId)}/${id(version)}/retire`,
  toolOffer: (toolId: string, version: number | string) => `/tools/${id(toolId)}/${id(version)}/offer`,
  toolDraft: (draftId: number | string) => `/tool-drafts/${id(draftId)}`,
  /** One part of a draft; the head of the tool is called `tool`. */
  toolPart: (draftId: number | string, kind: string, partId: string) =>
    `/tool-drafts/${id(draftId)}/parts/${id(kind)}/${id(partId || 'tool')}`,
  /** Where a part stands in the tree of a draft. */
  toolDraftPart: (draftId: number | string, kind: string, partId: string) =>
    `/tool-drafts/${id(draftId)}${BESIDE.has(kind) ? '#beside' : partId === '' ? '' : `#part-${id(partId)}`}`,
  toolDraftAdd: (draftId: number | string) => `/tool-drafts/${id(draftId)}/add`,
  toolDraftStep: (draftId: number | string) => `/tool-drafts/${id(draftId)}/step`,
  toolDraftUndo: (draftId: number | string) => `/tool-drafts/${id(draftId)}/undo`,
  toolDraftDiscard: (draftId: number | string) => `/tool-drafts/${id(draftId)}/discard`,
  toolDraftPublish: (draftId: number | string) => `/tool-drafts/${id(draftId)}/publish`,
  toolDraftPreview: (draftId: number | string) => `/tool-drafts/${id(draftId)}/preview`,
  toolDraftTry: (draftId: number | string) => `/tool-drafts/${id(draftId)}/try`,
  toolDraftPaper: (draftId: number | string) => `/tool-drafts/${id(draftId)}/form.pdf`,

  newAudit: () => '/audits/new',
  exampleAudit: () => '/audits/example',
  audits: () => '/audits',
  audit: (auditId: number | string) => `/audits/${id(auditId)}`,
  auditDetails: (auditId: number | string) => `/audits/${id(auditId)}/details`,
  manageAudit: (auditId: number | string) => `/audits/${id(auditId)}/manage`,
  copyAudit: (auditId: number | string) => `/audits/${id(auditId)}/copy`,
  archiveAudit: (auditId: number | string) => `/audits/${id(auditId)}/archive`,
  discardAudit: (auditId: number | string) => `/audits/${id(auditId)}/discard`,
  auditDeletion: (auditId: number | string) => `/audits/${id(auditId)}/deletion`,
  auditRequest: (auditId: number | string) => `/audits/${id(auditId)}/request`,
  auditRequestExport: (auditId: number | string) => `/audits/${id(auditId)}/request/export`,
  auditRequestTakeOut: (auditId: number | string) => `/audits/${id(auditId)}/request/take-out`,
  auditErasureAsk: (auditId: number | string) => `/audits/${id(auditId)}/erasure/ask`,
  auditErasure: (auditId: number | string) => `/audits/${id(auditId)}/erasure`,
  auditErasurePdf: (auditId: number | string) => `/audits/${id(auditId)}/erasure.pdf`,
  auditDeletionConfirm: (auditId: number | string) => `/audits/${id(auditId)}/deletion/confirm`,
  auditDeletionWithdraw: (auditId: number | string) => `/audits/${id(auditId)}/deletion/withdraw`,
  auditState: (auditId: number | string) => `/audits/${id(auditId)}/state`,
  auditActivity: (auditId: number | string) => `/audits/${id(auditId)}/activity`,
  auditActivityCsv: (auditId: number | string) => `/audits/${id(auditId)}/activity.csv`,
  leftOut: (auditId: number | string) => `/audits/${id(auditId)}/left-out`,
  standards: (auditId: number | string) => `/audits/${id(auditId)}/standards`,
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

  fileNotes: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/files/${id(fileId)}/notes`,
  fileSendBack: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/files/${id(fileId)}/send-back`,

  safeguarding: (auditId: number | string) => `/audits/${id(auditId)}/safeguarding`,
  raiseAlert: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/files/${id(fileId)}/alert`,
  alert: (auditId: number | string, alertId: number | string) =>
    `/audits/${id(auditId)}/alerts/${id(alertId)}`,
  interests: (auditId: number | string) => `/audits/${id(auditId)}/interests`,
  assigned: (auditId: number | string) => `/audits/${id(auditId)}/assigned`,

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
  sampleQuestions: (auditId: number | string, token: string) =>
    `/audits/${id(auditId)}/sample/questions/${id(token)}`,
  sampleGivenBack: (auditId: number | string, token: string) =>
    `/audits/${id(auditId)}/sample/questions/${id(token)}/what-is-wrong.xlsx`,
  sampleListRemove: (auditId: number | string) => `/audits/${id(auditId)}/sample/list/remove`,
  sampleExtract: (auditId: number | string) => `/audits/${id(auditId)}/sample/extract`,
  completeness: (auditId: number | string) => `/audits/${id(auditId)}/completeness`,
  completenessCsv: (auditId: number | string, all = false) =>
    `/audits/${id(auditId)}/completeness.csv${all ? '?figures=all' : ''}`,
  /** The drawn files to pull; of one provider where it is named. */
  drawnList: (auditId: number | string, format: string, providerId?: number) =>
    `/audits/${id(auditId)}/sample/drawn.${id(format)}${providerId === undefined ? '' : `?provider=${id(providerId)}`}`,
  drawnListPath: (format: string) => `/audits/:auditId/sample/drawn.${id(format)}`,
  blankForm: (auditId: number | string, more: 'guidance' | 'seen' | null = null) =>
    `/audits/${id(auditId)}/form.pdf${more === null ? '' : `?${more}=yes`}`,
  toolForm: (toolId: string, version: number | string, guidance = false) =>
    `/tools/${id(toolId)}/${id(version)}/form.pdf${guidance ? '?guidance=yes' : ''}`,
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
  exportSelfAudits: (auditId: number | string, format: string) =>
    `/audits/${id(auditId)}/export/self-audits.${id(format)}`,
  /** `view` as the results of a cut have it in their address, such as { by: 'gender', and: 'primary_drug' }. */
  exportResults: (auditId: number | string, format: string, view: Record<string, string> = {}) =>
    `/audits/${id(auditId)}/export/results.${id(format)}${queryOf(view)}`,
  progress: (auditId: number | string) => `/audits/${id(auditId)}/progress`,
  training: (auditId: number | string) => `/audits/${id(auditId)}/training`,
  trainingFile: (auditId: number | string, fileId: string) => `/audits/${id(auditId)}/training/${id(fileId)}`,
  readers: (auditId: number | string) => `/audits/${id(auditId)}/readers`,
  readings: (auditId: number | string) => `/audits/${id(auditId)}/readings`,
  reading: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/readings/${id(fileId)}`,
  exportReadings: (auditId: number | string, format: string) =>
    `/audits/${id(auditId)}/readings.${id(format)}`,
  readingWithdraw: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/readings/${id(fileId)}/withdraw`,
  readingReopen: (auditId: number | string, fileId: number | string) =>
    `/audits/${id(auditId)}/readings/${id(fileId)}/reopen`,

  selfAudits: (auditId: number | string) => `/audits/${id(auditId)}/self-audits`,
  selfAudit: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/self-audits/${id(providerId)}`,
  /** One of hand-in, give-back, agree-all, validated, resume, show. */
  selfAuditStep: (auditId: number | string, providerId: number | string, step: string) =>
    `/audits/${id(auditId)}/self-audits/${id(providerId)}/${id(step)}`,
  selfAuditPdf: (auditId: number | string, providerId: number | string) =>
    `/audits/${id(auditId)}/self-audits/${id(providerId)}/report.pdf`,
  selfAuditItem: (auditId: number | string, providerId: number | string, itemId: string) =>
    `/audits/${id(auditId)}/self-audits/${id(providerId)}/items/${id(itemId)}`,
  selfAuditDecision: (auditId: number | string, providerId: number | string, itemId: string) =>
    `/audits/${id(auditId)}/self-audits/${id(providerId)}/items/${id(itemId)}/decision`,
  selfAuditFile: (auditId: number | string, providerId: number | string, evidenceId: number | string) =>
    `/audits/${id(auditId)}/self-audits/${id(providerId)}/evidence/${id(evidenceId)}`,
  selfAuditFileRemove: (auditId: number | string, providerId: number | string, evidenceId: number | string) =>
    `/audits/${id(auditId)}/self-audits/${id(providerId)}/evidence/${id(evidenceId)}/remove`,
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
  resultsWord: (auditId: number | string, search = '') => `/audits/${id(auditId)}/results.docx${search}`,
  trend: (auditId: number | string) => `/audits/${id(auditId)}/trend`,
  exportTrend: (auditId: number | string, all = false) =>
    `/audits/${id(auditId)}/trend.csv${all ? '?figures=all' : ''}`,
  estimates: (auditId: number | string) => `/audits/${id(auditId)}/estimates`,
  stopping: (auditId: number | string) => `/audits/${id(auditId)}/stopping`,
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
  deliveryPlans: () => '/delivery-plans',
  newDeliveryPlan: () => '/delivery-plans/new',
  deliveryExamples: () => '/delivery-plans/examples',
  deliveryTemplate: (format: string) => `/delivery-plans/template.${id(format)}`,
  deliveryPlan: (planId: number | string, view: Record<string, string> = {}) =>
    `/delivery-plans/${id(planId)}${queryOf(view)}`,
  deliveryPlanFile: (planId: number | string, format: string, view: Record<string, string> = {}) =>
    `/delivery-plans/${id(planId)}/plan.${id(format)}${queryOf(view)}`,
  deliveryPlanEdit: (planId: number | string) => `/delivery-plans/${id(planId)}/edit`,
  deliveryPlanRemove: (planId: number | string) => `/delivery-plans/${id(planId)}/remove`,
  deliveryImport: (planId: number | string) => `/delivery-plans/${id(planId)}/import`,
  deliveryLines: (planId: number | string) => `/delivery-plans/${id(planId)}/lines`,
  deliveryLine: (planId: number | string, lineId: number | string) =>
    `/delivery-plans/${id(planId)}/lines/${id(lineId)}`,
  /** A form of a line: edit, remove, progress, confirm, notes. */
  deliveryLineForm: (
    planId: number | string,
    lineId: number | string,
    form: string,
    view: Record<string, string> = {},
  ) => `/delivery-plans/${id(planId)}/lines/${id(lineId)}/${id(form)}${queryOf(view)}`,
  deliveryEvidence: (planId: number | string, lineId: number | string, noteId: number | string) =>
    `/delivery-plans/${id(planId)}/lines/${id(lineId)}/files/${id(noteId)}`,
  meetings: () => '/review-meetings',
  newMeeting: () => '/review-meetings/new',
  meeting: (meetingId: number | string) => `/review-meetings/${id(meetingId)}`,
  /** A form of a meeting: edit, agenda, minutes. */
  meetingForm: (meetingId: number | string, form: string) => `/review-meetings/${id(meetingId)}/${id(form)}`,
  meetingPdf: (meetingId: number | string) => `/review-meetings/${id(meetingId)}/meeting.pdf`,
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
  reportVersionWord: (auditId: number | string, providerId: number | string, version: number | string) =>
    `/audits/${id(auditId)}/feedback/${id(providerId)}/report/${id(version)}/copy.docx`,
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
