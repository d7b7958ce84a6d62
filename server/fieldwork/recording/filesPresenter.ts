import {
  askedOf,
  toldByReading,
  leftOutText,
  setupMayChange,
  takesAnswers,
  usesRecoveryPlans,
} from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { countOf, timeInWords } from '../../formats/english.ts';
import { can } from '../../access/policy.ts';
import { presentDrawn } from '../sampling/presenter.ts';
import type { SampledFile } from '../sampling/repository.ts';
import { urls } from '../../web/urls.ts';
import type { Assignee, Assignments } from '../assigning/assignments.ts';
import { presentOwnFiles } from '../assigning/presenter.ts';
import { ownFilesIn } from '../assigning/service.ts';
import type { CaseFileLine } from '../caseFiles/caseFiles.ts';
import type { FileFilter } from './fileFilter.ts';
import type { FileLine } from './service.ts';

/** So many files to read a second time are named above the groups, in which they are marked. */
const NAMED = 12;

/** The case files of an audit, group by group. */
export function presentFiles(parts: {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  lines: FileLine[];
  /** What was drawn, begun or not. */
  drawn: SampledFile[];
  drawnIn: ReadonlyMap<number, number>;
  assignments: Assignments;
  /** How many files are left out, since this person declared an interest in them. */
  keptBack?: number;
  user: User;
  /** What was typed; outsideSample: whether it was asked if the file is to be read although it was not drawn. */
  typed: { groupId: string; reference: string; outsideSample: boolean } | null;
  errors: FieldError[];
  /** What narrows the page. */
  filter: FileFilter;
}) {
  const { audit, tool, groups, lines, drawn, assignments, user, typed, errors, filter } = parts;
  const asked = askedOf(tool).length;
  const open = takesAnswers(audit.state);
  const mayRecord = open && can(user, 'caseFile.record', { audit });
  const complete = lines.filter((line) => line.completedAt !== null).length;
  const readAgain = lines.filter((line) => line.second && line.second.completedAt === null);
  return {
    header: presentHeader(audit, user),
    state: audit.state,
    summary: {
      files: lines.length,
      planned: groups.reduce((sum, group) => sum + group.plannedFiles, 0),
      complete,
      incomplete: lines.length - complete,
    },
    questionsLeftOut: leftOutText(tool),
    keptBackText: keptBackText(parts.keptBack ?? 0, audit),
    own: open ? presentOwnFiles(ownFilesIn(audit, parts, groups, user.id), groups) : null,
    transfers: presentTransfers(audit, tool, user, assignments),
    /** What this person can still read a second time; null for nothing. */
    readAgain:
      open && readAgain.length > 0
        ? {
            count: countOf(readAgain.length, audit.words.file, audit.words.files),
            files: readAgain
              .slice(0, NAMED)
              .map(({ id, reference }) => ({ reference, href: urls.file(audit.id, id) })),
            more: Math.max(0, readAgain.length - NAMED),
          }
        : null,
    action: urls.files(audit.id),
    listing: filter.present(lines.length + drawn.length),
    groups: groups.filter(filter.isShown).map((group) => {
      const own = lines.filter((line) => line.groupId === group.id);
      const isTyped = typed?.groupId === String(group.id);
      const excluded = excludedIn(tool, group);
      const { shown, found, pages } = filter.pageOf(group, own, (line) => {
        const { completedAt, recorded } = shownOf(line, excluded);
        return completedAt !== null ? 'complete' : recorded === 0 ? 'todo' : 'begun';
      });
      return {
        id: group.id,
        name: group.name,
        providers: group.providers.map((provider) => provider.name).join(' and '),
        planned: group.plannedFiles,
        files: own.length,
        complete: own.filter((line) => line.completedAt !== null).length,
        mayAdd: mayRecord,
        typed: isTyped ? typed.reference : '',
        outsideSample: isTyped && typed.outsideSample ? typed.reference.trim() : null,
        error: isTyped ? (errors[0]?.text ?? null) : null,
        sample: presentDrawn(
          audit,
          drawn.filter(({ reference }) => filter.fitsReference(reference)),
          group.id,
          user,
          (id) => assignments.ofDrawn.get(id)?.name ?? '',
        ),
        /** Where only some are shown: how many fit. */
        found: filter.narrowed ? found : null,
        pages,
        lines: shown.map((line) =>
          presentLine(line, audit.id, asked, excluded, assignments.ofFile.get(line.id)),
        ),
      };
    }),
  };
}

