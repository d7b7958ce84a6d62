// Where recording goes on after a file: the server says, because it knows what others are at and begins a drawn file.
import { post } from './sending.js';

/**
 * Asks the server for the next file of the group.
 *
 * @param action - the address that it is asked at
 * @param user - who asks
 * @returns next: the address of the file, null when none is left, with the reason in `message` and the list in `list`;
 * null when there is no connection
 */
export async function askNext(action, user) {
  const response = await post(action, {}, user);
  if (response === null || response.status >= 500 || response.status === 429) return null;
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  // Signed out, or the audit was closed: the page itself, loaded anew, says what to do.
  return {
    next: null,
    list: location.pathname,
    message: answer.message ?? 'The next file could not be opened.',
  };
}
