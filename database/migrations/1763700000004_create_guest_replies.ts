import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Free replies of guests. The limit is a function, because a rolling count is right only when it is taken
 * after the account's lock is held: in a plpgsql function each statement sees what was committed before it
 * began, in one statement with a CTE the count would be as old as the wait for the lock.
 */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('guest_replies', (table) => {
      table.text('key').primary()
      table.uuid('account_id').notNullable().references('accounts.id').onDelete('CASCADE')
      table.timestamp('claimed_at', { useTz: true }).notNullable()
      table.index(['account_id', 'claimed_at'], 'guest_replies_account')
      table.index('claimed_at', 'guest_replies_age')
    })

    this.schema.raw(`
      CREATE FUNCTION claim_guest_reply(
        p_account uuid, p_key text, p_limit integer, p_window interval,
        OUT claimed boolean, OUT replies_left integer, OUT next_at timestamptz
      ) LANGUAGE plpgsql AS $$
      DECLARE
        owner uuid;
        moment timestamptz;
        taken integer;
      BEGIN
        PERFORM 1 FROM accounts WHERE id = p_account FOR NO KEY UPDATE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'No account %', p_account USING ERRCODE = 'no_data_found';
        END IF;

        moment := clock_timestamp();
        SELECT account_id INTO owner FROM guest_replies WHERE key = p_key;
        IF FOUND AND owner <> p_account THEN
          RAISE EXCEPTION 'The key % belongs to another account', p_key USING ERRCODE = 'unique_violation';
        END IF;
        claimed := owner IS NOT NULL;

        SELECT count(*) INTO taken FROM guest_replies
          WHERE account_id = p_account AND claimed_at > moment - p_window;
        IF NOT claimed AND taken < p_limit THEN
          INSERT INTO guest_replies (key, account_id, claimed_at) VALUES (p_key, p_account, moment);
          claimed := true;
          taken := taken + 1;
        END IF;

        replies_left := greatest(p_limit - taken, 0);
        IF NOT claimed THEN
          SELECT claimed_at + p_window INTO next_at FROM guest_replies
            WHERE account_id = p_account ORDER BY claimed_at DESC OFFSET p_limit - 1 LIMIT 1;
        END IF;
      END $$
    `)
  }

  override async down() {
    this.schema.raw('DROP FUNCTION claim_guest_reply')
    this.schema.dropTable('guest_replies')
  }
}
