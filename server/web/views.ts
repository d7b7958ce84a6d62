import path from 'node:path';
import ejs from 'ejs';
import type { SubjectWords } from '../../rules/index.ts';

/** Renders a template of the views folder inside a layout, that of the program unless another is named. */
export type Renderer = (template: string, data: PageData, layout?: string) => Promise<string>;

/** What every page has; `view` is what its presenter made. */
interface PageData {
  title: string;
  /** What its window is called: the title, and of which audit it is. */
  windowTitle: string;
  /** Put before the title when the page shows errors, so that a screen reader says so first. */
  hasErrors: boolean;
  csrfToken: string;
  /** Where else people sign in; null where passwords are all. */
  signOn: { action: string; name: string; isOnly: boolean } | null;
  /** The signed-in person, or null. */
  person: { id: number; name: string; organisation: string | null; roles: string; hasApp: boolean } | null;
  navigation: { text: string; href: string; current: boolean }[];
  /** A message about what has just been done. */
  flash: string | null;
  /** Without the container's width limit, for wide tables. */
  wide: boolean;
  /** What the page calls what one record of its audit is about. */
  words: SubjectWords;
  view: object;
}

/**
 * Makes the renderer. Templates see the page as `page`, the words of its audit's subject as `words` and their
 * presenter's object as `view`; everything is escaped, and only includes and the body are put in as they are.
 */
export function createRenderer(settings: { folder: string; cache: boolean }): Renderer {
  const options = { root: settings.folder, views: [settings.folder], cache: settings.cache };
  const render = (template: string, data: object): Promise<string> =>
    ejs.renderFile(path.join(settings.folder, `${template}.ejs`), data, options);
  return async (template, page, layout = 'layout') => {
    const body = await render(template, { page, words: page.words, view: page.view });
    return render(layout, { page, body });
  };
}
