import { z } from 'zod';
import { HEADLINES } from '../../rules/index.ts';

// Every answer of the interface, once: types of the code, schemas of the OpenAPI document, and check of the tests.
// Long because the answers are made of one another.

const registry = z.registry<{ id: string; description: string }>();
const named = <T extends z.ZodType>(id: string, description: string, schema: T): T => {
  registry.add(schema, { id, description });
  return schema;
};

const count = z.int().min(0);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const moment = z.string().regex(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
const percent = z.int().min(0).max(100).nullable();
const share = z.number().min(0).max(1);

named(
  'Problem',
  'Why there is no answer (RFC 9457).',
  z.strictObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
  }),
);

const audit = named(
  'Audit',
  'A round of auditing, or a baseline: group totals taken over from a published table.',
  z.strictObject({
    id: z.int(),
    title: z.string(),
    partnership: z.string(),
    state: z.enum(['draft', 'open', 'closed', 'final']),
    baseline: z.boolean(),
    fieldwork: z.strictObject({ start: day, end: day }),
    tool: z.strictObject({ id: z.string(), version: z.int() }),
    predecessor: z.int().nullable().describe('The id of the audit that this one repeats.'),
    part: z.enum(['lead', 'auditor', 'commissioner']).describe('How the person of the token takes part.'),
    mayReadResults: z.boolean(),
  }),
);

const auditList = named(
  'AuditList',
  'The audits that the person of the token takes part in, newest fieldwork first.',
  z.strictObject({ audits: z.array(audit) }),
);

const check = named(
  'Check',
  'A question of the audit tool that is answered yes, no or not applicable.',
  z.strictObject({
    id: z.string(),
    label: z.string(),
    shortLabel: z.string(),
    polarity: z.enum(['yes_is_good', 'yes_is_bad', 'neither']),
    standard: z.int().min(0).max(100).nullable().describe('The percentage that is expected, or null.'),
    hangsOn: z
      .strictObject({ check: z.string(), answer: z.enum(['yes', 'no']) })
      .nullable()
      .describe('The check that this one makes sense under only, and the answer that it needs there.'),
  }),
);

const validated = named(
  'Validated',
  'How many of the answers that providers have given about themselves are validated. The validated answer counts where there is one, the provider’s own elsewhere.',
  z.strictObject({
    answers: count.describe('Every question asked of a self-audit that is handed in, answered or not.'),
    validated: count,
  }),
);

const leftOut = named(
  'LeftOut',
  'A question that is left out of the audit, so that it is asked nowhere and in no figure, and why.',
  z.strictObject({ id: z.string(), label: z.string(), reason: z.string() }),
);

const auditDetails = named(
  'AuditDetails',
  'An audit with its sample groups and the checks of its tool, in the order of every table.',
  z.strictObject({
    audit,
    groups: z.array(
      z.strictObject({
        name: z.string(),
        plannedFiles: count,
        providers: z.array(z.string()),
        notAsked: z
          .array(z.string())
          .describe('Ids of the items that the group is not asked: in its records they are not applicable.'),
      }),
    ),
    checks: z.array(check),
    leftOut: z.array(leftOut),
  }),
);

const interval = z
  .tuple([share, share])
  .nullable()
  .describe(
    "95% interval of yes of applicable, as shares from 0 to 1: Wilson's, or of files that were drawn from a list the exact one of that list; null where every file of the list was read.",
  );
const counts = {
  yes: count,
  no: count,
  notApplicable: count,
  notRecorded: count,
  applicable: count.describe('yes + no'),
  percentOfApplicable: percent,
  percentOfFiles: percent,
  interval,
};
const suppressedFigure = { kind: z.literal('suppressed') };
const noFigure = {
  kind: z.literal('none'),
  reason: z.enum(['no files', 'not applicable', 'not recorded']),
};

const among = named(
  'AmongFigure',
  'The figures of a check in the files alone that have the answer it hangs on, such as a plan on file.',
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('figure'), files: count, ...counts }),
    z.strictObject(suppressedFigure),
    z.strictObject(noFigure),
  ]),
);

const figure = named(
  'Figure',
  'The figures of one check. Suppressed: not shown, by the rule on small numbers. None: there is no share.',
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('figure'),
      id: z.string(),
      ...counts,
      among: among.optional().describe('Only of a check that hangs on another one.'),
    }),
    z.strictObject({ ...suppressedFigure, id: z.string() }),
    z.strictObject({ ...noFigure, id: z.string() }),
  ]),
);

