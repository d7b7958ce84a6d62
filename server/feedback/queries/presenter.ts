import {
  CHECK_ANSWER_LABELS,
  CHECK_ANSWERS,
  checksOf,
  labelOf,
  reportsMayBeIssued,
} from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import type { ReportFigures } from '../store/report.ts';
import { fingerprintOf } from '../store/fingerprint.ts';
import { countOf, timeInWords } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { textOf } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import type { CountingAnswer } from '../../fieldwork/caseFiles/corrections.ts';
import type { Query } from '../store/queries.ts';

/** A query as both sides see it. It names no case file: the provider reads it. */
export function presentQuery(query: Query, figures: ReportFigures | null) {
  const check = figures?.checks.find((each) => each.id === query.itemId);
  const finding = figures?.findings.find((each) => each.id === query.findingId);
  return {
    id: query.id,
    about: check
      ? `Check: ${check.label}`
      : finding
        ? `Finding: ${finding.text}`
        : query.itemId === null && query.findingId === null
          ? 'The report as a whole'
          : 'Something of an earlier version',
    version: query.version,
    text: query.text,
    raised: `${query.raisedByName}, ${timeInWords(query.raisedAt)}`,
    isOpen: query.answer === null,
    answer:
      query.answer === null
        ? null
        : {
            text: query.answer,
            given: `${query.answeredByName ?? 'The panel'}${query.answeredAt === null ? '' : `, ${timeInWords(query.answeredAt)}`}`,
          },
    corrections:
      query.corrections.length > 0 ? `${countOf(query.corrections.length, 'answer')} corrected` : null,
  };
}

const answerText = (value: string | null): string =>
  value === null
    ? CHECK_ANSWER_LABELS.nr
    : (CHECK_ANSWER_LABELS[value as keyof typeof CHECK_ANSWER_LABELS] ?? value);

/** The lead's page of one query: what was asked, the answers it may be about, and the reply. */
export function presentQueryPage(parts: {
  audit: Audit;
  tool: Tool;
  provider: { id: number; name: string };
  query: Query;
  figures: ReportFigures;
  /** The check whose answers are shown, with them; null before one is chosen. */
  shown: { itemId: string; answers: CountingAnswer[] } | null;
  user: User;
  values: FormBody;
}) {
  const { audit, tool, provider, query, figures, shown, user, values } = parts;
  const mayAnswer = query.answer === null && reportsMayBeIssued(audit.state);
  const checks = checksOf(tool);
  const check = checks.find((each) => each.id === shown?.itemId);
  return {
    header: presentHeader(audit, user),
    provider: provider.name,
    back: urls.feedback(audit.id),
    reportHref: urls.reportVersion(audit.id, provider.id, query.version),
    draftHref: urls.feedbackDraft(audit.id, provider.id),
    findingsHref: urls.findings(audit.id, provider.id),
    query: presentQuery(query, figures),
    mayAnswer,
    answerAction: urls.queryAnswer(audit.id, provider.id, query.id),
    answerText: textOf(values, 'text'),
    here: urls.query(audit.id, provider.id, query.id),
    checks: checks.map((each) => ({
      value: each.id,
      text: each.label,
      selected: each.id === shown?.itemId,
    })),
    corrections: query.corrections.map((correction) => ({
      check: labelOf(tool, correction.itemId) ?? correction.itemId,
      reference: correction.reference,
      before: answerText(correction.before),
      after: answerText(correction.after),
      reason: correction.reason,
      comment: correction.commentLeftOut ? 'Its comment is left out of reports.' : null,
      at: timeInWords(correction.correctedAt),
    })),
    correct: shown && check && mayAnswer ? presentCorrection(parts, shown, check.label) : null,
  };
}

/** The form that puts an answer right, with what becomes of the comment on it. */
function presentCorrection(
  { audit, provider, query, values }: Parameters<typeof presentQueryPage>[0],
  shown: { itemId: string; answers: CountingAnswer[] },
  label: string,
) {
  const fileId = textOf(values, 'fileId');
  const chosen = shown.answers.find((answer) => fileId === String(answer.fileId));
  return {
    action: urls.queryCorrection(audit.id, provider.id, query.id),
    itemId: shown.itemId,
    label,
    files: [
      { value: '', text: `Choose ${audit.words.aOne}`, selected: fileId === '' },
      ...shown.answers.map((answer) => ({
        value: String(answer.fileId),
        text: `${answer.reference} (${answer.group}): ${answerText(answer.value)}`,
        selected: fileId === String(answer.fileId),
      })),
    ],
    answers: CHECK_ANSWERS.map((answer) => ({
      value: answer,
      text: CHECK_ANSWER_LABELS[answer],
      checked: textOf(values, 'value') === answer,
    })),
    reason: textOf(values, 'reason'),
    /** On the answer of the file that was chosen. */
    comment:
      chosen && chosen.comment !== null
        ? {
            text: chosen.comment,
            reference: chosen.reference,
            seen: fingerprintOf(shown.itemId, chosen.comment),
            choices: commentChoices(textOf(values, 'comment')),
          }
        : null,
  };
}

const commentChoices = (chosen: string) => [
  {
    value: 'leaveOut',
    text: 'Leave it out of the report',
    hint: { text: 'It speaks of the answer as it was. It stays with the file.' },
    checked: chosen === 'leaveOut',
  },
  {
    value: 'keep',
    text: 'Keep it',
    hint: { text: 'It fits the corrected answer too.' },
    checked: chosen === 'keep',
  },
];
