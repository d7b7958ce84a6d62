import { randomInt } from 'node:crypto';
import { caseloadProblems, foldGroup, itemById, setupMayChange } from '../../../rules/index.ts';
import type { CaseloadFile, KnownSize, SamplingMethod, SheetProblem, Tool } from '../../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import { dayInBritain } from '../../formats/english.ts';
import type { SheetLine } from '../../formats/sheetFile.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';
import { LIST_COLUMN_PLACE, remembered, toRemember } from '../transfer/questions.ts';
import { leftOutNotes, NO_CHOICES, soundRows } from '../transfer/sheetReading.ts';
import type { ReadSheet, SheetChoices, SheetPreview } from '../transfer/sheetReading.ts';
import type { StoppingRepository } from './stoppingStore.ts';
import type { SheetWordStore } from '../transfer/wordStore.ts';
import { CaseloadError, readCaseloadList } from './caseloadList.ts';
import { drawGroups } from './draw.ts';
import type { GroupChoice } from './draw.ts';
import { readExtract } from './extractReading.ts';
import type { ReadExtract } from './extractReading.ts';
import type { ExtractChoices, ExtractRepository } from './extractRepository.ts';
import { createExtractKeeper, prepareExtract } from './extractService.ts';
import type { ExtractState } from './extractService.ts';
import { isCommitted, orderHashOf } from './readingOrder.ts';
import type { GroupDraw, ListedFile, Sample, SampledFile, SampleRepository } from './repository.ts';

/** How the files of one group were chosen, for the report. */
export interface GroupSample {
  group: string;
  seed: string;
  method: SamplingMethod;
  /** How often the sample was drawn; the last one holds. */
  draws: number;
  listed: number;
  drawn: number;
  notFound: { reason: string; replaced: boolean }[];
  /** Files that were read although they were not drawn. */
  outsideSample: number;
  /** Rows of the whole list that were left out by whoever kept the rest of it. */
  leftOut: number;
  /** How many checks the panel had chosen beforehand, to stop reading when it is sure of them; 0 where it had not, or of another order. */
  stopsAt: number;
}

/** Everything the page of a sample shows. */
export interface SampleState {
  sample: Sample | null;
  listed: ReadonlyMap<number, number>;
  /** Whether the list names workers. */
  hasWorkers: boolean;
  draws: GroupDraw[];
  files: SampledFile[];
  reserves: ReadonlyMap<number, { references: string[]; files: number }>;
  /** What the list was read from, where that was an extract of the national data set. */
  extract: ExtractState | null;
  /** Whether stopping when sure was set up for another order of reading. */
  isOrderLapsed: boolean;
}

/** What was kept of a caseload list. */
export interface KeptList {
  files: number;
  /** The fields that come with it. */
  fields: string[];
  /** The headings of the columns that were left out because somebody said so, of this list or an earlier one. */
  ignored: string[];
  /** What else is to be said of it, each a sentence: which row its heading is, and what no list may bring. */
  notes: string[];
  /** Whether it was an extract of the national data set, of which the page says more. */
  isExtract: boolean;
}

const SEED_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const RESERVE_SHOWN = 10;

export type SamplingService = ReturnType<typeof createSamplingService>;

