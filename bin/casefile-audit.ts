#!/usr/bin/env node
// Long because it declares every command with its options and what help says of them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { pino } from 'pino';
import { problemText, withIntervals } from '../rules/index.ts';
import { choosePasswordForm, personForm } from '../server/people/accounts/form.ts';
import { readConfig } from '../server/platform/config.ts';
import type { Config } from '../server/platform/config.ts';
import type { Deps } from '../server/deps.ts';
import { InputError } from '../server/platform/errors.ts';
import { countOf } from '../server/formats/english.ts';
import { parseForm } from '../server/web/form.ts';
import type { FormBody } from '../server/web/form.ts';
import { createLog } from '../server/platform/log.ts';
import { programVersion, projectFolder } from '../server/platform/paths.ts';
import { ROLES } from '../server/access/policy.ts';
import { tallySheet } from '../server/results/figures/sheetTally.ts';
import type { SheetListener } from '../server/results/figures/sheetTally.ts';
import { urls } from '../server/web/urls.ts';
import { activityCommands } from './activity.ts';
import { backupCommands } from './backup.ts';
import { createExamples } from './examples.ts';
import { CommandError, failureText } from './failure.ts';
import { headlineOption, listedOption, weigh, withLists } from './lists.ts';
import type { ListOptions } from './lists.ts';
import {
  excludedOf,
  excludeInOption,
  excludeOption,
  exclusionsByGroup,
  formWithout,
  leaveOut,
  readRecords,
  withRecords,
} from './records.ts';
import type { FigureOptions } from './records.ts';
import { measuresCommand } from './measures.ts';
import { organisationCommands } from './organisations.ts';
import { recountCommand } from './recount.ts';
import { allTools, findTool } from './tools.ts';
import { hiddenOption, sheetOptions, withSheet } from './sheet.ts';
import type { SheetOptions } from './sheet.ts';
import { toolCommands } from './toolCommands.ts';

// The web application is loaded only by the commands that need it: a tally starts at once.

const EXIT_FAILED = 1;
const EXIT_MISUSED = 2;
const EXAMPLE = 'audits/examples/southampton-2012';
const REVIEW = 'audits/examples/service-review-2007';

const say = (line: string) => console.log(line);
const warn = (line: string) => console.error(line);
const examples = createExamples(projectFolder());
const example = examples.of;

/** Runs a command with all parts of the program; its log goes to stderr, so that stdout holds the result only. */
async function withDeps<T>(config: Config, work: (deps: Deps) => Promise<T>): Promise<T> {
  const { createDeps } = await import('../server/deps.ts');
  const log = createLog('warn', pino.destination({ fd: 2, sync: true }));
  const deps = await createDeps(config, { log });
  try {
    return await deps.database.everywhere(() => work(deps));
  } finally {
    await deps.database.close();
  }
}

async function resetApp({ email }: { email: string }): Promise<void> {
  const user = await withDeps(readConfig(process.env), (deps) =>
    deps.secondFactor.resetByAddress(email.trim().toLowerCase()),
  );
  say(`${user.name} signs in with the password alone until something new is set up.`);
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(value);
}

function readForm<T>(schema: Parameters<typeof parseForm<T>>[0], body: FormBody): T {
  const form = parseForm(schema, body);
  if (form.errors) throw new InputError(form.errors);
  return form.values;
}

async function serve(): Promise<void> {
  const main = await import('../server/main.ts');
  await main.serve(readConfig(process.env), say);
  say('It stops at Ctrl+C.');
}

async function createUser(options: {
  email: string;
  name: string;
  role: string[];
  provider?: string;
  passwordStdin?: boolean;
  organisation?: string;
}): Promise<void> {
  const config = readConfig(process.env);
  const { email, name, role } = options;
  const person = readForm(personForm, { email, name, roles: role });
  const password = options.passwordStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : null;
  if (password !== null) readForm(choosePasswordForm, { password, repeated: password });

  await withDeps(config, (deps) =>
    withinOrganisation(deps, options.organisation, async ({ accounts, providers }) => {
      const provider =
        options.provider === undefined ? null : await providers.byName(options.provider.trim());
      if (options.provider !== undefined && provider === null) {
        const names = (await providers.list()).map((p) => p.name).join(', ');
        throw new CommandError(
          `There is no provider called "${options.provider}". ${names === '' ? 'There are none yet' : `There are: ${names}`}.`,
        );
      }
      const details = { ...person, providerId: provider?.id ?? null };
      if (password !== null) {
        await accounts.createWithPassword(details, password);
        say(`${person.name} can sign in at ${config.publicUrl} as ${person.email}.`);
        return;
      }
      const { token } = await accounts.create(null, details);
      say(
        `The account is made. Send ${person.name} this link to choose a password. It works once, within 7 days:\n\n` +
          `  ${config.publicUrl}${urls.invitation(token)}\n`,
      );
    }),
  );
}

