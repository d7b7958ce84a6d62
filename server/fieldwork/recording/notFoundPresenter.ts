import { REASON_MAXIMUM_LENGTH } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { urls } from '../../web/urls.ts';
import type { SampledFile } from '../sampling/repository.ts';

/** The question why a drawn file cannot be read. */
export function presentNotFound(parts: {
  audit: Audit;
  file: SampledFile;
  /** Whether it can be marked so. */
  may: boolean;
  user: User;
  reason: string;
}) {
  const { audit, file, may, user, reason } = parts;
  return {
    header: presentHeader(audit, user),
    reference: file.reference,
    action: urls.sampledFileNotFound(audit.id, file.id),
    back: `${urls.files(audit.id)}#group-${file.groupId}`,
    done: file.status === 'not_found' ? 'missing' : may ? null : 'recorded',
    reason,
    maximum: REASON_MAXIMUM_LENGTH,
  };
}
