import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from './support/app.ts';
import { cli, temporaryFolder } from './support/cli.ts';
import { filledIn, formsOf, formTo, wordsOf } from './support/form.ts';
import { parseHtml } from './support/html.ts';
import { openOldDatabase } from './support/oldDatabase.ts';
import type { OldDatabase } from './support/oldDatabase.ts';
import { download, tablesOf } from './support/page.ts';

// A database that an earlier version made, opened by the program as it is now. What is expected of it was written down
// by that version, beside it; see test/fixtures/schema-0017/README.md. Paths are written out here: links in mails and
// bookmarks outlive an upgrade too.

const FOLDER = new URL('./fixtures/schema-0017/', import.meta.url);

type Who =
  'adam' | 'lena' | 'amir' | 'beth' | 'paula' | 'dora' | 'nora' | 'hugo' | 'carl' | 'rita' | 'dan' | 'ivy';

interface Expected {
  /** The day on which the program of today opens it, and the hour in which the unused one is set up. */
  openedAt: string;
  setUpAt: string;
  passwords: Record<Exclude<Who, 'ivy'>, string>;
  links: Record<'ivy' | 'rita' | 'setup', string>;
  tokens: Record<'lead' | 'commissioner' | 'expired' | 'revoked', string>;
  audits: { id: number; title: string; state: 'draft' | 'open' | 'closed' | 'final' | 'baseline' }[];
  evidence: { url: string; name: string; sha256: string };
  /** Name, files, then of each check yes, no, not applicable, not recorded and percent; empty where suppressed. */
  api: { token: 'lead' | 'commissioner'; url: string; checks: string[]; units: string[] }[];
}

interface ExpectedReport {
  audit: number;
  provider: number;
  version: number;
  sha256: string;
  withdrawn: boolean;
  newest: boolean;
  /** Whose figures were corrected since the newest version; null of an older or withdrawn one. */
  since: 'nothing' | 'others' | null;
  /** Sentences of it. */
  says: string[];
  /** All its tables, row by row. */
  rows: string[];
}

const recorded = (name: string): unknown => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
const expected = recorded('expected.json') as Expected;
const reports = recorded('reports.json') as ExpectedReport[];
const pages = recorded('pages.json') as { who: Who; url: string; figures: string[] }[];
/** Oldest first: when, who, action, audit, and the numbers of what it was done to. */
const activity = (recorded('activity.json') as string[]).map((line) => line.split(' | '));

const { inFolder } = temporaryFolder();

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const numbersIn = (text: string) => (text.match(/\d+(?:\.\d+)?/g) ?? []).join(' ');
const reportUrl = ({ audit, provider, version }: ExpectedReport) =>
  `/audits/${audit}/feedback/${provider}/report/${version}`;

/** The rows of all tables that have figures: their head, and the numbers of each other cell. */
/** Answers to questions that are no checks, which pages had none of then. */
const withoutAnswers = (html: string) => html.replace(/<section class="answers"[^]*?<\/section>/g, '');
const figuresOf = (html: string): string[] =>
  tablesOf(withoutAnswers(html)).flatMap(({ rows }) =>
    rows
      .map(([head = '', ...cells]) => [head, ...cells.map(numbersIn)])
      .filter(([, ...cells]) => cells.some((cell) => cell !== ''))
      .map((row) => row.join(' | ')),
  );