/** Works for one organisation, by its name; where none is named, for the one that runs the installation. */
async function withinOrganisation(
  deps: Deps,
  name: string | undefined,
  work: (deps: Deps) => Promise<void>,
): Promise<void> {
  const all = await deps.organisations.list();
  const found = name === undefined ? all[0] : all.find((one) => one.name === name.trim());
  if (!found) {
    throw new CommandError(
      `There is no organisation called "${name}". There are: ${all.map((one) => one.name).join(', ')}.`,
    );
  }
  const scope = { home: found.id, all: [found.id], isOnly: all.length === 1 };
  await deps.database.within(scope, () => work(deps));
}

async function demo(): Promise<void> {
  const { beforeLeaving } = await import('./leaving.ts');
  const { demoPage, demoTable, loadDemo } = await import('./demo.ts');
  const { serve: start } = await import('../server/main.ts');

  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-demo-'));
  const handOver = beforeLeaving(() => rmSync(folder, { recursive: true, force: true }));
  const config = readConfig({
    ...process.env,
    // The example must never get among somebody's own records.
    DATA_DIR: folder,
    DATABASE_URL: undefined,
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
  });
  const accounts = await withDeps(config, loadDemo);
  const people = demoPage(config, accounts);
  const address = await start(config, say, people);
  handOver();
  if (people) {
    say(
      `\nOpen this page to be anybody of the example with one press:\n\n  ${address}${urls.demo(people.token)}`,
    );
  }
  say(`\n${demoTable(accounts)}`);
}

async function unlockDatabase(): Promise<void> {
  const { openDatabase } = await import('../server/platform/db/database.ts');
  const database = openDatabase(readConfig(process.env));
  try {
    await database.everywhere(() => database.freeUpgradeLock());
  } finally {
    await database.close();
  }
  say('The database is unlocked. Start the program again.');
}

async function importSheet(options: { audit: number; complete?: boolean } & SheetOptions): Promise<void> {
  const config = readConfig(process.env);
  const { audit, file, complete = false, ignore = [], hidden = null } = options;
  const imported = await withSheet(file, warn, (lines) =>
    withDeps(config, async ({ importer }) => {
      const choices = { ...(await importer.choices(audit)), ignore, hidden };
      return importer.importCaseFiles(null, audit, lines, { complete, choices, note: warn });
    }),
  );
  say(`${countOf(imported, 'case file')} imported into audit ${audit}.`);
}

async function tally(options: FigureOptions & SheetOptions & ListOptions): Promise<void> {
  const tool = await findTool(options.tool, options.toolVersion);
  const { instrument } = tool;
  const excluded = excludedOf(instrument, options.exclude);
  const { exclusionsOf, mustBeAmong } = exclusionsByGroup(tool, options.excludeIn);
  const { listed, headline = 'weighted' } = options;
  if (tool.format === 2) {
    if (listed) throw new CommandError('--listed weighs checks; this tool asks none.');
    const { tallyText } = await import('./recordsTable.ts');
    const read = await withSheet(options.file, warn, (lines) =>
      readRecords(instrument, lines, { excluded, exclusionsOf }, warn, options.hidden),
    );
    mustBeAmong(read.counter.groups().map(({ name }) => name));
    say(tallyText(instrument, read, options.json ?? false));
    return;
  }
  let problems = 0;
  const records = withRecords(instrument, { excluded, exclusionsOf });
  const listener: SheetListener = {
    problem: (found) => {
      problems += 1;
      warn(problemText(found));
    },
    note: warn,
    counted: records.add,
  };
  const counted = await withSheet(options.file, warn, (lines) =>
    tallySheet(tool, lines, listener, { ...options, exclusionsOf }),
  );
  if (counted === null) {
    throw new CommandError(`The sheet has ${countOf(problems, 'problem')}, so there are no figures.`);
  }
  mustBeAmong(counted.groups.map(({ name }) => name));
  const { tool: asked, figures: found } = leaveOut(tool, counted, excluded);
  const figures = listed ? withLists(asked, found, listed) : found;
  const weighed = listed ? weigh(asked, figures, headline) : null;
  const { tallyTable } = await import('./tallyTable.ts');
  say(
    options.json
      ? JSON.stringify({ ...records.beside(withIntervals(figures)), ...weighed }, null, 2)
      : tallyTable(asked, figures, weighed),
  );
}

