import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothEngines, PASSWORD, startDeps } from '../support/app.ts';
import { cli } from '../support/cli.ts';

onBothEngines('organisations on the command line', (engine) => {
  let started: Awaited<ReturnType<typeof startDeps>>;
  const run = (...args: string[]) => cli(args, { environment: started.environment });
  const ann = ['--administrator', 'Ann Other', '--email', 'ann@example.org'];

  beforeAll(async () => {
    started = await startDeps(engine);
  });
  afterAll(() => started.close());

  it('are added only once the installation is set up, whose link goes on to work', async () => {
    const { deps } = started;
    const link = (await deps.accounts.setupToken()) ?? '';
    const early = await run('organisation', 'add', '--name', 'East Partnership', ...ann);
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('is not set up yet')]);
    expect(await deps.accounts.setupLinkIsValid(link)).toBe(true);
    const adam = { email: 'adam@example.org', name: 'Adam Admin', password: PASSWORD };
    await deps.accounts.completeSetup(link, adam);
  });

  it('are added with a link for the first administrator, listed, ended and reopened', async () => {
    const made = await run('organisation', 'add', '--name', 'East Partnership', ...ann);
    expect([made.code, made.stderr]).toEqual([0, '']);
    const token = /\/invitations\/([\w-]+)/.exec(made.stdout)?.[1] ?? '';
    const person = await started.deps.accounts.personOfLink(token);
    expect(person).toMatchObject({ name: 'Ann Other', organisationName: 'East Partnership' });
    expect(person?.roles).toEqual(['administrator', 'lead']);

    const listed = await run('organisation', 'list');
    expect(listed.stdout.split('\n')).toEqual([
      expect.stringMatching(/^1 This organisation, 1 person, 0 audits, /),
      expect.stringMatching(/^2 East Partnership, 1 person, 0 audits, /),
      '',
    ]);
    expect((await run('organisation', 'end', 'East Partnership')).stdout).toBe(
      'East Partnership is ended.\n',
    );
    expect(await started.deps.accounts.personOfLink(token)).toBe(null);
    expect((await run('organisation', 'list')).stdout).toContain(', ended ');
    expect((await run('organisation', 'reopen', 'East Partnership')).stdout).toBe(
      'East Partnership is open again.\n',
    );
    // What was open before it was ended does not come back.
    expect(await started.deps.accounts.personOfLink(token)).toBe(null);
  });

  it('take accounts by their name', async () => {
    const bea = ['--email', 'bea@example.org', '--name', 'Bea', '--role', 'lead'];
    expect((await run('create-user', ...bea, '--organisation', 'East Partnership')).code).toBe(0);
    const all = await started.deps.accounts.list();
    expect(all.find(({ name }) => name === 'Bea')?.organisationId).toBe(2);
    const { code, stderr } = await run('create-user', ...bea, '--organisation', 'West');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('There are: This organisation, East Partnership.'),
    ]);
  });

  it('say what is wrong with a name or an address', async () => {
    const twice = await run('organisation', 'add', '--name', 'east partnership', ...ann);
    expect([twice.code, twice.stderr]).toEqual([
      1,
      expect.stringContaining('called East Partnership already'),
    ]);
    const { code, stderr } = await run('organisation', 'add', '--name', 'West Partnership', ...ann);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('an account with this email address already'),
    ]);
    expect((await run('organisation', 'end', 'This organisation')).code).toBe(1);
    expect((await run('organisation', 'end', 'Nowhere')).stderr).toContain('There is no organisation');
    expect((await started.deps.organisations.list()).length).toBe(2);
  });
});
