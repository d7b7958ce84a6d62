// The areas of the program and their one direction. The linter's rule and the test of the graph both ask here.

import path from 'node:path';

/** Each area may use what stands on earlier lines and itself; areas on one line know nothing of each other. */
export const AREAS = [
  ['rules', 'formats', 'platform'],
  ['access'],
  ['web'],
  ['people'],
  ['audits'],
  ['fieldwork'],
  ['results'],
  ['measures'],
  ['api', 'feedback'],
  ['improvement'],
  ['overview'],
  ['deps'],
  ['app'],
  ['main'],
  ['bin'],
];

/** Rooms of an area that have walls between them, read in the same way. */
export const ROOMS = {
  feedback: [['store'], ['draft'], ['findings'], ['reports'], ['queries'], ['pages']],
};

/** @param {string} file - a path from the top, such as `server/web/form.ts` */
const placeOf = (file) => {
  const [top = '', ...rest] = file.split('/');
  const [area = '', room = ''] = top === 'server' ? rest : [top, ...rest];
  return { area: path.basename(area, '.ts'), room: path.basename(room, '.ts') };
};

/**
 * @param {string[][]} lines
 * @param {string} name
 */
const lineOf = (lines, name) => lines.findIndex((line) => line.includes(name));

/**
 * Whether one file may not use another because of where they stand: null if it may, else what is wrong.
 *
 * @param {string} file - who imports, from the top
 * @param {string} target - what is imported, from the top
 * @returns {string | null}
 */
export function wrongWay(file, target) {
  const from = placeOf(file);
  const to = placeOf(target);
  if (from.area !== to.area) return wrongIn(AREAS, from.area, to.area);
  // An area's contents page is no room of it.
  if (from.area !== 'feedback' || from.room === 'index' || from.room === to.room) return null;
  return wrongIn(ROOMS.feedback, from.room, to.room);
}

/**
 * @param {string[][]} lines
 * @param {string} from
 * @param {string} to
 */
function wrongIn(lines, from, to) {
  const here = lineOf(lines, from);
  if (here === -1) return `${from} has no place yet: give it one in test/house/areas.js.`;
  const there = lineOf(lines, to);
  return there === -1 || there >= here ? `${from} may not use ${to}.` : null;
}
