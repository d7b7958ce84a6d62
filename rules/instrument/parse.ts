import type { z } from 'zod';
import type { Tool } from '../tool.ts';
import { callProblems } from './callProblems.ts';
import { madeUpProblems } from './madeUpProblems.ts';
import { definitionIn } from './definition.ts';
import { fromFormat1 } from './format1.ts';
import { parseFormat1 } from './format1Schema.ts';
import { crossProblems, pathText } from './problems.ts';
import type { InstrumentProblem } from './problems.ts';
import { instrumentSchema } from './schema.ts';
import type { Instrument } from './schema.ts';
import { toTool } from './toTool.ts';

/**
 * Reads the definition of a tool, of the first format or the second, and reports every problem of it at once.
 *
 * @param data - the parsed JSON of a definition
 * @returns the tool in the second format, or all problems, each with the path to its spot
 */
export function parseInstrument(
  data: unknown,
): { instrument: Instrument } | { problems: InstrumentProblem[] } {
  if (!isFormat2(data)) {
    const first = parseFormat1(data);
    return 'problems' in first ? first : { instrument: fromFormat1(first.tool) };
  }
  const parsed = instrumentSchema.safeParse(data);
  const shape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue));
  const definition = definitionIn(data);
  const problems = [
    ...shape,
    ...crossProblems(definition),
    ...callProblems(definition, data),
    ...madeUpProblems(definition, data),
  ];
  return parsed.success && problems.length === 0 ? { instrument: parsed.data } : { problems };
}

/**
 * Reads the definition of a tool, of the first format or the second, as pages work with it.
 *
 * @param data - the parsed JSON of a definition
 * @returns the tool, or all problems, each with the path to its spot
 */
export function parseTool(data: unknown): { tool: Tool } | { problems: InstrumentProblem[] } {
  const parsed = parseInstrument(data);
  if ('problems' in parsed) return parsed;
  return { tool: toTool(parsed.instrument, isFormat2(data) ? 2 : 1) };
}

const isFormat2 = (data: unknown): boolean => typeof data === 'object' && data !== null && 'format' in data;

/** A part of a criterion is an id or a criterion: what is wrong is told of the one that it was meant to be. */
function problemsOf(issue: z.core.$ZodIssue, before: readonly PropertyKey[] = []): InstrumentProblem[] {
  const path = [...before, ...issue.path];
  const meant = issue.code === 'invalid_union' ? issue.errors.find(isAboutParts) : undefined;
  if (meant) return meant.flatMap((inner) => problemsOf(inner, path));
  return [{ at: pathText(path), problem: issue.message }];
}
const isAboutParts = (issues: readonly z.core.$ZodIssue[]): boolean =>
  issues.some(({ path }) => path.length > 0);
