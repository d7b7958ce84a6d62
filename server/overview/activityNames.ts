import { CASE_FILES } from '../../rules/index.ts';
import type { SubjectWords } from '../../rules/index.ts';
import type { Audit } from '../audits/repository.ts';
import type { AuditService } from '../audits/service.ts';
import type { AccountRepository } from '../people/accounts/repository.ts';
import type { ActivityLine } from '../people/activity/repository.ts';
import type { ProviderService } from '../people/providers.ts';
import { subjectIn } from './activityDetail.ts';

/** What a line was done to, in names; a number where what it names is gone or not for this reader. */
export type NameOfSubject = (subject: string, words: SubjectWords) => string;

/** What the names of things are asked of. */
export interface NameSources {
  audits: AuditService;
  accountRepository: Pick<AccountRepository, 'list'>;
  providers: Pick<ProviderService, 'everNamed'>;
  fileReferences: (auditId: number) => Promise<ReadonlyMap<number, string>>;
}

/**
 * Finds the names of what lines of the activity tell of. A line keeps numbers, since names change and people go.
 *
 * @param audit - whose lines they are: its groups and references are named to its lead alone; null for those of everything
 */
export async function namesOf(
  lines: readonly ActivityLine[],
  audit: Audit | null,
  { audits, accountRepository, providers, fileReferences }: NameSources,
): Promise<{
  subject: NameOfSubject;
  audit: (auditId: number) => string;
  /** What the audit of a line calls what it is about; that of an audit that is gone, a case file. */
  words: (line: ActivityLine) => SubjectWords;
}> {
  const told = lines.flatMap(({ subject, detail }) => [
    ...(subject ? [subject] : []),
    ...Object.entries(detail ?? {}).map(([name, value]) => subjectIn(name, value) ?? ''),
  ]);
  const kinds = new Set(told.map((subject) => subject.replace(/ \S+$/, '')));
  const asked = <T>(kind: string, ask: () => Promise<T>): Promise<T | null> =>
    kinds.has(kind) ? ask() : Promise.resolve(null);
  const isOfAll = audit === null;
  const auditIds = new Set([
    ...(isOfAll ? lines.flatMap(({ auditId }) => auditId ?? []) : []),
    ...told.flatMap((subject) =>
      subject.startsWith('audit ') ? Number(subject.slice('audit '.length)) : [],
    ),
  ]);
  const [people, organisations, named, groups, references] = await Promise.all([
    asked('person', () => accountRepository.list()),
    asked('provider', () => providers.everNamed()),
    audits.named([...auditIds].filter((id) => Number.isSafeInteger(id))),
    isOfAll ? null : asked('group', () => audits.groups(audit.id)),
    isOfAll ? null : asked('case file', () => fileReferences(audit.id)),
  ]);
  const byName = (all: readonly { id: number; name: string }[] | null) =>
    new Map((all ?? []).map(({ id, name }) => [id, name]));
  const known: Record<string, ReadonlyMap<number, string>> = {
    person: byName(people),
    provider: byName(organisations),
    audit: new Map([...named].map(([id, { title }]) => [id, title])),
    group: byName(groups),
    'case file': references ?? new Map(),
  };
  const nameOf: NameOfSubject = (subject, words) => {
    const [, kind = '', number = ''] = /^(.*) (\d+)$/.exec(subject) ?? [];
    const name = known[kind]?.get(Number(number));
    return name === undefined ? inWords(subject, words) : `${inWords(kind, words)} ${name}`;
  };
  return {
    subject: nameOf,
    audit: (auditId) => nameOf(`audit ${auditId}`, CASE_FILES),
    words: ({ auditId }) => audit?.words ?? named.get(auditId ?? 0)?.words ?? CASE_FILES,
  };
}

const inWords = (subject: string, words: SubjectWords): string =>
  subject.replace(/^case file/, words.one).replace(/^drawn file/, `drawn ${words.file}`);
