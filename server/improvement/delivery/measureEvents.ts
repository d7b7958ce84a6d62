import { can } from '../../access/policy.ts';
import { dayInBritain } from '../../formats/english.ts';
import type { MeasureEvent, MeasureEventsOf } from '../../measures/events.ts';
import type { Database } from '../../platform/db/database.ts';
import { urls } from '../../web/urls.ts';
import type { DeliveryRepository } from './repository.ts';

/** What delivery plans say of a measure: when a plan with a line on it began, and when such a line was done. */
export const createMeasureEvents =
  (parts: {
    database: Database;
    store: Pick<DeliveryRepository, 'plans' | 'linesOnMeasure'>;
  }): MeasureEventsOf =>
  (user, measure) =>
    parts.database.read(async () => {
      const lines = (await parts.store.linesOnMeasure(measure.id)).filter((line) =>
        can(user, 'deliveryLine.read', { line }),
      );
      const planIds = new Set(lines.map(({ planId }) => planId));
      const plans = (await parts.store.plans()).filter(({ id }) => planIds.has(id));
      return plans.flatMap(({ id, title, firstDay, partnership }): MeasureEvent[] => [
        { day: firstDay, text: `Delivery plan: ${title}`, href: urls.deliveryPlan(id), partnership },
        ...lines
          .filter((line) => line.planId === id)
          .flatMap((line) => {
            const done = line.doneAt ?? line.confirmedAt;
            if (done === null) return [];
            const href = urls.deliveryLine(id, line.id);
            return [{ day: dayInBritain(new Date(done)), text: `Done: ${line.action}`, href, partnership }];
          }),
      ]);
    });
