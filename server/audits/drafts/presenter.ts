import { checkDraft, draftCriteriaOf, draftItemsOf, instrumentItemsOf } from '../../../rules/index.ts';
import type {
  DraftCriterion,
  DraftItem,
  DraftTool,
  InstrumentChange,
  PartName,
  Tool,
} from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import { countOf, listOf } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { textOf } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { presentBar, publishedText, wordsOfDraft } from './barPresenter.ts';
import { scriptsOf } from './besideForm.ts';
import { answerChoices } from './itemFields.ts';
import { nameOf } from './partPresenter.ts';
import { problemsOf } from './problems.ts';
import type { DraftProblem } from './problems.ts';
import type { StoredTool } from './repository.ts';
import type { Draft, Publication } from './service.ts';

type Undo = { what: string; byName: string | null } | null;

const countQuestions = (count: number) => countOf(count, 'question');

/** The list of all tools: drafts first, then what can be chosen for an audit, then what is retired or was before. */
export function presentTools(
  shipped: readonly Tool[],
  stored: readonly StoredTool[],
  current: readonly Tool[],
  user: User,
) {
  const mayDraft = can(user, 'tool.draft');
  const drafts = stored.filter(({ state }) => state === 'draft');
  const isOwn = (tool: Tool) =>
    stored.some((one) => one.state !== 'draft' && one.toolId === tool.id && one.version === tool.version);
  const storedOf = (tool: Tool) =>
    stored.find((one) => one.toolId === tool.id && one.version === tool.version && one.state !== 'draft');
  const row = (tool: Tool) => {
    const own = storedOf(tool);
    return {
      title: tool.title,
      version: tool.version,
      href: urls.tool(tool.id, tool.version),
      exportHref: urls.toolExport(tool.id, tool.version),
      questions: countQuestions(instrumentItemsOf(tool.instrument).length),
      from: own
        ? `Published ${publishedText(own.publishedAt, own.publishedByName)}`
        : 'Comes with the program',
      copyHref: mayDraft ? urls.newTool(`${tool.id}:${tool.version}`) : null,
      retireAction: own && can(user, 'tool.retire') ? urls.toolRetire(tool.id, tool.version) : null,
    };
  };
  return {
    newHref: mayDraft ? urls.newTool() : null,
    importHref: mayDraft ? urls.toolImports() : null,
    drafts: drafts.map((draft) => ({
      ...titleAndCount(draft.definition),
      version: draft.version,
      href: urls.toolDraft(draft.id),
      saved: presentSaved(draft),
    })),
    offered: current.map(row),
    others: [
      ...shipped
        .filter((tool) => !isOwn(tool) && !current.includes(tool))
        .map((tool) => ({ ...row(tool), offerAction: null, state: 'An earlier version' })),
      ...stored
        .filter(
          ({ state, toolId, version }) =>
            state !== 'draft' && !current.some((tool) => tool.id === toolId && tool.version === version),
        )
        .map((one) => ({
          ...titleAndCount(one.definition),
          version: one.version,
          href: urls.tool(one.toolId, one.version),
          exportHref: urls.toolExport(one.toolId, one.version),
          from: `Published ${publishedText(one.publishedAt, one.publishedByName)}`,
          copyHref: mayDraft ? urls.newTool(`${one.toolId}:${one.version}`) : null,
          retireAction: null,
          offerAction:
            one.state === 'retired' && can(user, 'tool.retire')
              ? urls.toolOffer(one.toolId, one.version)
              : null,
          state: one.state === 'retired' ? 'Retired' : 'An earlier version',
        })),
    ],
  };
}

const presentSaved = (draft: StoredTool): string => publishedText(draft.updatedAt, draft.updatedByName);

/** What is said of a definition in a list, whatever is wrong with it. */
function titleAndCount(definition: unknown): { title: string; questions: string } {
  const { title = '', sections = [] } = definition as Partial<DraftTool>;
  const items = sections.flatMap((section) => section.items);
  return { title: title || 'A tool without a title', questions: countQuestions(items.length) };
}

