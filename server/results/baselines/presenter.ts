import { answersOfTool, bandedIdsOf, checksOf, questionsOfTool, subjectWords } from '../../../rules/index.ts';
import type { BaselineProposal, DistributionProposal, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { capitalised, countOf } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { textOf } from '../../web/form.ts';
import { can } from '../../access/policy.ts';
import { presentFindings } from '../published/presenter.ts';
import type { CheckedTable } from '../../../rules/index.ts';
import { urls } from '../../web/urls.ts';
import type { Base, Baseline, TakenParts } from './repository.ts';

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

/** The one row of a table that has a group in each. */
const UNNAMED = 'What the table is about';

/** The form with which a distribution is taken over; values is null when it is shown first. */
export function presentDistributionForm(parts: {
  proposal: DistributionProposal;
  problems: number;
  tool: Tool;
  text: string;
  values: FormBody | null;
}) {
  const { proposal, problems, tool, text, values } = parts;
  const words = subjectWords(tool.subject);
  const unmatched = proposal.rows.filter(({ item }) => item === null).length;
  const options = (nothing: string, known: readonly { id: string; label: string }[]) => [
    { value: '', text: nothing },
    ...known.map(({ id, label }) => ({ value: id, text: label })),
  ];
  const questions = options('Leave this row out', questionsOfTool(tool));
  const answers = options('Leave this column out', answersOfTool(tool));
  const chosen = (field: string, proposed: string | null) =>
    values ? textOf(values, field) : (proposed ?? '');
  const most = Math.max(0, ...proposal.rows.map(({ answered }) => answered ?? 0));
  return {
    action: urls.baselines(),
    back: urls.publishedTables(),
    text,
    toolId: tool.id,
    // What is printed is all of them, or a selection that its reader can name.
    values: values ?? { group: `All ${words.many}`, files: most === 0 ? '' : String(most) },
    groups:
      proposal.groups.length > 1
        ? proposal.groups.map(({ label, files, isAll }, i) => ({
            label,
            i,
            isAll,
            take: values ? textOf(values, `take-${i}`) === 'yes' : !isAll,
            name: values ? textOf(values, `name-${i}`) : label.slice(0, 60),
            files: values ? textOf(values, `files-${i}`) : (files ?? ''),
          }))
        : null,
    tool: `${tool.title}, version ${tool.version}`,
    many: words.many,
    Many: capitalised(words.many),
    unnamed: UNNAMED,
    problems: problems === 0 ? null : countOf(problems, 'problem'),
    size: proposal.size,
    mean: proposal.mean,
    unmatched: unmatched === 0 ? null : countOf(unmatched, 'row'),
    rows: proposal.rows.map(({ label, item }, i) => ({
      // A table that has a group in each row does not say what it is about.
      label: label === '' ? UNNAMED : label,
      i,
      matched: item !== null,
      items: questions,
      value: chosen(`item-${i}`, item),
    })),
    columns: proposal.columns.map(({ heading, answer }, i) => ({
      heading,
      i,
      matched: answer !== null,
      items: answers,
      value: chosen(`answer-${i}`, answer),
    })),
  };
}

/** The page of a baseline: where it comes from, its groups, and what was wrong in print. */
export function presentBaseline(parts: {
  audit: Audit;
  groups: SampleGroup[];
  baseline: Baseline & TakenParts;
  tool: Tool;
  checked: CheckedTable;
  user: User;
}) {
  const { audit, groups, baseline, tool, checked, user } = parts;
  const subject = { audit };
  const criteria = new Set(bandedIdsOf(tool));
  // A table of criteria alone has nothing on the page of results.
  const hasAnswers = baseline.hasChecks || baseline.items.some((id) => !criteria.has(id));
  return {
    header: presentHeader(audit, user),
    source: baseline.source,
    isDistribution: checked.kind === 'distribution',
    hasChecks: baseline.hasChecks,
    base: BASES[baseline.base],
    groups: groups.map(({ name, files }) => ({ name, files })),
    files: countOf(
      groups.reduce((sum, group) => sum + group.files, 0),
      audit.words.file,
      audit.words.files,
    ),
    words: audit.words,
    resultsHref: hasAnswers && can(user, 'results.read', subject) ? urls.results(audit.id) : null,
    scoresHref: audit.isScored && can(user, 'results.read', subject) ? urls.scores(audit.id) : null,
    // The table itself holds the small numbers that are suppressed everywhere else.
    found: can(user, 'results.readUnsuppressed', subject) ? presentFindings(checked) : null,
    removeAction: can(user, 'baseline.remove', subject) ? urls.baselineRemove(audit.id) : null,
  };
}
