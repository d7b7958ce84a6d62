import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { settleField } from './service.ts';

/** The code that somebody chose for a text; empty where none was. */
export const readCode = (body: FormBody): string => textOf(body, 'code');

/** What the lead settled the code of a text on; empty where nothing was chosen. */
export const readSettled = (body: FormBody, fileId: number): string => textOf(body, settleField(fileId));
