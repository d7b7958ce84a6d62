import { checksOf, GUARD_REASONS, itemsOf, labelOf, subjectWords } from '../../../rules/index.ts';
import type { GuardSpot, SubjectWords, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import type { ReportFigures } from '../store/report.ts';
import type { ProviderFeedback } from '../draft/service.ts';
import { countOf } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { textOf } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { FINDING_KINDS } from '../store/findings.ts';
import type { Finding, FindingKind } from '../store/findings.ts';
import { findingsMayChange } from './service.ts';
import type { CommentForProvider, GuardWarning, FindingsPage } from './service.ts';

const KIND_LABELS: Record<FindingKind, { one: string; many: string; hint: string; colour: string }> = {
  strength: {
    one: 'Strength',
    many: 'Strengths',
    hint: 'What is good and should stay so.',
    colour: 'green',
  },
  shortcoming: {
    one: 'Shortcoming',
    many: 'Shortcomings',
    hint: 'What is missing or not as it should be.',
    colour: 'orange',
  },
  suggestion: { one: 'Suggestion', many: 'Suggestions', hint: 'What might be done.', colour: 'blue' },
};

/** What the guard points at in a text, each in words; a text that says a thing twice is told of it once. */
export function presentSpots(spots: readonly GuardSpot[]): string[] {
  return [...new Set(spots.map((spot) => `“${spot.text}” ${GUARD_REASONS[spot.reason]}`))];
}

const aboutOf = labelOf;

/** The provider's own figure of a check, such as "yes in 6 of 8 files"; null where there is none. */
function figureText(
  { checks }: ReportFigures,
  itemId: string | null,
  { file, files }: SubjectWords,
): string | null {
  const own = checks.find(({ id }) => id === itemId)?.own;
  return own && own.applicable > 0 ? `yes in ${own.yes} of ${countOf(own.applicable, file, files)}` : null;
}

/** What can be chosen for a finding to stand under. */
function itemChoices(tool: Tool, chosen: string, figures: ReportFigures) {
  const words = subjectWords(tool.subject);
  return [
    { value: '', text: 'No check: the work as a whole', selected: chosen === '' },
    ...itemsOf(tool).map((item) => {
      const figure = figureText(figures, item.id, words);
      return {
        value: item.id,
        text: figure === null ? item.label : `${item.label} (${figure})`,
        selected: chosen === item.id,
      };
    }),
  ];
}

function kindChoices(chosen: string) {
  return FINDING_KINDS.map((kind) => ({
    value: kind,
    text: KIND_LABELS[kind].one,
    hint: { text: KIND_LABELS[kind].hint },
    checked: chosen === kind,
  }));
}

/** The page on which the findings for one provider are written. */
export function presentFindings(parts: {
  audit: Audit;
  tool: Tool;
  entry: ProviderFeedback;
  workbench: FindingsPage;
  /** What the report would show now. */
  figures: ReportFigures;
  user: User;
}) {
  const { audit, tool, entry, workbench, figures, user } = parts;
  const provider = entry.provider;
  const mayChange = findingsMayChange(audit);
  return {
    header: presentHeader(audit, user),
    provider: provider.name,
    mayChange,
    back: urls.feedback(audit.id),
    draftHref: urls.feedbackDraft(audit.id, provider.id),
    addAction: urls.findings(audit.id, provider.id),
    commentAction: urls.feedbackComments(audit.id, provider.id),
    count: countOf(workbench.findings.length, 'finding'),
    kinds: presentKinds(parts),
    comments: presentComments(tool, workbench.comments, figures),
    kindButtons: FINDING_KINDS.map((kind) => ({ value: kind, text: KIND_LABELS[kind].one })),
    form: {
      values: { text: '' },
      kinds: kindChoices(''),
      items: itemChoices(tool, '', figures),
    },
    suggestions: checksOf(tool)
      .filter((check) => check.suggestions.length > 0)
      .map((check) => ({
        id: check.id,
        label: check.label,
        figure: figureText(figures, check.id, audit.words),
        texts: check.suggestions,
      })),
  };
}

/** The findings that are written, kind by kind. */
function presentKinds({ audit, tool, entry, workbench, figures }: Parameters<typeof presentFindings>[0]) {
  const { provider } = entry;
  return FINDING_KINDS.map((kind) => {
    const alike = workbench.findings.filter((finding) => finding.kind === kind);
    return {
      heading: KIND_LABELS[kind].many,
      findings: alike.map((finding, i) => ({
        text: finding.text,
        about: aboutOf(tool, finding.itemId),
        figure: figureText(figures, finding.itemId, audit.words),
        spots: presentSpots(finding.spots),
        editHref: urls.finding(audit.id, provider.id, finding.id),
        moveAction: urls.findingMove(audit.id, provider.id, finding.id),
        removeAction: urls.findingRemove(audit.id, provider.id, finding.id),
        first: i === 0,
        last: i === alike.length - 1,
        short: shortened(finding.text),
      })),
    };
  }).filter((kind) => kind.findings.length > 0);
}

/** The auditors' comments, in the order of the tool, with what becomes of them. */
function presentComments(tool: Tool, comments: CommentForProvider[], figures: ReportFigures) {
  const words = subjectWords(tool.subject);
  const order = new Map<string | null, number>(itemsOf(tool).map((item, i) => [item.id, i]));
  const place = (itemId: string | null) => order.get(itemId) ?? order.size;
  const printed = comments.filter((comment) => comment.state === 'printed').length;
  return {
    total: comments.length,
    text: `${printed} of ${countOf(comments.length, 'comment')} will be printed as ${printed === 1 ? 'it is' : 'they are'}${printed < comments.length ? '; the others are taken over into findings or left out' : ''}.`,
    topics: [...new Set(comments.map((comment) => comment.itemId))]
      .toSorted((a, b) => place(a) - place(b))
      .map((itemId) => ({
        heading: aboutOf(tool, itemId) ?? `About ${words.theWhole}`,
        figure: figureText(figures, itemId, words),
        comments: comments
          .filter((comment) => comment.itemId === itemId)
          .toSorted((a, b) => a.text.localeCompare(b.text, 'en-GB'))
          .map((comment) => presentComment(comment, words)),
      })),
  };
}

function presentComment(comment: CommentForProvider, { file, files }: SubjectWords) {
  return {
    fingerprint: comment.fingerprint,
    text: comment.text,
    short: shortened(comment.text),
    times: comment.files > 1 ? `written about ${countOf(comment.files, file, files)}` : null,
    state: comment.state,
    spots: comment.kept ? [] : presentSpots(comment.spots),
  };
}

/** Names a text to somebody who hears a button without seeing what it stands beside. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57).trimEnd()}…` : text;
}

/** The form of one finding: a new one that needs another look, or one that is there. */
export function presentFindingForm(parts: {
  audit: Audit;
  tool: Tool;
  entry: ProviderFeedback;
  finding: Finding | null;
  /** What was typed; null for what is saved. */
  values: FormBody | null;
  warning: GuardWarning | null;
  /** What the report would show now. */
  figures: ReportFigures;
  user: User;
}) {
  const { audit, tool, entry, finding, warning, figures, user } = parts;
  const provider = entry.provider;
  const values: FormBody =
    parts.values ?? (finding ? { kind: finding.kind, itemId: finding.itemId ?? '', text: finding.text } : {});
  return {
    header: presentHeader(audit, user),
    provider: provider.name,
    isNew: finding === null,
    action: finding ? urls.finding(audit.id, provider.id, finding.id) : urls.findings(audit.id, provider.id),
    back: urls.findings(audit.id, provider.id),
    values: { text: textOf(values, 'text'), takenFrom: textOf(values, 'takenFrom') },
    takenFrom: finding?.takenFrom ?? null,
    kinds: kindChoices(textOf(values, 'kind')),
    items: itemChoices(tool, textOf(values, 'itemId'), figures),
    warning: warning && { spots: presentSpots(warning.spots), keep: warning.fingerprint },
    mayChange: findingsMayChange(audit),
  };
}
