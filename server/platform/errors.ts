/** A failure that a person can be told about, with the page's status. Anything else is a fault of the program. */
export class AppError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** There is no such thing, or this person may not know that there is. */
export class NotFoundError extends AppError {
  constructor(message = 'There is nothing at this address, or it is not meant for you.') {
    super(404, message);
  }
}

/** The person may see the place, but not do this there. */
export class ForbiddenError extends AppError {
  constructor(message: string) {
    super(403, message);
  }
}

/** The step does not fit the state of things: an answer for a closed audit, say. */
export class StateError extends AppError {
  constructor(message: string) {
    super(409, message);
  }
}

/** What was entered cannot be taken; shown beside the fields, at 422. */
export class InputError extends AppError {
  readonly errors: FieldError[];
  constructor(errors: FieldError[]) {
    super(422, errors.map((error) => error.text).join(' '));
    this.errors = errors;
  }
}

/** One thing wrong with a form: the field's name and what to do about it. */
export interface FieldError {
  field: string;
  text: string;
}
