import { itemsToExclude } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';
import type { Audit } from './repository.ts';

/** So many questions are in view at once; more are folded away until somebody looks for them. */
const QUESTIONS_IN_VIEW = 20;

/** What a group need not be asked, section by section. */
export function presentExclusions(audit: Audit, tool: Tool, chosen: readonly string[]) {
  const items = itemsToExclude(tool);
  const sections = tool.sections.flatMap(({ id, title, items: own }) => {
    const boxes = own
      .filter((item) => items.includes(item))
      .map((item) => ({
        value: item.id,
        text: audit.leftOut.some(({ itemId }) => itemId === item.id)
          ? `${item.label} (left out of the whole audit)`
          : item.label,
        checked: chosen.includes(item.id),
      }));
    return boxes.length === 0 ? [] : [{ id, title, boxes }];
  });
  const ticked = items.filter(({ id }) => chosen.includes(id)).length;
  return {
    isOpen: items.length <= QUESTIONS_IN_VIEW || ticked > 0,
    summary: `What does not apply to this group (${ticked === 0 ? 'nothing' : `${ticked} of ${items.length}`} ticked)`,
    sections,
  };
}
