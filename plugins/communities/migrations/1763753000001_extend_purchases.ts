import { BaseSchema } from '@adonisjs/lucid/schema'

/** What a purchase says of itself later, whatever its tier has become; see docs/adr/0029. */
const COLUMNS = `
alter table communities_purchases
  -- The gateway goes on charging by itself: each later payment is a renewal. Without it a second payment goes back.
  add column recurring boolean not null default false,
  -- What was bought, as the buyer saw it: in statements, and part of what the charge's key stands for.
  add column title text not null default '';

-- Gifts that wait for somebody hold a seat.
create index communities_gifts_waiting on communities_gifts (tier_id, expires_at)
  where redeemed_at is null and given_back_at is null;
create index communities_gifts_due on communities_gifts (expires_at) where redeemed_at is null;
create index communities_gifts_membership on communities_gifts (membership_id);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(COLUMNS)
  }

  override async down() {
    this.schema.raw(`
      drop index communities_gifts_waiting, communities_gifts_due, communities_gifts_membership;
      alter table communities_purchases drop column recurring, drop column title;
    `)
  }
}