const itemKind = z.enum(['scale', 'choice', 'multiple', 'number', 'date', 'text']);
const item = named(
  'Item',
  'A question of the audit tool that is no check: a rating or another scale, a choice, a number or a date.',
  z.strictObject({
    id: z.string(),
    label: z.string(),
    shortLabel: z.string(),
    kind: itemKind,
    options: z
      .array(
        z.strictObject({
          id: z.string(),
          label: z.string(),
          score: z.number().nullable().describe('What the answer counts for, or null.'),
        }),
      )
      .describe('Every answer that can be given, in its order; empty for numbers and dates.'),
    bands: z
      .array(z.strictObject({ key: z.string(), name: z.string() }))
      .describe('Of a number by which results may be divided; else empty.'),
    standard: z
      .strictObject({ answers: z.array(z.string()), atLeast: count })
      .nullable()
      .describe(
        'The answers that are expected, in at least so many percent of those who answered; null: none.',
      ),
  }),
);

const countOrSuppressed = count.nullable().describe('null: suppressed');
const answers = named(
  'AnswerCounts',
  'How often each answer was given to a question that is no check.',
  z.strictObject({
    id: z.string(),
    kind: itemKind,
    suppressed: z.boolean().describe('Whether anything of it is suppressed.'),
    counts: z
      .record(z.string(), countOrSuppressed)
      .describe('Records by the id of the answer, every possible one; empty for numbers and dates.'),
    bands: z
      .record(z.string(), countOrSuppressed)
      .optional()
      .describe('Of a number by which results may be divided: records by the key of the band.'),
    notApplicable: countOrSuppressed,
    notRecorded: countOrSuppressed,
    answered: count
      .nullable()
      .describe(
        'Records with an answer that applies; with several answers they count once. null: suppressed',
      ),
    sum: z
      .number()
      .nullable()
      .describe('Of scores or numbers; null: nothing to add up, or something of it is suppressed.'),
    mean: z.number().nullable().describe('sum / answered; null as sum, or where nobody answered.'),
    interval: z
      .tuple([z.number(), z.number()])
      .nullable()
      .describe("Of the mean, by Student's t at 95%; null where there is none."),
    printed: z
      .strictObject({
        percents: z
          .record(z.string(), z.strictObject({ text: z.string(), share: z.number() }).nullable())
          .describe(
            'By the id of the answer, those that the table has; share is from 0 to 1. null: suppressed',
          ),
        mean: z
          .strictObject({ text: z.string(), isPrinted: z.boolean() })
          .nullable()
          .describe('As printed, or worked out from the percentages.'),
      })
      .optional()
      .describe(
        'Of a published distribution alone: its figures as printed. No count is known of it, so counts are null.',
      ),
  }),
);

const unit = named(
  'Unit',
  'A sample group, a provider, the files with one value of a field, or the whole audit.',
  z.strictObject({
    key: z.string(),
    name: z.string(),
    files: count.nullable().describe('null: suppressed'),
    checks: z.array(figure).describe('In the order of the checks of the audit.'),
    items: z
      .array(answers)
      .optional()
      .describe('In the order of the items of the results; not where files are divided by fields.'),
  }),
);

const way = z.enum(['all', 'random', 'every', 'workers', 'whole', 'elsewhere', 'beforehand']);
const chosen = named(
  'Chosen',
  'How the files were chosen: all of a caseload list, drawn from it at random or in equal steps, all that the service has (whole) or drawn at random outside of the program (elsewhere) as a lead entered it, or beforehand.',
  z.strictObject({
    way: way.or(z.enum(['mixed', 'unknown'])),
    seed: z.string().nullable().describe('With it the same list gives the same draw.'),
    groups: z.array(
      z.strictObject({
        name: z.string(),
        files: count,
        way,
        listed: count
          .nullable()
          .describe(
            'Files that were drawn from: on the list, or as was entered; null where nothing was drawn.',
          ),
        entered: count
          .optional()
          .describe('Files that the service has by what a lead entered; not there where nobody did.'),
        outside: count.describe('Files that were read although they were not drawn.'),
        notFound: count.describe('Drawn files that could not be found and have none in their place.'),
      }),
    ),
    stopped: z
      .strictObject({
        checks: count.describe('Checks of which the panel had to be sure to stop.'),
        groups: z.array(z.strictObject({ name: z.string(), files: count, drawn: count })),
      })
      .nullable()
      .describe(
        'Reading that could stop early, as was decided before any answer was seen, and how far it went.',
      ),
  }),
);

