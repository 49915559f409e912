import { BaseSchema } from '@adonisjs/lucid/schema'

/** Announcements that wait for their hour, and what is said in spaces for a creator, so that it can be taken back. */
const UP = `
alter table communities_announcements
  -- Of whoever scheduled it: the same key schedules it once.
  add column key text unique,
  add column scheduled_at timestamptz,
  -- It is said in the connected spaces, too.
  add column in_spaces boolean not null default false;
alter table communities_announcements drop constraint communities_announcements_state_check;
alter table communities_announcements add constraint communities_announcements_state_check
  check (state in ('draft', 'scheduled', 'sending', 'sent', 'stopped'));
create index communities_announcements_due on communities_announcements (scheduled_at) where state = 'scheduled';

create table communities_posts (
  key text primary key,
  space_id uuid not null references communities_spaces (id),
  -- asked: a process is saying it, or died at it; unsure: it may stand there or not
  state text not null default 'asked' check (state in ('asked', 'said', 'refused', 'unsure', 'taken_back', 'stays')),
  message_id text,
  -- Discord's: where it was said.
  channel_id text,
  at timestamptz not null
);
`

const DOWN = `
drop table communities_posts;
update communities_announcements set state = 'stopped' where state = 'scheduled';
alter table communities_announcements drop constraint communities_announcements_state_check;
alter table communities_announcements add constraint communities_announcements_state_check
  check (state in ('draft', 'sending', 'sent', 'stopped'));
alter table communities_announcements drop column key, drop column scheduled_at, drop column in_spaces;
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(UP)
  }

  override async down() {
    this.schema.raw(DOWN)
  }
}
