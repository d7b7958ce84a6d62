import { isSelfAudit } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';
import type { SampleGroup } from './repository.ts';

/**
 * The groups that lack a provider, so that nobody could be given their results, or asked to answer. Records about no
 * person need none otherwise: what they are about, such as a partnership, is itself who the result goes to.
 */
export const groupsWithoutProvider = (
  tool: Pick<Tool, 'subject' | 'instrument'>,
  groups: readonly SampleGroup[],
): SampleGroup[] =>
  tool.subject.personal || isSelfAudit(tool) ? groups.filter((group) => group.providers.length === 0) : [];

/** The groups of a self-audit whose provider is not theirs alone: of one group there is one self-audit. */
export const groupsSharingProviders = (
  tool: Pick<Tool, 'instrument'>,
  groups: readonly SampleGroup[],
): SampleGroup[] =>
  isSelfAudit(tool)
    ? groups.filter(
        ({ id, providers }) =>
          providers.length > 1 ||
          groups.some(
            (other) =>
              other.id !== id && other.providers.some((one) => providers.some((own) => own.id === one.id)),
          ),
      )
    : [];
