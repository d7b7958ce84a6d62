/** Accounts that cannot be made, each with its place among those that were asked for, and why. */
export class PeopleError extends Error {
  readonly problems: { at: number; field: string; text: string }[];
  constructor(problems: PeopleError['problems']) {
    super('Not all of these accounts can be made, so none of them was.');
    this.problems = problems;
  }
}
