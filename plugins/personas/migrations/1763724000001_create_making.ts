import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What making a persona keeps. Cards are `json`, which gives back what was put in: `jsonb` refuses `\u0000`, which cards
 * do hold.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      alter table personas_personas alter column card type json using card::json;
      alter table personas_personas
        add column card_reading json,
        add column card_other json,
        add column version integer not null default 1;
      comment on column personas_personas.card_reading is
        'what the import made of the card: what differs now was changed by the creator';
      comment on column personas_personas.card_other is 'the V2 card of a picture that held a V3 card too';
      comment on column personas_personas.version is 'counts the edits, so that two devices lose no words';

      create table personas_artwork (
        persona_id uuid primary key references personas_personas (id) on delete cascade,
        content bytea not null,
        media_type text not null,
        extension text not null,
        width integer not null,
        height integer not null,
        hash text not null
      );
      alter table personas_artwork alter column content set storage external;
      comment on column personas_artwork.hash is 'SHA-256 of the content, hexadecimal: its name in caches';

      create table personas_card_files (
        persona_id uuid not null references personas_personas (id) on delete cascade,
        path text not null,
        content bytea not null,
        primary key (persona_id, path)
      );
      alter table personas_card_files alter column content set storage external;
      comment on table personas_card_files is 'what was in a card''s file beside the card, for its export';

      create table personas_uploads (
        id uuid primary key default uuidv7(),
        person_id uuid not null references people (id) on delete cascade,
        name text not null,
        content bytea not null,
        expires_at timestamptz not null
      );
      create index personas_uploads_person on personas_uploads (person_id);
      comment on table personas_uploads is 'files that wait for the answer whether they are to be imported';

      create table personas_picture_waits (
        account_id uuid primary key references accounts (id) on delete cascade,
        persona_id uuid not null references personas_personas (id) on delete cascade,
        expires_at timestamptz not null
      );
      create index personas_picture_waits_persona on personas_picture_waits (persona_id);
      comment on table personas_picture_waits is 'the next picture that an account sends becomes the persona''s'`)
  }

  override async down() {
    this.schema.raw(`
      drop table personas_picture_waits, personas_uploads, personas_card_files, personas_artwork;
      alter table personas_personas drop column version, drop column card_other, drop column card_reading;
      alter table personas_personas alter column card type jsonb using card::jsonb`)
  }
}
