import { timeInWords } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import type { MailState, OutgoingMail } from './repository.ts';

const TAGS: Record<MailState, { text: string; colour: string }> = {
  waiting: { text: 'Not sent yet', colour: 'orange' },
  sent: { text: 'Sent', colour: 'green' },
  given_up: { text: 'Not sent, given up', colour: 'red' },
};

/** Outgoing mail, for the administrator. */
export function presentMail(all: OutgoingMail[], unsent: number, isConfigured: boolean) {
  return {
    isConfigured,
    unsent,
    mail: all.map((one) => ({
      to: one.userName,
      subject: one.subject,
      created: timeInWords(one.createdAt),
      tag: TAGS[one.state],
      note:
        one.state === 'sent'
          ? timeInWords(one.sentAt ?? one.createdAt)
          : [
              one.attempts > 0 ? `Tried ${one.attempts === 1 ? 'once' : `${one.attempts} times`}.` : null,
              one.problem === '' ? null : `The mail server said: ${one.problem}.`,
              one.state === 'waiting' ? `Next attempt: ${timeInWords(one.nextTryAt)}.` : null,
            ]
              .filter((text) => text !== null)
              .join(' '),
      againAction: one.state === 'sent' ? null : urls.mailAgain(one.id),
    })),
  };
}
