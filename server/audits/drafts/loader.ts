import type { Request } from 'express';
import type { PartKind } from '../../../rules/index.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { DraftService } from './service.ts';

/** Loads the draft that the address names, with what the policy asks about it. */
export function draftLoader(drafts: DraftService) {
  return async (req: Request) => {
    const draft = await drafts.get(idParameter(req, 'draftId'));
    return { draft, subject: { draft: { draftedBy: draft.draftedBy } } };
  };
}

/**
 * Loads what the form of a draft was made from, be it published meanwhile: what was typed is then shown and not lost.
 */
export function writtenLoader(drafts: DraftService) {
  const load = draftLoader(drafts);
  return async (req: Request) => {
    const draft = await drafts.published(idParameter(req, 'draftId'));
    return draft ? { draft, subject: { draft: { draftedBy: draft.draftedBy } } } : load(req);
  };
}

/** What of a draft has a page, as addresses call it. */
export const KINDS: readonly PartKind[] = [
  'head',
  'section',
  'item',
  'scale',
  'criterion',
  'calls',
  'top',
  'words',
  'training',
];

/** The revision that a form was made from; 0, which no draft has, where it does not say. */
export const revisionIn = (body: FormBody): number => Number(textOf(body, 'revision')) || 0;
