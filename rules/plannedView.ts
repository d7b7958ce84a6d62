import { isSmallFor, suppressionRuleOf } from './disclosure.ts';
import type { SmallNumberRule } from './disclosure.ts';
import { hideFigures } from './leastHiding.ts';
import type { SmallNumberOrder } from './leastHiding.ts';
import type { Cell } from './suppression.ts';
import type { Tool } from './tool.ts';
import { subjectWords } from './subjectWords.ts';

interface PlannedGroup {
  name: string;
  plannedFiles: number;
  providers: readonly { id: number; name: string }[];
}

/**
 * What each kind of reader will see of an audit with the planned sizes, in one sentence or two, by the rule by which it
 * will be suppressed; empty where nothing is planned. A check is taken to apply to every file, and by counts as many to
 * have a yes as a no, so that it is the most that they can see.
 */
export function plannedViewInWords(
  tool: Tool,
  audit: {
    smallNumberThreshold: number;
    smallNumberRule: SmallNumberRule;
    smallNumberOrder: SmallNumberOrder;
  },
  groups: readonly PlannedGroup[],
): string {
  if (groups.length === 0 || !tool.subject.personal) return '';
  const words = subjectWords(tool.subject);
  const rule = suppressionRuleOf(tool, audit);
  const [ofPractice = ''] = rule.byFiles;
  const isByFiles = rule.byFiles.size > 0;
  const files = groups.map(({ plannedFiles }) => plannedFiles);
  const names = new Map(
    groups.flatMap(({ providers }) => providers.map(({ id, name }) => [id, name] as const)),
  );
  const own = [...names.keys()].map((id) =>
    groups.flatMap(({ providers }, g) => (providers.some((provider) => provider.id === id) ? [g] : [])),
  );
  const cells = files.map((of): Cell => (isByFiles ? [of] : [of - (of >> 1), of >> 1]));
  const hidden = hideFigures({ cells, providers: own, files }, rule);
  const all = files.reduce((sum, of) => sum + of, 0);
  const alone = own.map((of) => {
    const others = all - of.reduce((sum, g) => sum + (files[g] ?? 0), 0);
    return isSmallFor(rule, ofPractice, { yes: others >> 1, applicable: others });
  });
  const providers = [...names.values()];
  const what = isByFiles ? 'figures of what the service did' : 'at most figures';
  const seen = [
    countSeen(
      'sample group',
      groups.map(({ name }) => name),
      hidden.groups,
    ),
    ...(providers.length > 0 ? [countSeen('provider', providers, hidden.providers)] : []),
  ];
  const commissioners = `With the planned sizes a commissioner who sees small numbers suppressed will have ${what} of ${seen.join(' and of ')}.`;
  if (providers.length === 0) return commissioners;
  const without = providers.filter((_, p) => alone[p]);
  const beside =
    without.length === 0
      ? `and of the other ${words.files} beside them`
      : without.length === providers.length
        ? `and of no other ${words.files}, which are too few`
        : `and of the other ${words.files} beside them; not so ${inWords(without)}, beside whose ${words.files} too few others are planned`;
  return `${commissioners} Each provider will have all figures of its own ${words.files}, ${beside}.`;
}

/** @example '7 of 9 sample groups (not Complex and YP)' */
function countSeen(what: string, names: readonly string[], hidden: readonly boolean[]): string {
  const without = names.filter((_, i) => hidden[i]);
  const seen = names.length - without.length;
  const count = `${seen === 0 ? 'none' : seen} of ${names.length === 1 ? `1 ${what}` : `${names.length} ${what}s`}`;
  return seen === 0 || seen === names.length ? count : `${count} (not ${inWords(without)})`;
}

const inWords = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
