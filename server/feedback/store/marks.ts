/**
 * Which checks a lead has marked for the improvement plans after an audit: ids of checks, by provider id. It is all
 * that the pages of the feedback know of the plans, and is handed to them.
 */
export type MarkedChecks = (auditId: number) => Promise<ReadonlyMap<number, ReadonlySet<string>>>;
