import { expect, it } from 'vitest';
import { holdsSeveral, runEverywhere, runInScope } from '../../../server/platform/db/organisationScope.ts';
import { askAs } from '../../../server/platform/db/rowSecurity.ts';

/** A connection that answers late, and with whom it was told of last. */
function slowConnection() {
  let now = '';
  const later = () => new Promise((resolve) => setTimeout(resolve, 2));
  return {
    async query(_text: string, [, value]: unknown[]): Promise<unknown> {
      await later();
      now = String(value);
      return later();
    },
    async ask(): Promise<string> {
      await later();
      return now;
    },
  };
}

it('tells a connection whose rows it may see, and asks before anybody else tells it otherwise', async () => {
  const connection = slowConnection();
  const settings = {};
  const ask = () => askAs(connection, settings, 'select 1', () => connection.ask());
  const of = (id: number) => runInScope({ home: id, all: [id], isOnly: false }, ask);
  const asked = [of(1), of(2), runEverywhere(ask), of(1), of(1), of(2)];
  expect(await Promise.all(asked)).toEqual(['1', '2', 'all', '1', '1', '2']);
});

it('tells one that is asked by nobody in particular nothing, once there are several', async () => {
  const connection = slowConnection();
  const settings = {};
  const ask = () => askAs(connection, settings, 'select 1', () => connection.ask());
  expect(await ask()).toBe('all');
  holdsSeveral(settings);
  expect(await ask()).toBe('');
  expect(await runEverywhere(ask)).toBe('all');
});

it('asks the next where one fails', async () => {
  const connection = slowConnection();
  const fails = askAs(connection, {}, 'select 1', () => Promise.reject(new Error('refused')));
  const after = askAs(connection, {}, 'select 1', () => connection.ask());
  await expect(fails).rejects.toThrow('refused');
  expect(await after).toBe('all');
});
