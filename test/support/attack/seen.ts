import type { ShownFigure, ShownTable, ShownUnit, WeightedCheck } from '../../../rules/index.ts';
import { GROUP_FIELD } from '../../../rules/index.ts';
import type { HowChosen } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import type { Visitor } from '../app.ts';
import { cutsOf } from '../disclosure.ts';
import type { View } from '../disclosure.ts';
import { download } from '../page.ts';
import type { Attacked } from './audits.ts';

/** All that a commissioner may see of an audit at once. */
export interface Seen {
  views: View[];
  /** Sample groups that were taken together, as they stand in a comparison. */
  together: View[];
  weighted: WeightedCheck[] | null;
  chosen: HowChosen;
}

type Results = ShownTable & { weighted: WeightedCheck[] | null; chosen: HowChosen; suppressed: boolean };
interface Compared {
  checks: { id: string; rows: { key: string; unit: string; files: number | null; figure: ShownFigure }[] }[];
}

async function jsonOf<Answer>(visitor: Visitor, address: string): Promise<Answer> {
  const { status, body } = await download(visitor, address);
  if (status !== 200) throw new Error(`${address}: ${status}`);
  return JSON.parse(body.toString('utf8')) as Answer;
}

/** Fetches every view of results, and two comparisons of groups that are taken together. */
export async function seenBy(visitor: Visitor, { id, audit }: Attacked, random: () => number): Promise<Seen> {
  const views: View[] = [];
  let last: Results | null = null;
  for (const cut of cutsOf(audit.tool)) {
    const [by, and] = cut.by === 'fields' ? cut.fields : [cut.by];
    // By the group alone it is the table by group.
    if (by === GROUP_FIELD && cut.by === 'fields' && and === undefined) continue;
    last = await jsonOf<Results>(visitor, urls.exportResults(id, 'json', { by, ...(and && { and }) }));
    if (!last.suppressed) throw new Error('small numbers are shown');
    views.push({ cut, table: { units: last.units, overall: last.overall, notRecorded: last.notRecorded } });
  }
  if (!last) throw new Error('there are no views');
  const together: View[] = [];
  for (let times = 0; times < 2 && audit.groups.length > 2; times += 1) {
    const some = audit.groups
      .toSorted(() => random() - 0.5)
      .slice(0, 2 + Math.floor(random() * (audit.groups.length - 2)));
    together.push({
      cut: { by: 'group' },
      table: { ...last, units: [await takenTogether(visitor, id, some)], notRecorded: undefined },
    });
  }
  return { views, together, weighted: last.weighted, chosen: last.chosen };
}

async function takenTogether(
  visitor: Visitor,
  auditId: number,
  groups: { id: number }[],
): Promise<ShownUnit> {
  const units = groups.map((group) => `unit=${group.id}`).join('&');
  const search = `?by=group&${units}&together=yes`;
  const { checks } = await jsonOf<Compared>(visitor, urls.exportComparison(auditId, 'json', search));
  const rows = checks.flatMap((check) => check.rows.filter(({ key }) => key.includes('+')));
  const [first] = rows;
  if (!first || rows.length !== checks.length) throw new Error(`no groups together: ${search}`);
  return { key: first.key, name: first.unit, files: first.files, checks: rows.map(({ figure }) => figure) };
}
