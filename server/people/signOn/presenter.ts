import { timeInWords } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { textOf } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import type { User } from '../accounts/repository.ts';
import type { OutsideIdentity } from './repository.ts';

/** Who a person is at the provider, on their page: what there is of a link, or the form for one. */
export function presentLink(person: User, name: string, identity: OutsideIdentity | null, typed: FormBody) {
  return {
    name,
    person: person.name,
    action: urls.linkOutside(person.id),
    removeAction: urls.unlinkOutside(person.id),
    linked: identity && {
      as: identity.subject ?? identity.expectedEmail ?? '',
      isBound: identity.subject !== null,
      used: identity.usedAt === null ? null : timeInWords(identity.usedAt),
    },
    by: textOf(typed, 'outsideBy') || 'email',
    email: textOf(typed, 'outsideEmail') || person.email,
    subject: textOf(typed, 'outsideSubject'),
  };
}
