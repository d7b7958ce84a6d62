import type { Request } from 'express';
import type { User } from '../access/person.ts';
import type { Action, Subject } from '../access/policy.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import { clientOf } from './address.ts';
import { TokenError } from './bearer.ts';
import { currentUser, isCsrfError } from './session.ts';

/** Somebody was refused by the policy, by session or by token. */
export interface RefusedByPolicy {
  /** `hidden` where what they asked for does not exist for them, `forbidden` where they may see it and not do this. */
  kind: 'hidden' | 'forbidden';
  user: User;
  action: Action;
  subject: Subject;
  by: 'session' | 'token';
}

/** A request was refused before anybody asked the policy. */
interface RefusedBefore {
  kind: 'request';
  user: User | null;
  /** Where it came from: to count by, and written nowhere. */
  client: string;
  why: 'the token of the form does not fit' | 'sent from another site' | 'too often' | 'no such API token';
}

type Refusal = RefusedByPolicy | RefusedBefore;

/** Told of every refusal, so that it can be written down. */
export type OnRefusal = (refusal: Refusal) => Promise<void>;

/** A form came from a page of another site. */
export class OtherSiteError extends AppError {
  constructor() {
    super(
      403,
      'This was sent from a page of another site. Nothing was saved. Open the page here and try again.',
    );
  }
}

/** Tells of a request that ended in an error, where that is a refusal. Nobody waits in vain because it cannot be written. */
export async function tellRefusal(
  { refused, log }: { refused: OnRefusal; log: Logger },
  req: Request,
  error: unknown,
): Promise<void> {
  const why = whyRefused(error);
  if (why === null) return;
  await refused({ kind: 'request', user: currentUser(req), client: clientOf(req), why }).catch(
    (failure: unknown) => log.error({ err: failure }, 'a refusal was not written down'),
  );
}

function whyRefused(error: unknown): RefusedBefore['why'] | null {
  if (isCsrfError(error)) return 'the token of the form does not fit';
  if (error instanceof OtherSiteError) return 'sent from another site';
  if (error instanceof TokenError) return 'no such API token';
  return error instanceof AppError && error.status === 429 ? 'too often' : null;
}
