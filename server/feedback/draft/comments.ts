import { isSelfAudit, itemsOf, judgedWord, subjectWords } from '../../../rules/index.ts';
import type { FeedbackReport } from '../store/report.ts';
import { byWords, filesText } from './figureText.ts';
import type { FeedbackInput } from './input.ts';

/** The auditors' own words, check by check; where providers answer about themselves, what this one wrote. */
export function presentComments(
  { tool, comments, findings }: FeedbackInput,
  heading: string,
): FeedbackReport['comments'] {
  const items = itemsOf(tool);
  const words = subjectWords(tool.subject);
  const known = new Set(items.map((item) => item.id));
  const topicOf = (item: string | null) => (item !== null && known.has(item) ? item : null);
  const topics = [
    ...items.map((item) => ({ id: item.id as string | null, heading: item.label })),
    { id: null, heading: `About ${words.theWhole}` },
  ].map(({ id, heading: about }) => {
    const counts = new Map<string, number>();
    for (const comment of comments) {
      const text = comment.text.trim();
      if (text !== '' && topicOf(comment.item) === id) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    // By their words: in the order of the files, the comments of one person could be put together.
    const sorted = [...counts].toSorted(([a], [b]) => byWords(a, b));
    return {
      heading: about,
      comments: sorted.map(([text, count]) => ({
        text,
        times: count > 1 ? `written about ${filesText(count, words)}` : null,
      })),
    };
  });
  const filled = topics.filter((topic) => topic.comments.length > 0);
  return {
    heading,
    paragraphs: [isSelfAudit(tool) ? ownText(filled.length) : textOf()],
    topics: filled,
  };

  function textOf(): string {
    if (filled.length > 0)
      return `These are the auditors’ own words, ${judgedWord(tool) === 'checks' ? 'check by check' : 'question by question'}. They stand in alphabetical order, so their order says nothing about which ${words.file} they belong to. What was taken up in a finding is not repeated.`;
    return findings.some((finding) => finding.takenFrom !== null)
      ? `The auditors’ comments on your ${words.files} are taken up in the findings.`
      : `The auditors left no comments on your ${words.files}.`;
  }
}

const ownText = (questions: number): string =>
  questions > 0
    ? 'These are your own comments, question by question, as you handed them in. What was taken up in a finding is not repeated.'
    : 'No comment of yours stands here: you wrote none, or what you wrote is taken up in the findings.';
