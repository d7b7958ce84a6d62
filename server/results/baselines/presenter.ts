import { checksOf } from '../../../rules/index.ts';
import type { BaselineProposal, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { countOf } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { textOf } from '../../web/form.ts';
import { can } from '../../access/policy.ts';
import { presentFindings } from '../published/presenter.ts';
import type { CheckedTable } from '../../../rules/index.ts';
import { urls } from '../../web/urls.ts';
import type { Base, Baseline } from './repository.ts';

const BASES: Record<Base, string> = {
  all: 'All files of the group',
  applicable: 'Only files that the check applied to',
};

/** The form with which a table is taken over; values is null when it is shown first. */
export function presentBaselineForm(parts: {
  proposal: BaselineProposal;
  problems: number;
  tool: Tool;
  text: string;
  values: FormBody | null;
}) {
  const { proposal, problems, tool, text, values } = parts;
  const unmatched = proposal.columns.filter(({ check }) => check === null).length;
  return {
    action: urls.baselines(),
    back: urls.publishedTables(),
    text,
    values: values ?? {},
    tool: `${tool.title}, version ${tool.version}`,
    problems: problems === 0 ? null : countOf(problems, 'problem'),
    size: proposal.size,
    unmatched: unmatched === 0 ? null : countOf(unmatched, 'column'),
    bases: Object.entries(BASES).map(([value, name]) => ({ value, text: name })),
    groups: proposal.groups.map(({ label, files }, i) => ({
      label,
      i,
      take: values ? textOf(values, `take-${i}`) === 'yes' : true,
      name: values ? textOf(values, `name-${i}`) : label.slice(0, 60),
      files: values ? textOf(values, `files-${i}`) : (files ?? ''),
    })),
    columns: proposal.columns.map(({ heading, check }, i) => ({
      heading,
      i,
      matched: check !== null,
      items: [
        { value: '', text: 'Leave this column out' },
        ...checksOf(tool).map(({ id, label }) => ({ value: id, text: label })),
      ],
      value: values ? textOf(values, `check-${i}`) : (check ?? ''),
    })),
  };
}

/** The page of a baseline: where it comes from, its groups, and what was wrong in print. */
export function presentBaseline(parts: {
  audit: Audit;
  groups: SampleGroup[];
  baseline: Baseline;
  checked: CheckedTable;
  user: User;
}) {
  const { audit, groups, baseline, checked, user } = parts;
  const subject = { audit };
  return {
    header: presentHeader(audit, user),
    source: baseline.source,
    base: BASES[baseline.base],
    groups: groups.map(({ name, files }) => ({ name, files })),
    files: countOf(
      groups.reduce((sum, group) => sum + group.files, 0),
      'file',
    ),
    resultsHref: can(user, 'results.read', subject) ? urls.results(audit.id) : null,
    // The table itself holds the small numbers that are suppressed everywhere else.
    found: can(user, 'results.readUnsuppressed', subject) ? presentFindings(checked) : null,
    removeAction: can(user, 'baseline.remove', subject) ? urls.baselineRemove(audit.id) : null,
  };
}
