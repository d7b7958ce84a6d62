import type { Knex } from 'knex';

/**
 * Counts that figures are made of, kept, and which files changed since. The database itself writes down every change of
 * what is counted, so that no part of the program can forget it, nor an earlier one that writes beside this.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('kept_counts', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    // What was counted: the hash of the questions. Both null until it is.
    table.string('counted_with', 64).nullable();
    table.text('counts').nullable();
  });
  // What of each file is in the counts.
  await knex.schema.createTable('counted_files', (table) => {
    table.integer('audit_id').notNullable().references('kept_counts.audit_id').onDelete('CASCADE');
    table.integer('case_file_id').notNullable();
    table.integer('group_id').notNullable();
    table.text('answers').notNullable();
    table.primary(['audit_id', 'case_file_id']);
  });
  // One row a change, and none is ever written twice: so nobody who saves waits for whoever counts.
  await knex.schema.createTable('changed_files', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable();
    table.integer('case_file_id').notNullable();
    table.index(['audit_id', 'case_file_id']);
  });
  for (const statement of isPostgres(knex) ? ON_POSTGRES : ON_SQLITE) await knex.raw(statement);
}

export async function down(knex: Knex): Promise<void> {
  for (const [table, events] of Object.entries(CHANGES)) {
    for (const event of Object.keys(events)) {
      const name = nameOf(table, event as Event);
      await knex.raw(isPostgres(knex) ? `drop trigger ${name} on ${table}` : `drop trigger ${name}`);
      if (isPostgres(knex)) await knex.raw(`drop function ${name}()`);
    }
  }
  await knex.schema.dropTable('changed_files');
  await knex.schema.dropTable('counted_files');
  await knex.schema.dropTable('kept_counts');
}

type Event = 'insert' | 'update' | 'delete';

const isPostgres = (knex: Knex) => (knex.client as { dialect?: unknown }).dialect === 'postgresql';

const nameOf = (table: string, event: Event) => `count_${table}_${event}`;

/** Writes down the file of a first reading, where the counts of its audit are kept. */
const OF_READING = (ids: string) => `
  insert into changed_files (audit_id, case_file_id)
    select case_files.audit_id, case_files.id from reviews join case_files on case_files.id = reviews.case_file_id
    where reviews.id in (${ids}) and reviews.reading = 1
      and exists (select 1 from kept_counts where kept_counts.audit_id = case_files.audit_id);`;

const OF_FILE = (ids: string) => `
  insert into changed_files (audit_id, case_file_id)
    select case_files.audit_id, case_files.id from case_files
    where case_files.id in (${ids})
      and exists (select 1 from kept_counts where kept_counts.audit_id = case_files.audit_id);`;

/** A file that goes leaves nothing behind, so that all is counted anew. */
const WITHOUT_FILE = `
  update kept_counts set counts = null, counted_with = null where audit_id = old.audit_id and counts is not null;
  delete from counted_files where audit_id = old.audit_id and case_file_id = old.id;
  delete from changed_files where audit_id = old.audit_id and case_file_id = old.id;`;

/** What is done at each change of a table; of an update, when which columns change. */
const CHANGES: Record<string, Partial<Record<Event, { of?: string; does: string }>>> = {
  answers: {
    insert: { does: OF_READING('new.review_id') },
    update: { of: 'review_id, item_id, value', does: OF_READING('old.review_id, new.review_id') },
    delete: { does: OF_READING('old.review_id') },
  },
  settlements: {
    insert: { does: OF_READING('new.review_id') },
    update: { of: 'review_id, item_id, value', does: OF_READING('old.review_id, new.review_id') },
    delete: { does: OF_READING('old.review_id') },
  },
  reviews: {
    insert: { does: OF_FILE('new.case_file_id') },
    update: { of: 'case_file_id, reading', does: OF_FILE('old.case_file_id, new.case_file_id') },
    delete: { does: OF_FILE('old.case_file_id') },
  },
  case_files: {
    update: { of: 'group_id', does: OF_FILE('new.id') },
    delete: { does: WITHOUT_FILE },
  },
};

const statements = (make: (table: string, event: Event, when: string, does: string) => string[]) =>
  Object.entries(CHANGES).flatMap(([table, events]) =>
    Object.entries(events).flatMap(([event, { of, does }]) =>
      make(table, event as Event, of === undefined ? event : `${event} of ${of}`, does),
    ),
  );

const ON_SQLITE = statements((table, event, when, does) => [
  `create trigger ${nameOf(table, event)} after ${when} on ${table} for each row begin ${does} end`,
]);

const ON_POSTGRES = statements((table, event, when, does) => [
  `create function ${nameOf(table, event)}() returns trigger language plpgsql as $$ begin ${does} return null; end $$`,
  `create trigger ${nameOf(table, event)} after ${when} on ${table} for each row execute function ${nameOf(table, event)}()`,
]);
