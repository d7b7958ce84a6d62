import path from 'node:path';
import { Readable } from 'node:stream';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { exchangeLines, instrumentItemsOf, writeToolJson } from '../rules/index.ts';
import type { ExchangeNote } from '../rules/index.ts';
import { countOf } from '../server/formats/english.ts';
import { readToolFile, TOOL_FORMATS, toolFile } from '../server/audits/exchange/toolFiles.ts';
import type { ToolFormat } from '../server/audits/exchange/toolFiles.ts';
import { loadTrainingSets, withTraining } from '../server/audits/trainingSets.ts';
import { projectFolder } from '../server/platform/paths.ts';
import { CommandError } from './failure.ts';
import { hiddenOption } from './sheet.ts';
import { writeWhole } from './report.ts';
import { allTools, findTool } from './tools.ts';

interface Parts {
  say: (line: string) => void;
  warn: (line: string) => void;
  /** Commands as they are typed, under a heading of their own. */
  example: (...commands: string[]) => string;
}

interface ImportOptions {
  format: ToolFormat;
  file: string;
  out: string;
  scored?: boolean;
  hidden?: 'take' | 'leave';
}

const formatOption = () =>
  new Option('--format <format>', 'REDCap data dictionary (CSV), XLSForm (.xlsx) or JSON')
    .choices(TOOL_FORMATS)
    .makeOptionMandatory();

function version(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(value);
}

/** The commands that take audit tools from and to other programs. */
export function toolCommands(program: Command, { say, warn, example }: Parts): void {
  const tool = program.command('tool').description('Take audit tools from and to other programs.');
  tool
    .command('export')
    .description('Write an audit tool for another program, and say what its format cannot hold.')
    .requiredOption('--tool <id>', 'audit tool')
    .option('--tool-version <n>', 'version of the tool (default: the newest)', version)
    .addOption(formatOption())
    .requiredOption('--out <file>', 'file to write')
    .addHelpText('after', example('tool export --tool rodt --format redcap --out rodt.csv'))
    .action(async (options: { tool: string; toolVersion?: number; format: ToolFormat; out: string }) => {
      const tools = await allTools();
      const found = await findTool(options.tool, options.toolVersion, tools);
      const sets = await loadTrainingSets(path.join(projectFolder(), 'audits', 'training'), tools);
      const instrument = withTraining(found, sets);
      const { content, notes } = await toolFile(instrument, options.format);
      await writeWhole(options.out, Readable.from([content]));
      linesOf(notes).forEach(say);
      say(`Written: ${options.out}`);
    });
  tool
    .command('import')
    .description('Make an audit tool of a form, and say what was taken, changed and left out.')
    .addOption(formatOption())
    .requiredOption('--file <form>', 'the form')
    .requiredOption('--out <tool.json>', 'file to write; it is published nowhere')
    .addOption(hiddenOption())
    .option('--scored', 'answers with numbers are scored: their numbers are their scores')
    .addHelpText('after', example('tool import --format redcap --file dictionary.csv --out tool.json'))
    .action(async (options: ImportOptions) => {
      const read = await readToolFile(options.file, options.format, {
        scored: options.scored ? 'numbers' : 'asked',
        hidden: options.hidden,
      });
      if ('problems' in read) {
        read.problems.forEach(({ at, problem }) => warn(`${at}: ${problem}`));
        throw new CommandError(
          `The file has ${countOf(read.problems.length, 'problem')}, so there is no tool.`,
        );
      }
      await writeWhole(options.out, Readable.from([writeToolJson(read.instrument)]));
      linesOf(read.notes).forEach(say);
      const { id, version: made } = read.instrument;
      const questions = countOf(instrumentItemsOf(read.instrument).length, 'question');
      say(`Written: ${options.out}, ${id} version ${made} with ${questions}. Nothing is published.`);
    });
}

const NAMED = 12;

/** What became of a form, a line for all that it is said of. */
function linesOf(notes: readonly ExchangeNote[]): string[] {
  return exchangeLines(notes).map(({ did, part, what, of }) => {
    const more = of.length > NAMED ? ` and ${of.length - NAMED} more` : '';
    const start = did.charAt(0).toUpperCase() + did.slice(1);
    return `${start}: ${part}: ${what} [${of.slice(0, NAMED).join(', ')}${more}]`;
  });
}
