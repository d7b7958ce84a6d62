import { answerTwice } from '../../../rules/index.ts';
import { presentOutcome } from '../../fieldwork/selfAudits/outcome.ts';
import { decisionsOf, linesOf, wasHandedIn } from '../../fieldwork/selfAudits/selfAudit.ts';
import type { SelfAudit, SelfAuditLine } from '../../fieldwork/selfAudits/selfAudit.ts';
import { answerInWords, differenceText } from '../../fieldwork/selfAudits/words.ts';
import { capitalised } from '../../formats/english.ts';
import type { AddedSection } from '../store/report.ts';

/** What the provider answered about itself, beside what was validated; null where it has not handed in. */
export function selfAuditSection(selfAudit: SelfAudit): AddedSection | null {
  if (!wasHandedIn(selfAudit.record)) return null;
  const { counts, scores, differences, judgements, decided, differing } = presentOutcome(selfAudit);
  const changed =
    decided === 0
      ? []
      : [
          `${differing} of ${decided} validated answers ${differing === 1 ? 'is' : 'are'} other than your own. The others were agreed with.`,
        ];
  return {
    heading: 'Your own answers and the validated ones',
    paragraphs: [
      `You answered about yourselves, and the panel lead or a commissioner read your evidence and validated the answers. Both are kept. ${counts}`,
      ...changed,
    ],
    tables: [
      {
        caption: 'Your own scores and the validated ones',
        columns: ['Criterion', 'Your own score', 'Validated score', 'Difference'],
        rows: scores.map(({ title, own, validated, difference }) => [title, own, validated, difference]),
      },
      ...(differences.length > 0
        ? [
            {
              caption: 'Answers that were validated otherwise',
              columns: ['Question', 'Your own answer', 'Validated answer', 'Why'],
              rows: differences.map(({ label, own, validated, reason }) => [label, own, validated, reason]),
            },
          ]
        : []),
      ...(judgements.length > 0
        ? [
            {
              caption: 'What was judged with your answers in view',
              columns: ['Criterion', 'Judgement'],
              rows: judgements.map(({ label, answer }) => [label, answer]),
            },
          ]
        : []),
      {
        caption: 'Every answer, your own and the validated one',
        columns: ['Question', 'Your own answer', 'Validated answer', 'Difference in score'],
        rows: linesOf(selfAudit).map((line) => answerRow(selfAudit, line)),
      },
    ],
    data: {
      about: 'selfAudit',
      answers: decisionsOf(selfAudit).map((line) => {
        const { own, validated, isValidated } = twice(selfAudit, line);
        return { id: line.item.id, own, validated, isValidated, reason: line.settled?.reason ?? '' };
      }),
    },
  };
}

const twice = ({ tool }: SelfAudit, { item, handedIn, settled }: SelfAuditLine) =>
  answerTwice(tool.instrument, item.id, handedIn, settled);

function answerRow(selfAudit: SelfAudit, line: SelfAuditLine): string[] {
  const { item } = line;
  const { own, validated, isValidated, difference } = twice(selfAudit, line);
  return [
    item.label,
    answerInWords(item, own),
    isValidated ? answerInWords(item, validated) : 'Not validated',
    capitalised(differenceText(difference)),
  ];
}
