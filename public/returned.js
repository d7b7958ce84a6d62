// On every page of a signed-in person: a page that comes back from the browser's memory (Back, Forward) is shown only
// while the person is still signed in, and a page of the device's copy only while the copy's key is here. Otherwise
// whoever sits down after a sign-out would go back to a case file.
import { auditOf, endOldCopies } from './copy.js';
import { signedInPerson } from './page.js';
import { askSession } from './sending.js';
import { keysHere } from './vault.js';

const user = signedInPerson();

async function mayStay() {
  if (document.body.dataset.copyAt !== undefined) {
    await endOldCopies();
    const open = Object.keys(keysHere(user)?.copies ?? {});
    const audit = auditOf(location.pathname);
    // The tool's page belongs to every audit.
    return audit === null ? open.length > 0 : open.includes(audit);
  }
  const session = await askSession().catch(() => null);
  // Without the server, a sign-out shows in the keys: it takes them from every tab.
  return session ? session.user?.id === user : keysHere(user) !== null;
}

window.addEventListener('pageshow', async ({ persisted }) => {
  if (!persisted) return;
  const { title } = document;
  document.documentElement.hidden = true;
  document.title = 'Casefile audit';
  if (await mayStay().catch(() => false)) {
    document.title = title;
    document.documentElement.hidden = false;
  } else location.reload();
});
