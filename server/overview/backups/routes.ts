import type { KeptBackups } from '../../platform/backup/kept.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { presentBackups } from './presenter.ts';

/** Whether this installation could be restored, for an administrator. Making and restoring is done on the command line. */
export function backupRoutes(routes: Routes, { backups }: { backups: Pick<KeptBackups, 'state'> }): void {
  routes.allowed('backups.read', { method: 'get', path: urls.backups() }, async ({ show }) => {
    const view = presentBackups(await backups.state());
    await show({ template: 'overview/backups/list', title: 'Backups', view });
  });
}
