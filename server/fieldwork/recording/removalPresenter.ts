import { itemsOf } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { countOf } from '../../formats/english.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import type { Reading } from '../caseFiles/reading.ts';
import type { Alert } from '../safeguarding/store.ts';
import { isWaiting } from '../safeguarding/waiting.ts';
import { valueInWords } from './fieldWords.ts';
import { answerName, commentName, entryDateName, placeName } from './fieldNames.ts';
import { labelOf } from './form.ts';

/** The question before a case file is removed for good. */
export function presentRemoval(parts: {
  audit: Audit;
  reading: Reading;
  alerts: readonly Alert[];
  user: User;
}) {
  const { audit, reading, alerts, user } = parts;
  const waiting = alerts.find(isWaiting);
  return {
    header: presentHeader(audit, user),
    reference: reading.reference,
    isSecond: reading.number === 2,
    recorded: countOf(reading.answers.size, 'answer'),
    comments: countOf(reading.comments.size + (reading.comment === '' ? 0 : 1), 'comment'),
    /** Those that somebody has: they go with the file, whose they are. */
    alerts: alerts.length === 0 ? null : countOf(alerts.length, 'safeguarding alert'),
    /** One that nobody has yet, so that nothing is removed. */
    waitingHref: waiting ? urls.alert(audit.id, waiting.id) : null,
    action: urls.fileRemove(audit.id, reading.fileId),
    back: urls.file(audit.id, reading.fileId),
  };
}

/** What somebody sent of a case file that has been removed meanwhile: field by field, to be copied. */
export function presentRemoved(audit: Audit, tool: Tool, groups: SampleGroup[], body: FormBody, user: User) {
  const names = [
    'reference',
    ...itemsOf(tool).flatMap(({ id }) => [answerName(id), commentName(id), placeName(id), entryDateName(id)]),
    'comment',
  ];
  return {
    header: presentHeader(audit, user),
    filesHref: urls.files(audit.id),
    entries: names.flatMap((name) => {
      const value = textOf(body, name).trim();
      if (value === '') return [];
      return { label: labelOf(tool, name), text: valueInWords(tool, groups, [], name, value) };
    }),
  };
}
