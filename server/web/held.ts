import type { Request } from 'express';
import { z } from 'zod';
import { dropStep, heldStep, holdStep } from './session.ts';

export type Held = ReturnType<typeof createHeld>;

const heldSchema = z.object({ purpose: z.string(), until: z.number(), data: z.unknown() });

/**
 * Keeps what a page is about until its form comes back, in the same browser and in time. The page has nothing but a
 * random name of it, so that a copy of the page gives nothing, and any server can go on.
 */
export function createHeld(now: () => Date) {
  return {
    /** @param purpose - what it can be read for, and for nothing else */
    keep: (req: Request, purpose: string, data: object, minutes: number): Promise<string> =>
      holdStep(req, { purpose, until: now().getTime() + minutes * 60_000, data }, minutes),

    /** What was kept, or null where there is no such thing, it is another browser's or has run out. */
    async read<T>(req: Request, purpose: string, schema: z.ZodType<T>, name: string): Promise<T | null> {
      const { data: held } = heldSchema.safeParse(await heldStep(req, name));
      if (held?.purpose !== purpose || held.until <= now().getTime()) return null;
      return schema.parse(held.data);
    },

    /** Lets it be used no more. */
    drop: (req: Request, name: string): Promise<void> => dropStep(req, name),
  };
}
