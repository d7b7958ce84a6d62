import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ejs from 'ejs';
import { describe, expect, it } from 'vitest';
import { normaliseHtml, parseHtml } from '../support/html.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const viewsDir = path.join(root, 'views');

type Options = Readonly<Record<string, unknown>>;
interface Fixture {
  readonly name: string;
  readonly options: Options;
  readonly html: string;
}

/**
 * How many of govuk-frontend's examples each component must be compared with.
 * Without it a change in the form of the examples could leave nothing to compare, and nothing failing.
 */
const comparedAtLeast: Readonly<Record<string, number>> = {
  'back-link': 6,
  breadcrumbs: 11,
  button: 36,
  checkboxes: 40,
  'date-input': 49,
  details: 9,
  'error-message': 7,
  'error-summary': 15,
  fieldset: 17,
  hint: 5,
  input: 41,
  'inset-text': 6,
  label: 16,
  'notification-banner': 20,
  pagination: 15,
  panel: 7,
  radios: 41,
  select: 19,
  'skip-link': 8,
  'summary-list': 26,
  table: 20,
  tag: 11,
  'task-list': 10,
  textarea: 18,
  'warning-text': 7,
};

/** Where we take `body` (a partial and its data) for what govuk-frontend calls `html`: paths, with [] for "each". */
const bodyInsteadOfHtml: Readonly<Record<string, string>> = {
  checkboxes: '.items[].conditional.html',
  details: '.html',
  fieldset: '.html',
  'inset-text': '.html',
  'notification-banner': '.html',
  radios: '.items[].conditional.html',
  'summary-list': '.rows[].value.html',
  table: '.rows[][].html',
};

/** Options of govuk-frontend that we leave out on purpose: ready-made HTML, and text round an input. */
const unsupported = /^(html|.+Html|caller|beforeInputs?|afterInputs?|i18n.*)$/;

class UnsupportedOption extends Error {}

/** An example's options in our form. Throws UnsupportedOption if they ask for what we leave out on purpose. */
function ourOptions(component: string, options: Options): Options {
  const convert = (value: unknown, where: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => convert(each, `${where}[]`));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
        const here = `${where}.${key}`;
        if (here === bodyInsteadOfHtml[component]) {
          return each ? [['body', { template: '/ready-made', data: { html: each } }]] : [];
        }
        if (unsupported.test(key) || (key === 'attributes' && typeof each === 'string')) {
          throw new UnsupportedOption(here);
        }
        return [[key, convert(each, here)]];
      }),
    );
  };
  return convert(options, '') as Options;
}

function render(component: string, options: Options): string {
  const name = component.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return ejs.render(
    `<%- include('/components/${component}', { ${name}: options }) %>`,
    { options },
    {
      root: viewsDir,
      // The examples' own HTML stands in for the partials that pages give as a body.
      includer: (wanted, filename) => (wanted === '/ready-made' ? { template: '<%- html %>' } : { filename }),
    },
  );
}

function fixturesOf(component: string): { fixture: Fixture; options: Options }[] {
  const file = `node_modules/govuk-frontend/dist/govuk/components/${component}/fixtures.json`;
  const { fixtures } = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as { fixtures: Fixture[] };
  return fixtures.flatMap((fixture) => {
    try {
      return [{ fixture, options: ourOptions(component, fixture.options) }];
    } catch (error) {
      if (error instanceof UnsupportedOption) return [];
      throw error;
    }
  });
}

/** All that a page says: its texts and the values of its attributes. */
function shownIn(html: string): string[] {
  return parseHtml(html).flatMap((token) => {
    if (token.kind === 'text') return [token.text];
    return token.kind === 'open' ? [...token.attributes.values()] : [];
  });
}

function elementsIn(html: string): string[] {
  return parseHtml(html).flatMap((token) => (token.kind === 'text' ? [] : [`${token.kind} ${token.name}`]));
}

function attributesIn(html: string): Set<string> {
  return new Set(
    parseHtml(html).flatMap((token) => (token.kind === 'open' ? [...token.attributes.keys()] : [])),
  );
}

const hostile = `'"><script>alert("x")</script><b onclick='y' & &lt;`;

