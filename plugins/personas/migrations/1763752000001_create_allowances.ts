import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What somebody has with a persona beside what everybody has: replies that are free, and a lower price for the others.
 * A free reply is claimed before the model is called, and used up in the statement that writes down that it was shown.
 */
const TABLES = `
create table personas_allowances (
  -- The caller's, for instance communities.membership:ID.
  key text primary key,
  person_id uuid not null,
  persona_id uuid not null references personas_personas (id) on delete cascade,
  -- In a calendar month (UTC).
  free_replies integer not null check (free_replies >= 0),
  -- Basis points off each other reply.
  discount_bp integer not null check (discount_bp between 0 and 10000),
  -- Null for good.
  until timestamptz
);
create index personas_allowances_whose on personas_allowances (person_id, persona_id);

create table personas_free_replies (
  turn_key text primary key,
  person_id uuid not null,
  persona_id uuid not null references personas_personas (id) on delete cascade,
  -- The first day of the month that it counts in.
  month date not null,
  -- A claim whose process died counts until then.
  expires_at timestamptz not null,
  used boolean not null default false
);
create index personas_free_replies_month on personas_free_replies (person_id, persona_id, month);

-- The free replies that are taken in the month of p_at, but for those of one turn.
create function personas_free_taken(p_person uuid, p_persona uuid, p_at timestamptz, p_but text default null)
returns bigint language sql stable
return (select count(*) from personas_free_replies f
  where f.person_id = p_person and f.persona_id = p_persona
    and f.month = cast(date_trunc('month', p_at at time zone 'UTC') as date)
    and (f.used or f.expires_at > p_at) and f.turn_key is distinct from p_but);

-- Claims one. Claims of one person on one persona wait for each other, so that none is given twice; each statement
-- of the function sees what was committed before it. A turn that is gone through again has the claim it had.
create function personas_claim_free(
  p_turn text, p_person uuid, p_persona uuid, p_at timestamptz, p_expires timestamptz
) returns table (outcome text, free_left bigint) language plpgsql as $$
declare
  v_free bigint;
  v_taken bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('personas.free:' || p_person || p_persona, 0));
  if exists (select from personas_free_replies f where f.turn_key = p_turn and f.used) then
    return query select 'used_before', 0::bigint;
    return;
  end if;
  select coalesce(sum(a.free_replies), 0) into v_free from personas_allowances a
  where a.person_id = p_person and a.persona_id = p_persona and (a.until is null or a.until > p_at);
  v_taken := personas_free_taken(p_person, p_persona, p_at, p_turn);
  if v_taken >= v_free then
    return query select 'none_left', 0::bigint;
    return;
  end if;
  -- Months that nobody counts any more.
  delete from personas_free_replies f where f.person_id = p_person and f.persona_id = p_persona
    and f.month < date_trunc('month', p_at at time zone 'UTC') - interval '2 months';
  insert into personas_free_replies (turn_key, person_id, persona_id, month, expires_at)
  values (p_turn, p_person, p_persona, date_trunc('month', p_at at time zone 'UTC'), p_expires)
  on conflict (turn_key) do update set month = excluded.month, expires_at = excluded.expires_at;
  return query select 'claimed', v_free - v_taken - 1;
end $$;
`

/** The button below the terms means accept_terms: /join is a community's. Buttons that were drawn go on working. */
const renamed = (from: string, to: string): string =>
  `update bot_buttons set invocation = jsonb_set(invocation, '{command}', '"${to}"')
   where invocation ->> 'command' = '${from}'`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(TABLES)
    this.schema.raw(renamed('join', 'accept_terms'))
  }

  override async down() {
    this.schema.raw(renamed('accept_terms', 'join'))
    this.schema.raw(
      `drop function personas_claim_free; drop function personas_free_taken;
       drop table personas_free_replies, personas_allowances`
    )
  }
}
