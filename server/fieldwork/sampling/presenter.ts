import {
  groupSize,
  CASELOAD_MAXIMUM,
  itemsOf,
  mayBeListed,
  SEED_MAXIMUM_LENGTH,
  setupMayChange,
  takesAnswers,
} from '../../../rules/index.ts';
import type { SamplingMethod, SheetProblem, SubjectWords, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { countOf, timeInWords } from '../../formats/english.ts';
import { can } from '../../access/policy.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { presentExtract } from './extractPresenter.ts';
import { amountField, byField, methodField } from './fields.ts';
import { presentFixedPlan } from './fixedPlan.ts';
import type { FixedPlanAsked } from './fixedPlan.ts';
import type { SizeQuestion } from './form.ts';
import { carriedBy, presentSize } from './questions.ts';
import type { GroupDraw, Sample, SampledFile } from './repository.ts';
import { ORDER_LAPSED } from './readingOrder.ts';
import type { SampleState } from './service.ts';
import { presentBeforeDraw } from '../stopping/beforeDraw.ts';
import type { BeforeDraw, LeastToRead } from '../stopping/beforeDraw.ts';

const METHODS: { value: SamplingMethod; text: string }[] = [
  { value: 'random', text: 'At random' },
  { value: 'every', text: 'Every k-th' },
  { value: 'workers', text: 'At random, one of each worker' },
];
const PROBLEMS_SHOWN = 100;

/** The groups with how many files each has, where that is known, and how many are planned. */
export const sizedGroups = (groups: readonly SampleGroup[], listed: SampleState['listed']) =>
  groups.map(({ id, name, caseload, plannedFiles }) => ({
    name,
    files: groupSize({ listed: listed.get(id) ?? null, entered: caseload }),
    planned: plannedFiles,
  }));

/** The page on which the lead lists the caseload and draws the sample. */
export function presentSample(parts: {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  state: SampleState;
  user: User;
  /** A seed that is offered for the next draw. */
  seed: string;
  /** What was typed into the draw, when it is shown again because of errors. */
  typed: FormBody | null;
  /** The same of what is said of an extract. */
  typedExtract: FormBody | null;
  /** What was found wrong with a list. */
  problems: SheetProblem[];
  size: { values: FormBody; question: SizeQuestion | null };
  fixedPlan: FixedPlanAsked;
  /** What it takes to be sure, and of which groups it was worked out. */
  beforeDraw: BeforeDraw;
  leastToRead: LeastToRead[];
  errors: FieldError[];
}) {
  const { audit, tool, groups, state, user, seed, typed, problems, size, errors } = parts;
  const { sample, listed } = state;
  const errorAt = (field: string) => {
    const found = errors.find((error) => error.field === field);
    return found ? { text: found.text } : null;
  };
  const { words } = audit;
  const total = [...listed.values()].reduce((sum, count) => sum + count, 0);
  const known = groups.reduce(
    (sum, { id, caseload }) => sum + (groupSize({ listed: listed.get(id) ?? null, entered: caseload }) ?? 0),
    0,
  );
  const mayChange = setupMayChange(audit.state) && (sample?.lockedAt ?? null) === null;
  return {
    header: presentHeader(audit, user),
    auditHref: urls.audit(audit.id),
    filesHref: urls.files(audit.id),
    hasGroups: groups.length > 0,
    groupNames: groups.map((group) => group.name),
    fieldNames: itemsOf(tool)
      .filter(mayBeListed)
      .map((item) => item.label),
    closed: !setupMayChange(audit.state),
    mayChange,
    uploadAction: urls.sampleList(audit.id),
    templates: { csv: urls.sampleTemplate(audit.id, 'csv'), xlsx: urls.sampleTemplate(audit.id, 'xlsx') },
    removeAction: urls.sampleListRemove(audit.id),
    drawAction: urls.sampleDraw(audit.id),
    maximum: CASELOAD_MAXIMUM.toLocaleString('en-GB'),
    fileError: errorAt('file'),
    problems: {
      shown: problems.slice(0, PROBLEMS_SHOWN),
      more: Math.max(0, problems.length - PROBLEMS_SHOWN),
    },
    extract:
      state.extract &&
      presentExtract(audit.id, {
        extract: state.extract,
        tool,
        groups,
        typed: parts.typedExtract,
        errors,
      }),
    list: sample && {
      files: countOf(total, words.file, words.files),
      uploaded: `${timeInWords(sample.listedAt)} by ${sample.listedByName}`,
      leftOutText:
        sample.leftOut === 0
          ? null
          : `${countOf(sample.leftOut, 'row')} of the list ${sample.leftOut === 1 ? 'was' : 'were'} left out because something is wrong with ${sample.leftOut === 1 ? 'it' : 'them'}, so ${sample.leftOut === 1 ? 'it cannot' : 'they cannot'} be drawn.`,
    },
    drawn: sample && presentDraw(audit, groups, sample, state),
    form: presentDrawForm({ words, groups, state, seed, typed, errorAt }),
    size: presentSize(size, known, errorAt, words),
    /** What was typed into the other questions of the page, by question: none of them forgets it. */
    carried: carriedBy(size.values),
    beforeDraw: presentBeforeDraw(parts.beforeDraw, parts.leastToRead, { errorAt, words }),
    fixedPlan: presentFixedPlan(parts.fixedPlan, {
      groups: sizedGroups(groups, listed),
      errorAt,
      words,
    }),
  };
}

/** The draw that holds, group by group; null before the first. */
function presentDraw(audit: Audit, groups: SampleGroup[], sample: Sample, state: SampleState) {
  if (sample.seed === null) return null;
  return {
    seed: sample.seed,
    when: sample.drawnAt === null ? '' : `${timeInWords(sample.drawnAt)} by ${sample.drawnByName ?? ''}`,
    times: sample.draws,
    /** Where it can be set up that reading stops when it is sure: of files in a random order. */
    stoppingHref: state.draws.some(({ method }) => method === 'random') ? urls.stopping(audit.id) : null,
    stopsWhenSure: audit.stopsWhenSure,
    /** What a new draw has ended, as long as it can be put right. */
    lapsedText: state.isOrderLapsed && sample.lockedAt === null ? ORDER_LAPSED : null,
    lockedAt: sample.lockedAt === null ? null : timeInWords(sample.lockedAt),
    lists: presentLists(audit, groups, state),
    groups: groups.flatMap((group) => {
      const draw = state.draws.find(({ groupId }) => groupId === group.id);
      return draw ? [presentGroupDraw(audit, group, draw, state)] : [];
    }),
  };
}

/** Where the drawn files are listed for those who pull them; by provider where there are several. */
function presentLists(audit: Audit, groups: SampleGroup[], { files }: SampleState) {
  const drawn = groups.filter(({ id }) => files.some(({ groupId }) => groupId === id));
  const providers = new Map(
    drawn.flatMap((group) => group.providers.map(({ id, name }) => [id, name] as const)),
  );
  const links = (name: string, id?: number) => ({
    name,
    pdf: urls.drawnList(audit.id, 'pdf', id),
    csv: urls.drawnList(audit.id, 'csv', id),
  });
  return providers.size === 0
    ? []
    : [
        ...(providers.size > 1 ? [links('All providers')] : []),
        ...[...providers].map(([id, name]) => links(name, id)),
      ];
}

/** How one group was drawn, and what became of its files. */
function presentGroupDraw(
  audit: Audit,
  group: SampleGroup,
  draw: GroupDraw,
  { files, reserves }: SampleState,
) {
  const own = files.filter(({ groupId }) => groupId === group.id);
  const reserve = reserves.get(group.id) ?? { references: [], files: 0 };
  const notFound = own.filter((file) => file.status === 'not_found').length;
  return {
    id: group.id,
    name: group.name,
    how: [
      `${countOf(draw.drawn, audit.words.file, audit.words.files)} of ${draw.listed} on the list, ${methodOf(draw, audit.words)}.`,
      ...(draw.groupName.toLowerCase() === group.name.toLowerCase()
        ? []
        : [`On the list the group is called ${draw.groupName}.`]),
    ].join(' '),
    stands: [
      `${own.filter((file) => file.caseFileId !== null).length} begun`,
      `${own.filter((file) => file.status === 'drawn' && file.caseFileId === null).length} to do`,
      ...(notFound > 0 ? [`${notFound} not found`] : []),
    ].join(', '),
    files: own.map((file) => presentFile(audit.id, file)),
    reserve: reserve.references,
    reserveMore: reserve.files - reserve.references.length,
    reserveFiles: reserve.files,
  };
}

/** What is asked for a draw: a seed, and how many files of each group that is on the list. */
function presentDrawForm(parts: {
  words: SubjectWords;
  groups: SampleGroup[];
  state: SampleState;
  seed: string;
  typed: FormBody | null;
  errorAt: (field: string) => { text: string } | null;
}) {
  const { groups, state, seed, typed, errorAt } = parts;
  const { sample, listed, draws } = state;
  const again = sample !== null && sample.seed !== null;
  const value = (field: string, otherwise: string) => (typed ? textOf(typed, field) : otherwise);
  return {
    again,
    seed: { value: value('seed', seed), maximum: SEED_MAXIMUM_LENGTH, error: errorAt('seed') },
    groups: groups
      .filter((group) => (listed.get(group.id) ?? 0) > 0)
      .map((group) => {
        const count = listed.get(group.id) ?? 0;
        const before = draws.find(({ groupId }) => groupId === group.id);
        const offered = before?.amount ?? (again ? '' : Math.min(group.plannedFiles, count));
        return {
          name: group.name,
          listed: count,
          entered:
            group.caseload && group.caseload.files !== count
              ? `${group.caseload.files} entered at set-up`
              : null,
          planned: group.plannedFiles,
          amount: {
            name: amountField(group.id),
            value: value(amountField(group.id), String(offered)),
            error: errorAt(amountField(group.id)),
          },
          by: {
            name: byField(group.id),
            value: value(byField(group.id), before?.by ?? 'number'),
            items: [
              { value: 'number', text: parts.words.files },
              { value: 'percent', text: '% of the list' },
            ],
          },
          method: {
            name: methodField(group.id),
            value: value(methodField(group.id), before?.method ?? 'random'),
            // A list that names no workers is not drawn by them.
            items: METHODS.filter(({ value: method }) => method !== 'workers' || state.hasWorkers),
          },
        };
      }),
    notListed: groups.filter((group) => !listed.has(group.id)).map((group) => group.name),
  };
}

/** @example methodOf({ method: 'every', listed: 52, drawn: 5 }, CASE_FILES) // 'every 10th or 11th file from a random start' */
function methodOf(
  draw: { method: SamplingMethod; listed: number; drawn: number },
  words: SubjectWords,
): string {
  if (draw.method === 'random') return 'drawn at random';
  if (draw.method === 'workers') return 'drawn at random with at least one of each worker';
  const step = draw.listed / draw.drawn;
  const [low, high] = [Math.floor(step), Math.ceil(step)];
  if (high === 1) return 'which are all of it';
  return `every ${low === high ? nth(low) : `${nth(low)} or ${nth(high)}`} ${words.file} from a random start`;
}

function nth(n: number): string {
  const teens = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teens ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}

function presentFile(auditId: number, file: SampledFile) {
  const status =
    file.status === 'not_found'
      ? { text: 'Not found', colour: 'grey' }
      : file.caseFileId === null
        ? { text: 'To do', colour: 'yellow' }
        : { text: 'Begun', colour: 'blue' };
  return {
    reference: file.reference,
    position: file.position,
    status,
    href: file.caseFileId === null ? null : urls.file(auditId, file.caseFileId),
    note:
      file.status !== 'not_found'
        ? null
        : `${file.replacedBy === null ? 'Not replaced, because the reserve is used up' : `Replaced by ${file.replacedBy}`}: ${file.reason ?? ''}`,
  };
}

/** The drawn files of one group that the Case files page lists beside the case files. */
export function presentDrawn(
  audit: Audit,
  files: SampledFile[],
  groupId: number,
  user: User,
  /** The name of whom a drawn file is assigned to; empty for nobody. */
  assigneeOf: (sampledId: number) => string,
) {
  const own = files.filter((file) => file.groupId === groupId);
  const mayRecord = takesAnswers(audit.state) && can(user, 'caseFile.record', { audit });
  return {
    drawn: own.length > 0,
    mayRecord,
    toDo: own
      .filter((file) => file.status === 'drawn' && file.caseFileId === null)
      .map((file) => ({
        reference: file.reference,
        assignee: assigneeOf(file.id),
        beginAction: urls.sampledFileBegin(audit.id, file.id),
        notFoundHref: urls.sampledFileNotFound(audit.id, file.id),
      })),
    notFound: own
      .filter((file) => file.status === 'not_found')
      .map((file) => {
        const { reference, note } = presentFile(audit.id, file);
        return { reference, note };
      }),
  };
}
