import type { Page } from 'playwright-core';
import { urls } from '../../server/web/urls.ts';
import type { PersonName } from './app.ts';
import { openAll, opened, press, PROBLEM } from './pageStates.ts';
import type { PageState } from './pageStates.ts';
import type { Sample } from './pageSample.ts';
import { everything, shelter } from './toolDrafts.ts';

let made = 0;

/** A page of a new draft, which Lena has written. */
const ofDraft = (
  as: PersonName,
  name: string,
  urlOf: (draftId: number) => string,
  shows: string,
  more: Record<string, unknown> = {},
  then?: (page: Page) => Promise<unknown>,
): PageState => ({
  name,
  as,
  shows,
  async go(page, { app }: Sample) {
    made += 1;
    const draftId = await app.deps.drafts.createDraft(
      app.ids.lena,
      shelter({ id: `shelter_${made}`, ...more }),
    );
    await page.goto(app.address + urlOf(draftId));
    await openAll(page);
    await then?.(page);
  },
});

const part = (kind: string, id: string) => (draftId: number) => urls.toolPart(draftId, kind, id);

/** Two versions of one tool, the second a draft in which a question has other words. */
const secondVersion: PageState = {
  name: 'publishing the second version of a tool',
  as: 'stan',
  shows: 'Could the same record now get another answer?',
  async go(page, { app }) {
    made += 1;
    const id = `shelter_${made}`;
    const first = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id }));
    await app.deps.drafts.publish(app.ids.stan, first, 1, new Map());
    const draftId = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id }), {
      toolId: id,
      version: 1,
    });
    await app.deps.drafts.edit(app.ids.lena, draftId, {
      revision: 1,
      part: null,
      what: 'changed',
      change: (draft) => ({
        ...draft,
        sections: draft.sections.map((section) => ({
          ...section,
          items: section.items.map((item) => ({ ...item, guidance: `${item.guidance} Say so.` })),
        })),
      }),
    });
    await page.goto(app.address + urls.toolDraftPublish(draftId));
    await press('Publish version 2')(page);
  },
};

/** What a tool has that has everything, but for its id. */
const { id: _, ...whole } = everything();

/** What somebody typed whose draft was published meanwhile. */
const overtaken: PageState = {
  name: 'what was typed of a draft that was published',
  as: 'lena',
  shows: 'while you had it open',
  async go(page, { app }: Sample) {
    made += 1;
    const draftId = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: `shelter_${made}` }));
    await page.goto(app.address + part('item', 'weekly')(draftId));
    await app.deps.drafts.publish(app.ids.stan, draftId, 1, new Map());
    await page.getByLabel('How to decide').fill('Each week.');
    await press('Save')(page);
  },
};

/** The pages on which tools are made, each in its states. */
export const TOOL_STATES: PageState[] = [
  opened('lena', 'the list of tools', () => urls.tools(), 'For new audits'),
  opened('lena', 'making a tool', () => urls.newTool(), 'Make a tool'),
  opened('lena', 'making a tool, with errors', () => urls.newTool(), PROBLEM, press('Make the draft')),
  ofDraft('lena', 'a draft as a tree', (id) => urls.toolDraft(id), 'New section'),
  ofDraft('adam', 'a draft that is only read', (id) => urls.toolDraft(id), 'Night shelter notes'),
  ofDraft('lena', 'a draft with problems', (id) => urls.toolDraft(id), 'still to be put right', {
    source: '',
    title: '',
  }),
  ofDraft('lena', 'the head of a tool', part('head', ''), 'What it looks for'),
  ofDraft('lena', 'a section of a tool', part('section', 'practice'), 'Description (optional)'),
  ofDraft('lena', 'a question of a tool', part('item', 'handover'), 'How to decide'),
  ofDraft('lena', 'a question with options', part('item', 'age_band'), 'When to choose it'),
  ofDraft('lena', 'a scale of a tool', part('scale', 'quality'), 'Options, from one end to the other'),
  ofDraft('lena', 'a criterion of a tool', part('criterion', 'overall'), 'How its parts are put together'),
  ofDraft('lena', 'a draft with all that stands beside', urls.toolDraft, 'Beside the questions', whole),
  ofDraft('lena', 'how calls are planned', part('calls', ''), 'What the caller tells', whole),
  ofDraft('lena', 'when TOP forms fall due', part('top', '2009-07-01'), 'In force from', whole),
  ofDraft('lena', 'words by which goals are read', part('words', ''), 'Shorthand and misspellings', whole),
  ofDraft('lena', 'a made-up file of a tool', part('training', 'first_night'), 'What stands in it', whole),
  ofDraft(
    'lena',
    'a made-up file with errors',
    part('training', 'first_night'),
    'Choose the answer that is right.',
    { ...whole, training: [{ id: 'first_night', title: 'A first night' }] },
  ),
  overtaken,
  ofDraft('lena', 'the preview of a draft', (id) => urls.toolDraftPreview(id), 'Recording page'),
  ofDraft(
    'lena',
    'trying a draft',
    (id) => urls.toolDraftTry(id),
    'What it comes to',
    {},
    press('See what it comes to'),
  ),
  ofDraft('lena', 'discarding a draft', (id) => urls.toolDraftDiscard(id), 'Keep it'),
  ofDraft(
    'lena',
    'publishing what one has written',
    (id) => urls.toolDraftPublish(id),
    'another lead or an administrator',
  ),
  secondVersion,
];
