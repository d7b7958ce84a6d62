import {
  draftCriteriaOf,
  draftItemsOf,
  freeId,
  idsOf,
  identifierSchema,
  instrumentSchema,
  idsOfParts,
  mapCriteria,
  parentOf,
  placeCriterion,
  proposedId,
  renameAnswers,
  renameCriterion,
  renameScale,
} from '../../../rules/index.ts';
import type { DraftCriterion, DraftTool, PartName } from '../../../rules/index.ts';
import { InputError, NotFoundError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import {
  defined,
  listedIn,
  numberIn,
  optionalText,
  optionsIn,
  optionValues,
  rowsIn,
  tickedIn,
  measureIn,
} from './fieldsOfForm.ts';
import { besideValues, saveBeside } from './besideForm.ts';
import { idIn, itemValues, saveItem } from './itemForm.ts';
import { saveTrainingFile, trainingValues } from './trainingForm.ts';

/** How many criteria the form of a draft asks for to rank records by: one more than it has, so that one can be added. */
export const ranksOf = ({ rankBy = [] }: DraftTool): number => Math.max(3, rankBy.length + 1);

/** A part of a draft as the fields of its form. */
export function partValues(draft: DraftTool, { kind, id }: PartName): FormBody {
  switch (kind) {
    case 'head': {
      const { subject, rankBy = [], answeredBy, selfCompletion, catalogue } = draft;
      return {
        answeredBy: answeredBy ?? '',
        alone: selfCompletion ? `${selfCompletion.item}=${selfCompletion.answer}` : '',
        listGroup: catalogue?.group ?? '',
        listWho: catalogue?.who ?? '',
        listBasis: catalogue?.basis ?? '',
        title: draft.title,
        id: draft.id,
        description: draft.description,
        source: draft.source,
        subjectOne: subject.one,
        subjectMany: subject.many,
        personal: subject.personal ? 'yes' : 'no',
        ...Object.fromEntries(
          Array.from({ length: ranksOf(draft) }, (_, r) => [`rank.${r}`, rankBy[r] ?? '']),
        ),
      };
    }
    case 'section': {
      const section = draft.sections.find((one) => one.id === id);
      if (!section) throw new NotFoundError();
      return { title: section.title, description: section.description ?? '' };
    }
    case 'item':
      return itemValues(draft, id);
    case 'scale': {
      const scale = draft.scales[id];
      if (!scale) throw new NotFoundError();
      return { id, ...optionValues(scale.options) };
    }
    case 'criterion':
      return criterionValues(draft, criterionIn(draft, id));
    case 'calls':
    case 'top':
    case 'words':
      return besideValues(draft, kind, id);
    case 'training':
      return trainingValues(draft, id);
  }
}

/**
 * A draft with a part as its form says; what the form does not show stays as it is.
 *
 * @returns with the id that the part has now
 * @throws InputError where an id or a number cannot be taken
 */
export function savePart(
  draft: DraftTool,
  { kind, id }: PartName,
  body: FormBody,
): { draft: DraftTool; id: string } {
  switch (kind) {
    case 'head':
      return { draft: saveHead(draft, body), id };
    case 'section': {
      const title = textOf(body, 'title').trim();
      const description = optionalText(body, 'description');
      return {
        id,
        draft: {
          ...draft,
          sections: draft.sections.map((one) =>
            one.id === id ? defined({ id, title, description, items: one.items }) : one,
          ),
        },
      };
    }
    case 'item':
      return saveItem(draft, id, body);
    case 'scale':
      return saveScale(draft, id, body);
    case 'criterion':
      return saveCriterion(draft, id, body);
    case 'calls':
    case 'top':
    case 'words':
      return saveBeside(draft, { kind, id }, body);
    case 'training':
      return { draft: saveTrainingFile(draft, id, body), id };
  }
}

/** What a tool may have at its top; anything else is left out when its head is saved. */
const OF_TOOLS = Object.keys(instrumentSchema.shape);

function saveHead(draft: DraftTool, body: FormBody): DraftTool {
  const text = (name: string) => optionalText(body, name) ?? '';
  const id = 'id' in body ? text('id') : draft.id;
  if (id !== draft.id) refuseId(id);
  const one = text('subjectOne');
  const rankBy = Array.from({ length: ranksOf(draft) }, (_, r) => textOf(body, `rank.${r}`)).filter(Boolean);
  const isSame = one === draft.subject.one && text('subjectMany') === draft.subject.many;
  const head = defined({
    ...draft,
    id,
    title: text('title'),
    description: text('description'),
    source: text('source'),
    subject: {
      id: isSame ? draft.subject.id : proposedId(one),
      one,
      many: text('subjectMany'),
      personal: textOf(body, 'personal') !== 'no',
    },
    ...('rank.0' in body && { rankBy: rankBy.length > 0 ? [...new Set(rankBy)] : undefined }),
    ...whoAnswers(body),
    ...('listGroup' in body && { catalogue: catalogueIn(body) }),
  });
  return Object.fromEntries(Object.entries(head).filter(([name]) => OF_TOOLS.includes(name))) as DraftTool;
}

/** Whose people answer, and how respondents answer alone. */
function whoAnswers(body: FormBody): Partial<DraftTool> {
  const [item, answer] = textOf(body, 'alone').split('=');
  return {
    ...('answeredBy' in body && { answeredBy: textOf(body, 'answeredBy') || undefined }),
    ...('alone' in body && { selfCompletion: item && answer ? { item, answer } : undefined }),
  };
}

/** How a tool stands in the list of tools; nothing of it where all fields are empty. */
function catalogueIn(body: FormBody): DraftTool['catalogue'] {
  const [group, who, basis] = ['listGroup', 'listWho', 'listBasis'].map(
    (name) => optionalText(body, name) ?? '',
  );
  return group || who || basis ? { group: group ?? '', who: who ?? '', basis: basis ?? '' } : undefined;
}

function refuseId(id: string): void {
  const parsed = identifierSchema.safeParse(id);
  if (parsed.success) return;
  throw new InputError([
    { field: 'id', text: `The id ${parsed.error.issues[0]?.message ?? 'is not right'}.` },
  ]);
}

function saveScale(draft: DraftTool, own: string, body: FormBody): { draft: DraftTool; id: string } {
  if (!draft.scales[own]) throw new NotFoundError();
  const id = textOf(body, 'id').trim() || own;
  if (id !== own) {
    refuseId(id);
    if (id in draft.scales) {
      throw new InputError([{ field: 'id', text: 'Another scale has this name. Choose another one.' }]);
    }
  }
  const { options, renamed } = optionsIn(body);
  const saved = { ...draft, scales: { ...draft.scales, [own]: { options } } };
  const users = draftItemsOf(draft).filter(({ kind, scale }) => kind === 'scale' && scale === own);
  const answers = renameAnswers(saved, new Set(users.map((item) => item.id)), renamed);
  return { draft: renameScale(answers, own, id), id };
}

export function criterionIn(draft: DraftTool, id: string): DraftCriterion {
  const criterion = draftCriteriaOf(draft).find((one) => one.id === id);
  if (!criterion) throw new NotFoundError();
  return criterion;
}

function criterionValues(draft: DraftTool, criterion: DraftCriterion): FormBody {
  const {
    id,
    title,
    aggregate,
    scoredBy,
    scale = '',
    source = '',
    measure = '',
    weights = {},
    bands = [],
    limits,
  } = criterion;
  const parts = idsOfParts(criterion);
  return {
    title,
    id,
    aggregate,
    scoredBy,
    scale,
    source,
    measure,
    parent: parentOf(draft, id)?.id ?? '',
    parts: ['', ...criterion.of.filter((part) => typeof part === 'string')],
    ...Object.fromEntries(
      parts.map((part) => [`w.${part}`, weights[part] === undefined ? '' : String(weights[part])]),
    ),
    ...Object.fromEntries(
      bands.flatMap((band, b) => [
        [`b.${b}.label`, band.label],
        [`b.${b}.id`, band.id],
        [`b.${b}.from`, String(band.from)],
        [`b.${b}.score`, band.score === undefined ? '' : String(band.score)],
      ]),
    ),
    ...Object.fromEntries(
      limits.flatMap((limit, l) => [
        [`l.${l}.label`, limit.item],
        [`l.${l}.when`, limit.answers.join(', ')],
        [`l.${l}.atMost`, String(limit.atMost)],
      ]),
    ),
  };
}

function saveCriterion(draft: DraftTool, own: string, body: FormBody): { draft: DraftTool; id: string } {
  const before = criterionIn(draft, own);
  const title = textOf(body, 'title').trim();
  const id = idIn(draft, body, own, title);
  const ticked = new Set(tickedIn(body, 'parts'));
  const asked = draftItemsOf(draft).map((item) => item.id);
  const kept = before.of.filter((part) => typeof part !== 'string' || ticked.has(part));
  const of = [...kept, ...asked.filter((part) => ticked.has(part) && !kept.includes(part))];
  const isOneOf = <T extends string>(value: string, all: readonly T[], otherwise: T): T =>
    all.find((one) => one === value) ?? otherwise;
  const aggregate = isOneOf(
    textOf(body, 'aggregate'),
    ['mean', 'sum', 'least', 'most', 'median', 'judgement'],
    before.aggregate,
  );
  const criterion: DraftCriterion = defined({
    id: own,
    title,
    of,
    aggregate,
    weights: aggregate === 'mean' || aggregate === 'sum' ? weightsIn(body, of) : undefined,
    bands: aggregate === 'judgement' ? undefined : bandsIn(body),
    scoredBy: isOneOf(textOf(body, 'scoredBy'), ['value', 'band'], 'value'),
    limits: limitsIn(body),
    scale: aggregate === 'judgement' ? optionalText(body, 'scale') : undefined,
    source: optionalText(body, 'source'),
    measure: 'measure' in body ? measureIn(body) : before.measure,
  });
  const saved = mapCriteria(draft, (one) => (one.id === own ? criterion : one));
  const parent = textOf(body, 'parent') || null;
  return { draft: placeCriterion(renameCriterion(saved, own, id), id, parent), id };
}

function weightsIn(body: FormBody, of: DraftCriterion['of']): Record<string, number> | undefined {
  const weights = of.flatMap((part): [string, number][] => {
    const id = typeof part === 'string' ? part : part.id;
    const weight = numberIn(body, `w.${id}`);
    return weight === undefined ? [] : [[id, weight]];
  });
  return weights.length > 0 ? Object.fromEntries(weights) : undefined;
}

function bandsIn(body: FormBody): DraftCriterion['bands'] {
  const taken = new Set<string>();
  const bands = rowsIn(body, 'b').flatMap((row) => {
    const label = textOf(body, `b.${row}.label`).trim();
    if (label === '') return [];
    const id = textOf(body, `b.${row}.id`).trim() || freeId(proposedId(label) || 'band', taken);
    taken.add(id);
    const from = numberIn(body, `b.${row}.from`);
    if (from === undefined) {
      throw new InputError([{ field: `b.${row}.from`, text: `Enter where the band “${label}” begins.` }]);
    }
    return [defined({ id, label, from, score: numberIn(body, `b.${row}.score`) })];
  });
  return bands.length > 0 ? bands : undefined;
}

function limitsIn(body: FormBody): DraftCriterion['limits'] {
  return rowsIn(body, 'l').flatMap((row) => {
    const item = textOf(body, `l.${row}.label`).trim();
    if (item === '') return [];
    const atMost = numberIn(body, `l.${row}.atMost`);
    if (atMost === undefined) {
      throw new InputError([
        { field: `l.${row}.atMost`, text: 'Enter the score that it cannot come above.' },
      ]);
    }
    return [{ item, answers: listedIn(textOf(body, `l.${row}.when`)), atMost }];
  });
}

/** What can be added to a draft beside questions: a section, a scale, a criterion. */
export function addPart(
  draft: DraftTool,
  kind: 'section' | 'scale' | 'criterion',
  title: string,
): { draft: DraftTool; id: string } {
  if (kind === 'scale') {
    const id = freeId(proposedId(title) || 'scale', new Set(Object.keys(draft.scales)));
    return { draft: { ...draft, scales: { ...draft.scales, [id]: { options: [] } } }, id };
  }
  const id = freeId(proposedId(title) || kind, new Set(idsOf(draft)));
  if (kind === 'section') {
    return { draft: { ...draft, sections: [...draft.sections, { id, title, items: [] }] }, id };
  }
  const criterion: DraftCriterion = { id, title, of: [], aggregate: 'mean', scoredBy: 'value', limits: [] };
  return { draft: { ...draft, criteria: [...draft.criteria, criterion] }, id };
}
