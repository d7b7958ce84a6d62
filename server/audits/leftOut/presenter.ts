import { hangingOn, itemById, itemsMayBeLeftOut, itemsOf } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { dayInWords, listOf } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { textOf } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { presentHeader } from '../presenter.ts';
import type { Audit } from '../repository.ts';

/**
 * What is left out of an audit, and what could be.
 *
 * @param published - the tool as it is published, with all its items
 * @param typed - what was typed, where it could not be taken
 */
export function presentLeftOut(audit: Audit, published: Tool, asked: Tool, user: User, typed: FormBody = {}) {
  return {
    header: presentHeader(audit, user),
    back: urls.audit(audit.id),
    mayChange: itemsMayBeLeftOut(audit.state),
    state: audit.state,
    items: audit.leftOut.map(({ itemId, reason, by, at }) => {
      const freed = hangingOn(published, itemId).map(({ label }) => `“${label}”`);
      return {
        label: itemById(published, itemId)?.label ?? itemId,
        reason,
        who: `${by ?? 'Somebody whose account is gone'}, ${dayInWords(at.slice(0, 10))}`,
        freed:
          freed.length === 0
            ? ''
            : `${listOf(freed)} ${freed.length === 1 ? 'hangs on it and is' : 'hang on it and are'} asked by ${freed.length === 1 ? 'itself' : 'themselves'} meanwhile.`,
        putBackAction: urls.putBack(audit.id, itemId),
      };
    }),
    action: urls.leftOut(audit.id),
    choices: itemsOf(asked).map(({ id, label }) => ({
      value: id,
      text: label,
      selected: textOf(typed, 'itemId') === id,
    })),
    reason: textOf(typed, 'reason'),
  };
}
