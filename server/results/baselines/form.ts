import { z } from 'zod';
import { answersOfTool, checksOf, questionsOfTool } from '../../../rules/index.ts';
import type { BaselineProposal, DistributionProposal, Tool } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { day, parseForm, requiredText, textOf, wholeNumber } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { NewBaseline, NewDistributionBaseline } from './service.ts';

const details = z.object({
  title: requiredText('Enter a title, such as "Audit of 2012, as published".', 120),
  partnership: requiredText('Enter the name of the partnership.', 120),
  fieldworkStart: day('Enter the first day of fieldwork, or 01/01 of the year of the report.'),
  fieldworkEnd: day('Enter the last day of fieldwork, or 31/12 of the year of the report.'),
  source: requiredText('Enter where the table was published, such as the title and page of the report.', 400),
});
const countedDetails = details.extend({ base: z.enum(['all', 'applicable'], 'Choose what n is.') });
const singleGroup = z.object({
  group: requiredText('Enter what the table is of, such as “All partnerships”.', 60),
  files: wholeNumber(1, 100_000, 'Enter of how many the percentages are, at least 1.'),
});
const size = wholeNumber(1, 100_000, 'Enter the number of files of the group, at least 1.');
const groupName = requiredText('Enter a name for the group.', 60);

/** Reads the form with which a table is taken over; its rows are those of the proposal. */
export function readBaselineForm(
  body: FormBody,
  proposal: BaselineProposal,
  tool: Tool,
): { values: NewBaseline; errors?: undefined } | { values?: undefined; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const said = parseForm(countedDetails, body);
  const { groups, errors: ofGroups } = readGroups(
    body,
    proposal.groups.map(() => 1),
  );
  errors.push(...ofGroups);
  const known = new Set(checksOf(tool).map((check) => check.id));
  const taken = new Set<string>();
  const checks = proposal.columns.map(({ heading }, i) => {
    const check = textOf(body, `check-${i}`);
    if (check === '') return null;
    if (!known.has(check)) errors.push({ field: `check-${i}`, text: 'Choose a check from the list.' });
    if (taken.has(check)) {
      errors.push({
        field: `check-${i}`,
        text: `The check of ${heading} is chosen for another column already. Leave one of them out.`,
      });
    }
    taken.add(check);
    return check;
  });
  if (errors.length === 0 && groups.every((group) => group === null)) {
    errors.push({ field: 'take-0', text: 'Take at least one group over.' });
  }
  if (errors.length === 0 && taken.size === 0) {
    errors.push({ field: 'check-0', text: 'Choose a check for at least one column.' });
  }
  errors.unshift(...dayErrors(said.values));
  if (!said.values || errors.length > 0) return { errors: [...(said.errors ?? []), ...errors] };
  return { values: { ...said.values, groups, checks } };
}

/** The groups that are taken over, each with a name of its own and its size, of which there is a least. */
function readGroups(
  body: FormBody,
  least: readonly number[],
): { groups: ({ name: string; files: number } | null)[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const read = <T>(schema: z.ZodType<T>, field: string): T | null => {
    const parsed = schema.safeParse(textOf(body, field));
    if (parsed.success) return parsed.data;
    errors.push({ field, text: parsed.error.issues[0]?.message ?? '' });
    return null;
  };
  const names = new Set<string>();
  const groups = least.map((most, i) => {
    if (textOf(body, `take-${i}`) !== 'yes') return null;
    const name = read(groupName, `name-${i}`);
    const files = read(size, `files-${i}`);
    if (name === null || files === null) return null;
    if (names.has(name.toLowerCase())) {
      errors.push({ field: `name-${i}`, text: `There are two groups called ${name}. Name one otherwise.` });
    }
    if (files < most) {
      errors.push({ field: `files-${i}`, text: `A row of ${name} is of ${most}, so enter at least that.` });
    }
    names.add(name.toLowerCase());
    return { name, files };
  });
  return { groups, errors };
}

const dayErrors = (said: { fieldworkStart: string; fieldworkEnd: string } | undefined): FieldError[] =>
  said && said.fieldworkEnd < said.fieldworkStart
    ? [{ field: 'fieldworkEnd', text: 'The last day of fieldwork cannot be before the first.' }]
    : [];

/** Reads the form with which a distribution is taken over. */
export function readDistributionForm(
  body: FormBody,
  proposal: DistributionProposal,
  tool: Tool,
): { values: NewDistributionBaseline; errors?: undefined } | { values?: undefined; errors: FieldError[] } {
  const said = parseForm(details, body);
  const { groups, errors: ofGroups } =
    proposal.groups.length > 1
      ? readGroups(
          body,
          proposal.groups.map(({ files }) => files ?? 1),
        )
      : readSingleGroup(body, Math.max(0, ...proposal.rows.map(({ answered }) => answered ?? 0)));
  const rows = chosenOnce(
    body,
    'item',
    proposal.rows.map(({ label }) => label),
    { known: questionsOfTool(tool), noun: 'question', line: 'row' },
  );
  const columns = chosenOnce(
    body,
    'answer',
    proposal.columns.map(({ heading }) => heading),
    { known: answersOfTool(tool), noun: 'answer', line: 'column' },
  );
  const errors = [...dayErrors(said.values), ...ofGroups, ...rows.errors, ...columns.errors];
  if (errors.length === 0 && groups.every((group) => group === null)) {
    errors.push({ field: 'take-0', text: 'Take at least one group over.' });
  }
  if (!said.values || errors.length > 0) return { errors: [...(said.errors ?? []), ...errors] };
  return { values: { ...said.values, groups, items: rows.chosen, answers: columns.chosen } };
}

/** The one group of a table that names none; no row is of more than it. */
function readSingleGroup(body: FormBody, most: number): ReturnType<typeof readGroups> {
  const { values, errors } = parseForm(singleGroup, body);
  if (!values) return { groups: [null], errors };
  return {
    groups: [{ name: values.group, files: values.files }],
    errors:
      values.files < most
        ? [{ field: 'files', text: `A row of the table is of ${most}, so enter at least that.` }]
        : [],
  };
}

/** What was chosen for each row or column; the same for two of them, or nothing at all, is an error. */
function chosenOnce(
  body: FormBody,
  name: 'item' | 'answer',
  labels: readonly string[],
  { known, noun, line }: { known: readonly { id: string }[]; noun: string; line: string },
): { chosen: (string | null)[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const ids = new Set(known.map(({ id }) => id));
  const taken = new Set<string>();
  const chosen = labels.map((label, i) => {
    const field = `${name}-${i}`;
    const id = textOf(body, field);
    if (id === '') return null;
    if (!ids.has(id)) errors.push({ field, text: `Choose the ${noun} from the list.` });
    if (taken.has(id)) {
      const text = `The ${noun} of “${label}” is chosen for another ${line} already. Leave one of them out.`;
      errors.push({ field, text });
    }
    taken.add(id);
    return id;
  });
  if (taken.size === 0)
    errors.push({ field: `${name}-0`, text: `Choose the ${noun} of at least one ${line}.` });
  return { chosen, errors };
}
