import { subjectWords } from '../../../rules/index.ts';
import { dayInWords, timeInWords } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import type { Draft } from './service.ts';

/** The pages of a draft; one of them is at hand. */
export type DraftPage = 'Questions' | 'Preview' | 'Try it' | 'Publish';

/** What stands at the top of every page of a draft: which it is, its pages, who saved it, and what can be taken back. */
export function presentBar(
  draft: Draft,
  undo: { what: string; byName: string | null } | null,
  current: DraftPage | null,
) {
  const pages: [DraftPage, string][] = [
    ['Questions', urls.toolDraft(draft.id)],
    ['Preview', urls.toolDraftPreview(draft.id)],
    ['Try it', urls.toolDraftTry(draft.id)],
    ['Publish', urls.toolDraftPublish(draft.id)],
  ];
  return {
    title: draft.definition.title || 'A tool without a title',
    version: draft.version,
    saved: `Saved ${timeInWords(draft.updatedAt)}${draft.updatedByName === null ? '' : ` by ${draft.updatedByName}`}`,
    pages: pages.map(([text, href]) => ({ text, href, current: text === current })),
    paperHref: urls.toolDraftPaper(draft.id),
    undo: undo && {
      action: urls.toolDraftUndo(draft.id),
      revision: draft.revision,
      what: undo.what,
      who: undo.byName,
    },
  };
}

/** On which day a version was published, by whom. */
export const publishedText = (at: string | null, by: string | null): string =>
  at === null ? '' : `${dayInWords(at.slice(0, 10))}${by === null ? '' : `, by ${by}`}`;

/** The words in which pages speak of a draft's records. */
export const wordsOfDraft = ({ definition: { subject } }: Pick<Draft, 'definition'>) =>
  subjectWords({
    ...subject,
    id: subject.id || 'record',
    one: subject.one || 'record',
    many: subject.many || 'records',
  });
