import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the code of a thread is, by its name in this folder. Node 20 starts no thread from TypeScript: run from its
 * sources, the program takes it from what was built.
 */
export function threadFile(name: string): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const folder = import.meta.url.endsWith('.ts') ? path.join(here, '../../dist/server/formats') : here;
  return path.join(folder, `${name}.js`);
}