/** The form in which a draft is begun: from nothing, or from a version that there is. */
export function presentNewTool(tools: readonly Tool[], values: FormBody) {
  const from = textOf(values, 'from');
  const chosen = tools.find(({ id, version }) => `${id}:${version}` === from);
  return {
    action: urls.tools(),
    back: urls.tools(),
    title: textOf(values, 'title'),
    from: [
      { value: '', text: 'Nothing: a blank tool', selected: from === '' },
      ...tools.map((tool) => ({
        value: `${tool.id}:${tool.version}`,
        text: `${tool.title}, version ${tool.version}`,
        selected: tool === chosen,
      })),
    ],
    as: [
      {
        value: 'version',
        text: 'As its next version',
        hint: { text: 'Audits with either version can be held against each other, question by question.' },
        checked: textOf(values, 'as') !== 'copy',
      },
      {
        value: 'copy',
        text: 'As a tool of its own',
        hint: { text: 'With the title above. Nothing ties it to the one that it was copied from.' },
        checked: textOf(values, 'as') === 'copy',
      },
    ],
  };
}

const KIND_WORDS = {
  choice: 'one of several',
  multiple: 'several',
  number: 'number',
  date: 'date',
  text: 'words',
} as const;

function kindWords({ scales }: DraftTool, { kind, scale = '' }: DraftItem): string {
  if (kind !== 'scale') return KIND_WORDS[kind];
  const options = scales[scale]?.options ?? [];
  return options.length > 0 ? options.map(({ label }) => label).join(' / ') : 'no scale';
}

const AGGREGATE_WORDS = {
  mean: 'mean',
  sum: 'sum',
  least: 'lowest',
  most: 'highest',
  median: 'median',
  judgement: 'judged by a person',
} as const;

/** A draft as a tree: its sections with their questions, its scales, its criteria, and all its problems. */
export function presentTree(publication: Publication, undo: Undo, user: User) {
  const { draft, baseIsRetired } = publication;
  const { definition, id } = draft;
  const problems = problemsOf(definition, publication.problems);
  const of = (part: PartName) =>
    problems.filter((one) => one.part.kind === part.kind && one.part.id === part.id).length;
  const mayEdit = can(user, 'tool.draft');
  const items = draftItemsOf(definition);
  const line = (part: PartName, text: string, note: string) => ({
    id: part.id,
    text: text || `Without words (${part.id})`,
    note,
    href: mayEdit ? urls.toolPart(id, part.kind, part.id) : null,
    problems: of(part) > 0 ? countOf(of(part), 'problem') : null,
  });
  const criterionLine = (
    criterion: DraftCriterion,
    depth: number,
  ): (ReturnType<typeof line> & { depth: number })[] => [
    {
      ...line(
        { kind: 'criterion', id: criterion.id },
        criterion.title,
        `${AGGREGATE_WORDS[criterion.aggregate]} of ${countOf(criterion.of.length, 'part')}`,
      ),
      depth,
    },
    ...criterion.of.flatMap((part) => (typeof part === 'string' ? [] : criterionLine(part, depth + 1))),
  ];
  return {
    bar: presentBar(draft, mayEdit ? undo : null, 'Questions'),
    mayEdit,
    head: line({ kind: 'head', id: '' }, definition.title, 'Title, source, what a record is about'),
    action: urls.toolDraftStep(id),
    addAction: urls.toolDraftAdd(id),
    revision: draft.revision,
    discardHref: mayEdit ? urls.toolDraftDiscard(id) : null,
    basedOn: draft.basedOn && baseText(draft, baseIsRetired),
    problems: presentProblems(draft, problems),
    count: countQuestions(items.length),
    sections: definition.sections.map((section, s) => ({
      ...line({ kind: 'section', id: section.id }, section.title, countQuestions(section.items.length)),
      isFirst: s === 0,
      isLast: s === definition.sections.length - 1,
      items: section.items.map((item, i) => ({
        ...line({ kind: 'item', id: item.id }, item.label, kindWords(definition, item)),
        number: items.indexOf(item) + 1,
        isFirst: s === 0 && i === 0,
        isLast: s === definition.sections.length - 1 && i === section.items.length - 1,
      })),
    })),
    answers: answerChoices(definition),
    scales: Object.entries(definition.scales).map(([name, { options }]) => {
      const users = items.filter(({ kind, scale }) => kind === 'scale' && scale === name).length;
      const judged = draftCriteriaOf(definition).filter(({ scale }) => scale === name).length;
      return {
        ...line(
          { kind: 'scale', id: name },
          name,
          options.map(({ label }) => label).join(' / ') || 'no options',
        ),
        used: users + judged > 0 ? `used ${countOf(users + judged, 'time')}` : null,
      };
    }),
    criteria: definition.criteria.flatMap((one) => criterionLine(one, 0)),
    beside: presentBeside(definition, line),
  };
}

