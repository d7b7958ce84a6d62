import { checksOf, criteriaOf, isClosed, itemsOf } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { createFindingRepository } from '../../feedback/store/findings.ts';
import type { QueryRepository } from '../../feedback/store/queries.ts';
import type { MeasureService } from '../../measures/service.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { ReportSource } from '../plans/report.ts';
import type { LineAnswer } from './repository.ts';

/** Something that a line can answer, under the value by which a form names it. */
export interface AnswerChoice {
  value: string;
  answer: LineAnswer;
}

export const answerValue = ({ kind, auditId, ref }: LineAnswer): string =>
  [kind, auditId ?? '', ref].join(':');

export type AnswerChoices = ReturnType<typeof createAnswerChoices>;

/** What lines of delivery plans can answer: measures, and what an audit asked and found, as far as somebody may see it. */
export function createAnswerChoices(parts: {
  audits: Pick<AuditRepository, 'ofMember'>;
  tools: Pick<Tools, 'of'>;
  measures: Pick<MeasureService, 'overview'>;
  findings: Pick<ReturnType<typeof createFindingRepository>, 'of'>;
  queries: Pick<QueryRepository, 'of'>;
  reports: Pick<ReportSource, 'listed'>;
}) {
  const { audits, tools, measures, findings, queries, reports } = parts;

  /** The closed audits of which somebody may read the results, the newest first. */
  const auditsOf = async (user: User): Promise<Audit[]> =>
    (await audits.ofMember(user.id))
      .filter((audit) => isClosed(audit.state) && can(user, 'results.read', { audit }))
      .toSorted((a, b) => b.id - a.id);

  async function inAudit(user: User, audit: Audit): Promise<LineAnswer[]> {
    const tool = tools.of(audit);
    const checks = new Set(checksOf(tool).map(({ id }) => id));
    const named = (kind: LineAnswer['kind'], ref: string, label: string): LineAnswer => ({
      kind,
      auditId: audit.id,
      ref,
      label: `${label} (${audit.title})`,
    });
    const asked = [
      ...itemsOf(tool).map(({ id, label }) => named(checks.has(id) ? 'check' : 'item', id, label)),
      ...criteriaOf(tool.instrument).map(({ id, title }) => named('criterion', id, title)),
    ];
    if (!can(user, 'feedback.fetch', { audit })) return asked;
    const told: LineAnswer[] = [];
    for (const { provider } of await reports.listed(audit)) {
      for (const { id } of await findings.of(audit.id, provider.id)) {
        told.push(named('finding', String(id), `Finding ${id} for ${provider.name}`));
      }
      for (const { id } of await queries.of(audit.id, provider.id)) {
        told.push(named('query', String(id), `Query ${id} of ${provider.name}`));
      }
    }
    return [...asked, ...told];
  }

  return {
    /** What can be chosen: all measures, and what one audit asked and found where it is named. */
    async of(user: User, auditId: number | null): Promise<{ audits: Audit[]; choices: AnswerChoice[] }> {
      const readable = await auditsOf(user);
      const audit = readable.find(({ id }) => id === auditId);
      const kept = can(user, 'measures.read') ? (await measures.overview()).measures : [];
      const answers = [
        ...(audit ? await inAudit(user, audit) : []),
        ...kept.map(({ id, label }): LineAnswer => ({ kind: 'measure', auditId: null, ref: id, label })),
      ];
      return {
        audits: readable,
        choices: answers.map((answer) => ({ value: answerValue(answer), answer })),
      };
    },
  };
}
