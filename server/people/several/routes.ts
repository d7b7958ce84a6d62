import type { Request } from 'express';
import { z } from 'zod';
import type { SheetProblem } from '../../../rules/index.ts';
import { ROLES } from '../../access/policy.ts';
import type { Role } from '../../access/policy.ts';
import { countOf } from '../../formats/english.ts';
import { readPasted } from '../../formats/pasted.ts';
import { sheetFileNote, readSheet, SheetFormatError } from '../../formats/sheetFile.ts';
import type { SheetLine } from '../../formats/sheetFile.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, textOf } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { uploadOf } from '../../web/upload.ts';
import { urls } from '../../web/urls.ts';
import { PeopleError } from '../accounts/peopleError.ts';
import type { AccountService } from '../accounts/service.ts';
import type { ProviderService } from '../providers.ts';
import { presentSeveral } from './presenter.ts';
import { COLUMN_LABELS, readPeopleList } from './reading.ts';
import type { PeopleList } from './reading.ts';

const TITLE = 'Add several people';
/** A list is sent again with the button that makes the accounts, so a file may hold no more than can be pasted. */
const LONGEST_TEXT = 200_000;

const roleOfOthers = z.enum(ROLES).exclude(['national']).nullable().catch(null);

/** Adding people by a list: shown as it was understood, and made with the next press, all or none. */
export function severalRoutes(
  routes: Routes,
  parts: { accounts: AccountService; providers: ProviderService },
): void {
  const { accounts, providers } = parts;

  const page = (about: Parameters<typeof presentSeveral>[0], errors: FieldError[] = []) => ({
    template: 'people/several/page',
    title: TITLE,
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentSeveral(about),
  });

  /** Reads the list of a form: the file if one was chosen, otherwise what was pasted. */
  const listOf = async (req: Request, role: Role | null): Promise<PeopleList> => {
    const upload = uploadOf(req);
    const file = upload && upload.bytes > 0 ? upload : null;
    const text = textOf(formBody(req), 'list');
    if ((file?.bytes ?? text.length) > (file ? 5_000_000 : LONGEST_TEXT)) {
      throw new SheetFormatError('This is too long for one list. Add the people in several parts.');
    }
    const known = {
      providers: await providers.offeredToPeople((await providers.list()).map(({ id }) => id)),
      addresses: new Set((await accounts.list()).map(({ email }) => email)),
      roleOfOthers: role,
    };
    const list = await readPeopleList(file ? readSheet(file.path) : pasted(text), known);
    const others = file && (await sheetFileNote(file.path, []));
    return others ? { ...list, notes: [...list.notes, others] } : list;
  };

  routes.allowed('people.manage', { method: 'get', path: urls.severalPeople() }, async ({ show }) => {
    await show(page({ text: '', role: null, list: null }));
  });

  routes.allowed(
    'people.manage',
    { method: 'post', path: urls.severalPeople(), takesFile: true, asksAgain: true },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const text = textOf(body, 'list');
      const role = roleOfOthers.parse(textOf(body, 'role') || null);
      const hasFile = (uploadOf(req)?.bytes ?? 0) > 0;
      const field = hasFile ? 'file' : 'list';
      if (!hasFile && text.trim() === '') {
        await show(page({ text, role, list: null }, [{ field, text: 'Paste a list, or choose a file.' }]));
        return;
      }
      let list: PeopleList;
      try {
        list = await listOf(req, role);
      } catch (error) {
        if (!(error instanceof SheetFormatError)) throw error;
        await show(page({ text, role, list: null }, [{ field, text: error.message }]));
        return;
      }
      if (list.problems.length === 0 && textOf(body, 'make') === 'yes') {
        try {
          const made = await accounts.createSeveral(user.id, list.people);
          redirect(
            urls.peopleLinks(),
            `${countOf(made.length, 'account is', 'accounts are')} made. Nobody can sign in before they have their link.`,
          );
          return;
        } catch (error) {
          if (!(error instanceof PeopleError)) throw error;
          list.problems.push(...found(list, error));
        }
      }
      const { length } = list.problems;
      const wrong = `The list has ${countOf(length, 'problem')}, so nobody was added. Put it right below and look at it again.`;
      await show(page({ text, role, list }, length > 0 ? [{ field: 'list', text: wrong }] : []));
    },
  );
}

async function* pasted(text: string): AsyncGenerator<SheetLine> {
  for (const [i, cells] of (await readPasted(text)).entries()) {
    if (cells.length > 0) yield { row: i + 1, cells };
  }
}

/** What was found only when the accounts were to be made, such as an address that somebody else has added meanwhile. */
function found(list: PeopleList, { problems }: PeopleError): SheetProblem[] {
  const column = (field: string) =>
    field === 'email' ? COLUMN_LABELS.email : field === 'roles' ? COLUMN_LABELS.role : COLUMN_LABELS.provider;
  return problems.flatMap(({ at, field, text }) => {
    const person = list.people[at];
    return person ? [{ row: person.row, column: column(field), value: '', problem: text }] : [];
  });
}
