import { SheetFormatError } from './csv.ts';

/** A part of a {@link createRoom} that one sheet takes. */
export interface Place {
  /** @throws SheetFormatError when there is not so much left, for this sheet alone or beside the others */
  take(bytes: number): void;
  /** Gives everything back. */
  leave(): void;
}

/**
 * Room in memory for what sheets hold while they are read, all of them together: a limit for each would be no limit
 * for five at once.
 */
export function createRoom(maximumBytes: number) {
  let taken = 0;
  return {
    enter(): Place {
      let own = 0;
      return {
        take(bytes) {
          if (own + bytes > maximumBytes) {
            throw new SheetFormatError(
              'The sheet is too large when unpacked. Save it as "CSV UTF-8" instead, or take it in parts.',
            );
          }
          if (taken + bytes > maximumBytes) {
            throw new SheetFormatError(
              'Other large sheets are being read at this moment, and there is no room for this one. Try again in a minute.',
            );
          }
          own += bytes;
          taken += bytes;
        },
        leave() {
          taken -= own;
          own = 0;
        },
      };
    },
  };
}
