import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * The packs that a fresh installation sells; an admin changes them later. Stars are priced so that what Telegram pays
 * out for them (about 0.013 dollars each, core.telegram.org/bots/payments-stars) comes near the price in dollars.
 */
const PACKS = `
insert into payments_packs (id, position, coins, bonus, best) values
  ('starter', 1, 100000, 0, false),
  ('popular', 2, 500000, 50000, false),
  ('best_value', 3, 1000000, 200000, true),
  ('pro', 4, 2500000, 750000, false),
  ('studio', 5, 6000000, 2400000, false);

insert into payments_pack_prices (pack_id, currency, amount) values
  ('starter', 'USD', 99), ('starter', 'EUR', 99), ('starter', 'INR', 7900), ('starter', 'XTR', 75),
  ('popular', 'USD', 499), ('popular', 'EUR', 499), ('popular', 'INR', 39900), ('popular', 'XTR', 375),
  ('best_value', 'USD', 899), ('best_value', 'EUR', 899), ('best_value', 'INR', 69900), ('best_value', 'XTR', 675),
  ('pro', 'USD', 1999), ('pro', 'EUR', 1999), ('pro', 'INR', 149900), ('pro', 'XTR', 1500),
  ('studio', 'USD', 4499), ('studio', 'EUR', 4499), ('studio', 'INR', 349900), ('studio', 'XTR', 3400);
`

export default class extends BaseSchema {
  override async up() {
    this.schema.raw(PACKS)
  }

  override async down() {
    this.schema.raw('delete from payments_pack_prices; delete from payments_packs')
  }
}
