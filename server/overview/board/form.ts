import { z } from 'zod';
import { dayAfter } from '../../../rules/index.ts';
import { dayForForm } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { day, parseForm } from '../../web/form.ts';

/** Boards meet about once a quarter: from how many days ago changes are told unless somebody says otherwise. */
const USUAL_DAYS = 91;

/** What the address of the board's page asks for. */
export interface BoardQuery {
  /** As it is typed or chosen; empty for the usual one. */
  partnership: string;
  /** The place among the measures from whose sheet somebody comes; null where none is named. */
  placeId: number | null;
  /** YYYY-MM-DD, the day from which changes are told. */
  since: string;
  /** The same as it stands in the field. */
  sinceText: string;
  errors: FieldError[];
}

const MISSING = 'Enter the day on which the board met last, such as 31/3/2026.';
const sinceForm = z.object({ since: day(MISSING) });

/** Reads the address; a day that cannot be is told at its field, and the usual one is taken. */
export function readBoardQuery(query: Record<string, unknown>, today: string): BoardQuery {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '');
  const usual = dayAfter(today, -USUAL_DAYS);
  const asked = text('since');
  const partnership = text('partnership');
  const placeId = /^[1-9]\d{0,8}$/.test(text('place')) ? Number(text('place')) : null;
  if (asked === '') return { partnership, placeId, since: usual, sinceText: dayForForm(usual), errors: [] };
  const form = parseForm(sinceForm, { since: asked });
  const problem = form.errors
    ? MISSING
    : form.values.since > today
      ? 'Enter a day that is not after today.'
      : null;
  return problem === null && form.values
    ? { partnership, placeId, since: form.values.since, sinceText: asked, errors: [] }
    : {
        partnership,
        placeId,
        since: usual,
        sinceText: asked,
        errors: [{ field: 'since', text: problem ?? MISSING }],
      };
}
