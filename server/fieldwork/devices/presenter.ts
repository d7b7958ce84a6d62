import { answersOfExcluded } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { countOf, dayInWords } from '../../formats/english.ts';
import type { Assignments } from '../assigning/assignments.ts';
import { presentReading } from '../recording/presenter.ts';
import type { Reading } from '../caseFiles/reading.ts';
import type { FileLine } from '../recording/service.ts';
import type { SampledFile } from '../sampling/repository.ts';
import { urls } from '../../web/urls.ts';
import type { Assets } from './assets.ts';

/** Drawn files that nobody has begun. */
const toBegin = (drawn: SampledFile[]) =>
  drawn.filter((file) => file.status === 'drawn' && file.caseFileId === null).length;

/** The page on which somebody prepares a device. */
export function presentDevice(parts: {
  audit: Audit;
  lines: FileLine[];
  drawn: SampledFile[];
  refusal: string | null;
  user: User;
}) {
  const { audit, lines, drawn, refusal, user } = parts;
  const left = toBegin(drawn);
  return {
    header: presentHeader(audit, user),
    refusal,
    auditId: audit.id,
    email: user.email,
    action: urls.device(audit.id),
    filesHref: urls.files(audit.id),
    files: countOf(lines.length, audit.words.one, audit.words.many),
    toBegin: left > 0 ? countOf(left, `drawn ${audit.words.file}`, `drawn ${audit.words.files}`) : null,
    ends: dayInWords(audit.fieldworkEnd),
  };
}

/** What a device has to fetch to work without a network, and how long it may keep it. */
export function presentPlan(parts: {
  audit: Audit;
  groups: SampleGroup[];
  lines: FileLine[];
  drawn: SampledFile[];
  key: string;
  assets: Assets;
  sessionMilliseconds: number;
}) {
  const { audit, groups, lines, drawn, key, assets, sessionMilliseconds } = parts;
  const end = new Date(`${audit.fieldworkEnd}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + 1);
  return {
    key,
    title: audit.title,
    many: audit.words.Many,
    /** The end of the last day of fieldwork, in milliseconds since 1970. */
    ends: end.getTime(),
    sessionMilliseconds,
    version: assets.version,
    assets: assets.urls,
    list: urls.files(audit.id),
    toBegin: toBegin(drawn),
    pages: [
      urls.files(audit.id),
      urls.tool(audit.toolId, audit.toolVersion),
      ...groups.map((group) => urls.deviceGroup(audit.id, group.id)),
    ],
    files: lines.map((line) => urls.file(audit.id, line.id)),
    /** Those of them of which this person has the second reading, and must not have the first. */
    second: lines.filter((line) => line.second).map((line) => urls.file(audit.id, line.id)),
  };
}

/** The recording page of a file of a group that has not been begun; a device puts the reference in. */
export function presentUnbegun(parts: {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  group: SampleGroup;
  lines: FileLine[];
  drawn: SampledFile[];
  drawnIn: ReadonlyMap<number, number>;
  assignments: Assignments;
  user: User;
}) {
  const { audit, tool, groups, group, lines, drawn, drawnIn, assignments, user } = parts;
  const reading: Reading = {
    id: 0,
    number: 1,
    isReadTwice: false,
    isOfViewer: false,
    frozen: false,
    startVersion: 1,
    fileId: 0,
    auditId: audit.id,
    groupId: group.id,
    group,
    reference: '',
    version: 0,
    answers: answersOfExcluded(tool, group.exclusions),
    comments: new Map(),
    places: new Map(),
    entryDates: new Map(),
    comment: '',
    noteSets:
      group.providers.length > 1
        ? group.providers.map(({ id, name }) => ({ providerId: id, name, state: null }))
        : [],
    commentSets: new Map(),
    completedAt: null,
    updatedAt: audit.updatedAt,
    updatedByName: null,
    lastChange: null,
  };
  return {
    ...presentReading({
      plan: null,
      audit,
      tool,
      groups,
      reading,
      lines,
      drawn,
      drawnIn,
      assignments,
      written: null,
      user,
      typed: null,
      errors: [],
    }),
    savedText: 'Nothing recorded yet',
    removeHref: null,
  };
}
