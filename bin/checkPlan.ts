import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { checkPlan } from '../rules/index.ts';
import type { GoalFindings, PlanToCheck } from '../rules/index.ts';
import { projectFolder } from '../server/platform/paths.ts';
import { loadSmartWords } from '../server/audits/wordLists.ts';
import { CommandError } from './failure.ts';

const date = z.iso.date('must be a date that exists, as YYYY-MM-DD, or null').nullish();
const words = z.string('must be text or null').nullish();

const goalSchema = z.object(
  {
    text: z.string('must be text; an empty goal is ""'),
    targetDate: date,
    need: words,
    support: words,
    agreed: z.boolean('must be true, false or null').nullish(),
  },
  'must be an object with the text of a goal',
);
const planSchema = z.object(
  {
    planDate: date,
    reviewDate: date,
    goals: z.array(goalSchema, 'must be a list of goals'),
  },
  'must be an object such as {"planDate": "2012-01-16", "goals": [{"text": "Attend AA"}]}',
);

/**
 * Reads the plan that check-plan is given.
 *
 * @throws CommandError that names every problem with its path, one a line
 */
function readPlan(json: string): PlanToCheck {
  let data: unknown;
  try {
    // A byte order mark is no JSON, but some programs write one.
    data = JSON.parse(json.startsWith('\uFEFF') ? json.slice(1) : json);
  } catch (error) {
    throw new CommandError(`(top): is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = planSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${pathText(issue.path)}: ${issue.message}`);
  throw new CommandError(lines.join('\n'));
}

/** Properties that are not looked at: a misspelt one should not go unnoticed. */
function unknownProperties(json: string): string[] {
  const data: unknown = JSON.parse(json.startsWith('\uFEFF') ? json.slice(1) : json);
  const unknown: string[] = [];
  const look = (value: unknown, known: readonly string[], at: string) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const name of Object.keys(value)) if (!known.includes(name)) unknown.push(`${at}${name}`);
  };
  look(data, Object.keys(planSchema.shape), '');
  const goals: unknown = (data as { goals?: unknown }).goals;
  if (Array.isArray(goals))
    goals.forEach((goal, i) => look(goal, Object.keys(goalSchema.shape), `goals[${i}].`));
  return unknown;
}

function pathText(at: readonly PropertyKey[]): string {
  let out = '';
  for (const step of at) out += typeof step === 'number' ? `[${step}]` : `${out ? '.' : ''}${String(step)}`;
  return out || '(top)';
}

/** Checks the goals of a plan in a file, or on standard input for `-`. */
export async function checkPlanFile(
  file: string,
  warn: (line: string) => void,
): Promise<{ goals: GoalFindings[] }> {
  const json = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  const plan = readPlan(json);
  for (const name of unknownProperties(json)) warn(`${name}: is not looked at.`);
  return checkPlan(plan, await loadSmartWords(path.join(projectFolder(), 'audits', 'words')));
}
