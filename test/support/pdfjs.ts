/**
 * pdf.js, for reading PDFs as a reader's program does. Its build for Node 20 replaces built-ins of the whole process by
 * slower ones of its own. They are put back: the tests are about the program on the built-ins that it has elsewhere.
 */
const REPLACED: [object: object, names: string[]][] = [
  [Array.prototype, ['push']],
  [Function.prototype, ['toString']],
  [JSON, ['stringify']],
];

const before = REPLACED.map(([object, names]) =>
  names.map((name) => [name, Object.getOwnPropertyDescriptor(object, name) ?? {}] as const),
);
export const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
// Reading a document would load the worker, and with it the same replacements.
const worker = 'pdfjs-dist/legacy/build/pdf.worker.mjs';
await import(worker);
for (const [i, [object]] of REPLACED.entries())
  for (const [name, descriptor] of before[i] ?? []) Object.defineProperty(object, name, descriptor);
