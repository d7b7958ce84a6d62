import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onBothEngines, startDeps } from '../support/app.ts';
import { cli, temporaryFolder } from '../support/cli.ts';
import { readPdf } from '../support/readPdf.ts';

const PASSWORD = 'a password for the tests';
const { folder, inFolder, sheet } = temporaryFolder();

onBothEngines('commands on a database', (engine) => {
  let started: Awaited<ReturnType<typeof startDeps>>;
  let auditId: number;
  let leadId: number;
  const run = (args: string[], input = '') => cli(args, { environment: started.environment, input });

  beforeAll(async () => {
    started = await startDeps(engine);
    const { accounts, demoAudit } = started.deps;
    leadId = await accounts.createWithPassword(
      { email: 'lead@example.org', name: 'Lee Lead', roles: ['lead'], providerId: null },
      PASSWORD,
    );
    auditId = await demoAudit.load(leadId);
  });
  afterAll(() => started.close());

  describe('import', () => {
    const files = async () =>
      (await started.deps.audits.groups(auditId)).reduce((sum, group) => sum + group.files, 0);
    const importing = (file: string, ...more: string[]) =>
      run(['import', '--audit', String(auditId), '--file', file, ...more]);

    it('takes case files and says how many', async () => {
      const file = sheet('reference,group,smart\nN-1,DIP,yes\nN-2,drr,no\n');
      expect(await importing(file)).toEqual({
        code: 0,
        stdout: `2 case files imported into audit ${auditId}.\n`,
        stderr: '',
      });
      expect(await files()).toBe(54);
      expect((await started.deps.results.of(auditId)).completeFiles).toBe(52);
    });

    it('marks them as complete when asked to, and reads standard input', async () => {
      const { code, stdout } = await run(
        ['import', '--audit', String(auditId), '--file', '-', '--complete'],
        'reference,group,smart\nN-3,DIP,yes\n',
      );
      expect([code, stdout]).toEqual([0, `1 case file imported into audit ${auditId}.\n`]);
      expect((await started.deps.results.of(auditId)).completeFiles).toBe(53);
    });

    it('leaves nothing of a sheet with problems, and names them all', async () => {
      const before = await files();
      const file = sheet(
        'reference,group,smart\nM-1,DIP,yes\nM-2,Nowhere,no\nM-3,DIP,maybe\nBR-01,DIP,no\n9434765919,DIP,no\nM-1,DIP,no\n',
      );
      const { code, stdout, stderr } = await importing(file);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.split('\n')).toEqual([
        'row 3, column group: "Nowhere" is not a sample group of this audit',
        'row 4, column smart: "maybe" must be yes, no, na or nr',
        'row 5, column reference: "BR-01" is in the audit already',
        expect.stringMatching(/^row 6, column reference: "\(not shown\)" looks like an NHS number/),
        'row 7, column reference: "M-1" is in row 2 already',
        'The sheet has 5 problems; nothing was imported.',
        '',
      ]);
      expect(await files()).toBe(before);
    });

    // What follows has nothing to do with the engine.
    if (engine === 'postgres') return;

    it('tells problems that come before the end of what can be read', async () => {
      const before = await files();
      const { code, stderr } = await importing(sheet('reference,group,smart\nM-1,DIP,maybe\nM-2,DIP,"no\n'));
      expect(code).toBe(1);
      expect(stderr).toBe(
        'row 2, column smart: "maybe" must be yes, no, na or nr\n' +
          'The sheet has 1 problem; nothing was imported. ' +
          'Row 3 is not CSV: a cell begins with a quotation mark that is never closed.\n',
      );
      expect(await files()).toBe(before);
    });

    it('goes by what was said of earlier sheets of the audit, and says so of columns', async () => {
      const keep = { audit_id: auditId, place: 'column.', word: 'mood', meaning: 'out' };
      await started.deps.database.pool('sheet_words').insert(keep);
      await started.deps.database
        .pool('sheet_words')
        .insert({ ...keep, place: 'group.', word: 'team dip', meaning: 'DIP' });
      expect(await importing(sheet('reference,group,Mood\nW-1,Team DIP,low\n'))).toEqual({
        code: 0,
        stdout: `1 case file imported into audit ${auditId}.\n`,
        stderr: 'As was said of an earlier sheet of this audit: “Mood” is left out.\n',
      });
      await started.deps.database.pool('sheet_words').where({ audit_id: auditId }).delete();
    });

    it.each([
      ['', 'row 1: the sheet is empty: there is no heading\n'],
      ['reference,group\n', 'row 1: there are no case files under the heading\n'],
      [
        'reference,group,mood\nM-1,DIP,low\n',
        'row 1, column mood: "mood" is not an item of rodt version 1\n',
      ],
    ])('refuses the sheet %j', async (content, problem) => {
      expect(await importing(sheet(content))).toEqual({
        code: 1,
        stdout: '',
        stderr: `${problem}The sheet has 1 problem; nothing was imported.\n`,
      });
    });

    it('says that there is no such audit, or file', async () => {
      expect(await run(['import', '--audit', '999', '--file', '-'])).toEqual({
        code: 1,
        stdout: '',
        stderr: 'There is no audit 999.\n',
      });
      expect(await importing('no-such.csv')).toEqual({
        code: 1,
        stdout: '',
        stderr: 'There is no file or folder no-such.csv.\n',
      });
    });
  });

  describe('report', () => {
    const report = (...more: string[]) => run(['report', '--audit', String(auditId), ...more]);

    it('writes one file for each provider, named as in the browser, into a folder that it makes', async () => {
      const out = path.join(folder(), 'new', 'feedback');
      const { code, stdout, stderr } = await report('--all', '--out', out);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const names = [
        'feedback-drug-intervention-programme-example-southampton-2012.pdf',
        'feedback-new-road-centre-example-southampton-2012.pdf',
        'feedback-the-bridge-example-southampton-2012.pdf',
      ];
      expect(readdirSync(out).toSorted()).toEqual(names);
      expect(stdout).toBe(names.map((name) => `Written: ${path.join(out, name)}\n`).join(''));
      const providers = ['Drug Intervention Programme', 'New Road Centre', 'The Bridge'];
      for (const [i, name] of names.entries()) {
        const pdf = await readPdf(readFileSync(path.join(out, name)));
        expect(pdf.text).toContain(providers[i]);
      }
    });

    // What follows has nothing to do with the engine.
    if (engine === 'postgres') return;

    it('writes the one that is asked for, over an older one', async () => {
      const out = inFolder('bridge.pdf');
      writeFileSync(out, 'old');
      expect(await report('--provider', 'the bridge', '--out', out)).toEqual({
        code: 0,
        stdout: `Written: ${out}\n`,
        stderr: '',
      });
      expect(readdirSync(folder())).toEqual(['bridge.pdf']);
      expect((await readPdf(readFileSync(out))).text).toContain('The Bridge');
    });

    it('does not let two providers of nearly one name overwrite each other', async () => {
      const { audits, providers } = started.deps;
      const ids = [await providers.create(null, 'A & B'), await providers.create(null, 'A/B')];
      const other = await audits.create(leadId, {
        title: 'Signs',
        partnership: 'P',
        toolId: 'rodt',
        toolVersion: 1,
        fieldworkStart: '2026-01-01',
        fieldworkEnd: '2026-01-02',
      });
      await audits.createGroup(leadId, other, {
        name: 'All',
        plannedFiles: 1,
        providerIds: ids,
        exclusions: [],
      });
      const { code } = await run(['report', '--audit', String(other), '--all', '--out', folder()]);
      expect(code).toBe(0);
      expect(readdirSync(folder()).toSorted()).toEqual([
        'feedback-a-b-signs-2.pdf',
        'feedback-a-b-signs.pdf',
      ]);
    });

    it('says who is there when the provider is not, and which audit is not there', async () => {
      expect(await report('--provider', 'Nobody', '--out', inFolder('x.pdf'))).toEqual({
        code: 1,
        stdout: '',
        stderr: `Audit ${auditId} has no provider called "Nobody". It has: Drug Intervention Programme, New Road Centre, The Bridge.\n`,
      });
      expect(await run(['report', '--audit', '999', '--all', '--out', inFolder('x')])).toEqual({
        code: 1,
        stdout: '',
        stderr: 'There is no audit 999.\n',
      });
      expect(readdirSync(folder())).toEqual([]);
    });

    it('leaves nothing behind where it cannot write', async () => {
      expect(await report('--provider', 'The Bridge', '--out', folder())).toEqual({
        code: 1,
        stdout: '',
        stderr: `${folder()} is a folder, and a file is needed.\n`,
      });
      expect(readdirSync(folder())).toEqual([]);
      expect(
        readdirSync(path.dirname(folder())).filter((n) => n.startsWith(`.${path.basename(folder())}`)),
      ).toEqual([]);
      expect(await report('--provider', 'The Bridge', '--out', inFolder('no/such/x.pdf'))).toEqual({
        code: 1,
        stdout: '',
        stderr: `There is no file or folder ${inFolder('no/such')}.\n`,
      });
      const file = sheet('');
      expect(await report('--all', '--out', file)).toEqual({
        code: 1,
        stdout: '',
        stderr: `${file} is a file, and a folder is needed.\n`,
      });
    });
  });

  describe('create-user', () => {
    const person = (email: string, ...more: string[]) => [
      'create-user',
      '--email',
      email,
      '--name',
      'Sam Smith',
      ...more,
    ];

    it('prints the link with which the person chooses a password', async () => {
      const { code, stdout, stderr } = await run(
        person('Sam@Example.org', '--role', 'lead', '--role', 'administrator'),
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const [, token = ''] = /^ {2}http:\/\/127\.0\.0\.1:3000\/invitations\/(\S+)$/m.exec(stdout) ?? [];
      expect(await started.deps.accounts.personOfLink(token)).toMatchObject({
        email: 'sam@example.org',
        name: 'Sam Smith',
        roles: ['administrator', 'lead'],
        hasPassword: false,
      });
    });

    it('takes a password from standard input and does not print it', async () => {
      const args = person(
        'pat@example.org',
        '--role',
        'provider',
        '--provider',
        'the bridge',
        '--password-stdin',
      );
      const { code, stdout, stderr } = await run(args, `${PASSWORD}\r\n`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).not.toContain(PASSWORD);
      expect(await started.deps.accounts.authenticate('pat@example.org', PASSWORD)).toMatchObject({
        roles: ['provider'],
        providerName: 'The Bridge',
      });
    });

    // What follows has nothing to do with the engine.
    if (engine === 'postgres') return;

    it.each([
      [['lead@example.org', '--role', 'lead'], '', 'There is an account with this email address already.'],
      [['nonsense', '--role', 'lead'], '', 'Enter an email address, such as name@example.org.'],
      [
        ['new@example.org', '--role', 'lead', '--password-stdin'],
        'short',
        'Choose a password of at least 12 characters.',
      ],
      [
        ['new@example.org', '--role', 'lead', '--role', 'provider'],
        '',
        'The role provider cannot be combined with another one.',
      ],
      [
        ['new@example.org', '--role', 'provider'],
        '',
        'Choose a provider for somebody with the role provider, and none for anybody else.',
      ],
    ])('refuses %j with a sentence', async ([email = '', ...more], input, message) => {
      const people = (await started.deps.accounts.list()).length;
      expect(await run(person(email, ...more), input)).toEqual({
        code: 1,
        stdout: '',
        stderr: `${message}\n`,
      });
      expect(await started.deps.accounts.list()).toHaveLength(people);
    });

    it('names the providers when there is none of that name', async () => {
      const { code, stderr } = await run(
        person('new@example.org', '--role', 'provider', '--provider', 'Nobody'),
      );
      expect(code).toBe(1);
      expect(stderr).toMatch(/^There is no provider called "Nobody"\. There are: .*The Bridge.*\.\n$/);
    });
  });
});
