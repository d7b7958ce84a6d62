import type { User } from './repository.ts';
import { dayInWords, timeInWords } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import type { ApiToken } from './tokenRepository.ts';

/** All tokens, those that can be used first, and the form for a new one. */
export function presentTokens(tokens: (ApiToken & { expired: boolean })[], people: User[], values: FormBody) {
  const works = (token: { revokedAt: string | null; expired: boolean }) =>
    token.revokedAt === null && !token.expired;
  return {
    action: urls.tokens(),
    documentHref: urls.apiDocument(),
    peopleHref: urls.people(),
    values,
    people: [
      { value: '', text: 'Choose a person' },
      ...people.map((person) => ({ value: String(person.id), text: person.name })),
    ],
    tokens: tokens
      .toSorted((a, b) => Number(works(b)) - Number(works(a)))
      .map((token) => ({
        name: token.name,
        person: token.userName,
        expires: dayInWords(token.expiresOn),
        lastUsed: token.lastUsedAt === null ? 'Never' : timeInWords(token.lastUsedAt),
        status: works(token)
          ? { text: 'In use', colour: 'green' }
          : { text: token.revokedAt === null ? 'Run out' : 'Revoked', colour: 'grey' },
        revokeAction: works(token) ? urls.tokenRevoke(token.id) : null,
      })),
  };
}