const weightedFigure = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('figure'),
    share: share.describe('Not rounded: a standard is held against this.'),
    percent: z.int().min(0).max(100),
    interval: z.tuple([share, share]).nullable(),
  }),
  z.strictObject(suppressedFigure),
  z.strictObject({ kind: z.literal('none') }),
]);
const weighted = named(
  'Weighted',
  'The figures of a check in all files, each group counted by the files that it was drawn from.',
  z.strictObject({
    id: z.string(),
    applicable: weightedFigure.describe('Of files where the check applied.'),
    files: weightedFigure.describe('Of all files.'),
    parent: weightedFigure.describe('Of files with the answer that the check hangs on.'),
  }),
);

const said = z
  .enum(['met', 'not met', 'read on', 'none', 'suppressed'])
  .describe('"read on": not sure; "none": applies to no file.');

const outcome = named(
  'Outcome',
  'What the rule says of a check by which the panel might stop reading.',
  z.strictObject({
    id: z.string(),
    standard: z.int().min(1).max(99).describe('The least percentage, or the most where a yes is bad.'),
    groups: z.array(z.strictObject({ group: z.string(), outcome: said })),
    outside: z.array(z.string()).describe('Groups that were not drawn at random, of which it says nothing.'),
    together: said.nullable().describe('Of all lists taken as one; null where there is one group.'),
  }),
);

const results = named(
  'Results',
  'The results of an audit as the person of the token may see them.',
  z.strictObject({
    audit,
    by: z.string().describe('What the files are divided by: group, provider, or fields of the tool.'),
    asAt: moment,
    suppressed: z.boolean().describe('Whether the rule on small numbers applies to the person of the token.'),
    threshold: count.describe('Counts below it are suppressed.'),
    completeFiles: count,
    chosen,
    weighted: z.array(weighted).nullable().describe('Only where all groups were drawn, at different rates.'),
    headline: z
      .enum(HEADLINES)
      .describe('Which figures of all files the audit goes by: the weighted ones, or those in overall.'),
    outcomes: z
      .array(outcome)
      .optional()
      .describe(
        'Of checks by which the panel might stop reading: this, and not a figure, says whether the standard is met.',
      ),
    checks: z.array(check),
    leftOut: z.array(leftOut),
    validated: validated.optional().describe('Of self-audits alone.'),
    items: z
      .array(item)
      .optional()
      .describe('What the tool asks besides checks; not where files are divided by fields.'),
    units: z.array(unit),
    overall: unit,
    notRecorded: count
      .nullable()
      .optional()
      .describe('Divided by fields: how many files do not have them recorded; null: suppressed.'),
  }),
);

const criterionTally = named(
  'CriterionTally',
  'What some records scored on one criterion.',
  z.strictObject({
    id: z.string(),
    scored: count.describe('Records with a score, or with a judgement on a scale without scores.'),
    unscored: count.describe('Records without one: an answer is missing, or nothing of it applies.'),
    sum: z.number(),
    mean: z
      .number()
      .nullable()
      .describe('sum by scored; null without a score, as of judgements on a scale without scores'),
    least: z
      .number()
      .nullable()
      .describe('null without a score, and where small numbers are suppressed: it is what one record scores'),
    most: z.number().nullable().describe('like least'),
    bands: z
      .record(z.string(), count)
      .describe('Records by band, from the lowest; empty where the criterion has none.'),
  }),
);

const criterionFigure = z.union([
  criterionTally,
  z
    .strictObject({ id: z.string(), suppressed: z.literal(true) })
    .describe('Not shown, by the rule on small numbers.'),
  z
    .strictObject({
      id: z.string(),
      printed: z.strictObject({
        scored: count.describe('Of how many it is printed.'),
        bands: z
          .record(
            z.string(),
            z.strictObject({ text: z.string(), share: z.number(), count: count.nullable() }),
          )
          .describe(
            'By band, those that the table has; share is from 0 to 1, count null where a percentage alone is printed.',
          ),
        mean: z.strictObject({ text: z.string(), isPrinted: z.boolean() }).nullable(),
      }),
    })
    .describe('Of a published table alone: how many are in each band as printed.'),
]);

