import { checksToAnswer, foldGroup, periodLabel } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { Provider } from '../../people/providers.ts';
import { dayInWords } from '../../formats/english.ts';
import type { MeasureService } from '../../measures/service.ts';
import type { DeliveryRepository } from '../delivery/repository.ts';
import type { FollowUp, FollowUpService } from '../followUp/service.ts';
import type { ReportSource } from '../plans/report.ts';
import type { MeetingRepository, ProposedLine } from './repository.ts';

/** What the program would put on an agenda. */
export interface Proposals {
  lines: ProposedLine[];
  /** Whether standards were passed over because figures of them are suppressed outside the panel. */
  someSuppressed: boolean;
}

/** The longest text of a proposed line. */
const LONGEST = 600;

/**
 * What is to be talked about with a provider: what is late, standards missed in its last audit, measures of it that have
 * changed, queries that nobody has answered, and what was decided last time. Both sides read it, so it is made of what is
 * shown outside the panel.
 */
export function createProposals(parts: {
  followUp: Pick<FollowUpService, 'of'>;
  delivery: Pick<DeliveryRepository, 'dueBy' | 'plans'>;
  reports: Pick<ReportSource, 'one'>;
  measures: Pick<MeasureService, 'overview' | 'figures'>;
  meetings: Pick<MeetingRepository, 'meetings' | 'agenda'>;
}) {
  const { followUp, delivery, reports, measures, meetings } = parts;

  async function late(all: FollowUp, provider: Provider): Promise<ProposedLine[]> {
    const plans = new Map((await delivery.plans()).map(({ id, title }) => [id, title]));
    const lines = (await delivery.dueBy(all.today)).filter(
      ({ providerId, due }) => providerId === provider.id && due < all.today,
    );
    return [
      ...all.plans.flatMap(({ audit, actions }) =>
        actions
          .filter(({ status }) => status === 'late')
          .map(({ id, action, due }) => ({
            kind: 'late' as const,
            source: `action:${id}`,
            text: `Late since ${dayInWords(due)}: ${action} (improvement plan, ${audit.title})`,
          })),
      ),
      ...lines.map(({ id, action, due, planId }) => ({
        kind: 'late' as const,
        source: `line:${id}`,
        text: `Late since ${dayInWords(due)}: ${action} (${plans.get(planId) ?? 'delivery plan'})`,
      })),
    ];
  }

  /** Standards that the provider misses in the audit of which it has had its report last. */
  async function standards(all: FollowUp, provider: Provider): Promise<Proposals> {
    const [last] = all.plans.toSorted((a, b) => (a.reportIssuedAt < b.reportIssuedAt ? 1 : -1));
    if (!last) return { lines: [], someSuppressed: false };
    const { tool, audit, figures, outside } = await reports.one(last.audit.id, provider.id);
    const { checks: suppressed } = outside();
    const lines = checksToAnswer(tool, figures, new Set())
      .filter(({ check }) => !suppressed.has(check.id))
      .map(({ check }): ProposedLine => {
        const own = figures.find(({ id }) => id === check.id);
        const limit = check.polarity === 'yes_is_bad' ? 'at most' : 'at least';
        return {
          kind: 'standard',
          source: `standard:${audit.id}:${check.id}`,
          text: `Standard missed, ${limit} ${check.standard}% expected and ${own?.yes} of ${own?.applicable} found: ${check.label} (${audit.title})`,
        };
      });
    const asked = checksToAnswer(tool, figures, suppressed);
    return {
      lines,
      someSuppressed: asked.some(({ check }) => check.standard !== undefined && suppressed.has(check.id)),
    };
  }

  /** Measures of which the provider is a place, and whose last two figures differ. */
  async function changed(provider: Provider): Promise<ProposedLine[]> {
    const place = (await measures.overview()).places.find(
      ({ name, kind }) => kind === 'provider' && foldGroup(name) === foldGroup(provider.name),
    );
    if (!place) return [];
    const { measures: all, observations } = await measures.figures({ placeId: place.id });
    return all.flatMap(({ id, label }): ProposedLine[] => {
      const [before, now] = observations
        .filter((one) => one.measure === id && one.kind === 'actual')
        .slice(-2);
      if (!before || !now || before.asPrinted === now.asPrinted) return [];
      return [
        {
          kind: 'measure',
          source: `measure:${id}:${now.period.end}`,
          text: `${label}: ${now.asPrinted} in ${periodLabel(now.period)}, ${before.asPrinted} in ${periodLabel(before.period)}`,
        },
      ];
    });
  }

  async function decided(provider: Provider, heldOn: string): Promise<ProposedLine[]> {
    const last = (await meetings.meetings(provider.id)).find(
      (one) => one.heldOn < heldOn && one.minutedAt !== null,
    );
    if (!last) return [];
    return (await meetings.agenda(last.id))
      .filter(({ decision }) => decision !== '')
      .map(({ id, decision }) => ({
        kind: 'decision' as const,
        source: `decision:${id}`,
        text: `Decided on ${dayInWords(last.heldOn)}: ${decision}`,
      }));
  }

  return {
    /** Proposals for a meeting on a day, as far as somebody may see what they are made of. */
    async of(user: User, provider: Provider, heldOn: string): Promise<Proposals> {
      const followed = await followUp.of(user);
      const all = { ...followed, plans: followed.plans.filter((plan) => plan.provider.id === provider.id) };
      const missed = await standards(all, provider);
      const asked = all.plans.flatMap(({ audit, queries }) =>
        queries
          .filter(({ answer }) => answer === null)
          .map(({ id, raisedAt }) => ({
            kind: 'query' as const,
            source: `query:${id}`,
            text: `Query ${id} is open since ${dayInWords(raisedAt.slice(0, 10))} (${audit.title})`,
          })),
      );
      const lines = [
        ...(await decided(provider, heldOn)),
        ...(await late(all, provider)),
        ...missed.lines,
        ...(await changed(provider)),
        ...asked,
      ];
      return {
        lines: lines.map((line) => ({ ...line, text: line.text.slice(0, LONGEST) })),
        someSuppressed: missed.someSuppressed,
      };
    },
  };
}
