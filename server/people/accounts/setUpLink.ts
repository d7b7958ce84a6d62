import { NotFoundError } from '../../platform/errors.ts';

/** What is said of a link that sets nothing up, be it that somebody has done so already. */
export const usedSetupLink = (): NotFoundError =>
  new NotFoundError(
    'This set-up link has been used or has run out. If the program is set up, sign in. If not, start it again for a new link.',
  );
