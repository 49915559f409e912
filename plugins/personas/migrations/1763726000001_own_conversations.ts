import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * A conversation belongs to a person, on whichever platform, or to a guest's account; private chats are one place
 * (docs/adr/0013-whose-conversation.md). Where two become one, the second row stays as a sign-post.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      alter table personas_conversations
        add column owner_id uuid,
        add column merged_into uuid references personas_conversations (id) on delete cascade,
        add column introduced_at timestamptz,
        add column summary text not null default '',
        add column summary_tokens integer not null default 0,
        add column summarised_to bigint,
        add column summary_day date,
        add column summary_runs integer not null default 0,
        add column fading_told_at timestamptz;
      alter table personas_messages
        add column message_ids text[] not null default '{}',
        add column dropped_at timestamptz;

      update personas_conversations c set owner_id = coalesce(a.person_id, a.id), introduced_at = c.started_at
        from accounts a where a.id = c.account_id;

      -- Which places are private chats was not written down. Telegram's groups have negative ids; the web has no
      -- groups; a Discord channel in which one account alone ever talked is taken for its private chat.
      update personas_conversations c set place = 'direct'
        where c.place like 'web:%' or (c.place like 'telegram:%' and c.place not like 'telegram:-%')
          or (c.place like 'discord:%' and not exists (
            select from personas_conversations o where o.place = c.place and o.account_id <> c.account_id));

      alter table personas_conversations
        drop constraint personas_conversations_whole,
        drop column account_id;

      -- Of conversations that are now the same, the one that was chosen last takes in the others.
      create temporary table taken on commit drop as
        select id, first_value(id) over same as into_id, chosen_at, started_at, reset_at, accepted_price
        from personas_conversations
        window same as (partition by owner_id, place, persona_id order by chosen_at desc, id desc);
      update personas_messages m set dropped_at = t.reset_at from taken t
        where t.id = m.conversation_id and m.created_at <= t.reset_at
          and t.into_id in (select into_id from taken group by into_id having count(*) > 1);
      update personas_messages m set conversation_id = t.into_id from taken t
        where t.id = m.conversation_id and t.id <> t.into_id;
      update personas_conversations c set reset_at = null, started_at = t.started_at, accepted_price = t.accepted_price
        from (select into_id, min(started_at) as started_at,
            case when bool_and(accepted_price is not null) then min(accepted_price) end as accepted_price
          from taken group by into_id having count(*) > 1) t
        where c.id = t.into_id;
      update personas_conversations c set merged_into = t.into_id from taken t
        where t.id = c.id and t.id <> t.into_id;

      alter table personas_conversations alter column owner_id set not null;
      create unique index personas_conversations_whole on personas_conversations (owner_id, place, persona_id)
        where merged_into is null;
      create index personas_conversations_current on personas_conversations (owner_id, place, chosen_at)
        where merged_into is null;
      create index personas_conversations_merged on personas_conversations (merged_into)
        where merged_into is not null;
      create index personas_messages_shown_as on personas_messages using gin (message_ids) where message_ids <> '{}';

      comment on column personas_conversations.owner_id is 'a person, or the account of a guest';
      comment on column personas_conversations.place is '"direct", or <frontend>:<chat or channel id> of a group';
      comment on column personas_conversations.introduced_at is 'when the fan was told that this is an AI';
      comment on column personas_conversations.summarised_to is 'the last message that is in the summary';
      comment on column personas_conversations.summary_runs is 'summaries that were begun on summary_day';
      comment on column personas_conversations.fading_told_at is 'when the fan was told that old messages fade';
      comment on column personas_messages.message_ids is 'of a reply: <frontend>:<chat id>:<the platform''s message id>';
      comment on column personas_messages.dropped_at is 'since when it counts as not said: edited, or forgotten'`)
  }

  override async down() {
    this.schema.raw(`
      update personas_messages m set conversation_id = c.merged_into from personas_conversations c
        where c.id = m.conversation_id and c.merged_into is not null;
      delete from personas_conversations where merged_into is not null;
      drop index personas_messages_shown_as;
      drop index personas_conversations_merged;
      drop index personas_conversations_current;
      drop index personas_conversations_whole;
      alter table personas_conversations add column account_id uuid
        constraint personas_conversations_account_id_foreign references accounts (id) on delete cascade;
      update personas_conversations c set account_id = a.id,
          place = case c.place when 'direct' then a.platform || ':' || a.platform_id else c.place end
        from accounts a where a.id = (
          select o.id from accounts o where o.id = c.owner_id or o.person_id = c.owner_id order by o.created_at limit 1);
      delete from personas_conversations where account_id is null;
      alter table personas_conversations
        alter column account_id set not null,
        add constraint personas_conversations_whole unique (account_id, place, persona_id),
        drop column owner_id, drop column merged_into, drop column introduced_at, drop column summary,
        drop column summary_tokens, drop column summarised_to, drop column summary_day, drop column summary_runs,
        drop column fading_told_at;
      create index personas_conversations_current on personas_conversations (account_id, place, chosen_at);
      alter table personas_messages drop column message_ids, drop column dropped_at`)
  }
}