export function createSamplingService(parts: {
  database: Database;
  audits: AuditRepository;
  samples: SampleRepository;
  extracts: ExtractRepository;
  caseFiles: CaseFileRepository;
  sheetWords: SheetWordStore;
  stopping: StoppingRepository;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, samples, caseFiles, sheetWords, activity, tools, now } = parts;
  const at = () => now().toISOString();
  const keeper = createExtractKeeper({
    samples,
    extracts: parts.extracts,
    references: (auditId) => caseFiles.references(auditId),
  });

  /** The audit, held for a change of its sample. */
  async function forDraw(auditId: number): Promise<{ audit: Audit; sample: Sample | null }> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    if (!setupMayChange(audit.state)) {
      throw new StateError('The audit is closed, so its sample cannot be changed.');
    }
    if (tools.of(audit).calls) {
      throw new StateError(
        'The calls of this audit come from a plan and not from a list. Nothing was changed.',
      );
    }
    const sample = await samples.of(auditId);
    if (sample && sample.lockedAt !== null) {
      throw new StateError('Recording has begun, so the sample is fixed. Nothing was changed.');
    }
    return { audit, sample };
  }

  const toolOf = async (auditId: number): Promise<Tool> => {
    const audit = await audits.byId(auditId);
    if (!audit) throw new NotFoundError();
    return tools.of(audit);
  };

  /** Keeps an extract of the national data set as the caseload list. */
  async function keepExtract(
    actorId: number,
    auditId: number,
    tool: Tool,
    read: ReadExtract,
  ): Promise<KeptList> {
    const prepared = prepareExtract(tool, read);
    return database.write(async () => {
      await forDraw(auditId);
      const groups = await audits.groups(auditId);
      const files = await keeper.keep({ auditId, tool, groups, actorId, at: at() }, prepared);
      await activity.add({ userId: actorId, action: 'sample.listed', auditId, detail: { files } });
      return { files, fields: await fieldsIn(auditId, tool), ignored: [], notes: [], isExtract: true };
    });
  }

  /** Keeps a caseload list that was read, or the sound rows of it, in one transaction. */
  async function keepList(
    actorId: number,
    auditId: number,
    list: ReadSheet<CaseloadFile>,
    {
      choices,
      leaveOut,
    }: { choices: SheetChoices; leaveOut?: ((problems: SheetProblem[]) => void) | undefined },
  ): Promise<KeptList> {
    const { rows, columns, brokeOff } = list;
    return database.write(async () => {
      const { audit } = await forDraw(auditId);
      const groups = await audits.groups(auditId);
      const among = caseloadProblems(rows, {
        groups: groups.map((group) => group.name),
        references: await caseFiles.references(auditId),
        words: audit.words,
      });
      const problems = [...list.problems, ...among].toSorted((a, b) => a.row - b.row);
      const isAsked = choices.hidden === null && list.hidden > 0;
      const sound = leaveOut ? soundRows(rows, problems) : rows;
      if (brokeOff !== null || isAsked || sound === null || (problems.length > 0 && !leaveOut)) {
        // Of one that broke off nobody knows what else is in it: it is put right and sent again.
        const preview = columns.length > 0 && brokeOff === null ? previewOf(list, problems) : null;
        throw new CaseloadError(problems, brokeOff ?? undefined, preview);
      }
      leaveOut?.(problems);
      const idOf = new Map(groups.map((group) => [foldGroup(group.name), group.id]));
      const kept = sound.flatMap(({ row, reference, group, fields, worker }): ListedFile[] => {
        const groupId = idOf.get(foldGroup(group));
        const listed = fields.size > 0 ? JSON.stringify(Object.fromEntries(fields)) : null;
        return groupId === undefined ? [] : [{ groupId, row, reference, fields: listed, worker }];
      });
      const left = rows.length - kept.length;
      await samples.setList(auditId, kept, actorId, at(), left);
      await sheetWords.keep(auditId, toRemember(list, choices, LIST_COLUMN_PLACE));
      await activity.add({
        userId: actorId,
        action: 'sample.listed',
        auditId,
        detail: { files: kept.length, ...(left > 0 && { leftOut: left }) },
      });
      return {
        files: kept.length,
        fields: columns.flatMap(({ meaning }) => (meaning.kind === 'answer' ? [meaning.item.label] : [])),
        ignored: columns.flatMap(({ heading, meaning }) =>
          meaning.kind === 'leftOut' && meaning.why === undefined && !meaning.item ? [heading.trim()] : [],
        ),
        notes: [list.headingNote, ...leftOutNotes(columns)].filter((note) => note !== ''),
        isExtract: false,
      };
    });
  }

  /** The labels of the fields that files of the list have. */
  async function fieldsIn(auditId: number, tool: Tool): Promise<string[]> {
    const ids = (await samples.list(auditId)).flatMap(({ fields }) =>
      fields === null ? [] : Object.keys(JSON.parse(fields) as Record<string, string>),
    );
    return [...new Set(ids)].flatMap((id) => itemById(tool, id)?.label ?? []);
  }

  async function isOrderLapsed(auditId: number): Promise<boolean> {
    const setUp = await parts.stopping.of(auditId);
    return setUp !== null && !isCommitted(setUp, await orderHashOf(samples, auditId));
  }

  return {
    /** Whether a file is none of a sample that was drawn of its group. */
    async isOutsideSample(auditId: number, groupId: number, reference: string): Promise<boolean> {
      const own = (await samples.drawnFiles(auditId)).filter((file) => file.groupId === groupId);
      const wanted = reference.toLowerCase();
      return (
        own.length > 0 &&
        !own.some((file) => file.status === 'drawn' && file.reference.toLowerCase() === wanted)
      );
    },

    /** A seed that nobody has chosen: four groups of four letters and figures that cannot be misread. */
    newSeed(): string {
      const part = () =>
        Array.from({ length: 4 }, () => SEED_LETTERS[randomInt(SEED_LETTERS.length)]).join('');
      return [part(), part(), part(), part()].join('-');
    },

    state: (auditId: number): Promise<SampleState> =>
      database.read(async () => ({
        sample: await samples.of(auditId),
        listed: await samples.listedByGroup(auditId),
        hasWorkers: await samples.hasWorkers(auditId),
        draws: await samples.draws(auditId),
        files: await samples.drawnFiles(auditId),
        reserves: await samples.reserves(auditId, RESERVE_SHOWN),
        extract: await keeper.state(auditId),
        isOrderLapsed: await isOrderLapsed(auditId),
      })),

    /** The extract that is the list of an audit; null where there is none. */
    extractOf: (auditId: number): Promise<ExtractState | null> => keeper.state(auditId),

    /** The drawn files and what became of them. */
    files: (auditId: number): Promise<SampledFile[]> => samples.drawnFiles(auditId),

    async file(auditId: number, sampledId: number): Promise<SampledFile> {
      const file = await samples.drawnFile(auditId, sampledId);
      if (!file) throw new NotFoundError();
      return file;
    },

    /** What is known of a list before anybody was asked: what was said of the audit's lists and sheets before. */
    async choices(auditId: number): Promise<SheetChoices> {
      const names = (await audits.groups(auditId)).map((group) => group.name);
      return { ...NO_CHOICES, ...remembered(await sheetWords.of(auditId), names, LIST_COLUMN_PLACE) };
    },

    /**
     * Keeps a caseload list: of each row the reference, the group and the tool's fields, nothing else. It takes the
     * place of the list before, and of what was drawn from that. An extract of the national data set is known by its
     * headings; its clients become the files.
     *
     * @param options - choices: what was said of the list, which is remembered; leaveOut: takes the sound rows and leaves
     *   out those with a problem, of which it is told
     * @throws CaseloadError with all problems
     */
    async upload(
      actorId: number,
      auditId: number,
      lines: AsyncIterable<SheetLine>,
      options: { choices?: SheetChoices; leaveOut?: (problems: SheetProblem[]) => void } = {},
    ): Promise<KeptList> {
      // The list is read before the transaction begins, so that a slow disk does not hold the database.
      const tool = await toolOf(auditId);
      const choices = options.choices ?? (await this.choices(auditId));
      const read = await readExtract(lines, dayInBritain(now()), choices.hidden);
      if (!('other' in read)) return keepExtract(actorId, auditId, tool, read);
      const named = (await audits.groups(auditId)).map(({ name }) => name);
      const onlyGroup = named.length === 1 ? (named[0] ?? '') : '';
      const list = await readCaseloadList(tool, read.other, choices, onlyGroup);
      try {
        return await keepList(actorId, auditId, list, { choices, leaveOut: options.leaveOut });
      } finally {
        list.leave();
      }
    },

    /** Makes the list of an extract by what the lead says of its agencies and codes; a draw from it is given up. */
    async chooseForExtract(actorId: number, auditId: number, choices: ExtractChoices): Promise<KeptList> {
      const tool = await toolOf(auditId);
      return database.write(async () => {
        await forDraw(auditId);
        const groups = await audits.groups(auditId);
        const files = await keeper.choose({ auditId, tool, groups, actorId, at: at() }, choices);
        await activity.add({ userId: actorId, action: 'sample.listed', auditId, detail: { files } });
        return { files, fields: await fieldsIn(auditId, tool), ignored: [], notes: [], isExtract: true };
      });
    },

    async removeList(actorId: number, auditId: number): Promise<void> {
      await database.write(async () => {
        const { sample } = await forDraw(auditId);
        if (!sample) return;
        await samples.remove(auditId);
        await activity.add({ userId: actorId, action: 'sample.listRemoved', auditId });
      });
    },

    /**
     * Draws the groups anew. The same list, seed, methods and numbers give the same sample.
     *
     * @param seed - null to have one made
     * @throws InputError for numbers that the list cannot give
     */
    async draw(
      actorId: number,
      auditId: number,
      wanted: { seed: string | null; groups: GroupChoice[] },
    ): Promise<void> {
      const seed = wanted.seed ?? this.newSeed();
      await database.write(async () => {
        const { audit, sample } = await forDraw(auditId);
        if (!sample) throw new StateError(`There is no ${audit.words.list} to draw from. Upload it first.`);
        const list = await samples.list(auditId);
        const { draws, files } = drawGroups(
          { ...wanted, seed },
          list,
          await audits.groups(auditId),
          audit.words,
        );
        await samples.setDraw(auditId, seed, draws, files, actorId, at());
        await activity.add({
          userId: actorId,
          action: 'sample.drawn',
          auditId,
          detail: { seed, files: draws.reduce((sum, draw) => sum + draw.drawn, 0) },
        });
      });
    },

    /** How many files the groups have, by name; only groups of which a lead entered it. */
    async sizes(auditId: number, groups: SampleGroup[]): Promise<ReadonlyMap<string, KnownSize>> {
      const own = groups.flatMap(({ id, name, caseload }) =>
        caseload ? [{ id, name, entered: caseload }] : [],
      );
      const listed = own.length > 0 ? await samples.listedByGroup(auditId) : new Map<number, number>();
      return new Map(own.map(({ id, name, entered }) => [name, { listed: listed.get(id) ?? null, entered }]));
    },

    /** How the files of the groups were chosen; only groups that were drawn. */
    async reports(auditId: number, groups: SampleGroup[]): Promise<GroupSample[]> {
      const sample = await samples.of(auditId);
      if (!sample || sample.seed === null) return [];
      const { seed, draws: times } = sample;
      const draws = await samples.draws(auditId);
      const stopping = await parts.stopping.of(auditId);
      const stopsAt = isCommitted(stopping, await orderHashOf(samples, auditId))
        ? stopping.standards.size
        : 0;
      const files = await samples.drawnFiles(auditId);
      return groups.flatMap((group) => {
        const draw = draws.find(({ groupId }) => groupId === group.id);
        if (!draw) return [];
        const own = files.filter(({ groupId }) => groupId === group.id);
        const begun = own.filter((file) => file.caseFileId !== null).length;
        return {
          group: group.name,
          seed,
          method: draw.method,
          draws: times,
          listed: draw.listed,
          drawn: draw.drawn,
          notFound: own.flatMap(({ status, reason, replacedBy }) =>
            status === 'not_found' ? [{ reason: reason ?? '', replaced: replacedBy !== null }] : [],
          ),
          outsideSample: Math.max(0, group.files - begun),
          leftOut: sample.leftOut,
          stopsAt: draw.method === 'random' ? stopsAt : 0,
        };
      });
    },
  };
}

/** What a list holds, without its rows. */
function previewOf(list: ReadSheet<CaseloadFile>, problems: SheetProblem[]): SheetPreview {
  const { rows: _rows, leave: _leave, ...preview } = list;
  return { ...preview, problems };
}
