import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formsOf, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { workbookOf } from '../../support/workbook.ts';

onOneEngine('several people at once', (engine) => {
  let app: TestApp;
  let adam: Visitor;
  let bridge: number;
  beforeAll(async () => {
    app = await startApp(engine);
    adam = await app.as('adam');
    bridge = (await app.deps.providers.byName('The Bridge'))?.id ?? 0;
  });
  afterAll(() => app.close());

  const people = () => app.deps.accounts.list();
  const look = (list: string, role = '') => adam.post(urls.severalPeople(), { list, role });
  /** What the page says is wrong, as row, column and problem. */
  const problemsOf = (html: string) =>
    tablesOf(html)
      .find(({ caption }) => caption === 'Every problem of the list')
      ?.rows.slice(1);
  const makeFormOf = (html: string) => {
    const form = formsOf(html).find(({ fields }) => fields['make'] === 'yes');
    if (!form) throw new Error('the page offers no accounts to be made');
    return form;
  };

  it('are shown as they were understood, then all added, without a link', async () => {
    const before = (await people()).length;
    const list =
      'Name\tE-mail\tRoles\tOrganisation\tDesk\r\n' +
      'Noor Khan\tNoor.Khan@Example.org\tPanel lead and panel auditor\t\t3\r\n' +
      'Peter O’Hara\tpeter@example.org\tprovider manager\tthe bridge\t\r\n' +
      'Wim Vos\twim@example.org\t\t\t';
    const shown = await look(list, 'auditor');
    expect(shown.status).toBe(200);
    expect(wordsOf(shown.text)).toContain('3 people to be added');
    expect(wordsOf(shown.text)).toContain('Not read: “Desk”.');
    expect(tablesOf(shown.text)[0]?.rows.slice(1)).toEqual([
      ['Noor Khan', 'Noor.Khan@Example.org', 'Panel lead, Auditor', ''],
      ["Peter O'Hara", 'peter@example.org', 'Provider', 'the bridge'],
      ['Wim Vos', 'wim@example.org', 'Auditor', ''],
    ]);
    expect((await people()).length).toBe(before);

    const form = makeFormOf(shown.text);
    const made = await adam.post(form.action, filledIn(form, {}, 'Make the 3 accounts'));
    expect([made.status, made.headers['location']]).toEqual([303, urls.peopleLinks()]);
    const added = (await people()).slice().filter(({ email }) => /^(noor\.khan|peter|wim)@/.test(email));
    expect(
      added.map(({ name, email, roles, providerId, hasPassword }) => [
        name,
        email,
        roles,
        providerId,
        hasPassword,
      ]),
    ).toEqual([
      ['Noor Khan', 'noor.khan@example.org', ['lead', 'auditor'], null, false],
      ["Peter O'Hara", 'peter@example.org', ['provider'], bridge, false],
      ['Wim Vos', 'wim@example.org', ['auditor'], null, false],
    ]);
    const links = await adam.get(urls.peopleLinks());
    expect(wordsOf(links.text)).toContain('3 accounts are made.');
    // Pressed twice, or sent again from a page that is still open: nobody is there twice.
    const again = await adam.post(form.action, filledIn(form, {}, 'Make the 3 accounts'));
    expect(again.status).toBe(422);
    expect(problemsOf(again.text)).toHaveLength(3);
    expect((await people()).length).toBe(before + 3);
  });

  it('are refused with every problem at once, and nobody is half made', async () => {
    const before = await people();
    const list = [
      'name,email,role,provider',
      'Good Person,good@example.org,auditor,',
      'Twice One,twice@example.org,auditor,',
      ',nameless@example.org,auditor,',
      'Twice Two,TWICE@example.org,auditor,',
      `Lena Again,${emailOf('lena').toUpperCase()},lead,`,
      'No Address,,auditor,',
      'Odd Address,odd@,auditor,',
      'Odd Role,role@example.org,owner,',
      'No Role,none@example.org,,',
      'Two Hats,hats@example.org,provider and auditor,The Bridge',
      'Which One,which@example.org,provider,',
      'Not There,there@example.org,provider,Nowhere House',
      'Not Theirs,theirs@example.org,auditor,The Bridge',
    ].join('\n');
    const page = await look(list);
    expect(page.status).toBe(422);
    expect(problemsOf(page.text)?.map((row) => row.join(' | '))).toEqual([
      'Row 4 | Name | there is no name',
      'Row 5 | Email address | “TWICE@example.org” stands in row 3 too',
      `Row 6 | Email address | “${emailOf('lena').toUpperCase()}” has an account already`,
      'Row 7 | Email address | there is no address',
      'Row 8 | Email address | “odd@” is no email address',
      'Row 9 | Role | “owner” is no role; there are administrator, lead, auditor, provider, commissioner',
      'Row 10 | Role | there is no role. Name one in the list, or choose one for all who have none',
      'Row 11 | Role | “provider and auditor” The role provider cannot be combined with another one.',
      'Row 12 | Provider | whose feedback is to be read?',
      'Row 13 | Provider | “Nowhere House” is no provider that is entered here. Add it under Providers first',
      'Row 14 | Provider | “The Bridge” only somebody with the role provider has one',
    ]);
    expect(formsOf(page.text).some(({ fields }) => fields['make'] === 'yes')).toBe(false);
    // A form made by hand does not get further.
    expect((await adam.post(urls.severalPeople(), { list, role: '', make: 'yes' })).status).toBe(422);
    expect(await people()).toEqual(before);
    // What was typed is there to be put right.
    expect(page.text).toContain('Nowhere House');
  });

  it('are read from a workbook, with a title above the heading and without one from what is pasted', async () => {
    const rows = [
      ['People of the panel'],
      ['Email', 'Full name', 'Role'],
      ['ada@example.org', 'Ada Book', 'auditor'],
    ];
    const file = workbookOf(
      rows
        .map(
          (cells) =>
            `<row>${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`,
        )
        .join(''),
    );
    const shown = await adam.upload(urls.severalPeople(), file, { list: '', role: '' });
    expect(shown.status).toBe(200);
    expect(wordsOf(shown.text)).toContain('Row 2 was taken for the heading');
    expect(tablesOf(shown.text)[0]?.rows[1]).toEqual(['Ada Book', 'ada@example.org', 'Auditor', '']);
    const bare = await look('bob@example.org; Bob Bare\ncy@example.org; Cy Bare', 'lead');
    expect(tablesOf(bare.text)[0]?.rows.slice(1)).toEqual([
      ['Bob Bare', 'bob@example.org', 'Panel lead', ''],
      ['Cy Bare', 'cy@example.org', 'Panel lead', ''],
    ]);
  });

  it('need a list that can be read', async () => {
    const before = await people();
    const refusals = [
      await look('  \n '),
      await look('name,role\nAda,auditor'),
      await look('name,email\n"Ada,ada@example.org'),
      await look(`name,email,role\n${'x,x@example.org,lead\n'.repeat(502)}`),
      await adam.upload(urls.severalPeople(), Buffer.from('%PDF-1.7\n'), { list: '' }),
      await look('name,email'),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 422]);
    const said = refusals.map(({ text }) => wordsOf(text));
    expect(said[0]).toContain('Paste a list, or choose a file.');
    expect(said[1]).toContain('the list has no column for it, headed “email”');
    expect(said[3]).toContain('at most 500 people');
    expect(said[4]).toContain('neither CSV nor an Excel workbook');
    expect(said[5]).toContain('there is nobody in it');
    expect(await people()).toEqual(before);
  });
});
