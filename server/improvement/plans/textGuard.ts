import { guard } from '../../../rules/index.ts';
import type { GuardContext, GuardReason, GuardSpot } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit } from '../../audits/repository.ts';
import { AppError } from '../../platform/errors.ts';
import { fingerprintOf } from '../../feedback/store/fingerprint.ts';

/** What was typed may tell who somebody is, and nobody has said that it is to be kept. Nothing was saved. */
export class TextWarning extends AppError {
  readonly spots: GuardSpot[];
  /** To be sent along when the words are kept. */
  readonly fingerprint: string;
  constructor(spots: GuardSpot[], fingerprint: string) {
    super(422, 'This may tell who somebody is. Reword it, or say that it is to be kept.');
    this.spots = spots;
    this.fingerprint = fingerprint;
  }
}

export type TextGuard = ReturnType<typeof createTextGuard>;

/** Looks through what is written in improvement plans, as findings are looked through. */
export function createTextGuard(parts: {
  /** What texts of an audit are looked through for. */
  contextOf: (audit: Audit) => Promise<GuardContext>;
  activity: ActivityRepository;
}) {
  const { contextOf, activity } = parts;

  /**
   * Lets texts pass that have nothing to warn of, or that are kept as they are.
   *
   * @param already - texts that are saved as they are: who saved them has been warned
   * @param keep - the fingerprint that came with a warning, where the words are kept in spite of it
   * @returns what it was pointed at for, none without a warning
   * @throws TextWarning when they may tell who somebody is
   */
  async function passIn(
    contextOfTexts: () => Promise<GuardContext>,
    texts: readonly string[],
    keep: string,
    already: readonly string[] = [],
  ): Promise<GuardReason[]> {
    const fresh = [...new Set(texts)].filter((text) => text !== '' && !already.includes(text));
    if (fresh.length === 0) return [];
    const context = await contextOfTexts();
    const spots = fresh.flatMap((text) => guard(text, context));
    if (spots.length === 0) return [];
    const fingerprint = fingerprintOf(null, fresh.join('\n'));
    if (keep !== fingerprint) throw new TextWarning(spots, fingerprint);
    return [...new Set(spots.map(({ reason }) => reason))];
  }

  return {
    passIn,

    /** The same of texts of an audit. */
    pass: (
      audit: Audit,
      texts: readonly string[],
      keep: string,
      already: readonly string[] = [],
    ): Promise<GuardReason[]> => passIn(() => contextOf(audit), texts, keep, already),

    /** Writes down that words were kept in spite of a warning, and what for; never the words. */
    async noteKept(
      userId: number,
      auditId: number | null,
      providerId: number | null,
      subject: string,
      reasons: readonly GuardReason[],
    ): Promise<void> {
      if (reasons.length === 0) return;
      await activity.add({
        userId,
        action: 'text.kept',
        ...(auditId !== null && { auditId }),
        subject,
        detail: { ...(providerId !== null && { provider: providerId }), reasons: [...reasons] },
      });
    },
  };
}

/** The name of a file as words, so that a name of a person in it is seen. */
export const wordsOfFileName = (name: string): string => name.replace(/\.pdf$/i, '').replace(/[_.-]+/g, ' ');
