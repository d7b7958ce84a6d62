import { CHECK_ANSWER_LABELS, choicesOf, instrumentItemsOf, itemById } from '../../rules/index.ts';
import type { InstrumentItem, Item, Tool } from '../../rules/index.ts';
import { NotFoundError } from '../platform/errors.ts';
import type { Routes } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import type { Tools } from '../audits/tools.ts';
import type { TrainingSets } from '../audits/trainingSets.ts';
import { polarityNote } from '../results/figures/polarity.ts';

/** The audit tool to read: every item with its guidance. */
export function guideRoutes(routes: Routes, parts: { tools: Tools; trainingSets: TrainingSets }): void {
  routes.allowed('tool.read', { method: 'get', path: '/tools/:toolId/:version' }, async ({ req, show }) => {
    const version = Number(req.params['version']);
    const tool = Number.isInteger(version)
      ? await parts.tools.published(String(req.params['toolId']), version)
      : undefined;
    if (!tool) throw new NotFoundError();
    await show({
      template: 'overview/tool',
      title: `${tool.title}, version ${tool.version}`,
      view: { ...presentTool(tool), madeUp: parts.trainingSets.of(tool.id, tool.version)?.files.length ?? 0 },
    });
  });
}

function presentTool(tool: Tool) {
  const asked = new Map(instrumentItemsOf(tool.instrument).map((item) => [item.id, item]));
  return {
    forms: {
      plain: urls.toolForm(tool.id, tool.version),
      guided: urls.toolForm(tool.id, tool.version, true),
    },
    tool: { title: tool.title, version: tool.version, description: tool.description, source: tool.source },
    sections: tool.sections.map((section) => ({
      id: section.id,
      title: section.title,
      description: section.description ?? null,
      items: section.items.map((item) => ({
        id: item.id,
        label: item.label,
        shortLabel: item.shortLabel,
        kind: item.kind,
        guidance: item.guidance,
        polarity: item.kind === 'check' ? polarityNote(item) || 'Yes is good' : null,
        standard: standardText(item, asked.get(item.id)),
        source: asked.get(item.id)?.source ?? null,
        dependsOn: dependsOnText(tool, item),
        options: optionsOf(item),
      })),
    })),
  };
}

/** What an item is held against, or why against nothing; null where the tool does not say. */
function standardText(item: Item, asked: InstrumentItem | undefined): string | null {
  if (item.kind === 'check' && item.standard !== undefined) {
    return `Standard: at ${item.polarity === 'yes_is_bad' ? 'most' : 'least'} ${item.standard}%`;
  }
  const why = asked && 'noStandard' in asked ? asked.noStandard : undefined;
  return why === undefined ? null : `No standard: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
}

function dependsOnText(tool: Tool, item: Item): string | null {
  if (item.kind !== 'check' || !item.dependsOn) return null;
  const parent = itemById(tool, item.dependsOn.item);
  return `Only where "${parent?.label ?? ''}" is ${CHECK_ANSWER_LABELS[item.dependsOn.answer].toLowerCase()}`;
}

const optionsOf = (item: Item): string[] =>
  item.kind === 'check' ? [] : choicesOf(item).map(({ text }) => text);
