import type { GuardWords } from '../../../rules/index.ts';
import type { ProviderService } from '../../people/providers.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { TextGuard } from '../plans/textGuard.ts';

export type PlanTexts = ReturnType<typeof createPlanTexts>;

/** Looks through what is written in delivery plans and minutes, as improvement plans are looked through. */
export function createPlanTexts(parts: {
  textGuard: Pick<TextGuard, 'passIn' | 'noteKept'>;
  words: GuardWords;
  providers: Pick<ProviderService, 'list'>;
  now: () => Date;
}) {
  const { textGuard, words, providers, now } = parts;
  return {
    /**
     * Saves what holds texts, once they have passed.
     *
     * @param known - names of the plan or meeting that may be said
     * @param already - texts that are saved as they are
     * @throws TextWarning where they may tell who somebody is and are not to be kept as they are
     */
    async saving<T>(
      of: {
        userId: number;
        subject: string;
        texts: readonly string[];
        body: FormBody;
        known: readonly string[];
        already?: readonly string[];
      },
      save: () => Promise<T>,
    ): Promise<T> {
      const context = async () => ({
        words,
        known: [...of.known, ...(await providers.list()).map(({ name }) => name)],
        year: now().getFullYear(),
      });
      const reasons = await textGuard.passIn(context, of.texts, textOf(of.body, 'keep'), of.already);
      const saved = await save();
      await textGuard.noteKept(of.userId, null, null, of.subject, reasons);
      return saved;
    },
  };
}
