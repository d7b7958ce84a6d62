import { urls } from '../../server/web/urls.ts';
import { openAll, opened } from './pageStates.ts';
import type { PageState } from './pageStates.ts';

/** Pages of published figures, with three partnerships beside each other, in their states. */
export const PUBLICATION_STATES: PageState[] = [
  opened('lena', 'figures to be published', ({ released }) => urls.publish(released), 'Who will see what'),
  opened(
    'lena',
    'figures that are published',
    ({ closed }) => urls.publish(closed),
    'has been published since',
  ),
  opened('lena', 'figures of an open audit', ({ open }) => urls.publish(open), 'once it is closed'),
  opened('carl', 'published figures', () => urls.publishedFigures(), 'Partnerships beside each other'),
  opened(
    'adam',
    'one publication',
    ({ published }) => urls.publishedFigure(published),
    'Withdraw these figures',
  ),
  opened('adam', 'beside other partnerships', () => urls.comparePublished(), 'May your published figures'),
  opened('carl', 'partnerships by check', () => urls.partnerships('rodt', 1), 'Who stands beside whom'),
  opened(
    'carl',
    'a check over partnerships',
    () => urls.partnershipsCheck('rodt', 1, 'recovery_plan'),
    'Against the limits',
    openAll,
  ),
];
