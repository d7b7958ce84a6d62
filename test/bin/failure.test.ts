import { expect, it } from 'vitest';
import { failureText } from '../../bin/failure.ts';

it('says where to look when the driver of SQLite was not built, in place of what knex suggests', () => {
  const text = failureText(
    new Error(
      'Knex: run\n$ npm install sqlite3 --save\nCould not locate the bindings file. Tried:\n → /x/node_sqlite3.node',
    ),
  );
  expect(text).toContain('the install script of the package sqlite3 was not allowed to run');
  expect(text).toContain('under "Install as a package"');
  expect(text).not.toContain('npm install sqlite3');
});
