import type { FieldError } from '../../platform/errors.ts';
import { presentSpots } from '../../feedback/findings/presenter.ts';
import { TextWarning } from './textGuard.ts';

/** What a form shows of a warning: an error of the field, and what can be ticked to keep the words. */
export interface TextWarningView {
  errors: FieldError[];
  warning: { field: string; spots: string[]; keep: string };
}

/** Runs a save whose words are looked through; a warning comes back as something to show at `field`. */
export async function withTextWarning<T>(
  field: string,
  save: () => Promise<T>,
): Promise<{ value: T; warned?: undefined } | { value?: undefined; warned: TextWarningView }> {
  try {
    return { value: await save() };
  } catch (error) {
    if (!(error instanceof TextWarning)) throw error;
    return {
      warned: {
        errors: [{ field, text: error.message }],
        warning: { field, spots: presentSpots(error.spots), keep: error.fingerprint },
      },
    };
  }
}
