import { z } from 'zod';
import {
  BETTER,
  measureIdOf,
  OBSERVATION_KINDS,
  parsePeriod,
  PERIODS_WRITTEN,
  PLACE_KINDS,
} from '../../rules/index.ts';
import type { Measure, ObservationKind, Period } from '../../rules/index.ts';
import type { FieldError } from '../platform/errors.ts';
import { parseForm, requiredText, textOf } from '../web/form.ts';
import type { FormBody } from '../web/form.ts';
import type { EnteredCell } from './entering.ts';
import { idProblem, LONGEST } from './reading.ts';
import type { KeptMeasure } from './repository.ts';

const words = (longest: number) =>
  z.string().trim().max(longest, `This must be at most ${longest} characters.`).default('');

const measureForm = z.object({
  label: requiredText('Enter what the measure is called, such as "Waiting over three weeks".', LONGEST.label),
  unit: requiredText('Enter percent, or what is counted, such as people.', LONGEST.unit).transform((unit) =>
    unit === '%' ? 'percent' : unit.toLowerCase(),
  ),
  better: z.enum(BETTER, 'Choose which way is better.'),
  numerator: words(LONGEST.words),
  denominator: words(LONGEST.words),
  partOf: words(LONGEST.id).transform((id) => id || null),
  id: words(LONGEST.id),
});

/** Reads the form of a measure; its id is made of its label where none is typed. */
export function readMeasureForm(
  body: FormBody,
  own: KeptMeasure | null,
): { values: Measure; errors?: undefined } | { values?: undefined; errors: FieldError[] } {
  const form = parseForm(measureForm, body);
  if (!form.values) return form;
  const id = own?.id ?? (form.values.id || measureIdOf(form.values.label));
  const problem = own ? null : idProblem(id);
  return problem === null ? { values: { ...form.values, id } } : { errors: [{ field: 'id', text: problem }] };
}

export const placeForm = z.object({
  name: requiredText('Enter the name of the place.', LONGEST.place),
  kind: z.enum(PLACE_KINDS, 'Choose what the place is.'),
});

/** The kinds of figures that the table of figures has columns for, unless others are asked for. */
const COLUMNS: readonly ObservationKind[] = ['actual', 'target', 'top_quartile', 'national'];

/** What the address of the table of figures names; nulls where it is still to be chosen. */
export interface FiguresQuery {
  placeId: number | null;
  period: Period | null;
  periodText: string;
  kinds: ObservationKind[];
  page: number;
}

/** Reads the address, or the form, of the table of figures. */
export function readFiguresQuery(query: Record<string, unknown>): FiguresQuery {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '');
  const asked = [query['kinds']].flat();
  const kinds = OBSERVATION_KINDS.filter((kind) => asked.includes(kind));
  return {
    placeId: /^[1-9]\d{0,8}$/.test(text('place')) ? Number(text('place')) : null,
    period: parsePeriod(text('period')),
    periodText: text('period'),
    kinds: kinds.length > 0 ? kinds : [...COLUMNS],
    page: /^[1-9]\d{0,3}$/.test(text('page')) ? Number(text('page')) : 1,
  };
}

/** What is missing before the table can be shown. */
export function figuresQueryErrors({ placeId, period, periodText }: FiguresQuery): FieldError[] {
  return [
    ...(placeId === null ? [{ field: 'place', text: 'Choose a place.' }] : []),
    ...(period === null
      ? [
          {
            field: 'period',
            text: periodText
              ? `"${periodText}" is no period. Write it like ${PERIODS_WRITTEN}.`
              : `Enter a period, such as ${PERIODS_WRITTEN}.`,
          },
        ]
      : []),
  ];
}

/** The name of the field of a cell. */
export const cellName = (measure: Pick<Measure, 'id'>, kind: ObservationKind): string =>
  `f-${measure.id}-${kind}`;

const shownCells = z.record(z.string(), z.string());

/** The cells of the table that were sent, each with what it held when the page was made. */
export function readCellsOf(
  body: FormBody,
  measures: readonly KeptMeasure[],
  kinds: readonly ObservationKind[],
): EnteredCell[] {
  let sent: unknown = {};
  try {
    sent = JSON.parse(textOf(body, 'shown') || '{}');
  } catch {
    // Without what was shown every cell counts as changed, and what stands there is told as somebody else's.
  }
  const shown = shownCells.safeParse(sent).data ?? {};
  return measures.flatMap((measure) =>
    kinds.flatMap((kind): EnteredCell[] => {
      const field = cellName(measure, kind);
      return field in body
        ? [{ field, measure, kind, text: textOf(body, field), shown: shown[field] ?? '' }]
        : [];
    }),
  );
}
