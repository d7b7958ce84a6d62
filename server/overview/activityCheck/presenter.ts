import { countOf, timeInWords } from '../../formats/english.ts';
import type { KeptCheck } from '../../people/activity/chain.ts';
import { urls } from '../../web/urls.ts';

const foundBy = ({ problems, further }: KeptCheck) => problems.length + further;

/** What an administrator is told at home where the last check found something; null where it did not. */
export function presentCheckWarning(last: KeptCheck | null) {
  if (!last || foundBy(last) === 0) return null;
  return {
    title: 'Somebody has changed the activity',
    text: `The check of ${timeInWords(last.at)} found ${countOf(foundBy(last), 'thing')} that the program did not do.`,
    href: urls.activityCheck(),
    link: 'See what was found',
  };
}

/** What the last check of all lines found, for an administrator. */
export function presentCheck(last: KeptCheck | null) {
  return {
    action: urls.activityCheck(),
    activityHref: urls.allActivity(),
    last: last && {
      at: timeInWords(last.at),
      found: foundBy(last),
      lines: countOf(last.sealed, 'line'),
      waiting: last.waiting === 0 ? null : countOf(last.waiting, 'line'),
      head: last.head,
      problems: last.problems.map(({ text }) => text),
      further: last.further,
    },
  };
}
