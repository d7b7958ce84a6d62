import { setupMayChange } from '../../../rules/index.ts';
import type { StandardOf } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { listOf } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import { presentHeader } from '../presenter.ts';
import type { Audit } from '../repository.ts';
import { standardInput } from './form.ts';

/**
 * The standards of an audit, question by question, beside those of its tool.
 *
 * @param of - the questions that can have one, with what the tool says
 * @param typed - what was typed, where it could not be taken
 */
export function presentStandards(
  audit: Audit,
  of: readonly StandardOf[],
  user: User,
  { typed = null, errors = [] }: { typed?: FormBody | null; errors?: FieldError[] } = {},
) {
  const own = new Map(audit.standards.map(({ itemId, atLeast }) => [itemId, atLeast]));
  return {
    header: presentHeader(audit, user),
    back: urls.audit(audit.id),
    action: urls.standards(audit.id),
    mayChange: setupMayChange(audit.state),
    /** Where the panel can be told when it is sure of a standard: of files that are read, by checks. */
    stoppingHref:
      of.some(({ item }) => item.kind === 'check') &&
      audit.words.areCaseFiles &&
      can(user, 'sample.manage', { audit })
        ? urls.stopping(audit.id)
        : null,
    rows: of.map(({ item, of: answers, atLeast }) => {
      const name = standardInput(item.id);
      const error = errors.find(({ field }) => field === name);
      return {
        name,
        label: item.label,
        answers: item.kind === 'check' ? answers.join('') : listOf(answers),
        tool: atLeast === null ? 'None' : `${atLeast}%`,
        own: own.has(item.id) ? `${own.get(item.id)}%` : 'As the tool',
        value: typed ? textOf(typed, name) : String(own.get(item.id) ?? ''),
        error: error ? { text: error.text } : null,
      };
    }),
  };
}
