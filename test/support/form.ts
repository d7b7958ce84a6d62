import { parseHtml } from './html.ts';
import type { HtmlToken } from './html.ts';

/** A form of a page as a browser holds it: what it would send, in the order of the page. */
export interface PageForm {
  action: string;
  method: string;
  /** Everything but the button that is pressed. */
  fields: Record<string, string | string[]>;
  /** The buttons that send something, by the words on them. */
  buttons: { text: string; name: string | undefined; value: string }[];
  /** What there is to choose from, by name: radios, tick boxes and options of a select. */
  choices: Record<string, string[]>;
}

/**
 * Reads all forms of a page: the values that a browser would send when nothing is touched, so that a test posts what
 * a person's browser does. Disabled controls send nothing, a select without a choice sends its first option, and the
 * line breaks of a textarea travel as CR LF.
 */
export function formsOf(html: string): PageForm[] {
  const forms: PageForm[] = [];
  const tokens = parseHtml(html);
  let form: PageForm | null = null;
  let disabledDepth = 0;
  const fieldsets: boolean[] = [];
  tokens.forEach((token, at) => {
    if (token.kind === 'text') return;
    if (token.name === 'fieldset') {
      if (token.kind === 'open') fieldsets.push(token.attributes.has('disabled'));
      else fieldsets.pop();
      disabledDepth = fieldsets.filter(Boolean).length;
      return;
    }
    if (token.name === 'form') {
      if (token.kind === 'close') form = null;
      else {
        form = {
          action: token.attributes.get('action') ?? '',
          method: token.attributes.get('method') ?? 'get',
          fields: {},
          buttons: [],
          choices: {},
        };
        forms.push(form);
      }
      return;
    }
    if (token.kind !== 'open' || !form) return;
    const { attributes } = token;
    const name = attributes.get('name');
    const disabled = disabledDepth > 0 || attributes.has('disabled');
    // What only a script presses sends nothing.
    if (token.name === 'button' && attributes.get('type') === 'button') return;
    if (token.name === 'button') {
      const text = textWithin(tokens, at);
      if (!disabled) form.buttons.push({ text, name, value: attributes.get('value') ?? '' });
    }
    if (name === undefined || disabled) return;
    if (token.name === 'textarea') {
      add(form, name, textWithin(tokens, at).replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'));
    } else if (token.name === 'select') {
      const options = optionsWithin(tokens, at);
      form.choices[name] = options.map((option) => option.value);
      const chosen = options.findLast((option) => option.selected) ?? options[0];
      if (chosen) add(form, name, chosen.value);
    } else if (token.name === 'input') {
      const type = attributes.get('type') ?? 'text';
      if (type === 'radio' || type === 'checkbox') {
        const value = attributes.get('value') ?? 'on';
        (form.choices[name] ??= []).push(value);
        if (attributes.has('checked')) {
          if (type === 'radio') form.fields[name] = value;
          else add(form, name, value);
        }
      } else if (type !== 'submit' && type !== 'button') add(form, name, attributes.get('value') ?? '');
    }
  });
  return forms;
}

/** The one form of a page that goes to this address, or the one with this button. */
export function formTo(html: string, action: string, button?: string): PageForm {
  const found = formsOf(html).filter(
    (form) =>
      form.action === action && (button === undefined || form.buttons.some(({ text }) => text === button)),
  );
  const [form] = found;
  if (!form || found.length > 1) throw new Error(`the page has ${found.length} forms to ${action}`);
  return form;
}

/** What a browser sends: the form as it is, with what was typed or chosen, and the button that was pressed. */
export function filledIn(
  form: PageForm,
  changes: Record<string, string | string[]> = {},
  button?: string,
): Record<string, string | string[]> {
  for (const [name, value] of Object.entries(changes)) {
    const choices = form.choices[name];
    if (!choices && !(name in form.fields)) throw new Error(`the form has no field ${name}`);
    for (const one of [value].flat()) {
      if (choices && !choices.includes(one)) throw new Error(`${name} cannot be ${JSON.stringify(one)}`);
    }
  }
  const pressed = button === undefined ? undefined : form.buttons.find(({ text }) => text === button);
  if (button !== undefined && !pressed) throw new Error(`the form has no button "${button}"`);
  return {
    ...form.fields,
    ...changes,
    ...(pressed?.name === undefined ? {} : { [pressed.name]: pressed.value }),
  };
}

/** The words of a page as a person reads them, without the tags. */
export function wordsOf(html: string): string {
  return parseHtml(html)
    .flatMap((token, i, all) => {
      if (token.kind !== 'text') return [];
      const before = all[i - 1];
      return before?.kind === 'open' && ['script', 'style'].includes(before.name) ? [] : [token.text];
    })
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function add(form: PageForm, name: string, value: string): void {
  const there = form.fields[name];
  form.fields[name] = there === undefined ? value : [there, value].flat();
}

/** The text between an opening tag and its closing one. */
function textWithin(tokens: readonly HtmlToken[], from: number): string {
  let depth = 0;
  let text = '';
  for (const token of tokens.slice(from)) {
    if (token.kind === 'open') depth += 1;
    else if (token.kind === 'close') depth -= 1;
    else text += token.text;
    if (depth === 0) break;
  }
  return text;
}

function optionsWithin(tokens: readonly HtmlToken[], from: number): { value: string; selected: boolean }[] {
  const options: { value: string; selected: boolean }[] = [];
  for (let at = from + 1; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.kind === 'close' && token.name === 'select') break;
    if (token?.kind === 'open' && token.name === 'option') {
      options.push({
        value: token.attributes.get('value') ?? textWithin(tokens, at),
        selected: token.attributes.has('selected'),
      });
    }
  }
  return options;
}