async function score(options: FigureOptions): Promise<void> {
  const tool = await findTool(options.tool, options.toolVersion);
  const { instrument } = tool;
  const excluded = excludedOf(instrument, options.exclude);
  const { exclusionsOf, mustBeAmong } = exclusionsByGroup(tool, options.excludeIn);
  const { scoreText } = await import('./recordsTable.ts');
  const read = await withSheet(options.file, warn, (lines) =>
    readRecords(instrument, lines, { excluded, exclusionsOf }, warn, options.hidden),
  );
  mustBeAmong(read.counter.groups().map(({ name }) => name));
  say(scoreText(instrument, read, options.json ?? false));
}

async function reconcile(
  file: string,
  options: { tool?: string; json?: boolean; hidden?: 'take' | 'leave' },
): Promise<void> {
  const tools = options.tool === undefined ? (await allTools()).current() : [await findTool(options.tool)];
  const { reconcileFile } = await import('./reconcile.ts');
  const { out, aside } = await reconcileFile(file, tools, options);
  aside.forEach(warn);
  say(out);
}

async function report(
  options: { audit: number; provider?: string; all?: boolean; out: string },
  command: Command,
): Promise<void> {
  const { provider } = options;
  if ((provider === undefined) === (options.all === undefined)) {
    command.error('error: name one provider with --provider, or take all of them with --all', {
      exitCode: EXIT_MISUSED,
    });
  }
  const { writeAllReports, writeReport } = await import('./report.ts');
  await withDeps(readConfig(process.env), async (deps) => {
    const wrote = (file: string) => say(`Written: ${file}`);
    if (provider === undefined) return writeAllReports(deps, options.audit, options.out, wrote);
    await writeReport(deps, options.audit, provider, options.out);
    wrote(options.out);
  });
}

async function blankForm(options: {
  tool: string;
  toolVersion?: number;
  out: string;
  guidance?: boolean;
  exclude?: string[];
}): Promise<void> {
  const tool = formWithout(await findTool(options.tool, options.toolVersion), options.exclude);
  const { writeForm } = await import('./form.ts');
  await writeForm(tool, options.out, options.guidance ?? false);
  say(`Written: ${options.out}`);
}

async function checkPlanCommand(file: string): Promise<void> {
  const { checkPlanFile } = await import('./checkPlan.ts');
  say(JSON.stringify(await checkPlanFile(file, warn), null, 2));
}