const scoreUnit = {
  files: count.describe('Records, with a score or not.'),
  criteria: z.array(criterionFigure).describe('In the order of the criteria of the tool.'),
  own: z
    .array(criterionFigure)
    .optional()
    .describe('Of self-audits alone: the same by the providers’ own answers.'),
};

const recordCriteria = z.array(
  z.strictObject({
    id: z.string(),
    score: z
      .number()
      .nullable()
      .describe('null: an answer is missing, nothing applies, or it is judged on a scale without scores'),
    band: z.string().nullable(),
  }),
);

const recordScore = named(
  'RecordScore',
  'What one record scores.',
  z.strictObject({
    reference: z.string(),
    group: z.string(),
    criteria: recordCriteria,
    own: recordCriteria.optional().describe('Of self-audits alone: by the provider’s own answers.'),
    validated: validated.optional().describe('Of self-audits alone.'),
    rank: z
      .int()
      .min(1)
      .nullable()
      .describe(
        '1 is the best, equal scores share a rank; null where the tool does not rank, or a score is missing',
      ),
  }),
);

const scores = named(
  'Scores',
  'What the records of an audit score on the criteria of its tool, as the person of the token may see it.',
  z.strictObject({
    audit,
    subject: z
      .strictObject({ one: z.string(), many: z.string(), personal: z.boolean() })
      .describe('What one record is about.'),
    by: z.string().describe('What the records are divided by: group, provider, or a field of the tool.'),
    asAt: moment,
    excluded: z.array(z.string()).describe('Ids of items that are left out of the whole audit.'),
    validated: validated.optional().describe('Of self-audits alone.'),
    suppressed: z.boolean().describe('Whether the rule on small numbers applies to the person of the token.'),
    threshold: count,
    criteria: z
      .array(
        z.strictObject({
          id: z.string(),
          title: z.string(),
          bands: z.array(
            z.strictObject({
              id: z.string(),
              label: z.string(),
              from: z.number().nullable().describe('The least value in it; null of a judgement.'),
              score: z.number().nullable().describe('What it counts for further up.'),
            }),
          ),
        }),
      )
      .describe('Each after those it is made of.'),
    groups: z
      .array(z.strictObject({ name: z.string(), ...scoreUnit }))
      .nullable()
      .describe('null: not divided so where small numbers are suppressed'),
    overall: z.strictObject(scoreUnit),
    records: z
      .array(recordScore)
      .nullable()
      .describe('null: what single records score is about persons, and for the panel alone'),
  }),
);

const numberOrNothing = z.number().nullable();
const selfAudits = named(
  'SelfAudits',
  'What providers answered about themselves beside what was validated, of those that have handed in.',
  z.strictObject({
    audit: z.strictObject({
      id: z.int(),
      title: z.string(),
      partnership: z.string(),
      state: z.enum(['draft', 'open', 'closed', 'final']),
    }),
    tool: z.strictObject({ id: z.string(), version: z.int() }),
    selfAudits: z.array(
      z.strictObject({
        provider: z.string(),
        group: z.string(),
        handedInAt: moment.nullable(),
        validatedAt: moment.nullable(),
        validated,
        answers: z.array(
          z.strictObject({
            id: z.string().describe('Of the question, or of a criterion that is judged.'),
            own: z.string().nullable().describe('The provider’s answer as it was handed in; null: none.'),
            validated: z.string().nullable(),
            isValidated: z.boolean().describe('Whether anybody has agreed with it or chosen another one.'),
            counting: z
              .string()
              .nullable()
              .describe('The validated answer where there is one, else the own.'),
            ownScore: numberOrNothing,
            validatedScore: numberOrNothing,
            difference: numberOrNothing.describe('The validated score less the own one.'),
            evidence: z.string(),
            files: z.array(z.string()).describe('Names of the PDFs that were handed in with it.'),
            comment: z.string(),
            reason: z.string().describe('Why another answer was validated.'),
          }),
        ),
        criteria: z.array(
          z.strictObject({
            id: z.string(),
            own: numberOrNothing,
            ownBand: z.string().nullable(),
            validated: numberOrNothing,
            validatedBand: z.string().nullable(),
            difference: numberOrNothing.describe('The validated score less the own one.'),
          }),
        ),
      }),
    ),
  }),
);

