import type { Command } from 'commander';
import { readConfig } from '../server/platform/config.ts';
import { countOf } from '../server/formats/english.ts';
import type { Deps } from '../server/deps.ts';
import { newOrganisationForm } from '../server/people/organisations/form.ts';
import type { CountedOrganisation } from '../server/people/organisations/store.ts';
import { InputError } from '../server/platform/errors.ts';
import { parseForm } from '../server/web/form.ts';
import { urls } from '../server/web/urls.ts';
import { CommandError } from './failure.ts';

interface Parts {
  say: (line: string) => void;
  /** Commands as they are typed, under a heading of their own. */
  example: (...commands: string[]) => string;
  /** Runs a command with all parts of the program. */
  withDeps: (work: (deps: Deps) => Promise<void>) => Promise<void>;
}

/** The commands for partnerships that one installation keeps apart. */
export function organisationCommands(program: Command, { say, example, withDeps }: Parts): void {
  const organisation = program
    .command('organisation')
    .description('Keep several partnerships apart in this installation.');

  organisation
    .command('add')
    .description('Add an organisation, and make a link for its first administrator.')
    .requiredOption('--name <name>', 'name of the organisation')
    .requiredOption('--administrator <name>', 'name of its first administrator')
    .requiredOption('--email <address>', 'email address of that person')
    .addHelpText(
      'after',
      example(
        'organisation add --name "East Partnership" --administrator "Ann Other" --email ann@example.org',
      ),
    )
    .action(
      async ({ name, administrator, email }: { name: string; administrator: string; email: string }) => {
        const form = parseForm(newOrganisationForm, { name, person: administrator, email });
        if (form.errors) throw new InputError(form.errors);
        await withDeps(async ({ organisations }) => {
          const { token } = await organisations.add(null, form.values);
          say(
            `The organisation is added. Send ${administrator} this link to choose a password. It works once, within 7 days:\n\n` +
              `  ${readConfig(process.env).publicUrl}${urls.invitation(token)}\n`,
          );
        });
      },
    );

  organisation
    .command('list')
    .description('List the organisations, with how much there is of each.')
    .addHelpText('after', example('organisation list'))
    .action(() =>
      withDeps(async ({ organisations }) => {
        for (const one of await organisations.list()) say(lineOf(one));
      }),
    );

  for (const [name, isEnded, description, told] of [
    ['end', true, 'Let nobody of an organisation sign in any more. Nothing is deleted.', 'is ended'],
    ['reopen', false, 'Let the people of an ended organisation sign in again.', 'is open again'],
  ] as const) {
    organisation
      .command(name)
      .description(description)
      .argument('<name>', 'name of the organisation')
      .addHelpText('after', example(`organisation ${name} "East Partnership"`))
      .action((asked: string) =>
        withDeps(async ({ organisations }) => {
          const all = await organisations.list();
          const found = all.find((one) => one.name === asked.trim());
          if (!found) {
            throw new CommandError(
              `There is no organisation called "${asked}". There are: ${all.map((one) => one.name).join(', ')}.`,
            );
          }
          await organisations.setEnded(null, found.id, isEnded);
          say(`${found.name} ${told}.`);
        }),
      );
  }
}

const lineOf = (one: CountedOrganisation): string =>
  [
    `${one.id} ${one.name}`,
    countOf(one.people, 'person', 'people'),
    countOf(one.audits, 'audit'),
    one.lastActivity === null ? 'nothing done yet' : `last activity ${one.lastActivity}`,
    ...(one.endedAt === null ? [] : [`ended ${one.endedAt}`]),
  ].join(', ');
