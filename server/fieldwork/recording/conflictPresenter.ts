import type { Tool } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { countOf, timeInWords } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import type { Reading } from '../caseFiles/reading.ts';
import { valueInWords } from './fieldWords.ts';
import { sureName } from './fieldNames.ts';
import { labelOf, stateOf } from './form.ts';
import type { FormState, SaveIntent } from './form.ts';
import { TOLD_OF } from './missingAnswers.ts';

/** The page for two people who changed one file: what differs, with both versions, to choose from. */
export function presentConflict(parts: {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  current: Reading;
  yours: FormState;
  base: FormState | null;
  /** Fields that were asked about already and left without a choice. */
  undecided: ReadonlySet<string>;
  intent: SaveIntent;
  user: User;
  /** What was sent beside the answers: those that do not fit and that the person is sure of. */
  sure: ReadonlyMap<string, string>;
  /** Which missing answers the person was told of; see stopsAtMissing. */
  toldOf: string;
  errors: FieldError[];
}) {
  const { audit, tool, current, yours, intent, user } = parts;
  const theirs = stateOf(tool, current);
  const differences = [...theirs].flatMap(([name, theirValue]) =>
    (yours.get(name) ?? '') === theirValue ? [] : [presentDifference({ ...parts, name, theirValue })],
  );
  const differing = new Set(differences.map((difference) => difference.name));
  return {
    header: presentHeader(audit, user),
    reference: current.reference,
    action: urls.file(audit.id, current.fileId),
    answersAction: urls.fileAnswers(audit.id, current.fileId),
    nextAction: urls.fileNext(audit.id, current.fileId),
    version: current.version,
    base: JSON.stringify(Object.fromEntries(theirs)),
    intent,
    other: current.updatedByName ?? 'Somebody else',
    at: timeInWords(current.updatedAt),
    differences,
    differencesText: countOf(differences.length, 'difference'),
    /** What goes along with the choice as it came. */
    along: [
      ...[...parts.sure].map(([id, value]) => ({ name: sureName(id), value })),
      { name: TOLD_OF, value: parts.toldOf },
    ],
    // The form has to say these in any case; where they differ the choice says them.
    carried: ['reference', 'groupId', 'comment']
      .filter((name) => !differing.has(name))
      .map((name) => ({ name, value: theirs.get(name) ?? '' })),
  };
}

/** One field that differs, with both versions of it. */
function presentDifference(
  parts: Pick<
    Parameters<typeof presentConflict>[0],
    'tool' | 'groups' | 'current' | 'yours' | 'base' | 'undecided' | 'errors'
  > & { name: string; theirValue: string },
) {
  const { tool, groups, current, yours, base, undecided, errors, name, theirValue } = parts;
  const yourValue = yours.get(name) ?? '';
  const baseValue = base?.get(name);
  // Whoever left the field as it was has said nothing about it; a choice that was not made is nobody's.
  const onlyYours = baseValue === theirValue && !undecided.has(name);
  const onlyTheirs = baseValue === yourValue && !undecided.has(name);
  const inWords = (value: string) => valueInWords(tool, groups, current.noteSets, name, value);
  return {
    name,
    label: labelOf(tool, name, current.noteSets),
    isComment: name.startsWith('comment'),
    // Nobody's words are thrown away: where both wrote, the box begins with both, one under the other.
    box: onlyYours
      ? yourValue
      : onlyTheirs
        ? theirValue
        : [theirValue, yourValue].filter((text) => text !== '').join('\n'),
    boxHint:
      onlyYours || onlyTheirs
        ? 'What was written last is in the box. Change it as needed.'
        : 'Both are in the box. Delete what is not needed.',
    error: errors.find((error) => error.field === name)?.text ?? null,
    yours: { value: yourValue, text: inWords(yourValue), checked: onlyYours },
    theirs: { value: theirValue, text: inWords(theirValue), checked: onlyTheirs },
  };
}