function createProgram(): Command {
  const program = new Command('casefile-audit')
    .description('Case-file audits of drug and alcohol treatment: record, tally, feed back.')
    .version(programVersion())
    .exitOverride()
    .showHelpAfterError('Add --help to see how the command is used.')
    .addHelpText('after', example('demo', 'tally --help'));

  program
    .command('serve')
    .description('Start the program for the browser; it stops at Ctrl+C.')
    .addHelpText(
      'after',
      '\nSettings come from the environment: PORT, HOST, DATA_DIR, DATABASE_URL, PUBLIC_URL, TRUST_PROXY, LOG_LEVEL.\n' +
        example('serve'),
    )
    .action(serve);

  program
    .command('demo')
    .description(
      'Start with an example audit and demo accounts in a database that is thrown away at the end.',
    )
    .addHelpText('after', example('demo'))
    .action(demo);

  program
    .command('create-user')
    .description('Make an account and print the link with which its owner chooses a password.')
    .requiredOption('--email <address>', 'email address to sign in with')
    .requiredOption('--name <name>', 'name of the person')
    .addOption(
      new Option('--role <role>', 'what the person may do; may be given several times')
        .choices(ROLES)
        .argParser((value: string, earlier: string[] | undefined) => {
          if (!ROLES.some((role) => role === value)) {
            throw new InvalidArgumentError(`It must be one of ${ROLES.join(', ')}.`);
          }
          return [...(earlier ?? []), value];
        })
        .makeOptionMandatory(),
    )
    .option('--provider <name>', 'whose feedback the person reads; only for the role provider')
    .option(
      '--organisation <name>',
      'organisation whose account it is; left out, the one that runs the installation',
    )
    .option('--password-stdin', 'read the password from standard input instead of printing a link')
    .addHelpText(
      'after',
      example('create-user --email sam@example.org --name "Sam Smith" --role lead --role auditor'),
    )
    .action(createUser);

  program
    .command('reset-app')
    .description(
      'Take away the authenticator app and the passkeys of somebody who has lost them, when no administrator can.',
    )
    .requiredOption('--email <address>', 'address with which the person signs in')
    .addHelpText('after', example('reset-app --email sam@example.org'))
    .action(resetApp);

  program
    .command('unlock-database')
    .description('Take away the lock that an upgrade has left which was ended in the middle.')
    .addHelpText('after', example('unlock-database'))
    .action(unlockDatabase);

  backupCommands(program, { say, example });
  activityCommands(program, { say, example });
  recountCommand(program, { say, example });
  organisationCommands(program, {
    say,
    example,
    withDeps: (work) => withDeps(readConfig(process.env), work),
  });

  sheetOptions(program.command('import'))
    .description('Take the case files of a sheet into an open audit: all of them, or none.')
    .requiredOption('--audit <id>', 'number of the audit, as in its address', wholeNumber)
    .option('--complete', 'mark every case file as complete')
    .addHelpText('after', example('import --audit 1 --file cases.csv --complete'))
    .action(importSheet);

  sheetOptions(program.command('tally'))
    .description('Print the figures of a sheet of case files; needs no database and keeps nothing.')
    .requiredOption('--tool <id>', 'audit tool that the sheet answers')
    .option('--tool-version <n>', 'version of the tool (default: the newest)', wholeNumber)
    .addOption(excludeOption())
    .addOption(excludeInOption())
    .addOption(listedOption())
    .addOption(headlineOption())
    .option('--json', 'print JSON instead of a table')
    .addHelpText(
      'after',
      example(`tally --tool rodt --file ${examples.file(`${EXAMPLE}/case-files.csv`)} --json`),
    )
    .action(tally);

  program
    .command('score')
    .description('Print what each record of a sheet scores on the criteria of a tool, and its rank.')
    .requiredOption('--tool <id>', 'audit tool that the sheet answers')
    .option('--tool-version <n>', 'version of the tool (default: the newest)', wholeNumber)
    .requiredOption(
      '--file <records.csv>',
      'the sheet, CSV or an Excel workbook (.xlsx); - reads standard input',
    )
    .addOption(hiddenOption())
    .addOption(excludeOption())
    .addOption(excludeInOption())
    .option('--json', 'print JSON instead of a table')
    .addHelpText(
      'after',
      example(
        `score --tool service_review_2007 --exclude q4_2 --file ${examples.file(`${REVIEW}/returns.csv`)}`,
      ),
    )
    .action(score);

  program
    .command('reconcile')
    .description('Check the sums, percentages and columns of a printed table against each other.')
    .argument(
      '<table>',
      'the table as printed, CSV or an Excel workbook (.xlsx); - reads text from standard input',
    )
    .option('--tool <id>', 'audit tool that knows the checks (default: the one that knows most headings)')
    .addOption(hiddenOption())
    .option('--json', 'print JSON instead of sentences')
    .addHelpText('after', example(`reconcile ${examples.file(`${EXAMPLE}/table-1.csv`)} --json`))
    .action(reconcile);

  program
    .command('check-plan')
    .description(
      'Check the goals of a recovery plan letter by letter (SMART); needs no database and keeps nothing.',
    )
    .argument('<plan.json>', 'the plan; - reads standard input')
    .addHelpText(
      'after',
      '\nThe plan: {"planDate", "reviewDate", "goals": [{"text", "targetDate", "need", "support", "agreed"}]}.\n' +
        'Dates are YYYY-MM-DD; all but the text may be null or left out. Out comes, for each goal and letter,\n' +
        'a verdict (met, not met, cannot tell), a code, the words that led to it and a suggestion.\n' +
        example('check-plan plan.json', 'check-plan - < plan.json'),
    )
    .action(checkPlanCommand);

  program
    .command('form')
    .description('Write the blank audit form of a tool as PDF, to fill in on paper; needs no database.')
    .requiredOption('--tool <id>', 'audit tool')
    .option('--tool-version <n>', 'version of the tool (default: the newest)', wholeNumber)
    .requiredOption('--out <form.pdf>', 'PDF file to write')
    .option('--guidance', 'with how to decide, question by question')
    .addOption(excludeOption())
    .addHelpText('after', example('form --tool rodt --out form.pdf'))
    .action(blankForm);

  measuresCommand(program, { say, warn, example });
  toolCommands(program, { say, warn, example });

  program
    .command('report')
    .description(
      'Write the report to one provider of an audit, or to each, as PDF: as issued, or the draft before.',
    )
    .requiredOption('--audit <id>', 'number of the audit, as in its address', wholeNumber)
    .option('--provider <name>', 'one provider')
    .option('--all', 'every provider of the audit')
    .requiredOption('--out <path>', 'PDF file to write; with --all the folder, made if it is missing')
    .addHelpText(
      'after',
      example(
        'report --audit 1 --provider "The Bridge" --out bridge.pdf',
        'report --audit 1 --all --out feedback',
      ),
    )
    .action(report);

  return program;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the result, such as head, has seen enough.
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_MISUSED;
  } else {
    // A server that could not start may have work of its own under way, which nobody waits for any more.
    process.stderr.write(`${failureText(error)}\n`, () => process.exit(EXIT_FAILED));
  }
}
