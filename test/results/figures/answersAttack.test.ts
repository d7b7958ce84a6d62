import { describe, expect, it } from 'vitest';
import { GROUP_FIELD, otherItemsOf, showItemOfPerson } from '../../../rules/index.ts';
import type { ItemFigures, ShownItem, SmallNumberRule, ValueCount } from '../../../rules/index.ts';
import { showItems } from '../../../server/results/figures/items.ts';
import type { ShownItems } from '../../../server/results/figures/items.ts';
import { boundsOf } from '../../support/bounds.ts';
import { toldBy, viewsOf } from '../../support/disclosure.ts';
import type { CountOf, MadeAudit, Told } from '../../support/disclosure.ts';
import { applicableIn, makeAudit, makeTool } from '../../support/madeAudits.ts';
import { seeded } from '../../support/random.ts';

// What somebody finds out of answers to questions that are no checks, who puts together all that may be seen of an audit:
// those answers by group, by provider and in all, and every table of the comparison.

const SHAPE = { fields: [3], checks: 0, dividing: 0, ratings: [2] };
const THRESHOLD = 5;
const AUDITS = Number(process.env['ATTACKED_AUDITS'] ?? 30);

const tool = makeTool(SHAPE);
const { instrument } = tool;
const items = otherItemsOf(tool, { bands: new Map(), lastYear: 2012 });
/** Ratings of the first format as they are kept. */
const RATINGS = ['1', '2'];

/** The answers of a made-up audit as somebody outside the panel sees them; as they are without a rule. */
function answersIn(audit: MadeAudit, by: 'group' | 'provider', smallNumberRule: SmallNumberRule | null) {
  const groups = audit.groups.map((group, g) => ({
    ...group,
    files: audit.files.filter((file) => file.group === g).length,
  }));
  const counts = audit.files.flatMap(({ group, answers }): ValueCount[] =>
    [...answers].map(([item, value]) => ({ group: groups[group]?.name ?? '', item, value, records: 1 })),
  );
  const rule = smallNumberRule && {
    threshold: THRESHOLD,
    order: 'providers_first' as const,
    byFiles: new Set<string>(),
    smallNumberRule,
  };
  return showItems(by, { instrument, items, counts, groups, printed: [] }, rule);
}

