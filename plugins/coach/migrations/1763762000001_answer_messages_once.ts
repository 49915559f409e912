import { BaseSchema } from '@adonisjs/lucid/schema'

/** A message is answered once, by whoever has claimed it; what was noticed in it is shown again; what it costs is watched. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      -- Of a creator's message: who answers it, since when, and until when the claim stands unless it is renewed.
      alter table coach_messages add column claim uuid;
      alter table coach_messages add column claimed_at timestamptz;
      alter table coach_messages add column claimed_until timestamptz;
      -- Of a creator's message: what was written down, ticked, asked and offered because of it.
      alter table coach_messages add column noticed jsonb;
      -- Of an answer: whole; stopped by the creator; cut, since it had no end.
      alter table coach_messages add column ending text not null default 'whole'
        check (ending in ('whole', 'stopped', 'cut'));
      alter table coach_messages add constraint coach_messages_claim
        check ((claim is null) = (claimed_at is null) and (claim is null) = (claimed_until is null));
      create index coach_messages_claimed on coach_messages (project_id, claimed_at) where claim is not null;

      -- Who goes on writing to the coach without a command, where, and until when.
      create table coach_talks (
        account_id uuid primary key,
        place text not null,
        until timestamptz not null
      );

      -- Days whose cost the admins were told of.
      create table coach_cost_alerts (
        day date primary key,
        cost_micro_usd bigint not null,
        at timestamptz not null default now()
      );
    `)
  }

  override async down() {
    this.schema.raw(`
      drop table coach_cost_alerts, coach_talks;
      drop index coach_messages_claimed;
      alter table coach_messages drop constraint coach_messages_claim;
      alter table coach_messages drop column claim, drop column claimed_at, drop column claimed_until,
        drop column noticed, drop column ending;
    `)
  }
}
