import type { GuardWords } from '../../../rules/index.ts';
import type { ProviderService } from '../../people/providers.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { TextGuard } from '../plans/textGuard.ts';
import type { DeliveryPlan, LineDetails } from './repository.ts';

type Line = Pick<LineDetails, 'heading' | 'action' | 'measure' | 'themes'>;

/** What a line stands under. */
export const headsOfLine = ({ heading, themes }: Pick<Line, 'heading' | 'themes'>): string[] => [
  heading,
  ...themes,
];

/** What of a line is looked through; its role has a check of its own. */
export const textsOfLine = (line: Line): string[] => [line.action, line.measure, ...headsOfLine(line)];

/** Names that lines of a plan may say. Words that come with them vouch for none: they are looked through themselves. */
export const namesOf = ({ title, partnership }: Pick<DeliveryPlan, 'title' | 'partnership'>): string[] => [
  title,
  partnership,
];

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
        /** What the words are of; of something new it is known once that is saved. */
        subject: string | ((saved: T) => string);
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
      const subject = typeof of.subject === 'string' ? of.subject : of.subject(saved);
      await textGuard.noteKept(of.userId, null, null, subject, reasons);
      return saved;
    },
  };
}