const itemOf = (of: ShownItem[], id: string): ShownItem => {
  const found = of.find((shown) => shown.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

/**
 * What is told of the rating in each unit, as the kinds of files that are counted, and what of it may not follow: how many
 * gave an answer where the groups that are hidden rest on few files. That none of them did, or all, tells nothing of a
 * person; and groups that are hidden only to hide others need not stay so.
 */
function toldOfRating(
  audit: MadeAudit,
  by: 'group' | 'provider',
  seen: ShownItems,
  byGroup: ShownItems,
): Told {
  const told: CountOf[][] = [];
  const hidden: Told['hidden'] = [];
  for (const unit of [...seen.units, seen.overall]) {
    const own = audit.groups.filter(
      ({ id, providers }) =>
        unit === seen.overall ||
        (by === 'group'
          ? String(id) === unit.key
          : providers.some((provider) => String(provider.id) === unit.key)),
    );
    const keys = new Set(own.map(({ id }) => String(id)));
    told.push([new Map([[GROUP_FIELD, keys]])]);
    const rating = itemOf(unit.items, 'rating_0');
    const unseen = own.filter(({ id }) =>
      byGroup.units.some(({ key, items: of }) => key === String(id) && itemOf(of, 'rating_0').suppressed),
    );
    const inUnseen = audit.files.flatMap(({ group, answers }) => {
      const answer = answers.get('rating_0');
      const isUnseen = unseen.some(({ id }) => id === audit.groups[group]?.id);
      return isUnseen && answer !== undefined ? [answer] : [];
    });
    const parts = Object.values(rating.counts).map((value, o) => [value, RATINGS[o] ?? ''] as const);
    for (const [value, kept] of [...parts, [rating.notRecorded, ''] as const]) {
      const count: CountOf = new Map([
        [GROUP_FIELD, keys],
        ['rating_0', new Set([kept])],
      ]);
      const there = inUnseen.filter((answer) => answer === kept).length;
      if (value !== null) told.push([count]);
      else if (inUnseen.length < THRESHOLD && there > 0 && there < inUnseen.length) {
        hidden.push({ what: `${kept} of ${by} ${unit.name}`, count: [count], value: there });
      }
    }
  }
  return { told, hidden };
}

const everythingHidden = (seen: ShownItems): ShownItems => ({
  ...seen,
  units: seen.units.map((unit) => ({
    ...unit,
    items: unit.items.map((shown) => ({
      ...shown,
      suppressed: true,
      counts: Object.fromEntries(Object.keys(shown.counts).map((key) => [key, null])),
      notRecorded: null,
    })),
  })),
});

describe('answers to questions that are no checks, to a commissioner', () => {
  it.each(['by_item', 'by_counts'] as const)(
    'say of what files are divided by just what the table by that field says, small numbers told %s',
    (rule) => {
      const random = seeded(31);
      let hidden = 0;
      let shown = 0;
      for (let a = 0; a < 60; a += 1) {
        const audit = makeAudit(tool, random, [8, 20, 45, 90, 200][a % 5] ?? 20);
        const { overall, units } = answersIn(audit, 'group', rule);
        const field = itemOf(overall.items, 'field_0');
        const table = viewsOf(audit, THRESHOLD, rule).find(
          ({ cut }) => cut.by === 'fields' && cut.fields.join() === 'field_0',
        )?.table;
        expect(Object.values(field.counts), `audit ${a}`).toEqual(table?.units.map(({ files }) => files));
        expect(field.notRecorded, `audit ${a}`).toEqual(table?.notRecorded);
        hidden += Object.values(field.counts).filter((count) => count === null).length;
        shown += Object.values(field.counts).filter((count) => count !== null).length;
        // By group the comparison says it, crossed; here nothing of it is.
        for (const unit of units) {
          expect(Object.values(itemOf(unit.items, 'field_0').counts)).toEqual([null, null, null]);
        }
      }
      expect(Math.min(hidden, shown)).toBeGreaterThan(20);
    },
  );

  it('leave nothing that rests on few files and follows, of questions about practice', async () => {
    const random = seeded(32);
    let hidden = 0;
    for (let a = 0; a < AUDITS; a += 1) {
      const audit = makeAudit(tool, random, [15, 30, 60][a % 3] ?? 30);
      const views = ['group', 'provider'] as const;
      const byGroup = answersIn(audit, 'group', 'by_item');
      const parts = views.map((by) => toldOfRating(audit, by, answersIn(audit, by, 'by_item'), byGroup));
      const tables = toldBy(audit, viewsOf(audit, THRESHOLD, 'by_item'), applicableIn(viewsOf(audit, null)));
      const all = parts.flatMap((part) => part.hidden);
      hidden += all.length;
      const told = [...tables.told, ...parts.flatMap((part) => part.told)];
      const found = (await boundsOf(audit, told, all)).filter(({ least, most }) => least === most);
      expect(found, `audit ${a}`).toEqual([]);
    }
    expect(hidden).toBeGreaterThan(AUDITS / 3);
  }, 240_000);

  it('would be found out if only what rests on few files were hidden', async () => {
    const random = seeded(32);
    let found = 0;
    for (let a = 0; a < AUDITS; a += 1) {
      const audit = makeAudit(tool, random, [15, 30, 60][a % 3] ?? 30);
      const truth = answersIn(audit, 'group', null);
      const carelessly: ShownItems = {
        ...truth,
        units: truth.units.map((unit) => {
          const { answered } = itemOf(unit.items, 'rating_0');
          const isFew = (answered ?? 0) > 0 && (answered ?? 0) < THRESHOLD;
          return isFew ? (everythingHidden({ ...truth, units: [unit] }).units[0] ?? unit) : unit;
        }),
      };
      const { told, hidden } = toldOfRating(audit, 'group', carelessly, carelessly);
      found += (await boundsOf(audit, told, hidden)).filter(({ least, most }) => least === most).length;
    }
    expect(found).toBeGreaterThan(3);
  }, 120_000);

  it('leave of several answers to one question each that is hidden at least two numbers', () => {
    // All that two answers of up to twelve people could be, at a threshold of 3, by what is shown of them.
    const byShown = new Map<string, number[][]>();
    for (let answered = 0; answered <= 12; answered += 1) {
      for (let one = 0; one <= answered; one += 1) {
        // Everybody who answered gave one of the two at least.
        for (let other = answered - one; other <= answered; other += 1) {
          const figures: ItemFigures = {
            id: 'helps',
            kind: 'multiple',
            counts: { one, other },
            notApplicable: 0,
            notRecorded: 0,
            answered,
            sum: null,
            mean: null,
            interval: null,
            segments: null,
          };
          const { counts, notRecorded } = showItemOfPerson(figures, 3);
          const key = JSON.stringify([answered, counts, notRecorded]);
          byShown.set(key, [...(byShown.get(key) ?? []), [one, other]]);
        }
      }
    }
    const fixed = [...byShown].flatMap(([key, states]) =>
      ['one', 'other'].flatMap((name, at) => {
        const isHidden = key.includes(`"${name}":null`);
        return isHidden && new Set(states.map((state) => state[at])).size < 2 ? [key] : [];
      }),
    );
    expect(fixed).toEqual([]);
    expect(byShown.size).toBeGreaterThan(50);
  });
});
