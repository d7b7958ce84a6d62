import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { countOf, listOf } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import type { Declared, FilesOfPerson, InterestState } from './service.ts';

/** The page on which somebody of a panel declares interests; its lead sees those of all, and what follows. */
export function presentInterests(parts: {
  audit: Audit;
  state: InterestState;
  user: User;
  typed: Declared | null;
}) {
  const { audit, state, user, typed } = parts;
  const own = state.declared.filter(({ userId }) => userId === user.id);
  const isChosen = (providerId: number) =>
    typed ? typed.providerIds.includes(providerId) : own.some((each) => each.providerId === providerId);
  const isWorker = (worker: string) =>
    typed ? typed.workers.includes(worker) : own.some((each) => each.worker === worker);
  const providers = new Map(
    state.groups.flatMap((group) => group.providers.map(({ id, name }) => [id, name] as const)),
  );
  return {
    header: presentHeader(audit, user),
    action: urls.interests(audit.id),
    back: urls.files(audit.id),
    providers: [...providers].map(([id, name]) => ({ value: String(id), text: name, checked: isChosen(id) })),
    workers: state.workers.map(({ worker, files }) => ({
      value: worker,
      text: worker,
      hint: { text: `${countOf(files, audit.words.file, audit.words.files)} on the list` },
      checked: isWorker(worker),
    })),
    all: can(user, 'interests.read', { audit }) ? presentAll(audit, state) : null,
  };
}

/** What everybody declared, one line a person. */
function presentAll(audit: Audit, state: InterestState) {
  const { words } = audit;
  const referencesOf = (of: readonly FilesOfPerson[], id: number) =>
    of.find(({ userId }) => userId === id)?.references ?? [];
  const people = [...new Map(state.declared.map(({ userId, userName }) => [userId, userName]))];
  return {
    assignHref: urls.assigned(audit.id),
    people: people.map(([id, name]) => {
      const kept = referencesOf(state.kept, id);
      const taken = referencesOf(state.takenBack, id);
      const read = referencesOf(state.readBefore, id);
      return {
        name,
        declared: listOf(
          state.declared
            .filter(({ userId }) => userId === id)
            .map(({ providerName, worker }) => providerName ?? `worker ${worker ?? ''}`),
        ),
        keptText:
          kept.length === 0
            ? `None of the drawn ${words.files}.`
            : `${countOf(kept.length, `drawn ${words.file}`, `drawn ${words.files}`)}: ${listOf(kept)}.`,
        takenText:
          taken.length === 0 ? null : `Taken back for it: ${listOf(taken)}. Give them to somebody else.`,
        readText:
          read.length === 0
            ? null
            : `Read by this person before it was declared: ${listOf(read)}. Have them read again.`,
      };
    }),
  };
}
