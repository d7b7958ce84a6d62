import type { EnteredCaseload, SubjectWords } from '../../rules/index.ts';
import { InputError } from '../platform/errors.ts';
import type { GroupDetails, SampleGroup } from './repository.ts';

type Kind = Record<'isBaseline' | 'isSelfAudit' | 'isSelfCompleted' | 'plansCalls', boolean>;

/** Whether files of an audit may be drawn from lists or caseloads, so that groups can be weighted by them. */
export const mayBeDrawn = ({ isBaseline, isSelfAudit, isSelfCompleted, plansCalls }: Kind): boolean =>
  !isBaseline && !isSelfAudit && !isSelfCompleted && !plansCalls;

/**
 * How many files a group has, as it is kept: nothing in an audit of which none are drawn.
 *
 * @param before - the group until now; undefined where it is new
 * @throws InputError where it would have fewer than are recorded in it
 */
export function keptCaseload(
  audit: Kind,
  { caseload = null }: GroupDetails,
  before: SampleGroup | undefined,
): EnteredCaseload | null {
  if (!mayBeDrawn(audit)) return null;
  const recorded = before?.files ?? 0;
  if (caseload !== null && caseload.files < recorded) {
    const text = `Enter at least ${recorded}, as many as are recorded in this group, or leave it empty.`;
    throw new InputError([{ field: 'caseloadFiles', text }]);
  }
  return caseload;
}

/**
 * That a group of a self-audit has one provider that no other group has: a provider answers once, and what a group comes to is
 * what its provider answered.
 */
export function checkAsked(
  groups: readonly SampleGroup[],
  { providerIds: [first, ...more] }: GroupDetails,
  ownId: number | null,
): void {
  if (more.length > 0) {
    const text = 'Choose one provider. In a self-audit each provider has a sample group of its own.';
    throw new InputError([{ field: 'providerIds', text }]);
  }
  const other = groups.find(
    ({ id, providers }) => id !== ownId && providers.some((provider) => provider.id === first),
  );
  if (other) {
    const text = `This provider is asked in the sample group ${other.name} already, and answers once.`;
    throw new InputError([{ field: 'providerIds', text }]);
  }
}

/** That what was entered of caseloads is not taken over by an audit made like another one; empty where nothing was. */
export const caseloadsText = (
  groups: readonly Pick<SampleGroup, 'caseload'>[],
  { files }: SubjectWords,
): string =>
  groups.some(({ caseload }) => caseload !== null)
    ? `How many ${files} the service has for each group, and how they were drawn, is not taken over: it is of its day. Enter it in the new audit.`
    : '';
