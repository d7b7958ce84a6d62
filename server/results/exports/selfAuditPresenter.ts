import { answerTwice, whichAnswersCount } from '../../../rules/index.ts';
import { dayInWords, dayOf, daysInWords } from '../../formats/english.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import { decisionsOf, scoresOf, validatedOf } from '../../fieldwork/selfAudits/selfAudit.ts';
import type { SelfAudit, SelfAuditLine } from '../../fieldwork/selfAudits/selfAudit.ts';
import { answerInWords } from '../../fieldwork/selfAudits/words.ts';
import { NONE } from './marks.ts';
import type { ExportedTable } from './presenter.ts';

/** Self-audits of an audit that were handed in, to be taken along. */
export interface TakenSelfAudits {
  audit: SelfAudit['audit'];
  tool: SelfAudit['tool'];
  selfAudits: readonly SelfAudit[];
}

const twice = ({ tool }: Pick<SelfAudit, 'tool'>, { item, handedIn, settled }: SelfAuditLine) =>
  answerTwice(tool.instrument, item.id, handedIn, settled);

/** Self-audits as tables: every answer of every provider, and what they score; own and validated side by side. */
export function presentSelfAuditTables(taken: TakenSelfAudits): ExportedTable[] {
  const notes = notesOn(taken);
  return [
    {
      name: 'Own and validated',
      heading: [
        'Provider',
        'Sample group',
        'id',
        'Question',
        'Own answer',
        'Validated answer',
        'Own score',
        'Validated score',
        'Validated less own',
        'Evidence',
        'PDFs',
        'Comment',
        'Reason of the validation',
        'Validated by',
        'Validated on',
      ],
      rows: taken.selfAudits.flatMap((one) => decisionsOf(one).map((line) => answerRow(one, line))),
      notes,
    },
    {
      name: 'Scores',
      heading: [
        'Provider',
        'Sample group',
        'id',
        'Criterion',
        'Own score',
        'Own band',
        'Validated score',
        'Validated band',
        'Validated less own',
      ],
      rows: taken.selfAudits.flatMap((one) =>
        scoresOf(one).map(({ id, title, own, validated, difference }): FilledCell[] => [
          one.provider.name,
          one.group.name,
          id,
          title,
          own.score ?? NONE,
          own.band ?? NONE,
          validated.score ?? NONE,
          validated.band ?? NONE,
          difference ?? NONE,
        ]),
      ),
      notes,
    },
  ];
}

function answerRow(selfAudit: SelfAudit, line: SelfAuditLine): FilledCell[] {
  const { item, handedInWith, settled } = line;
  const { own, validated, isValidated, ownScore, validatedScore, difference } = twice(selfAudit, line);
  return [
    selfAudit.provider.name,
    selfAudit.group.name,
    item.id,
    item.label,
    selfAudit.judged.includes(line) ? NONE : answerInWords(item, own),
    isValidated ? answerInWords(item, validated) : NONE,
    ownScore ?? NONE,
    validatedScore ?? NONE,
    difference ?? NONE,
    handedInWith.evidence,
    handedInWith.files.map(({ name }) => name).join(', '),
    handedInWith.comment,
    settled?.reason ?? '',
    settled?.settledByName ?? '',
    settled ? dayInWords(dayOf(settled.settledAt)) : '',
  ];
}

function notesOn({ audit, tool, selfAudits }: TakenSelfAudits): ExportedTable['notes'] {
  const counts = selfAudits.map(validatedOf);
  const answers = counts.reduce((sum, one) => sum + one.answers, 0);
  const validated = counts.reduce((sum, one) => sum + one.validated, 0);
  return [
    { term: 'Audit', text: `${audit.title}, ${audit.partnership}` },
    { term: 'Fieldwork', text: daysInWords(audit.fieldworkStart, audit.fieldworkEnd) },
    { term: 'Tool', text: `${tool.title}, version ${tool.version}` },
    { term: 'Source of the tool', text: tool.source },
    { term: 'Handed in', text: `${selfAudits.length} of the providers that are asked are in this file.` },
    { term: 'Which answers count', text: whichAnswersCount({ answers, validated }, true) },
    {
      term: 'Own and validated',
      text: 'The own answer is the provider’s as it was handed in. The validated one is the same or another one that the panel lead or a commissioner chose after reading the evidence. Both are kept, and a score is what an answer counts for.',
    },
    { term: `"${NONE}"`, text: 'Not validated, not answered by the provider, or without a score.' },
  ];
}

/** Self-audits as data: answers by their ids, with own and validated scores of every answer and criterion. */
export function presentSelfAuditData({ audit, tool, selfAudits }: TakenSelfAudits) {
  return {
    audit: { id: audit.id, title: audit.title, partnership: audit.partnership, state: audit.state },
    tool: { id: tool.id, version: tool.version },
    selfAudits: selfAudits.map((one) => ({
      provider: one.provider.name,
      group: one.group.name,
      handedInAt: one.record?.handedInAt ?? null,
      validatedAt: one.record?.validatedAt ?? null,
      validated: validatedOf(one),
      answers: decisionsOf(one).map((line) => {
        const { own, validated, isValidated, counting, ownScore, validatedScore, difference } = twice(
          one,
          line,
        );
        return {
          id: line.item.id,
          own,
          validated,
          isValidated,
          counting,
          ownScore,
          validatedScore,
          difference,
          evidence: line.handedInWith.evidence,
          files: line.handedInWith.files.map(({ name }) => name),
          comment: line.handedInWith.comment,
          reason: line.settled?.reason ?? '',
        };
      }),
      criteria: scoresOf(one).map(({ id, own, validated, difference }) => ({
        id,
        own: own.score,
        ownBand: own.band,
        validated: validated.score,
        validatedBand: validated.band,
        difference,
      })),
    })),
  };
}
