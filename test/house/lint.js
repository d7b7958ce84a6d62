// The linter's rule for the direction of the areas, types included.

import path from 'node:path';
import { wrongWay } from './areas.js';

const top = path.resolve(import.meta.dirname, '../..');
/** @param {string} file */
const fromTop = (file) => path.relative(top, file).split(path.sep).join('/');

const direction = {
  /** @param {{ filename: string, report: (problem: { node: object, message: string }) => void }} context */
  create(context) {
    /** @param {{ source: { value: unknown } | null }} node */
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string' || !source.startsWith('.')) return;
      const target = fromTop(path.resolve(path.dirname(context.filename), source));
      const message = wrongWay(fromTop(context.filename), target);
      if (message !== null) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

export default { meta: { name: 'house' }, rules: { direction } };