const measure = named(
  'Measure',
  'A number that a partnership is steered by.',
  z.strictObject({
    id: z.string(),
    label: z.string(),
    unit: z.string().describe('percent, or what is counted'),
    better: z.enum(['higher', 'lower', 'neither']),
    numerator: z.string(),
    denominator: z.string(),
    partOf: z.string().nullable().describe('The id of the measure that it adds up to with its sisters.'),
  }),
);

const measureList = named(
  'MeasureList',
  'All measures, and the places that there are figures of.',
  z.strictObject({
    measures: z.array(measure),
    places: z.array(
      z.strictObject({
        id: z.int(),
        name: z.string(),
        kind: z.enum(['partnership', 'provider', 'region', 'cluster', 'country']),
      }),
    ),
  }),
);

const numberOrNone = z.number().nullable();
const measureFigures = named(
  'MeasureFigures',
  'A measure with all its figures, in the order of time.',
  z.strictObject({
    measure,
    figures: z.array(
      z.strictObject({
        place: z.string(),
        period: z.strictObject({ name: z.string(), start: day, end: day }),
        kind: z.enum(['actual', 'baseline', 'target', 'top_quartile', 'national', 'estimate']),
        asPrinted: z.string(),
        value: numberOrNone.describe('The number that was printed.'),
        low: numberOrNone.describe('The smaller end of a range or an interval, in whatever order of print.'),
        high: numberOrNone,
        numerator: numberOrNone,
        denominator: numberOrNone,
        recomputed: numberOrNone.describe('What numerator and denominator make, in the unit of the measure.'),
        source: z.string(),
      }),
    ),
  }),
);

const measureTable = z.strictObject({
  heads: z.array(z.string()),
  rows: z.array(
    z.strictObject({
      name: z.string(),
      note: z.string(),
      cells: z
        .array(
          z.strictObject({
            text: z.string().describe('Empty where there is none.'),
            note: z.string(),
            value: numberOrNone,
            judged: z.string().nullable(),
          }),
        )
        .describe('One for each head.'),
    }),
  ),
});
const contradictions = z.array(
  z.strictObject({ where: z.string(), text: z.string(), explained: z.boolean() }),
);
const shownPeriod = z.string().nullable().describe('Such as Q4 2011/12; null where there is no figure.');

const measureView = named(
  'MeasureView',
  'A measure as its page shows it: all places in one period, and one place over time with the limits of chance.',
  z.strictObject({
    measure,
    period: shownPeriod,
    places: measureTable.nullable(),
    series: z
      .strictObject({
        place: z.string(),
        summary: z.string(),
        method: z.string(),
        periods: z.array(
          z.strictObject({ period: z.string(), figure: z.string(), limits: z.string(), signals: z.string() }),
        ),
      })
      .nullable(),
    contradictions,
  }),
);

const placeView = named(
  'PlaceView',
  'The sheet of a place: every measure in one period beside the figure before, the cluster, the country and the target.',
  z.strictObject({
    place: z.string(),
    period: shownPeriod,
    summary: z.array(z.string()),
    measures: measureTable.nullable(),
    contradictions,
  }),
);

export type ApiMeasureView = z.infer<typeof measureView>;
export type ApiPlaceView = z.infer<typeof placeView>;
export type ApiMeasureList = z.infer<typeof measureList>;
export type ApiMeasureFigures = z.infer<typeof measureFigures>;
export type ApiScores = z.infer<typeof scores>;
export type ApiSelfAudits = z.infer<typeof selfAudits>;
export type ApiAudit = z.infer<typeof audit>;
export type ApiAuditList = z.infer<typeof auditList>;
export type ApiAuditDetails = z.infer<typeof auditDetails>;
export type ApiCheck = z.infer<typeof check>;
export type ApiResults = z.infer<typeof results>;

/** The schemas as the OpenAPI document has them (JSON Schema 2020-12). */
export function componentSchemas(): Record<string, object> {
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
  const ofAPlaceOfItsOwn = new Set(['$schema', '$id', 'id']);
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      Object.fromEntries(Object.entries(schema).filter(([key]) => !ofAPlaceOfItsOwn.has(key))),
    ]),
  );
}
