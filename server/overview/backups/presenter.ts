import { countOf, timeInWords } from '../../formats/english.ts';
import type { BackupReason, BackupState, KeptBackup } from '../../platform/backup/kept.ts';
import { urls } from '../../web/urls.ts';

const REASONS: Record<BackupReason, string> = {
  schedule: 'Every day',
  command: 'On the command line',
  upgrade: 'Before an upgrade',
};
const TAGS = {
  good: { text: 'Whole', classes: 'govuk-tag--green' },
  begun: { text: 'Under way', classes: 'govuk-tag--blue' },
  failed: { text: 'Not made', classes: 'govuk-tag--red' },
} as const;

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** How large a file is, such as "2.3 MB", in thousands. */
export function sizeInWords(bytes: number): string {
  let size = bytes;
  let unit = 0;
  for (; size >= 999.5 && unit < UNITS.length - 1; unit += 1) size /= 1000;
  const digits = unit === 0 || size >= 99.95 ? 0 : 1;
  return `${size.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}

/** What an administrator is told at home; null while all is well, or nothing was set. */
export function presentBackupWarning({ isLate, lastGood, warnHours }: BackupState) {
  if (!isLate) return null;
  return {
    title: lastGood ? 'The last good backup is too old' : 'There is no backup yet',
    text: lastGood
      ? `It was made ${timeInWords(lastGood.begunAt)}, and there should be one every ${countOf(warnHours ?? 0, 'hour')}.`
      : `There should be one every ${countOf(warnHours ?? 0, 'hour')}. What is recorded could not be restored.`,
    href: urls.backups(),
    link: 'See the backups',
  };
}

/** The backups of this installation, the newest first. */
export function presentBackups(state: BackupState) {
  const { lastGood, schedule, warnHours } = state;
  return {
    warning: presentBackupWarning(state),
    lastGood: lastGood && {
      at: timeInWords(lastGood.begunAt),
      size: sizeInWords(lastGood.bytes ?? 0),
      rows: countOf(lastGood.rows ?? 0, 'row'),
      isEncrypted: lastGood.isEncrypted,
      file: lastGood.file,
    },
    schedule: schedule && { ...schedule, keep: countOf(schedule.keep, 'backup') },
    others:
      state.others.length === 0
        ? null
        : `${countOf(state.others.length, 'backup')} in this folder ${state.others.length === 1 ? 'was' : 'were'} not made by this installation as it is now: by another one, or by this one before it was restored, or by an earlier version. The program leaves them alone.`,
    warnsAfter: warnHours === null ? null : countOf(warnHours, 'hour'),
    activityHref: urls.allActivity(),
    recent: state.recent.map(presentOne),
  };
}

function presentOne(one: KeptBackup) {
  return {
    at: timeInWords(one.begunAt),
    reason: REASONS[one.reason],
    tag: TAGS[one.state],
    amount:
      one.bytes === null || one.rows === null
        ? null
        : `${sizeInWords(one.bytes)}, ${countOf(one.rows, 'row')}`,
    note: one.problem ?? one.file ?? '',
  };
}
