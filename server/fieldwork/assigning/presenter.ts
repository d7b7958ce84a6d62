import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { countOf } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import type { AssignableFile, OwnFiles } from './service.ts';

const STATES = {
  toDo: { text: 'To do', colour: 'yellow' },
  begun: { text: 'Begun', colour: 'blue' },
  complete: { text: 'Complete', colour: 'green' },
} as const;

/** The lead's page on who is to read what. */
export function presentAssigning(parts: {
  audit: Audit;
  groups: SampleGroup[];
  files: AssignableFile[];
  /** Keys of the files whose person declared an interest in them. */
  misplaced: ReadonlySet<string>;
  /** All people there are, to name those of the panel. */
  people: User[];
  user: User;
  /** What was ticked, when the page is shown again because of errors. */
  ticked: ReadonlySet<string>;
}) {
  const { audit, groups, files, misplaced, people, user, ticked } = parts;
  const { words } = audit;
  const readers = people.filter(
    ({ id, disabled }) => !disabled && ['lead', 'auditor'].includes(audit.panel.get(id) ?? ''),
  );
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  const free = files.filter(({ state, assignee }) => state === 'toDo' && assignee === null).length;
  const onlyLeads = readers.every(({ id }) => audit.panel.get(id) === 'lead');
  const of = (id: number) => files.filter(({ assignee }) => assignee?.userId === id);
  return {
    header: presentHeader(audit, user),
    action: urls.assigned(audit.id),
    sampleHref: urls.sample(audit.id),
    interestsHref: `${urls.interests(audit.id)}#all`,
    free,
    freeText: countOf(free, `${words.file} is`, `${words.files} are`),
    spreadText: `Share ${free === 1 ? `the ${words.file}` : `the ${free} ${words.files}`} out evenly`,
    readers: readers.map(({ id, name }) => ({
      value: String(id),
      text: name,
      hint: { text: shareInWords(of(id), audit) },
      // Leads have enough to do where there is somebody else.
      checked: onlyLeads || audit.panel.get(id) === 'auditor',
    })),
    people: [
      { value: '', text: 'Choose a person' },
      ...readers.map(({ id, name }) => ({ value: String(id), text: name })),
      { value: 'nobody', text: 'Nobody' },
    ],
    groups: groups.map((group) => ({
      name: group.name,
      completeText: `${files.filter((file) => file.groupId === group.id && file.state === 'complete').length} of ${files.filter((file) => file.groupId === group.id).length} complete`,
      // Of what is complete nothing is left to be given.
      files: files
        .filter(({ groupId, state }) => groupId === group.id && state !== 'complete')
        .map(({ key, reference, state, assignee, readBy }) => ({
          key,
          reference,
          status: STATES[state],
          checked: ticked.has(key),
          assignee: assignee?.name ?? '',
          warning: misplaced.has(key) ? 'Declared an interest in it: give it to somebody else' : '',
          readBy:
            readBy !== null && readBy !== assignee?.userId
              ? `Begun by ${nameOf.get(readBy) ?? 'somebody'}`
              : '',
        })),
    })),
    any: files.length > 0,
  };
}

/** How much of what somebody has been given is done. */
const shareInWords = (files: AssignableFile[], { words }: Audit): string =>
  files.length === 0
    ? 'Has none yet'
    : `${files.filter(({ state }) => state === 'complete').length} of ${countOf(files.length, words.file, words.files)} complete`;

/** What somebody has to read in one audit, for their list and for their home page; null where nothing is theirs. */
export function presentOwnFiles({ audit, files, next }: OwnFiles, groups: readonly SampleGroup[]) {
  if (files.length === 0) return null;
  const { words } = audit;
  const complete = files.filter(({ state }) => state === 'complete').length;
  return {
    auditTitle: audit.title,
    filesHref: urls.files(audit.id),
    countText: `${complete} of your ${countOf(files.length, words.file, words.files)} ${complete === 1 || files.length === 1 ? 'is' : 'are'} complete`,
    next: next && {
      title: `Go on with ${next.reference}`,
      reference: next.reference,
      // A file that is begun is only opened; a drawn one is begun by it.
      href: next.fileId === null ? null : urls.file(audit.id, next.fileId),
      action: beginAction(audit, next),
    },
    files: files.map(({ reference, groupId, state, fileId }) => ({
      reference,
      group: groups.find(({ id }) => id === groupId)?.name ?? '',
      status: STATES[state],
      href: fileId === null ? null : urls.file(audit.id, fileId),
    })),
  };
}

/** Where a drawn file that nobody has begun is begun. */
const beginAction = (audit: Audit, { fileId, file }: AssignableFile): string | null =>
  fileId === null && file.sampledId !== null ? urls.sampledFileBegin(audit.id, file.sampledId) : null;
