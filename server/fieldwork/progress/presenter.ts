import { askedOf, leftOutText } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import { clockInWords, countOf, timeInWords } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import type { FileProgress } from '../caseFiles/progress.ts';
import type { Progress } from './service.ts';

/** Lists longer than this are cut: what is on them is put right from the top. */
const LINES_SHOWN = 100;

interface Figures {
  begun: number;
  done: number;
  inProgress: number;
}

function figuresOf(files: FileProgress[]): Figures {
  const done = files.filter((file) => file.complete).length;
  return { begun: files.length, done, inProgress: files.length - done };
}

/** How far an audit is, for its lead: by group, by auditor, and what is to be chased. */
export function presentProgress(progress: Progress, user: User) {
  const { audit, groups, files, names, contradictions, incomplete } = progress;
  const groupName = new Map(groups.map((group) => [group.id, group.name]));
  const checkHref = (fileId: number, checkId: string) =>
    `${urls.file(audit.id, fileId)}#answer.${encodeURIComponent(checkId)}`;
  const nameOf = (userId: number | null) =>
    userId === null ? 'The program' : (names.get(userId) ?? 'Somebody');
  const byGroup = groups.map((group) => presentGroup(progress, group));
  const total = (of: (row: (typeof byGroup)[number]) => number) =>
    byGroup.reduce((sum, row) => sum + of(row), 0);

  const inProgress = files.filter((file) => !file.complete);

  return {
    header: presentHeader(audit, user),
    state: audit.state,
    questionsLeftOut: leftOutText(progress.tool),
    href: urls.progress(audit.id),
    asAt: clockInWords(progress.asAt),
    total: {
      planned: total((row) => row.planned),
      begun: files.length,
      done: total((row) => row.done),
      inProgress: total((row) => row.inProgress),
      toDo: total((row) => row.toDo),
      notRecorded: total((row) => row.notRecorded),
    },
    groups: byGroup,
    people: presentPeople(progress, nameOf),
    contradictions: contradictions.slice(0, LINES_SHOWN).map((found) => ({
      reference: found.reference,
      group: groupName.get(found.groupId) ?? '',
      check: found.item.label,
      isExcluded: found.isExcluded,
      href: checkHref(found.fileId, found.item.id),
    })),
    contradictionsText: countOf(contradictions.length, 'contradiction'),
    moreContradictions: Math.max(0, contradictions.length - LINES_SHOWN),
    incomplete: incomplete.map(({ file, missing }) => ({
      reference: file.reference,
      group: groupName.get(file.groupId) ?? '',
      who: nameOf(file.userId),
      checks: missing.map((check) => ({
        text: check.shortLabel,
        label: check.label,
        href: checkHref(file.fileId, check.id),
      })),
    })),
    incompleteText: `${countOf(
      total((row) => row.notRecorded),
      'answer',
    )} not recorded in ${countOf(progress.incompleteFiles, `complete ${audit.words.file}`, `complete ${audit.words.files}`)}`,
    moreIncomplete: progress.incompleteFiles - incomplete.length,
    inProgress: inProgress.slice(0, LINES_SHOWN).map((file) => presentBegun(progress, file, nameOf)),
    inProgressText: `${countOf(inProgress.length, audit.words.file, audit.words.files)} in progress`,
    moreInProgress: Math.max(0, inProgress.length - LINES_SHOWN),
  };
}

/** How far one sample group is; not recorded is what is missing in its complete files. */
function presentGroup({ audit, tool, files }: Progress, group: SampleGroup) {
  const asked = askedOf(tool).length;
  const own = files.filter((file) => file.groupId === group.id);
  return {
    name: group.name,
    href: `${urls.files(audit.id)}#group-${group.id}`,
    planned: group.plannedFiles,
    ...figuresOf(own),
    toDo: Math.max(0, group.plannedFiles - own.length),
    notRecorded: own.filter((file) => file.complete).reduce((sum, file) => sum + asked - file.recorded, 0),
  };
}

/** What everybody on the panel, and who else saved a file, has done; who has most files first. */
function presentPeople({ audit, files }: Progress, nameOf: (userId: number | null) => string) {
  const panel = [...audit.panel].filter(([, capacity]) => capacity !== 'commissioner').map(([id]) => id);
  const people = new Set<number | null>([...panel, ...files.map((file) => file.userId)]);
  return [...people]
    .map((userId) => {
      const own = files.filter((file) => file.userId === userId);
      const last = own.reduce((latest, file) => (file.updatedAt > latest ? file.updatedAt : latest), '');
      return {
        name: nameOf(userId),
        ...figuresOf(own),
        last: last === '' ? 'Nothing yet' : timeInWords(last),
      };
    })
    .toSorted((a, b) => b.begun - a.begun || a.name.localeCompare(b.name, 'en-GB'));
}

/** A file that somebody has begun and not completed. */
function presentBegun(
  { audit, tool, groups }: Progress,
  file: FileProgress,
  nameOf: (userId: number | null) => string,
) {
  return {
    reference: file.reference,
    group: groups.find(({ id }) => id === file.groupId)?.name ?? '',
    who: nameOf(file.userId),
    recorded: `${file.recorded} of ${askedOf(tool).length}`,
    last: timeInWords(file.updatedAt),
    href: urls.file(audit.id, file.fileId),
  };
}
