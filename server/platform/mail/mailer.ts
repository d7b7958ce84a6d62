/** One message to one person, as plain text. */
export interface Message {
  to: string;
  subject: string;
  text: string;
}

/** What hands messages over to a mail server; the only place that knows how. */
export interface Mailer {
  /** @throws Error when the message was not taken; it is tried again later */
  send(message: Message): Promise<void>;
}
