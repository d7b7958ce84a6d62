import {
  GOOD_READER,
  LEAST_FILES_OF_GUIDANCE,
  judgedOf,
  LEAST_FILES_OF_DRIFT,
  READERS_ALIKE,
  setupMayChange,
} from '../../../rules/index.ts';
import type { Drift, Guidance } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { countOf } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { agreedText } from './presenter.ts';
import type { ReadersFound, ReaderStanding } from './service.ts';

/** Below this chance, corrected for there being several readers, a change is said to be clear. */
const CLEAR = 0.05;

/** The lead's page: whether made-up files are read first, and how all readers agree with what is settled. */
export function presentReaders(parts: {
  audit: Audit;
  found: ReadersFound;
  user: User;
  typed: FormBody | null;
  errors: FieldError[];
}) {
  const { audit, found, user } = parts;
  const { readers } = found;
  const anySettled = readers.some(({ madeUp, twice }) => madeUp.of + twice.of > 0);
  const unclear = found.guidance.filter(({ verdict }) => verdict === 'unclear');
  return {
    header: presentHeader(audit, user),
    action: urls.readers(audit.id),
    readingsHref: urls.readings(audit.id),
    trainingHref: urls.training(audit.id),
    choice: presentChoice(parts),
    rows: readers.map((reader) => readerRow(reader, found)),
    anySettled,
    checks: anySettled ? presentChecks(found) : null,
    unclearText:
      unclear.length === 0
        ? null
        : `${countOf(unclear.length, 'check has', 'checks have')} unclear guidance: readers who read all others well do not agree. Talk it over with the panel before more ${audit.words.files} are read, and write the guidance anew for the next version of the tool.`,
    explained: [
      `Settled is what stands in the made-up ${audit.words.files}, what you settled between two readings, and what two readers say alike. A reading that several people shared is nobody’s, so it is left out, and so is a difference that nobody has settled.`,
      `Guidance is called unclear where readers who have ${GOOD_READER.percent}% or more of all other checks as settled agree with each other by less than ${READERS_ALIKE.ac1} (Gwet’s AC1, which does not fall only because nearly all answers are alike). It takes two such readers, and ten pairs of answers to ${LEAST_FILES_OF_GUIDANCE} ${audit.words.files} or more.`,
      `A change over the day is looked for in ${audit.words.files} that were read twice, from ${LEAST_FILES_OF_DRIFT} of one reader on: the earlier half against the later one. It is called clear where chance alone would do as much to any of the readers in fewer than 5 of 100 audits.`,
      'None of this is in any figure of the audit.',
    ],
  };
}

function presentChoice({ audit, found, typed, errors }: Parameters<typeof presentReaders>[0]) {
  const { set, choice, mayStillChoose } = found;
  const { words } = audit;
  if (!set) {
    return {
      text: `This version of the tool has no made-up ${words.files}, so readers begin without.`,
      isChosen: false,
      form: null,
    };
  }
  const files = `${set.files.length} made-up ${words.files}`;
  const text =
    choice === null
      ? `The tool has ${files} with settled answers. Nobody has chosen yet whether readers read them first.`
      : choice.files > 0
        ? `Each reader reads ${files} before the first ${words.file}.`
        : `Readers read no made-up ${words.files} first. The reason, as reports give it: ${choice.reason}`;
  if (!setupMayChange(audit.state)) return { isChosen: choice !== null, text, form: null };
  if (!mayStillChoose) {
    const late = choice === null ? 'it is too late for that' : 'that stays';
    return {
      isChosen: choice !== null,
      text: `${text} A ${words.file} is begun, so ${late}.`,
      form: null,
    };
  }
  const chosen = typed ? textOf(typed, 'training') : choice === null ? '' : choice.files > 0 ? 'yes' : 'no';
  const errorOf = (field: string) => {
    const error = errors.find((one) => one.field === field);
    return error ? { text: error.text } : null;
  };
  return {
    text,
    isChosen: choice !== null,
    form: {
      error: errorOf('training'),
      items: [
        {
          value: 'yes',
          text: `Each reader reads ${files} before the first ${words.file} (recommended)`,
          hint: {
            text: 'About five minutes each. They see at once what they read otherwise, and why. Nothing of it counts.',
          },
          checked: chosen === 'yes',
        },
        { value: 'no', text: 'Readers begin without', checked: chosen === 'no' },
      ],
      reason: {
        value: typed ? textOf(typed, 'reason') : (choice?.reason ?? ''),
        error: errorOf('reason'),
      },
    },
  };
}