/** The same options with hostile text at the end of every string that could come from a person or a database. */
function withHostileText(value: unknown, key = ''): unknown {
  // A type is chosen by the template's author, and a body is a partial with its own escaping.
  if (key === 'type' || key === 'body') return value;
  // An empty string means that something is left out.
  if (typeof value === 'string') return value && value + hostile;
  if (Array.isArray(value)) return value.map((each) => withHostileText(each));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withHostileText(each, name)]));
}

describe('every component', () => {
  const partials = readdirSync(path.join(viewsDir, 'components'));

  it('is compared with the examples of govuk-frontend', () => {
    // Not of govuk-frontend, which has no charts.
    const own = ['attributes.ejs', 'chart.ejs', 'picture.ejs'];
    const theirs = partials.filter((file) => !file.startsWith('_') && !own.includes(file));
    expect(theirs.map((file) => path.basename(file, '.ejs')).toSorted()).toEqual(
      Object.keys(comparedAtLeast).toSorted(),
    );
  });

  it.each(partials)('%s writes nothing unescaped but its includes', (file) => {
    const source = readFileSync(path.join(viewsDir, 'components', file), 'utf8');
    const unescaped = [...source.matchAll(/<%-\s*(\w+\()?/g)].map((found) => found[1]);
    expect(unescaped.filter((call) => call !== 'include(')).toEqual([]);
  });
});

describe.each(Object.entries(comparedAtLeast))('%s', (component, atLeast) => {
  const examples = fixturesOf(component);

  it(`has at least ${atLeast} examples to be compared with`, () => {
    expect(atLeast).toBeGreaterThan(0);
    expect(examples.length).toBeGreaterThanOrEqual(atLeast);
  });

  it.each(examples)('equals the example "$fixture.name"', ({ fixture, options }) => {
    expect(normaliseHtml(render(component, options))).toBe(normaliseHtml(fixture.html));
  });

  it('keeps hostile text in its place, and shows it as it was typed', () => {
    for (const { fixture, options } of examples) {
      const hostileOptions = withHostileText(options) as Options;
      const plain = render(component, options);
      const html = render(component, hostileOptions);

      expect(elementsIn(html), fixture.name).toEqual(elementsIn(plain));
      expect([...attributesIn(plain)], fixture.name).toEqual(expect.arrayContaining([...attributesIn(html)]));
      if (JSON.stringify(hostileOptions) !== JSON.stringify(options)) {
        expect(
          shownIn(html).some((text) => text.includes(hostile)),
          fixture.name,
        ).toBe(true);
      }
    }
  });
});

describe('attributes', () => {
  const tag = (attributes: Options): string => render('tag', { text: 'New', attributes });

  it.each(['style', 'STYLE', 'onclick', 'OnLoad', 'a b', 'x"y', 'a=b', '><script', ''])(
    'refuses the name "%s"',
    (name) => {
      expect(() => tag({ [name]: 'x' })).toThrow(`Attribute "${name}" is not allowed`);
    },
  );

  it('leaves out optional ones without a value, and writes true ones bare', () => {
    const html = tag({
      hidden: { value: true, optional: true },
      lang: { value: null, optional: true },
      'data-a': { value: false, optional: true },
      'data-b': { value: 0, optional: true },
      'data-c': false,
    });
    expect(html).toMatch(/ hidden data-b="0" data-c="false">/);
    expect(html).not.toMatch(/lang|data-a/);
  });
});

describe('answers that come back from a form', () => {
  const checkedIn = (html: string): string[] =>
    parseHtml(html).flatMap((token) =>
      token.kind === 'open' && (token.attributes.has('checked') || token.attributes.has('selected'))
        ? [token.attributes.get('value') ?? '']
        : [],
    );
  const items = [0, 1, 2].map((value) => ({ value, text: `Level ${value}` }));

  it.each([
    ['radios', { name: 'level', value: '0', items }, ['0']],
    ['radios', { name: 'level', value: 2, items }, ['2']],
    ['radios', { name: 'level', value: null, items }, []],
    ['radios', { name: 'level', items: [{ text: 'No value' }] }, []],
    ['select', { name: 'level', value: '0', items }, ['0']],
    ['select', { name: 'level', items }, []],
    ['checkboxes', { name: 'level', values: ['0', '2'], items }, ['0', '2']],
    ['checkboxes', { name: 'level', values: [], items }, []],
  ])('select the item whatever its type: %s %j', (component, options, expected) => {
    expect(checkedIn(render(component, options))).toEqual(expected);
  });

  it('keep a line break at the start of a textarea', () => {
    const html = render('textarea', { name: 'notes', value: '\nSecond line' });
    expect(parseHtml(html).filter((token) => token.kind === 'text')).toEqual([
      { kind: 'text', text: '\nSecond line' },
    ]);
  });
});

describe('a body', () => {
  const body = {
    template: '/components/tag',
    data: { tag: { text: 'Rich <b>', attributes: { id: 'rich' } } },
  };
  const items = [{ value: 'other', text: 'Other', conditional: { body } }];

  it.each([
    ['details', { summaryText: 'More', text: 'Plain', body }],
    ['inset-text', { text: 'Plain', body }],
    ['notification-banner', { text: 'Plain', body }],
    ['fieldset', { legend: { text: 'Legend' }, body }],
    ['radios', { name: 'drug', items }],
    ['checkboxes', { name: 'drug', items }],
    ['radios', { name: 'drug', fieldset: { legend: { text: 'Drug' } }, items }],
    ['checkboxes', { name: 'drug', fieldset: { legend: { text: 'Drug' } }, items }],
    ['summary-list', { rows: [{ key: { text: 'Key' }, value: { text: 'Plain', body } }] }],
    ['table', { rows: [[{ text: 'Plain', body }]] }],
    ['table', { firstCellIsHeader: true, rows: [[{ text: 'Plain', body }]] }],
  ])('stands in for the text of %s %j', (component, options) => {
    const html = render(component, options);
    expect(normaliseHtml(html)).toContain('<strong class="govuk-tag" id="rich">\n" Rich <b> "\n</strong>');
    expect(html).not.toContain('Plain');
  });

  it('may hold a component of the kind that it stands in', () => {
    const inner = { name: 'inner', value: 'a', items: [{ value: 'a', text: 'Inner' }] };
    const html = render('radios', {
      name: 'outer',
      fieldset: { legend: { text: 'Outer' } },
      items: [
        {
          value: 'x',
          text: 'X',
          conditional: { body: { template: '/components/radios', data: { radios: inner } } },
        },
        { value: 'y', text: 'Y' },
      ],
    });
    const ids = parseHtml(html).flatMap((token) =>
      token.kind === 'open' && token.name === 'input' ? [token.attributes.get('id')] : [],
    );
    expect(ids).toEqual(['outer', 'inner', 'outer-2']);
  });
});

describe('the comparison', () => {
  it.each([
    ['<p class="a  b" id="c">Text</p>', '<p id="c"\n class="a b">\n  Text\n</p>'],
    ['<p>Don&#39;t &amp; &quot;do&#34;</p>', `<p>Don't &amp; "do"</p>`],
    ['<input disabled>', '<input disabled="">'],
  ])('takes %j and %j for the same', (one, other) => {
    expect(normaliseHtml(one)).toBe(normaliseHtml(other));
  });

  it.each([
    ['<p>Text</p>', '<p>text</p>'],
    ['<p class="a b"></p>', '<p class="b a"></p>'],
    ['<p id="a"></p>', '<p></p>'],
    ['<p><a href="#">One</a> <a href="#">Two</a></p>', '<p><a href="#">One</a><a href="#">Two</a></p>'],
    ['<a href="#">One</a>', '<a href="#">One </a>'],
    ['<p>&amp;lt;</p>', '<p>&lt;</p>'],
    ['<textarea>\na</textarea>', '<textarea>\n\na</textarea>'],
  ])('tells %j from %j', (one, other) => {
    expect(normaliseHtml(one)).not.toBe(normaliseHtml(other));
  });

  it.each([
    '<p>',
    '</p>',
    '<p></b></p>',
    '<p id=a></p>',
    '<p id="a" id="b"></p>',
    '<p a="1"b="2"></p>',
    '<p id="<">',
    'a > b',
    'a < b',
    '&what;',
  ])('refuses %j', (html) => {
    expect(() => parseHtml(html)).toThrow();
  });
});
