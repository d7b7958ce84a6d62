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

it.each([
  ['3D000', 'database "none" does not exist', 'Make it with createdb, or correct DATABASE_URL.'],
  ['28P01', 'password authentication failed', 'Correct the name or password in DATABASE_URL.'],
])('says what to do where PostgreSQL refuses with %s', (code, message, words) => {
  const text = failureText(Object.assign(new Error(message), { code }));
  expect(text).toContain(message);
  expect(text).toContain(words);
});