function readerRow(
  { name, madeUpRead, madeUp, twice, drift }: ReaderStanding,
  { set, choice }: ReadersFound,
) {
  return {
    name,
    read: set && (choice?.files ?? 0) > 0 ? `${madeUpRead} of ${set.files.length}` : '–',
    madeUp: agreedText(madeUp),
    twice: agreedText(twice),
    drift: driftText(drift),
  };
}

function driftText({ early, late, p }: Drift): string {
  if (p === null) return 'Too few to tell';
  const halves = `first half ${agreedText(early)}; second half ${agreedText(late)}`;
  if (p >= CLEAR) return `No clear change: ${halves}`;
  return `${late.agreed * early.of < early.agreed * late.of ? 'Clearly less' : 'Clearly more'} alike as the day went on: ${halves}`;
}

const VERDICTS: Record<Guidance['verdict'], { text: string; colour: string }> = {
  unknown: { text: 'Cannot be told', colour: 'grey' },
  few: { text: 'Too few', colour: 'grey' },
  clear: { text: 'Clear', colour: 'green' },
  unclear: { text: 'Unclear guidance', colour: 'orange' },
};

/** Checks by readers, those with unclear guidance first. */
function presentChecks({ tool, readers, guidance }: ReadersFound) {
  const shown = readers.filter(({ madeUp, twice }) => madeUp.of + twice.of > 0);
  const rows = judgedOf(tool).flatMap((item) => {
    const found = guidance.find(({ itemId }) => itemId === item.id);
    if (!found || !shown.some(({ byItem }) => (byItem.get(item.id)?.of ?? 0) > 0)) return [];
    return [
      {
        label: item.label,
        isUnclear: found.verdict === 'unclear',
        tag: VERDICTS[found.verdict],
        ac1: found.ac1 === null || found.goodReaders < 2 ? '–' : found.ac1.toFixed(2).replace('-', '−'),
        of: `${countOf(found.pairs, 'pair')} of ${countOf(found.goodReaders, 'good reader')}`,
        cells: shown.map(({ name, byItem }) => ({
          name,
          text: agreedText(byItem.get(item.id) ?? { agreed: 0, of: 0 }),
        })),
      },
    ];
  });
  return {
    names: shown.map(({ name }) => name),
    rows: [...rows.filter(({ isUnclear }) => isUnclear), ...rows.filter(({ isUnclear }) => !isUnclear)],
  };
}

/** Whether readers read made-up files first, in a few words for the overview; null where that is nothing to this person. */
export function trainingInBrief(
  audit: Audit,
  {
    set,
    choice,
    mayStillChoose,
    user,
  }: Pick<ReadersFound, 'set' | 'choice' | 'mayStillChoose'> & { user: User },
): { text: string; href: string; link: string } | null {
  const { files } = audit.words;
  if (!set) return null;
  if (!can(user, 'training.choose', { audit })) {
    return (choice?.files ?? 0) > 0 && can(user, 'training.read', { audit })
      ? {
          text: `You read ${set.files.length} made-up ${files} first.`,
          href: urls.training(audit.id),
          link: 'See how you read them',
        }
      : null;
  }
  // Once a file is begun it is too late, so it is not offered.
  if (choice === null && !(mayStillChoose && setupMayChange(audit.state))) return null;
  return {
    text:
      choice === null
        ? 'Nobody has chosen yet.'
        : choice.files > 0
          ? `Each reader reads ${choice.files} made-up ${files} first.`
          : `Readers read no made-up ${files} first.`,
    href: urls.readers(audit.id),
    link:
      choice === null
        ? `Let readers read made-up ${files} first`
        : 'See how readers agree with what is settled',
  };
}
