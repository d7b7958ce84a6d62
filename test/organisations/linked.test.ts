import { afterAll, beforeAll, expect, it } from 'vitest';
import { NotFoundError } from '../../server/platform/errors.ts';
import { createQuestionnaireRepository } from '../../server/fieldwork/questionnaire/repository.ts';
import { urls } from '../../server/web/urls.ts';
import { emailOf, onBothEngines, PEOPLE, startApp, withExample } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { addSecondOrganisation, foreignAddress } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';

const NEW_PASSWORD = 'a second long phrase of hers';

onBothEngines('a provider of one organisation that works for another', (engine) => {
  let app: TestApp;
  let second: SecondOrganisation;
  let example: number;
  let bridge: number;
  let administrator: Visitor;
  let lead: Visitor;
  const first = { home: 1, all: [1], isOnly: false };

  beforeAll(async () => {
    app = await startApp(engine);
    const { deps, ids } = app;
    example = await withExample(app);
    bridge = (await deps.providers.byName('The Bridge'))?.id ?? 0;
    await deps.providers.setContact(ids.lena, bridge, {
      contactName: 'Connie Contact',
      contactEmail: 'connie@bridge.example',
      contactPhone: '01632 960001',
    });
    second = await addSecondOrganisation(deps);
    await deps.organisations.linkProvider(ids.adam, second.id, bridge);
    administrator = await app.asAddress(foreignAddress('administrator'));
    lead = await app.asAddress(foreignAddress('lead'));
  });
  afterAll(() => app.close());
  /** What a test itself asks of the database is asked for the whole installation, unless it says otherwise. */
  const told = (work: () => Promise<void>) => (): Promise<void> => app.deps.database.everywhere(work);

  /** All that says how the people of the first sign in and what they are. */
  const accountsOfFirst = async () => {
    const { pool } = app.deps.database;
    const ofFirst = () => pool('users').where({ organisation_id: 1 }).select('id');
    return {
      users: await pool('users').where({ organisation_id: 1 }).orderBy('id'),
      roles: await pool('user_roles').whereIn('user_id', ofFirst()).orderBy(['user_id', 'role']),
      links: await pool('one_time_links').whereIn('user_id', ofFirst()),
      tokens: await pool('api_tokens').whereIn('user_id', ofFirst()),
      mails: await pool('outgoing_mail').whereIn('user_id', ofFirst()),
      panels: await pool('panel_members').whereIn('user_id', ofFirst()).orderBy(['audit_id', 'user_id']),
      followers: await pool('delivery_followers').whereIn('user_id', ofFirst()),
      readers: await pool('review_meeting_readers').whereIn('user_id', ofFirst()),
      safeguarding: await pool('safeguarding').whereIn('lead_id', ofFirst()),
      identities: await pool('outside_identities').whereIn('user_id', ofFirst()),
      programme: await pool('programme_lines').whereIn('lead_id', ofFirst()),
      assigned: await pool('assigned_files').whereIn('user_id', ofFirst()),
    };
  };

  it(
    'lets an administrator of the other do nothing to an account of its people, whatever a form names',
    told(async () => {
      const { deps, ids } = app;
      const auditId = await deps.database.within(second.scope, () =>
        deps.audits.create(second.ids.lead, {
          title: 'Audit of the second',
          partnership: 'Secondshire',
          toolId: 'rodt',
          toolVersion: 1,
          fieldworkStart: '2026-09-01',
          fieldworkEnd: '2026-09-04',
        }),
      );
      const before = await accountsOfFirst();
      for (const id of [ids.paula, ids.lena, ids.adam]) {
        const one = String(id);
        const plan = {
          title: 'Plan of the second',
          partnership: 'Secondshire',
          firstDay: '01/04/2026',
          lastDay: '31/03/2027',
          followers: one,
        };
        const meeting = {
          providerId: String(bridge),
          planId: '',
          heldOn: '31/03/2027',
          place: '',
          people: 'Service manager',
          readers: one,
        };
        const line = {
          title: 'Line of the second',
          toolId: 'rodt',
          partnership: 'Secondshire',
          providerIds: String(bridge),
          dueOn: '28/02/2027',
          everyMonths: '12',
          fieldworkDays: '5',
          plannedFiles: '10',
          leadId: one,
          lastRoundId: '',
        };
        const details = {
          name: 'Taken',
          email: 'taken@second.example.org',
          roles: 'administrator',
          providerId: '',
        };
        const sent: [Visitor, string, Record<string, string>][] = [
          [administrator, urls.peopleLinks(), { people: one, how: 'copy' }],
          [administrator, urls.peopleLinks(), { people: one, how: 'mail' }],
          [administrator, urls.tokens(), { userId: one, name: 'Theirs', expiresOn: '01/01/2099' }],
          [administrator, urls.person(id), details],
          [administrator, `${urls.person(id)}/link`, {}],
          [administrator, `${urls.person(id)}/disable`, {}],
          [administrator, `${urls.person(id)}/enable`, {}],
          [administrator, `${urls.person(id)}/app/reset`, {}],
          [administrator, `${urls.person(id)}/erase`, {}],
          [lead, urls.panel(auditId), { userId: one, capacity: 'lead' }],
          [lead, urls.panel(auditId), { userId: one, capacity: 'auditor' }],
          [lead, `${urls.audit(auditId)}/assigned`, { do: 'spread', readers: one }],
          [lead, urls.safeguarding(auditId), { leadId: one, phone: '01632 960002', rule: 'Ring.' }],
          [lead, urls.deliveryPlans(), plan],
          [lead, urls.meetings(), meeting],
          [lead, urls.programme(), line],
        ];
        for (const [visitor, url, fields] of sent) {
          const answer = await visitor.post(url, fields);
          expect(answer.status, url).toBeLessThan(500);
          expect(answer.text, url).not.toMatch(/invitations\/|cfa_/);
        }
        for (const how of ['copy', 'mail']) {
          if (how === 'copy' || deps.mail.isConfigured) {
            const { status } = await administrator.post(urls.peopleLinks(), { people: one, how });
            expect(status).toBe(404);
          }
        }
      }
      expect(await accountsOfFirst()).toEqual(before);
      // Of their own they may.
      const own = { people: String(second.ids.auditor), how: 'copy' };
      const made = await administrator.post(urls.peopleLinks(), own);
      expect(made.text).toMatch(/invitations\//);
      await deps.database.pool('one_time_links').where({ user_id: second.ids.auditor }).delete();
    }),
  );

  it(
    'refuses in the accounts themselves what is asked of one of another organisation',
    told(async () => {
      const { deps, ids } = app;
      const actor = second.ids.administrator;
      const details = {
        name: 'Taken',
        email: 'taken@second.example.org',
        roles: ['lead' as const],
        providerId: null,
      };
      await deps.database.pool('users').where({ id: ids.paula }).update({ disabled_at: '2026-01-01' });
      const before = await accountsOfFirst();
      const acts: Record<string, () => Promise<unknown>> = {
        links: () => deps.links.make(actor, [ids.paula]),
        link: () => deps.accounts.newPasswordLink(actor, ids.paula),
        disable: () => deps.accounts.setDisabled(actor, ids.paula, true),
        enable: () => deps.accounts.setDisabled(actor, ids.paula, false),
        update: () => deps.accounts.update(actor, ids.paula, details),
        reset: () => deps.secondFactor.reset(actor, ids.paula),
        erase: () => deps.accountErasure.erase(actor, ids.paula),
      };
      for (const [name, act] of Object.entries(acts)) {
        await expect(deps.database.within(second.scope, act), name).rejects.toThrow(NotFoundError);
      }
      expect(await accountsOfFirst()).toEqual(before);
      await deps.database.within(second.scope, () => deps.accountErasure.choose(actor, 1));
      await deps.database.within(second.scope, async () => {
        expect(await deps.accountErasure.due()).toEqual([]);
      });
      await deps.database.within(first, async () => {
        await deps.accountErasure.choose(ids.adam, 1);
        expect((await deps.accountErasure.due()).map(({ id }) => id)).toEqual([ids.paula]);
        await deps.accountErasure.choose(ids.adam, null);
      });
      await deps.database.pool('users').where({ id: ids.paula }).update({ erased_at: '2026-02-01' });
      await deps.database.within(second.scope, async () => {
        expect(await deps.accountErasure.erased()).toEqual({ count: 0, last: null });
        await deps.accountErasure.choose(actor, null);
      });
      await deps.database
        .pool('users')
        .where({ id: ids.paula })
        .update({ disabled_at: null, erased_at: null });
    }),
  );

  it(
    'shows the contact of a provider to the organisation that keeps its entry alone',
    told(async () => {
      const [kept, linked] = [
        (await (await app.as('lena')).get(urls.providers())).text,
        (await lead.get(urls.providers())).text,
      ];
      expect(kept).toContain('Connie Contact, connie@bridge.example, 01632 960001');
      expect(linked).toContain('The Bridge');
      expect(linked).not.toMatch(/Connie|connie@|960001/);
    }),
  );

  it(
    'sets the password of a link that is opened where somebody of another organisation is signed in',
    told(async () => {
      const { deps, ids } = app;
      const token = await deps.accounts.newPasswordLink(ids.adam, ids.amir);
      const browser = await app.asAddress(foreignAddress('auditor'));
      expect((await browser.get(urls.invitation(token))).text).toContain(PEOPLE.amir.name);
      const chosen = { password: NEW_PASSWORD, repeated: NEW_PASSWORD };
      expect((await browser.post(urls.invitation(token), chosen)).status).toBe(303);
      expect((await browser.get(urls.account())).text).toContain(emailOf('amir'));
      // And a password is right whoever was signed in before.
      const other = await app.asAddress(foreignAddress('auditor'));
      const lines = () =>
        deps.database.pool('activity').where({ action: 'person.signInFailed' }).pluck<number[]>('id');
      const failed = await lines();
      const signIn = { email: emailOf('amir'), password: NEW_PASSWORD, next: '', again: '' };
      expect((await other.post(urls.signIn(), signIn)).status).toBe(303);
      expect((await other.get(urls.account())).text).toContain(emailOf('amir'));
      expect(await lines()).toEqual(failed);
      await expect(
        deps.database.within(second.scope, () => deps.accountRepository.setPassword(ids.amir, 'x')),
      ).rejects.toThrow(/was not set/);
    }),
  );

  it(
    'tells nobody by their own activity what others have',
    told(async () => {
      const lines = async () =>
        (
          await app.deps.database
            .pool('activity')
            .where({ user_id: second.ids.lead, action: 'access.refused' })
            .orderBy('id')
            .select<object[]>('audit_id', 'subject', 'detail', 'organisation_id')
        ).slice(-2);
      expect((await lead.get(urls.audit(example))).status).toBe(404);
      expect((await lead.get(urls.audit(999_999))).status).toBe(404);
      const [foreign, missing] = await lines();
      expect(foreign).toMatchObject({ audit_id: null, organisation_id: second.id });
      expect(foreign).toEqual(missing);
    }),
  );

  it(
    'ends an organisation for good: nothing that was open comes back, and nobody sees it any more',
    told(async () => {
      const { deps, ids } = app;
      const { pool } = deps.database;
      const expiresOn = new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10);
      const { token, link } = await deps.database.within(second.scope, async () => ({
        token: (
          await deps.tokens.issue(second.ids.administrator, {
            userId: second.ids.lead,
            name: 'Elsewhere',
            expiresOn,
          })
        ).token,
        link: await deps.accounts.newPasswordLink(second.ids.administrator, second.ids.auditor),
      }));
      const own = await deps.accounts.newPasswordLink(ids.adam, ids.beth);
      expect(await deps.tokens.authenticate(token)).not.toBe(null);
      await deps.database.within(second.scope, () => deps.accountErasure.choose(second.ids.administrator, 1));
      await pool('users')
        .where({ id: second.ids.commissioner })
        .update({ disabled_at: '2020-01-01T00:00:00.000Z' });
      const auditId = await deps.database.within(second.scope, () =>
        deps.audits.create(second.ids.lead, {
          title: 'Audit with questionnaires',
          partnership: 'Secondshire',
          toolId: 'rodt',
          toolVersion: 1,
          fieldworkStart: '2026-09-01',
          fieldworkEnd: '2026-09-04',
        }),
      );
      const groupId = await deps.database.within(second.scope, () =>
        deps.audits.createGroup(second.ids.lead, auditId, {
          name: 'Respondents',
          plannedFiles: 1,
          providerIds: [second.providerId],
          exclusions: [],
        }),
      );
      const codes = createQuestionnaireRepository(deps.database);
      await codes.addSheet(auditId, groupId, ['a code'], second.ids.lead, '2026-09-01T00:00:00.000Z');
      expect(await codes.byLookup('a code')).toMatchObject({ auditId });
      expect((await deps.accounts.get(ids.paula)).organisations).toEqual([1, second.id]);
      await deps.database.within(first, () => deps.organisations.setEnded(ids.adam, second.id, true));
      expect((await deps.accounts.get(ids.paula)).organisations).toEqual([1]);
      expect(await codes.byLookup('a code')).toBe(null);
      expect(await deps.accountErasure.eraseDue()).toBe(0);
      await deps.database.within(first, () => deps.organisations.setEnded(ids.adam, second.id, false));
      expect((await lead.get(urls.account())).text).toContain('Sign in');
      expect(await deps.tokens.authenticate(token)).toBe(null);
      expect(await deps.accounts.personOfLink(link)).toBe(null);
      expect(await deps.accounts.personOfLink(own)).not.toBe(null);
      expect((await deps.accounts.get(ids.paula)).organisations).toEqual([1, second.id]);
      expect(await deps.accountErasure.eraseDue()).toBe(1);
      expect((await (await app.asAddress(foreignAddress('lead'))).get(urls.account())).status).toBe(200);
    }),
  );
});