/** What stands beside the questions, and what of it could still be added. */
function presentBeside<L>(draft: DraftTool, line: (part: PartName, text: string, note: string) => L) {
  const { calls, topWindows = [], smartWords, training = [] } = draft;
  const named = (part: PartName, note: string) => ({
    ...line(part, nameOf(draft, part), note),
    kind: part.kind,
    isFirst: true,
    isLast: true,
  });
  const scripts = countOf(scriptsOf(draft).length, 'script');
  const made = wordsOfDraft({ definition: draft }).one;
  return {
    lines: [
      ...(calls ? [named({ kind: 'calls', id: '' }, scripts)] : []),
      ...topWindows.map(({ from }) => named({ kind: 'top', id: from }, 'when they fall due')),
      ...(smartWords ? [named({ kind: 'words', id: '' }, 'what the panel adds')] : []),
      ...training.map(({ id, settled }, f) => ({
        ...named(
          { kind: 'training', id },
          `made-up ${made}, ${countOf(Object.keys(settled).length, 'answer')} settled`,
        ),
        isFirst: f === 0,
        isLast: f === training.length - 1,
      })),
    ],
    mayAddCalls: calls === undefined,
    mayAddWords: smartWords === undefined,
  };
}

const baseText = ({ basedOn, toolId }: Draft, isRetired: boolean): string =>
  basedOn === null
    ? ''
    : `Copied from ${basedOn.toolId === toolId ? '' : `${basedOn.toolId}, `}version ${basedOn.version}${isRetired ? ', which has been retired since: ask why before this is published' : ''}.`;

/** Every problem of a draft, each with a link to its field. */
export function presentProblems({ id, definition }: Draft, problems: readonly DraftProblem[]) {
  return problems.map(({ part, field, text }) => ({
    text: `${nameOf(definition, part) || part.id}: ${text}`,
    href: `${urls.toolPart(id, part.kind, part.id)}#${field}`,
  }));
}

const CHANGE_WORDS = { added: 'New', removed: 'Taken out', changed: 'Changed' } as const;
const PART_WORDS = {
  tool: 'Tool',
  section: 'Section',
  item: 'Question',
  criterion: 'Criterion',
} as const;

/** What publishing a draft would come to, and the questions that it asks. */
export function presentPublication(publication: Publication, user: User, typed: FormBody) {
  const { draft, before, changes } = publication;
  const { id, definition, revision, draftedBy } = draft;
  const problems = problemsOf(definition, checkDraft(definition).problems);
  const describe = ({ kind, of, label, what }: InstrumentChange) => ({
    kind: CHANGE_WORDS[kind],
    of: of === 'training' ? `Made-up ${wordsOfDraft(draft).one}` : PART_WORDS[of],
    label,
    what: what.length > 0 ? listOf(what) : '',
  });
  return {
    bar: presentBar(draft, null, 'Publish'),
    action: urls.toolDraftPublish(id),
    revision,
    basedOn: draft.basedOn && baseText(draft, publication.baseIsRetired),
    mayPublish: can(user, 'tool.publish', { draft: { draftedBy } }),
    mayEdit: can(user, 'tool.draft'),
    problems: presentProblems(draft, problems),
    before: before && { text: `version ${before.version}`, href: urls.tool(before.id, before.version) },
    version: draft.version,
    changes: changes.map(describe),
    certain: changes.filter(({ otherAnswer }) => otherAnswer === 'certain').map(describe),
    asked: changes
      .filter(({ otherAnswer }) => otherAnswer === 'asked')
      .map((change) => ({
        ...describe(change),
        name: `other.${change.id}`,
        choice: textOf(typed, `other.${change.id}`),
      })),
  };
}
