import { dayInBritain, dayInWords, dayOf, daysInWords, plainName } from '../../formats/english.ts';
import { presentOutcome } from './outcome.ts';
import { differs, linesOf } from './selfAudit.ts';
import type { SelfAudit } from './selfAudit.ts';
import { answerInWords } from './words.ts';

/** The report to a provider on its self-audit, with its own scores and the validated ones. */
export function presentReport(selfAudit: SelfAudit, now: Date) {
  const { audit, tool, provider, record, sections } = selfAudit;
  const outcome = presentOutcome(selfAudit);
  const day = (moment: string | null | undefined) => (moment ? dayInWords(dayOf(moment)) : null);
  const handedIn = day(record?.handedInAt);
  const validated = day(record?.validatedAt);
  const lines = linesOf(selfAudit);
  const answered = lines.filter(({ handedIn: value }) => value !== null).length;
  return {
    documentTitle: `${tool.title}: ${provider.name}, ${audit.title}`,
    fileName: `self-audit-${plainName(provider.name) || 'provider'}-${plainName(audit.title) || 'audit'}.pdf`,
    createdAt: now,
    heading: `${tool.title}: ${provider.name}`,
    kicker: `${audit.title}, ${audit.partnership}`,
    footer: `${tool.title}: ${provider.name}. As at ${dayInWords(dayInBritain(now))}`,
    facts: [
      { term: 'Answered by', text: `${provider.name}, ${answered} of ${lines.length} questions` },
      { term: 'Period', text: daysInWords(audit.fieldworkStart, audit.fieldworkEnd) },
      { term: 'Handed in', text: handedIn ?? 'Not handed in' },
      { term: 'Validated', text: validated ?? 'The validation is not finished' },
      { term: 'Audit tool', text: `${tool.title}, version ${tool.version}` },
    ],
    counts: outcome.counts,
    scores: outcome.scores,
    differences: {
      lead:
        outcome.decided === 0
          ? 'Nothing is validated yet.'
          : `${outcome.differing} of ${outcome.decided} validated answers ${outcome.differing === 1 ? 'is' : 'are'} other than the provider’s own. The others were agreed with.`,
      rows: outcome.differences,
    },
    judgements: outcome.judgements,
    sections: sections.map(({ title, lines: own }) => ({
      title,
      rows: own.map((line) => {
        const { item, handedIn: value, handedInWith: said, settled } = line;
        return {
          label: item.label,
          own: answerInWords(item, value),
          validated:
            settled === null
              ? 'Not validated'
              : differs(line)
                ? answerInWords(item, settled.value)
                : 'Agreed with',
          notes: [
            ...(said.evidence === '' ? [] : [`Evidence: ${said.evidence}`]),
            ...(said.files.length === 0 ? [] : [`PDF: ${said.files.map(({ name }) => name).join(', ')}`]),
            ...(said.comment === '' ? [] : [`Comment: ${said.comment}`]),
          ],
        };
      }),
    })),
    howToRead: [
      'The own score is worked out from the provider’s answers as they were handed in, the validated score from the same answers with those in their place that the panel lead or a commissioner chose after reading the evidence. Both are kept.',
      'In the results of the audit the validated answer counts where there is one, and the provider’s own where there is none.',
      `Scores are worked out as the audit tool says. ${tool.description}`,
      `Source of the audit tool: ${tool.source}`,
    ],
  };
}

export type SelfAuditReport = ReturnType<typeof presentReport>;
