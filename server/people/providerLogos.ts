import type { Database } from '../platform/db/database.ts';
import { drawLogo, LogoError } from '../formats/logo.ts';
import type { Logo } from '../formats/logo.ts';
import { InputError } from '../platform/errors.ts';
import type { ActivityRepository } from './activity/repository.ts';

export type ProviderLogoService = ReturnType<typeof createProviderLogoService>;

/** The logos that providers' reports are headed with, each as the program has drawn it. */
export function createProviderLogoService(parts: { database: Database; activity: ActivityRepository }) {
  const { database, activity } = parts;
  const told = (actorId: number, id: number) =>
    activity.add({ userId: actorId, action: 'provider.logo', subject: `provider ${id}` });

  return {
    /** Null where the provider has none. */
    async of(providerId: number): Promise<Logo | null> {
      const row = await database
        .query('provider_logos')
        .where({ provider_id: providerId })
        .first<Logo | undefined>('png', 'width', 'height');
      return row ?? null;
    },
    /**
     * Draws the logo of a provider from a file, in the place of the one before.
     *
     * @throws InputError where no logo can be made of the file
     */
    async set(actorId: number, providerId: number, content: Buffer): Promise<void> {
      let logo: Logo;
      try {
        logo = await drawLogo(content);
      } catch (error) {
        if (error instanceof LogoError) throw new InputError([{ field: 'file', text: error.message }]);
        throw error;
      }
      await database.write(async () => {
        await database
          .query('provider_logos')
          .insert({ provider_id: providerId, ...logo })
          .onConflict('provider_id')
          .merge();
        await told(actorId, providerId);
      });
    },
    /** A second press finds nothing to remove, and says nothing. */
    async remove(actorId: number, providerId: number): Promise<void> {
      await database.write(async () => {
        const gone = await database.query('provider_logos').where({ provider_id: providerId }).delete();
        if (gone > 0) await told(actorId, providerId);
      });
    },
  };
}
