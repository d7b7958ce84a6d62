/**
 * What setting an audit up asks of the fieldwork. The fieldwork comes after the set-up and is built on it, so it is
 * handed in and never imported.
 */
export interface SetupFieldwork {
  /** Whether files of this sample group are on the caseload list. */
  hasListedFiles: (groupId: number) => Promise<boolean>;
  /**
   * Answers items that do not apply to a group in those of its files where nothing was recorded yet.
   *
   * @param at - ISO 8601, UTC
   * @returns how many answers were filled in
   */
  answerNotApplicable: (groupId: number, checkIds: string[], actorId: number, at: string) => Promise<number>;
  /**
   * Takes "not applicable" back from items that a group is asked now and that cannot be not applicable.
   *
   * @returns how many answers were cleared
   */
  clearNotApplicable: (groupId: number, itemIds: string[], actorId: number, at: string) => Promise<number>;
  /**
   * The checks whose standards a panel goes by that may stop reading when it is sure, and whether anything was recorded yet.
   *
   * @param groups - all of the audit
   */
  stopsBy: (
    auditId: number,
    groups: readonly { files: number }[],
  ) => Promise<{ checkIds: string[]; hasBegun: boolean }>;
  /** Gives up what was set up for stopping, so that it has to be set up anew. */
  forgetStopping: (auditId: number) => Promise<void>;
  /** Destroys the keys of what the devices of a person keep of an audit. */
  forgetDevices: (auditId: number, userId: number) => Promise<void>;
  /** Who is kept from one file, drawn or begun, by what they declared. */
  keptFrom: (
    auditId: number,
    file: { fileId: number } | { sampledId: number },
  ) => Promise<ReadonlySet<number>>;
  /** Takes back the files that a person was given in an audit. */
  forgetAssigned: (auditId: number, userId: number) => Promise<void>;
}