/** How many of the answers by which reading is told a group begins with. */
const excludedIn = (tool: Tool, { exclusions }: SampleGroup) =>
  toldByReading(tool).filter(({ id }) => exclusions.includes(id)).length;

/** Ways for this person to take case files along, or to bring them. */
/** That files are not in the list, since this person declared an interest in them; null where all are. */
const keptBackText = (keptBack: number, { words }: Audit): string | null =>
  keptBack === 0
    ? null
    : `${countOf(keptBack, `${words.file} is`, `${words.files} are`)} not in your list, since you declared an interest in the service or the worker.`;

function presentTransfers(audit: Audit, tool: Tool, user: User, assignments: Assignments) {
  const open = takesAnswers(audit.state);
  const isShared = assignments.ofFile.size + assignments.ofDrawn.size > 0;
  return [
    // Whoever shares nothing out meets nothing of it here; it is begun on the page of the panel.
    ...(isShared && setupMayChange(audit.state) && can(user, 'files.assign', { audit })
      ? [{ text: 'Who reads what', href: urls.assigned(audit.id) }]
      : []),
    { text: 'Blank form for paper (PDF)', href: urls.blankForm(audit.id) },
    { text: 'Blank form with guidance (PDF)', href: urls.blankForm(audit.id, 'guidance') },
    {
      text: 'Blank form with room for where it was seen (PDF)',
      href: urls.blankForm(audit.id, 'seen'),
    },
    ...(setupMayChange(audit.state) && can(user, 'interests.declare', { audit })
      ? [{ text: 'Declare an interest in a service or a worker', href: urls.interests(audit.id) }]
      : []),
    ...(open && can(user, 'device.prepare', { audit })
      ? [{ text: 'Prepare this device for work without a network', href: urls.device(audit.id) }]
      : []),
    ...(open && can(user, 'caseFile.import', { audit })
      ? [{ text: `Import ${audit.words.many} from a sheet`, href: urls.importFiles(audit.id) }]
      : []),
    ...(can(user, 'caseFile.export', { audit })
      ? [
          { text: 'Export all as CSV', href: urls.exportFiles(audit.id, 'csv') },
          { text: 'Export all as Excel workbook', href: urls.exportFiles(audit.id, 'xlsx') },
        ]
      : []),
    // No sheet holds the plans; whoever moves an audit has to know it here.
    ...(usesRecoveryPlans(tool) && can(user, 'caseFile.export', { audit })
      ? [{ text: 'Export the recovery plans (not in the sheets)', href: urls.exportPlans(audit.id) }]
      : []),
    ...(usesRecoveryPlans(tool) && open && can(user, 'caseFile.import', { audit })
      ? [{ text: 'Import recovery plans', href: urls.importPlans(audit.id) }]
      : []),
  ];
}

/** Whether the reading that this person is shown was begun. */
const isBegunBy = (line: FileLine): boolean => line.second === null || line.second.updatedByName !== null;

/** The reading of a file that this person is shown, without what the set-up has answered: that is nobody's reading. */
function shownOf(line: FileLine, excluded: number): CaseFileLine {
  const kept = line.second ?? line;
  const isUntouched =
    kept.completedAt === null &&
    (line.second ? !isBegunBy(line) : kept.version === 1) &&
    kept.read <= excluded;
  return isUntouched ? { ...kept, recorded: 0 } : kept;
}

/** A file as this person has it: of one that they are to read a second time nothing of the first reading is told. */
function presentLine(
  line: FileLine,
  auditId: number,
  asked: number,
  excluded: number,
  assignee: Assignee | undefined,
) {
  const own = shownOf(line, excluded);
  const isBegun = isBegunBy(line);
  const status = statusOf(own, asked);
  return {
    reference: line.reference,
    href: urls.file(auditId, line.id),
    /** Who is to read it first; empty for nobody in particular. */
    assignee: line.second ? '' : (assignee?.name ?? ''),
    recorded: `${own.recorded} of ${asked}`,
    status: line.second ? { ...status, text: `Second reading: ${status.text.toLowerCase()}` } : status,
    changed: isBegun
      ? `${timeInWords(own.updatedAt)}${own.updatedByName ? `, ${own.updatedByName}` : ''}`
      : 'Not begun',
  };
}

function statusOf(line: CaseFileLine, asked: number) {
  const missing = asked - line.recorded;
  if (line.completedAt === null)
    return { text: line.recorded === 0 ? 'To do' : 'In progress', colour: 'yellow' };
  if (missing > 0) return { text: `Complete, ${missing} not recorded`, colour: 'blue' };
  return { text: 'Complete', colour: 'green' };
}
