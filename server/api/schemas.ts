import { z } from 'zod';

// Every answer of the interface, once: types of the code, schemas of the OpenAPI document, and check of the tests.

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

const problem = named(
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
      z.strictObject({ name: z.string(), plannedFiles: count, providers: z.array(z.string()) }),
    ),
    checks: z.array(check),
    leftOut: z.array(leftOut),
  }),
);

const interval = z
  .tuple([share, share])
  .nullable()
  .describe("Wilson's 95% interval of yes of applicable, as shares from 0 to 1.");
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

const unit = named(
  'Unit',
  'A sample group, a provider, the files with one value of a field, or the whole audit.',
  z.strictObject({
    key: z.string(),
    name: z.string(),
    files: count.nullable().describe('null: suppressed'),
    checks: z.array(figure).describe('In the order of the checks of the audit.'),
  }),
);

const way = z.enum(['all', 'random', 'every', 'beforehand']);
const chosen = named(
  'Chosen',
  'How the files were chosen: all of a caseload list, drawn from it at random or in equal steps, or beforehand.',
  z.strictObject({
    way: way.or(z.enum(['mixed', 'unknown'])),
    seed: z.string().nullable().describe('With it the same list gives the same draw.'),
    groups: z.array(
      z.strictObject({
        name: z.string(),
        files: count,
        way,
        listed: count.nullable().describe('Files on the list; null where nothing was drawn.'),
        outside: count.describe('Files that were read although they were not drawn.'),
      }),
    ),
  }),
);

const weightedFigure = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('figure'),
    percent: z.int().min(0).max(100),
    interval: z.tuple([share, share]).nullable(),
  }),
  z.strictObject(suppressedFigure),
  z.strictObject({ kind: z.literal('none') }),
]);
const weighted = named(
  'Weighted',
  'The figures of a check in all files, each group counted by the files on the list it was drawn from.',
  z.strictObject({
    id: z.string(),
    applicable: weightedFigure.describe('Of files where the check applied.'),
    files: weightedFigure.describe('Of all files.'),
    parent: weightedFigure.describe('Of files with the answer that the check hangs on.'),
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
    checks: z.array(check),
    leftOut: z.array(leftOut),
    units: z.array(unit),
    overall: unit,
    notRecorded: count
      .nullable()
      .optional()
      .describe('Divided by fields: how many files do not have them recorded; null: suppressed.'),
  }),
);

export type ApiAudit = z.infer<typeof audit>;
export type ApiAuditList = z.infer<typeof auditList>;
export type ApiAuditDetails = z.infer<typeof auditDetails>;
export type ApiCheck = z.infer<typeof check>;
export type ApiResults = z.infer<typeof results>;
export type ApiProblem = z.infer<typeof problem>;

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
