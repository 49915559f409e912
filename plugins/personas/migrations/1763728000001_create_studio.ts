import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What a creator's page shows, counted by day so that a million messages are a few hundred rows. A job counts;
 * what is younger than its last run is counted when the page is asked for, by the messages' time. Messages are
 * appended, so a BRIN index finds a time in a few pages and costs their writing nothing that could be measured.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      create index personas_messages_time on personas_messages using brin (created_at)
        with (pages_per_range = 32, autosummarize = on);

      create table personas_studio_days (
        persona_id uuid not null references personas_personas (id) on delete cascade,
        day date not null,
        messages integer not null,
        delivered integer not null,
        stopped integer not null,
        failed integer not null,
        blocked integer not null,
        tokens bigint not null,
        paid bigint not null,
        primary key (persona_id, day)
      );
      comment on table personas_studio_days is 'days are in UTC';
      comment on column personas_studio_days.tokens is 'of the replies';
      comment on column personas_studio_days.paid is 'millicoins that fans were charged';

      -- Who spoke with whom on a day. A conversation is known by its id, since its owner changes when a guest joins.
      create table personas_studio_talks (
        persona_id uuid not null references personas_personas (id) on delete cascade,
        day date not null,
        conversation_id uuid not null references personas_conversations (id) on delete cascade,
        primary key (persona_id, day, conversation_id)
      );
      create index personas_studio_talks_conversation on personas_studio_talks (conversation_id);

      -- A creator's earnings of days that are over, as the ledger said.
      create table personas_studio_earnings (
        creator_id uuid not null,
        day date not null,
        promo bigint not null,
        purchased bigint not null,
        earned bigint not null,
        primary key (creator_id, day)
      );

      create table personas_studio_roll_up (
        only_row boolean primary key default true check (only_row),
        upto timestamptz
      );
      insert into personas_studio_roll_up default values;
      comment on column personas_studio_roll_up.upto is 'messages before this are in the days'`)
  }

  override async down() {
    this.schema.raw(`
      drop table personas_studio_roll_up, personas_studio_earnings, personas_studio_talks, personas_studio_days;
      drop index personas_messages_time`)
  }
}