/** What a template makes of something that is not there. */
const HOLES = /\bundefined\b|\[object |\bNaN\b|\bnull\b/;

/** Gets a page that has to be there and to have no hole. */
async function read(visitor: Visitor, url: string): Promise<string> {
  const { status, text } = await visitor.get(url);
  expect([url, status]).toEqual([url, 200]);
  expect(wordsOf(text), url).not.toMatch(HOLES);
  return text;
}

/**
 * Differences between two readings, as they were counted then and are now: the second reader of these two left the three
 * fields empty that the first had filled in, which is no difference any more.
 */
const COUNTED_OTHERWISE = new Map([
  ['H-1 |  |  |  |  | 11 22', 'H-1 |  |  |  |  | 8 22'],
  ['H-3 |  |  |  |  | 9 22', 'H-3 |  |  |  |  | 6 22'],
  // Every question that is asked is counted, where it was checks alone.
  ['Bridge | 6 | 4 | 0 | 2 | 16', 'Bridge | 6 | 4 | 0 | 2 | 24'],
  ['All groups | 12 | 4 | 1 | 7 | 16', 'All groups | 12 | 4 | 1 | 7 | 24'],
  ['U-2 |  | 2 17 |  | 20 2026 09 44', 'U-2 |  | 3 22 |  | 20 2026 09 44'],
]);

/**
 * A row without what later versions judge otherwise: how sure a difference is (Fisher's mid-p, once plain and with two
 * corrections), and the intervals of the coefficients of agreement. The figures and the interval of a difference stay.
 */
const withoutJudgement = (row: string) =>
  row.replace(/(?: [01]\.\d{2,3})+(?= \| $|$)/, '').replace(/(\b[01]\.\d{3}) [01]\.\d{3} [01]\.\d{3}/g, '$1');
/** The tables of choices, numbers and dates of two readers, which stand after those of checks since. */
const withoutFacts = (rows: string[]) => {
  const at = rows.findIndex((row) => row.startsWith('Question |'));
  return at === -1 ? rows : rows.slice(0, at);
};
const JUDGES = /\/compare|\/then-and-now|\/readings/;

describe('a database of the version before', () => {
  let old: OldDatabase;
  const browsers = new Map<Who, Promise<Visitor>>();
  const passwordOf = (who: Who) => (who === 'ivy' ? '' : expected.passwords[who]);
  const as = (who: Who): Promise<Visitor> => {
    const browser = browsers.get(who) ?? old.signIn(`${who}@example.org`, passwordOf(who));
    browsers.set(who, browser);
    return browser;
  };
  const idOf = (title: string) => expected.audits.find((audit) => audit.title === title)?.id ?? 0;
  const spring = idOf('Spring audit 2026');
  const example = idOf('Example: Southampton 2012');
  const [bridge, dip, harbour] = [1, 3, 4];

  beforeAll(async () => {
    old = await openOldDatabase(new URL('filled.sqlite.gz', FOLDER), new Date(expected.openedAt));
  });
  afterAll(() => old.close());

  describe('people', () => {
    it.each(['adam', 'lena', 'amir', 'beth', 'paula', 'dora', 'nora', 'hugo', 'carl', 'rita'] as const)(
      '%s signs in with the password of then, and has a home page',
      async (who) => {
        await read(await as(who), '/');
        await read(await as(who), '/account');
      },
    );

    it('whose account is disabled, or whose password was changed, are not let in', async () => {
      await expect(old.signIn('dan@example.org', expected.passwords.dan)).rejects.toThrow('422');
      await expect(old.signIn('lena@example.org', expected.passwords.amir)).rejects.toThrow('422');
    });

    it.each([
      ['ivy', 'Ivy Invited'],
      ['rita', 'Rita Reset'],
    ] as const)('%s chooses a password by the link that was not used yet, once', async (who, name) => {
      const url = `/invitations/${expected.links[who]}`;
      const browser = old.anonymous();
      const page = await read(browser, url);
      expect(wordsOf(page)).toContain(name);
      const password = `a new password of ${name}`;
      const fields = filledIn(formTo(page, ''), { password, repeated: password });
      expect((await browser.post(url, fields)).status).toBe(303);
      await read(await old.signIn(`${who}@example.org`, password), '/');
      expect((await old.anonymous().get(url)).status).toBe(404);
      if (who === 'rita') {
        await expect(old.signIn('rita@example.org', expected.passwords.rita)).rejects.toThrow('422');
      }
    });
  });

  describe('audits', () => {
    it.each(expected.audits)('$title ($state) opens as what it was', async ({ id, title, state }) => {
      const who: Who = state === 'closed' && id <= 2 ? 'adam' : 'lena';
      const visitor = await as(who);
      const url = state === 'baseline' ? `/audits/${id}/baseline` : `/audits/${id}`;
      const words = wordsOf(await read(visitor, url));
      const shown = {
        draft: /Draft/,
        open: /Open/,
        closed: /Closed/,
        final: /Final/,
        baseline: /Baseline/i,
      };
      expect(words).toContain(title);
      expect(words).toMatch(shown[state]);
      // Of what can be done in each state one thing is asked of the server, whatever the page offers.
      const step = (name: string) => visitor.post(`/audits/${id}/state`, { step: name });
      if (state === 'final' || state === 'closed') expect((await step('open')).status).toBe(409);
      if (state === 'open') expect((await step('resume')).status).toBe(409);
      if (state === 'baseline') expect((await step('reopen')).status).toBe(403);
    });

    it('which are final take no report, no query and no answer until they are resumed', async () => {
      const lena = await as('lena');
      const paula = await as('paula');
      const issue = `/audits/${spring}/feedback/${bridge}/issue`;
      expect((await lena.post(issue)).status).toBe(409);
      const query = { about: '', text: 'Too late.' };
      expect((await paula.post(`/audits/${spring}/feedback/${bridge}/queries`, query)).status).toBe(409);
      expect((await lena.post(`/audits/${spring}/state`, { step: 'resume' })).status).toBe(303);
      expect((await lena.post(`/audits/${spring}/state`, { step: 'finish' })).status).toBe(303);
    });

    it.each(pages)('have the figures of then: $who at $url', async ({ who, url, figures }) => {
      const asThen = (rows: string[]) => (JUDGES.test(url) ? rows.map(withoutJudgement) : rows);
      const then = asThen(figures.map((figure) => COUNTED_OTHERWISE.get(figure) ?? figure));
      // Figures among files with a plan stand in a column more, after those of then.
      const page = figuresOf(await read(await as(who), url));
      const now = asThen(url.endsWith('/readings') ? withoutFacts(page) : page).map((row, i) =>
        row.startsWith(`${then[i]} | `) ? (then[i] ?? row) : row,
      );
      if (who === 'carl') expectShownAlike(now, then);
      else expect(now).toEqual(then);
    });

    it('have the figures of the example, to a commissioner only what is not suppressed', async () => {
      const words = wordsOf(await read(await as('lena'), `/audits/${example}/results`));
      expect(words).toContain('41 of 52 79%');
      const rowOf = async (who: Who) =>
        figuresOf(await read(await as(who), `/audits/${example}/results`)).find((row) =>
          row.startsWith('Bridge | 12 |'),
        );
      expect(await rowOf('lena')).toMatch(/^Bridge \| 12 \| 8 12 67 \| 10 12 83 \|/);
      expect(await rowOf('carl')).toMatch(/^Bridge \| 12 \| {2}\| {2}\|/);
    });
  });

  describe('issued reports', () => {
    const PEOPLE: Record<number, Who> = { 1: 'paula', 2: 'nora', 3: 'dora', 4: 'hugo' };

    it.each(reports)(
      'audit $audit, provider $provider, version $version: page and bytes are as issued',
      async (report) => {
        const lena = await as('lena');
        const url = reportUrl(report);
        const html = await read(lena, url);
        const words = wordsOf(html);
        for (const sentence of report.says) expect(words).toContain(sentence.replace(/\s+/g, ' ').trim());
        const rows = tablesOf(html).flatMap((table) => [
          `# ${table.caption}`,
          ...table.rows.map((row) => row.join(' | ')),
        ]);
        expect(rows).toEqual(report.rows);
        expect(words).toContain(report.sha256);
        const pdf = await download(lena, `${url}/pdf`);
        expect([pdf.status, sha256(pdf.body)]).toEqual([200, report.sha256]);

        const provider = await as(PEOPLE[report.provider] ?? 'paula');
        const own = await provider.get(url);
        if (report.withdrawn) expect(own.status).toBe(404);
        else {
          expect(wordsOf(own.text)).toContain(report.says.at(0));
          expect(sha256((await download(provider, `${url}/pdf`)).body)).toBe(report.sha256);
        }
      },
    );

    const newest = reports.filter((report) => report.newest && !report.withdrawn);

    it.each(newest)(
      'audit $audit, provider $provider: the newest is version $version, for the provider too',
      async (report) => {
        const provider = await as(PEOPLE[report.provider] ?? 'paula');
        const base = `/audits/${report.audit}/feedback/${report.provider}`;
        expect(wordsOf(await read(provider, `${base}/report`))).toContain(report.sha256);
        expect(sha256((await download(provider, `${base}.pdf`)).body)).toBe(report.sha256);
        expect((await provider.get(`${base}/report/${report.version + 1}`)).status).toBe(404);
      },
    );

    /** What the lead's page says of each provider. */
    const cardsOf = async (auditId: number) =>
      wordsOf(await read(await as('lena'), `/audits/${auditId}/feedback`));
    const ONLY_OTHERS = 'Only the figures of the other files beside its own have changed';
    const DIFFERS = 'The draft differs from version';

    it('are not called changed because the program is another one', async () => {
      const lena = await as('lena');
      await lena.post(`/audits/${spring}/state`, { step: 'resume' });
      for (const report of newest) {
        const base = `/audits/${report.audit}/feedback/${report.provider}`;
        const draft = await read(lena, `${base}/draft`);
        const words = wordsOf(draft);
        const offers = formsOf(draft).some(({ action }) => action === `${base}/issue`);
        expect([base, offers]).toEqual([base, report.since === 'others']);
        expect(words).not.toContain(DIFFERS);
        expect([base, words.includes(ONLY_OTHERS)]).toEqual([base, report.since === 'others']);
        if (report.since === 'others') continue;
        // Issued in spite of that, it is the one that there is.
        expect((await lena.post(`${base}/issue`)).status).toBe(303);
        expect((await lena.get(`${base}/report/${report.version + 1}`)).status).toBe(404);
      }
      for (const auditId of new Set(newest.map(({ audit }) => audit))) {
        const words = await cardsOf(auditId);
        expect(words).not.toContain(DIFFERS);
        const others = newest.filter(({ audit, since }) => audit === auditId && since === 'others');
        expect(words.split(ONLY_OTHERS)).toHaveLength(1 + others.length);
      }
      expect((await lena.post(`/audits/${spring}/state`, { step: 'finish' })).status).toBe(303);
    });

    it('are told from a draft that does say something else', async () => {
      const lena = await as('lena');
      const early = idOf('Early audit 2026');
      const url = `/audits/${early}/feedback/${bridge}/findings`;
      const text = 'Reviews are held on time.';
      expect((await lena.post(url, { kind: 'strength', itemId: '', text })).status).toBe(303);
      expect(await cardsOf(early)).toContain(DIFFERS);
      expect((await lena.post(`/audits/${early}/feedback/${bridge}/issue`)).status).toBe(303);
      const third = wordsOf(await read(await as('paula'), `/audits/${early}/feedback/${bridge}/report`));
      expect(third).toContain('What has changed since version 2');
      expect(third).toContain(`A finding is new: “${text}”`);
      // Nothing else differs from the figures that were kept.
      expect(third).not.toContain('; before ');
    });

    describe('from the command line', () => {
      it('are the bytes that were issued', async () => {
        const out = inFolder('reports');
        const run = (args: string[]) => cli(['report', ...args], { environment: old.environment });
        const all = await run(['--audit', String(example), '--all', '--out', out]);
        expect({ code: all.code, stderr: all.stderr }).toEqual({ code: 0, stderr: '' });
        const hashes = readdirSync(out).map((name) => sha256(readFileSync(`${out}/${name}`)));
        const wanted = newest.filter(({ audit }) => audit === example).map((report) => report.sha256);
        expect(hashes.toSorted()).toEqual(wanted.toSorted());

        const one = inFolder('one.pdf');
        const provider = ['--provider', 'Harbour House', '--out', one];
        expect((await run(['--audit', String(spring), ...provider])).code).toBe(0);
        const report = newest.find(({ audit, provider: id }) => audit === spring && id === harbour);
        expect(sha256(readFileSync(one))).toBe(report?.sha256);
      });
    });
  });

  describe('what providers wrote', () => {
    it('shows answered queries, with what was corrected under them, and takes an answer to an open one', async () => {
      const lena = await as('lena');
      const listed = await read(lena, `/audits/${spring}/feedback`);
      const urls = linksOf(listed).filter((url) => url.includes(`/${bridge}/queries/`));
      expect(urls).toHaveLength(2);
      const texts = [];
      for (const url of urls) texts.push(wordsOf(await read(lena, url)));
      const words = texts.join(' ');
      for (const said of [
        'The plan of one file was in the other folder.',
        'Some goals have numbers.',
        'Thank you. Answer to query',
        'It is in the other folder.',
        'Both readers had missed it.',
        'There is a date.',
        'Its comment is left out of reports.',
        'Finding: Goals lack dates and numbers.',
      ])
        expect(words).toContain(said);

      const open =
        linksOf(await read(lena, `/audits/${example}/feedback`)).find((url) =>
          url.includes(`/${bridge}/queries/`),
        ) ?? '';
      const text = 'Those that name no day.';
      const form = formTo(await read(lena, open), `${open}/answer`);
      expect((await lena.post(form.action, filledIn(form, { text }))).status).toBe(303);
      const page = wordsOf(await read(await as('paula'), `/audits/${example}/feedback/${bridge}/report`));
      expect(page).toContain('Which goals were taken for goals without a time?');
      expect(page).toContain(text);
    });

    it('shows improvement plans as they stand, to those who may see them', async () => {
      const plan = `/audits/${spring}/improvement`;
      for (const who of ['paula', 'lena', 'carl'] as const) {
        const words = wordsOf(await read(await as(who), `${plan}/${bridge}`));
        for (const said of [
          'Write a recovery plan with everybody at their next visit',
          'Train the team in writing SMART goals',
          'A new form for referrals is in use since January.',
          ...(who === 'paula' ? ['Thank you.'] : []),
        ])
          expect(words).toContain(said);
        expect(words).not.toContain('Entered twice');
      }
      expect(wordsOf(await read(await as('hugo'), `${plan}/${harbour}`))).toContain(
        'Say who will look at the reviews.',
      );
      expect(wordsOf(await read(await as('carl'), `${plan}/${dip}`))).toContain(
        'Keep one folder for each person',
      );
      // A plan that is not sent in is its provider's alone.
      const road = `/audits/${example}/improvement/2`;
      const unsent = 'Go through ten goals together every month';
      expect(wordsOf(await read(await as('nora'), road))).toContain(unsent);
      expect(wordsOf(await read(await as('lena'), road))).not.toContain(unsent);
    });

    it('has its plans move on: one is sent in again and accepted', async () => {
      const url = `/audits/${spring}/improvement/${harbour}`;
      const step = async (who: Who, button: string) => {
        const visitor = await as(who);
        const form = formTo(await read(visitor, url), `${url}/step`);
        const sent = filledIn(form, {}, button);
        expect([who, (await visitor.post(form.action, sent)).status]).toEqual([who, 303]);
      };
      const buttons = async (who: Who) =>
        formTo(await read(await as(who), url), `${url}/step`).buttons.map(({ text }) => text);
      await step('hugo', (await buttons('hugo')).at(0) ?? '');
      await step('carl', (await buttons('carl')).find((text) => /accept/i.test(text)) ?? '');
      expect(wordsOf(await read(await as('hugo'), url))).toMatch(/accepted/i);
    });

    it('gives the notes and the evidence under an action', async () => {
      const action = expected.evidence.url.replace(/\/files\/\d+$/, '');
      for (const who of ['paula', 'lena', 'carl'] as const) {
        const visitor = await as(who);
        const words = wordsOf(await read(visitor, action));
        for (const said of [
          'Begun in the evening clinic.',
          'Minutes of the team',
          expected.evidence.name,
          'Forty plans so far.',
          'Seen.',
        ])
          expect(words).toContain(said);
        const file = await download(visitor, expected.evidence.url);
        expect([file.status, sha256(file.body)]).toEqual([200, expected.evidence.sha256]);
      }
      expect((await (await as('dora')).get(expected.evidence.url)).status).toBe(404);
    });
  });

  describe('recording', () => {
    const summer = idOf('Summer audit 2026');

    it('goes on where it was left, in a file that is half read', async () => {
      const beth = await as('beth');
      const files = await read(beth, `/audits/${summer}/files`);
      const own = linksOf(files).filter((url) => /\/files\/\d+$/.test(url));
      const half = [];
      for (const url of own) {
        const html = await read(beth, url);
        if (html.includes('Half read.')) half.push({ url, html });
      }
      expect(half).toHaveLength(1);
      const [{ url, html } = { url: '', html: '' }] = half;
      const form = formTo(html, url);
      expect(form.fields).toMatchObject({ 'answer.recovery_plan': 'yes', 'answer.smart': 'no' });
      const saved = await beth.post(url, filledIn(form, { 'answer.balance': 'yes' }));
      expect(saved.status).toBe(303);
      expect(formTo(await read(beth, url), url).fields).toMatchObject({
        'answer.recovery_plan': 'yes',
        'answer.smart': 'no',
        'answer.balance': 'yes',
      });
    });

    it('gives a prepared device the key that it had', async () => {
      const beth = await as('beth');
      const [first, second] = [
        await beth.post(`/audits/${summer}/device`),
        await beth.post(`/audits/${summer}/device`),
      ];
      expect([first.status, second.status]).toEqual([200, 200]);
      expect(first.body).toEqual(second.body);
    });

    it('opens a draft that was set up as a re-audit', async () => {
      const autumn = idOf('Autumn re-audit 2026');
      const lena = await as('lena');
      expect((await lena.post(`/audits/${autumn}/state`, { step: 'open' })).status).toBe(303);
      expect(wordsOf(await read(lena, `/audits/${autumn}/results`))).not.toMatch(HOLES);
    });
  });

  describe('tokens', () => {
    interface Body {
      audits: { id: number; title: string }[];
      checks: { id: string }[];
      units: Unit[];
      overall: Unit;
    }
    interface Unit {
      name: string;
      files: number | null;
      checks: ({ kind: string; id: string } & Record<string, unknown>)[];
    }
    const cellOf = (check: Unit['checks'][number]): string => {
      if (check.kind === 'none') return String(check['reason']);
      if (check.kind !== 'figure') {
        // Suppressed, whatever that is called: it says nothing but which check it is of.
        expect(Object.keys(check).toSorted()).toEqual(['id', 'kind']);
        return '';
      }
      const { yes, no, notApplicable, notRecorded, percentOfApplicable } = check;
      return [yes, no, notApplicable, notRecorded, percentOfApplicable].join(' ');
    };
    const lineOf = ({ name, files, checks }: Unit) => [name, files ?? '', ...checks.map(cellOf)].join(' | ');

    it.each(expected.api)('of the $token answer the figures of then: $url', async (asked) => {
      const { status, body } = await old.withToken(expected.tokens[asked.token], asked.url);
      expect(status).toBe(200);
      const { checks, units, overall } = body as Body;
      expect(checks.map(({ id }) => id)).toEqual(asked.checks);
      const now = [...units, overall].map(lineOf);
      if (asked.token === 'commissioner') expectShownAlike(now, asked.units);
      else expect(now).toEqual(asked.units);
    });

    it('list the audits of the person', async () => {
      const { body } = await old.withToken(expected.tokens.lead, '/api/v1/audits');
      const listed = (body as Body).audits.map(({ id, title }) => ({ id, title }));
      const own = expected.audits.map(({ id, title }) => ({ id, title }));
      expect(listed.toSorted((a, b) => a.id - b.id)).toEqual(own);
    });

    it('open nothing when they have run out or were revoked', async () => {
      for (const token of ['expired', 'revoked'] as const) {
        const { status } = await old.withToken(expected.tokens[token], '/api/v1/audits');
        expect([token, status]).toEqual([token, 401]);
      }
      const words = wordsOf(await read(await as('adam'), '/api-tokens'));
      for (const name of Object.keys(expected.tokens)) expect(words).toContain(`For the ${name}`);
    });
  });

  describe('the activity', () => {
    /** By place in these lists, counted from 1, what has which id. */
    const NAMED: Record<string, readonly string[]> = {
      audit: [
        'Example: Southampton 2012',
        'Example: re-audit of 2014 (made up)',
        'Winter audit 2025',
        'Early audit 2026',
        'Spring audit 2026',
        'Autumn re-audit 2026',
        'Summer audit 2026',
        'Southampton 2012, as printed',
      ],
      provider: ['The Bridge', 'New Road Centre', 'Drug Intervention Programme', 'Harbour House'],
      person: [
        'Ada Administrator',
        'Lena Lead',
        'Amir Auditor',
        'Beth Auditor',
        'Paula Provider',
        'Dora Provider',
        'Nora Provider',
        'Hugo Provider',
        'Carl Commissioner',
        'Rita Reset',
        'Dan Disabled',
        'Ivy Invited',
      ],
    };
    const withIds = (text: string) =>
      text
        .split('; ')
        .map((part) => {
          const [, kind = '', name = ''] = /^(\w+) (.*)$/.exec(part) ?? [];
          const at = NAMED[kind]?.indexOf(name) ?? -1;
          return at === -1 ? part : `${kind} ${at + 1}`;
        })
        .join('; ');

    /** All lines as the administrator or lead reads them, oldest first: when, who, what, on what. */
    async function linesOf(visitor: Visitor, url: string): Promise<string[][]> {
      const lines: string[][] = [];
      for (let at: string | undefined = url; at !== undefined;) {
        const html = await read(visitor, at);
        lines.push(...(tablesOf(html)[0]?.rows.slice(1) ?? []));
        at = linksOf(html).findLast((href) => href.startsWith(`${url}?beyond=`));
      }
      return lines.toReversed();
    }

    it('says every old line in words, and who did it when, to what', async () => {
      const lines = await linesOf(await as('adam'), '/activity');
      const kept = lines.slice(0, activity.length);
      expect(kept).toHaveLength(activity.length);
      const wordsFor = new Map<string, Set<string>>();
      for (const [i, [at = '', who = '', action = '', audit = '', numbers = '']] of activity.entries()) {
        const [shownAt = '', shownWho = '', what = '', onWhat = ''] = kept[i] ?? [];
        const day = new Date(at).toLocaleDateString('en-GB', {
          day: 'numeric',
          month: 'long',
          year: 'numeric',
        });
        expect(shownAt).toContain(day);
        expect(shownWho).toBe(who === '' ? 'The program' : who);
        expect(what, action).toMatch(/^[a-z][^.]* [^.]*$/);
        // By name where a line of then has an id.
        expect(numbersIn(withIds(onWhat)), `${i + 1}. ${action}`).toBe(
          [audit, numbers].filter(Boolean).join(' '),
        );
        wordsFor.set(action, (wordsFor.get(action) ?? new Set()).add(what));
      }
      // Each kind of line has words of its own.
      expect([...wordsFor].filter(([, words]) => words.size !== 1)).toEqual([]);
      expect(new Set([...wordsFor.values()].flatMap((words) => [...words])).size).toBe(wordsFor.size);
      expect(wordsFor.size).toBe(84);
    });

    it.each([1, 3, 4, 5, 6, 7])('of audit %i has its old lines', async (id) => {
      const lines = await linesOf(await as('lena'), `/audits/${id}/activity`);
      const own = activity.filter(([, , , audit]) => audit === String(id));
      expect(lines.slice(0, own.length).map(([, who]) => who)).toEqual(
        own.map(([, who]) => (who === '' ? 'The program' : who)),
      );
      expect(lines.length).toBeGreaterThanOrEqual(own.length);
    });
  });

  it('keeps the mail that was written, sent or not', async () => {
    const rows = tablesOf(await read(await as('adam'), '/mail'))[0]?.rows.slice(1) ?? [];
    expect(rows.filter(([who]) => who === 'Carl Commissioner').length).toBeGreaterThan(1);
    expect(wordsOf(await read(await as('adam'), '/mail'))).toContain('550 no such mailbox');
  });

  describe('every page that a link leads to', () => {
    /** More of one kind say nothing new. */
    const OF_A_KIND = 2;

    it.each(['adam', 'lena', 'beth', 'paula', 'nora', 'carl'] as const)('opens for %s', async (who) => {
      const visitor = await as(who);
      const waiting = ['/'];
      const seen = new Map<string, number>();
      const asked = new Set<string>();
      for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
        const kind = url.replace(/\?.*/, '?').replace(/\d+/g, 'N');
        const times = seen.get(kind) ?? 0;
        if (asked.has(url) || times >= OF_A_KIND) continue;
        asked.add(url);
        seen.set(kind, times + 1);
        const answer = await download(visitor, url);
        expect([url, answer.status]).toEqual([url, answer.status === 303 ? 303 : 200]);
        if (!String(answer.headers['content-type']).startsWith('text/html')) continue;
        const html = answer.body.toString('utf8');
        if (answer.status === 303) {
          waiting.push(String(answer.headers['location']));
          continue;
        }
        expect(wordsOf(html), url).not.toMatch(HOLES);
        waiting.push(...linksOf(html));
      }
      expect(seen.size).toBeGreaterThan(who === 'adam' || who === 'lena' ? 40 : 9);
    });
  });
});

