import { z } from 'zod';
import { HEADLINES, SMALL_NUMBER_ORDERS, SMALL_NUMBER_RULES } from '../../rules/index.ts';
import type { SubjectWords } from '../../rules/index.ts';
import { day, requiredText, ticked, tickedIds, wholeNumber } from '../web/form.ts';

const tool = z
  .string()
  .default('')
  .transform((value, context) => {
    const match = /^([a-z][a-z0-9_]*):(\d{1,6})$/.exec(value);
    if (!match?.[1]) {
      context.addIssue({ code: 'custom', message: 'Choose an audit tool.' });
      return z.NEVER;
    }
    return { id: match[1], version: Number(match[2]) };
  });

const details = {
  title: requiredText('Enter a title, such as "Case-file audit, spring 2027".', 120),
  partnership: requiredText('Enter the name of the partnership.', 120),
  fieldworkStart: day('Enter the first day of fieldwork, such as 28/02/2012, with the year in four digits.'),
  fieldworkEnd: day('Enter the last day of fieldwork, such as 28/02/2012, with the year in four digits.'),
  tool,
};

const withTool = <T extends { tool: { id: string; version: number } }>({ tool: chosen, ...rest }: T) => ({
  ...rest,
  toolId: chosen.id,
  toolVersion: chosen.version,
});

export const newAuditForm = z.object(details).transform(withTool);

export const auditDetailsForm = z
  .object({
    ...details,
    smallNumberThreshold: wholeNumber(3, 20, 'Enter a whole number from 3 to 20.'),
    smallNumberRule: z.enum(SMALL_NUMBER_RULES, 'Choose what is suppressed outside the panel.'),
    smallNumberOrder: z.enum(SMALL_NUMBER_ORDERS, 'Choose what is kept rather.'),
    headline: z.enum(HEADLINES, 'Choose which overall figure is the headline.'),
  })
  .transform(withTool);

const LARGEST_CASELOAD = 1_000_000;

export const groupForm = ({ many }: SubjectWords) =>
  z
    .object({
      name: requiredText('Enter a name for the sample group.', 60),
      plannedFiles: wholeNumber(1, 100_000, `Enter the planned number of ${many}, at least 1.`),
      caseloadFiles: optionalNumber(
        LARGEST_CASELOAD,
        `Enter how many ${many} the service has for this group, a whole number such as 200, or leave it empty.`,
      ),
      caseloadDrawn: ticked,
      providerIds: tickedIds,
      exclusions: ticked,
      newProvider: z.string().trim().max(120, 'This must be at most 120 characters.').default(''),
    })
    .check((context) => {
      const { plannedFiles, caseloadFiles, caseloadDrawn } = context.value;
      const refuse = (message: string) =>
        context.issues.push({ code: 'custom', input: caseloadFiles, path: ['caseloadFiles'], message });
      if (caseloadFiles === null && caseloadDrawn.length > 0)
        refuse(`Enter how many ${many} these were drawn from, or untick that they were drawn.`);
      if (caseloadFiles !== null && caseloadFiles < plannedFiles)
        refuse(`Enter at least ${plannedFiles}, as many as are planned, or leave it empty.`);
    })
    .transform(({ caseloadFiles, caseloadDrawn, ...rest }) => ({
      ...rest,
      caseload: caseloadFiles === null ? null : { files: caseloadFiles, isDrawn: caseloadDrawn.length > 0 },
    }));

/** A whole number from 1, or nothing. */
function optionalNumber(to: number, message: string) {
  return z
    .string()
    .trim()
    .default('')
    .transform((entered, context) => {
      if (entered === '') return null;
      const number = /^\d{1,9}$/.test(entered) ? Number(entered) : 0;
      if (number >= 1 && number <= to) return number;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    });
}

export const moveForm = z.object({ by: z.enum(['-1', '1']).transform((by) => (by === '1' ? 1 : -1)) });
export const memberForm = z
  .object({
    userId: tickedIds.pipe(z.array(z.number()).min(1, 'Choose at least one person.')),
    capacity: z.enum(['lead', 'auditor', 'commissioner'], 'Choose what the person does.'),
    figures: z.enum(['all', 'suppressed']).optional(),
    agreement: z.string().trim().max(200, 'Name the agreement in at most 200 characters.').default(''),
  })
  .check((context) => {
    const { capacity, figures, agreement } = context.value;
    const refuse = (path: string, message: string) =>
      context.issues.push({ code: 'custom', input: context.value, path: [path], message });
    // What a commissioner sees is chosen, never left to what happened to be there.
    if (capacity === 'commissioner' && figures === undefined)
      refuse('figures', 'Choose which figures the commissioner sees.');
    if (capacity === 'commissioner' && figures === 'all' && agreement === '')
      refuse('agreement', 'Name the agreement under which the commissioner sees all figures.');
  });
