import { isClosed, segmentField } from '../../../rules/index.ts';
import type { Field, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { bandsInput } from './form.ts';

/** The form in which the lead says where the bands of numbers begin. */
export function presentBands(parts: {
  audit: Audit;
  tool: Tool;
  items: readonly (Field & { type: 'number' })[];
  bands: ReadonlyMap<string, readonly number[]>;
  /** Of which figures could be seen outside the panel. */
  seen: ReadonlySet<string>;
  /** What was typed, where it could not be saved. */
  typed: FormBody | null;
  user: User;
}) {
  const { audit, tool, items, bands, seen, typed, user } = parts;
  const lastYear = Number(audit.fieldworkEnd.slice(0, 4));
  return {
    header: presentHeader(audit, user),
    action: urls.bands(audit.id),
    back: urls.results(audit.id),
    mayChange: !isClosed(audit.state),
    items: items.map((item) => ({
      name: bandsInput(item.id),
      label: item.label,
      hint: `Where each band but the first begins, from small to large. The first begins at ${item.minimum}.${seen.has(item.id) ? ' Figures in these bands were seen outside the panel. Once they begin elsewhere, those by this number are suppressed there: the two together would tell few ' + audit.words.files + '.' : ''}`,
      value: typed ? textOf(typed, bandsInput(item.id)) : (bands.get(item.id) ?? []).join(', '),
      now: segmentField(tool, item.id, { bands, lastYear })?.values.map(({ name }) => name) ?? [],
    })),
  };
}
