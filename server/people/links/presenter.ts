import { timeInWords } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import { ROLE_LABELS } from '../accounts/presenter.ts';
import type { User } from '../accounts/repository.ts';
import type { WaitingPerson } from './service.ts';

/** Who cannot sign in without a link, with what there is of one. */
export function presentWaiting(parts: {
  waiting: WaitingPerson[];
  mails: boolean;
  now: string;
  /** Whose box is ticked; null at first, when those are who have no link that works and no mail on its way. */
  ticked: ReadonlySet<number> | null;
}) {
  const { waiting, mails, now, ticked } = parts;
  return {
    action: urls.peopleLinks(),
    mailHref: urls.mail(),
    mails,
    people: waiting.map(({ user, linkUntil, mail }) => {
      const works = linkUntil !== null && linkUntil > now;
      const isOnItsWay = mail?.state === 'waiting';
      return {
        id: user.id,
        name: user.name,
        email: user.email,
        roles: user.roles.map((role) => ROLE_LABELS[role].label).join(', '),
        checked: ticked?.has(user.id) ?? !(works || isOnItsWay),
        link: isOnItsWay
          ? { text: 'Mail on its way', colour: 'blue', note: '' }
          : works
            ? { text: 'Has a link', colour: 'green', note: `Until ${timeInWords(linkUntil)}` }
            : linkUntil === null
              ? { text: 'No link', colour: 'yellow', note: '' }
              : { text: 'Link has run out', colour: 'orange', note: timeInWords(linkUntil) },
        mail:
          mail?.state === 'sent'
            ? `Mailed ${timeInWords(mail.sentAt ?? mail.createdAt)}`
            : mail?.state === 'given_up'
              ? 'The mail could not be sent'
              : '',
      };
    }),
  };
}

/** New links to be copied; shown only now. */
export function presentLinks(made: { user: User; token: string }[], publicUrl: string) {
  const links = made.map(({ user, token }) => ({
    name: user.name,
    email: user.email,
    link: publicUrl + urls.invitation(token),
  }));
  return {
    links,
    all: links.map(({ name, email, link }) => [name, email, link].join('\t')).join('\n'),
    back: urls.peopleLinks(),
  };
}
