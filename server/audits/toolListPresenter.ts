import { itemsOf, judgedItemsOf, usesRecoveryPlans } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';
import { countOf } from '../formats/english.ts';
import { urls } from '../web/urls.ts';
import type { Audit } from './repository.ts';

type Group = NonNullable<Tool['instrument']['catalogue']>['group'];

/** What the groups of tools are called, in the order in which they stand. */
export const LIST_GROUPS: readonly (readonly [Group, string])[] = [
  ['files', 'Read case files for something else'],
  ['services', 'Look at a service'],
  ['partnerships', 'Look at a partnership'],
  ['people', 'Call services, or ask people in treatment'],
];

/**
 * The tools to choose from: the one that an audit of case files takes with those that were made here, and apart from them
 * those of every other kind of audit by what they look at, which nobody meets who does not ask for them.
 *
 * @param chosen - what is chosen so far, as `ID:VERSION`; empty for nothing
 */
export function presentToolList(tools: readonly Tool[], audit: Audit | null, chosen: string) {
  const usual = tools.find(usesRecoveryPlans) ?? tools[0];
  const value = (tool: Tool) => `${tool.id}:${tool.version}`;
  const isUsual = ({ id }: Tool) => id === usual?.id;
  const isChosen = (tool: Tool) =>
    chosen === value(tool) || (chosen === '' && audit === null && tool === usual);
  // Whoever made a tool looks for it, and what has no place in the catalogue was made here.
  const isFirst = (tool: Tool) => isUsual(tool) || tool.instrument.catalogue === undefined;
  const others = tools.filter((tool) => !isFirst(tool));
  return {
    tools: [...tools.filter(isUsual), ...tools.filter((tool) => isFirst(tool) && !isUsual(tool))].map(
      (tool) => ({
        value: value(tool),
        text: `${tool.title}, version ${tool.version}${whichVersion(tool, tools, audit)}`,
        hint: { text: tool === usual ? tool.description : firstSentence(tool.description) },
        more: moreOf(tool),
        checked: isChosen(tool),
      }),
    ),
    otherTools: LIST_GROUPS.flatMap(([group, title]) => {
      const members = others.filter(({ instrument }) => instrument.catalogue?.group === group);
      if (members.length === 0) return [];
      const items = members.map((tool) => ({
        value: value(tool),
        id: `tool-${tool.id}-${tool.version}`,
        text: `${tool.title}${versionOf(tool, tools, audit)}`,
        // What it is for; the rest of what is said of it stands on the page of the tool.
        hint: { text: firstSentence(tool.description) },
        more: moreOf(tool),
        checked: isChosen(tool),
      }));
      return [
        {
          title: `${title} (${items.length})`,
          items,
          isOpen: members.some((tool) => chosen === value(tool)),
        },
      ];
    }),
    otherToolsText: `Another kind of audit: ${countOf(others.length, 'tool')} for case files, services, partnerships, calls and questionnaires`,
    isOther: others.some((tool) => value(tool) === chosen),
  };
}

const firstSentence = (text: string): string => /^.*?[.?!](?=\s|$)/.exec(text)?.[0] ?? text;

/** How much a tool asks, and where its questions can be seen before it is chosen. */
const moreOf = (tool: Tool) => ({
  text: inBrief(tool),
  link: {
    href: urls.tool(tool.id, tool.version),
    text: 'See the questions',
    about: `of ${tool.title}, in a new tab`,
  },
});

/** How much a tool asks, of whom, and what it rests on. */
function inBrief(tool: Tool): string {
  const { catalogue } = tool.instrument;
  const judged = judgedItemsOf(tool.instrument).length;
  const asked = [
    countOf(itemsOf(tool).length - judged, 'question'),
    ...(judged > 0 ? [countOf(judged, 'judgement')] : []),
  ].join(' and ');
  return catalogue ? `${asked}, answered by ${catalogue.who}. Source: ${catalogue.basis}.` : `${asked}.`;
}

/** The version of a tool beside its name, but of one that came with the program and has no other. */
const versionOf = (tool: Tool, tools: readonly Tool[], audit: Audit | null): string => {
  const isAlone = tool.version === 1 && tools.every(({ id, version }) => id !== tool.id || version === 1);
  return isAlone && tool.instrument.catalogue
    ? ''
    : `, version ${tool.version}${whichVersion(tool, tools, audit)}`;
};

/** Which of several versions of a tool one is: they look alike but for their number. */
function whichVersion({ id, version }: Tool, tools: readonly Tool[], audit: Audit | null): string {
  const versions = tools.filter((tool) => tool.id === id).map((tool) => tool.version);
  if (versions.length < 2) return '';
  const isOwn = audit?.toolId === id && audit.toolVersion === version;
  return version === Math.max(...versions) ? ' (the newest)' : isOwn ? ' (what this audit has)' : '';
}
