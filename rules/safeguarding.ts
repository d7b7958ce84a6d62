/** How soon something has to be done about an alert. */
export const URGENCIES = ['now', 'today', 'days'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** After so many minutes without a word somebody else has to see to it. */
const MINUTES_TO_ACKNOWLEDGE: Record<Urgency, number> = { now: 30, today: 4 * 60, days: 24 * 60 };

/**
 * Whether an alert has waited too long for somebody to say that they have it.
 *
 * @param raisedAt - ISO 8601
 */
export const isAlertOverdue = (
  {
    urgency,
    raisedAt,
    acknowledgedAt,
  }: { urgency: Urgency; raisedAt: string; acknowledgedAt: string | null },
  now: Date,
): boolean =>
  acknowledgedAt === null &&
  now.getTime() - new Date(raisedAt).getTime() >= MINUTES_TO_ACKNOWLEDGE[urgency] * 60_000;
