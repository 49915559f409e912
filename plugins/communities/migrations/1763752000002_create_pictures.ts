import { BaseSchema } from '@adonisjs/lucid/schema'

/** Tiers' pictures, and whose picture a creator is about to send. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      create table communities_pictures (
        tier_id uuid primary key references communities_tiers (id) on delete cascade,
        -- In its address: another picture has another one.
        id uuid not null unique default uuidv7(),
        content bytea not null,
        media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp'))
      );
      create table communities_picture_waits (
        account_id uuid primary key,
        tier_id uuid not null references communities_tiers (id) on delete cascade,
        expires_at timestamptz not null
      );
      -- How often a code was used.
      create index communities_purchases_code on communities_purchases (code_id) where code_id is not null;
    `)
  }

  override async down() {
    this.schema.raw(`
      drop index communities_purchases_code;
      drop table communities_picture_waits, communities_pictures;
    `)
  }
}