describe('a database of the version before that nobody has set up', () => {
  let old: OldDatabase;
  beforeAll(async () => {
    old = await openOldDatabase(new URL('unused.sqlite.gz', FOLDER), new Date(expected.setUpAt));
  });
  afterAll(() => old.close());

  it('is set up by the link that was printed then', async () => {
    const url = `/setup/${expected.links.setup}`;
    const browser = old.anonymous();
    const password = 'the password of an administrator';
    const form = formTo(await read(browser, url), '');
    const fields = { name: 'Ann Administrator', email: 'ann@example.org', password, repeated: password };
    expect((await browser.post(url, filledIn(form, fields))).status).toBe(303);
    const ann = await old.signIn('ann@example.org', password);
    expect(wordsOf(await read(ann, '/'))).toContain('Example: Southampton 2012');
    expect((await old.anonymous().get(url)).status).toBe(404);
  });
});

/** Where the links of a page lead, within the program. */
/**
 * What is shown to a commissioner now and was then is the same. Which figures are hidden beside small ones is decided
 * otherwise since, so that some show instead of others, and a check of which every figure is has no column.
 */
function expectShownAlike(now: string[], then: string[]): void {
  expect(now.length).toBeGreaterThan(0);
  for (const row of now) {
    const cells = row.split(' | ');
    const isAlike = (other: string) => {
      const [name, ...old] = other.split(' | ').map((cell) => cell.trim());
      const [own, ...figures] = cells.map((cell) => cell.trim());
      let from = 0;
      return (
        name === own &&
        figures.length <= old.length &&
        figures.every((cell) => {
          const at = old.findIndex(
            (earlier, c) => c >= from && (earlier === cell || earlier === '' || cell === ''),
          );
          from = at + 1;
          return at !== -1;
        })
      );
    };
    expect(then.some(isAlike), row).toBe(true);
  }
}

function linksOf(html: string): string[] {
  return parseHtml(html).flatMap((token) => {
    if (token.kind !== 'open' || token.name !== 'a') return [];
    const href = token.attributes.get('href')?.replace(/#.*/, '') ?? '';
    return href.startsWith('/') ? [href] : [];
  });
}
