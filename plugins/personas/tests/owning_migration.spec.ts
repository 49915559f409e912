import { test } from '@japa/runner'
import { scratchMigrations } from '#tests/contract/support/migrations'

const OWNING = 'plugins/personas/migrations/1763726000001_own_conversations'

/** Rows as they were before conversations had owners. */
const BEFORE = `
  insert into people (id, display_name) values ('00000000-0000-7000-8000-0000000000aa', 'Ana');
  insert into accounts (id, platform, platform_id, display_name, person_id) values
    ('00000000-0000-7000-8000-000000000001', 'telegram', '555', 'Ana', '00000000-0000-7000-8000-0000000000aa'),
    ('00000000-0000-7000-8000-000000000002', 'discord', 'ana', 'Ana', '00000000-0000-7000-8000-0000000000aa'),
    ('00000000-0000-7000-8000-000000000003', 'telegram', '777', 'Guest', null),
    ('00000000-0000-7000-8000-000000000004', 'discord', 'other', 'Other', null);
  insert into personas_personas (id, slug, name, search_name, tagline, description, picture, greeting, scenario, examples,
      language) values
    ('00000000-0000-7000-8000-0000000000ff', 'luna', 'Luna', 'luna', 'Stars', 'A keeper', '/l.png', 'Hi', 'Here', '[]', 'en');
  insert into personas_conversations (id, account_id, place, persona_id, model_id, accepted_price, chosen_at, reset_at)
  select ('00000000-0000-7000-8000-0000000000' || c.id)::uuid, ('00000000-0000-7000-8000-00000000000' || c.account)::uuid,
    c.place, '00000000-0000-7000-8000-0000000000ff', c.model, c.price, now() - c.ago, now() - c.reset
  from (values
    ('01', 1, 'telegram:555', 'spark', 500, interval '2 days', interval '5 days'),
    ('02', 2, 'discord:42', 'saga', 2000, interval '1 day', null),
    ('03', 1, 'telegram:-9', null, null, interval '1 day', null),
    ('04', 3, 'telegram:777', null, null, interval '1 day', null),
    ('05', 2, 'discord:99', null, null, interval '3 days', null),
    ('06', 4, 'discord:99', null, null, interval '1 day', null)
  ) c (id, account, place, model, price, ago, reset);
  insert into personas_messages (conversation_id, role, text, turn_key, outcome, created_at, settled_at)
  select ('00000000-0000-7000-8000-0000000000' || m.conversation)::uuid, 'fan', m.text, m.text, 'received', now() - m.ago, now()
  from (values
    ('01', 'forgotten', interval '6 days'), ('01', 'first', interval '4 days'), ('02', 'second', interval '3 days'),
    ('01', 'third', interval '2 days'), ('04', 'guest', interval '1 day')
  ) m (conversation, text, ago)`

test.group('The migration that gives conversations their owners', () => {
  test('carries over what there is: one talk for each person, in order, forgetting nothing and recalling nothing', async ({
    assert,
  }) => {
    const { database, migrations, drop } = await scratchMigrations()
    try {
      for (const migration of migrations) {
        if (migration.path === OWNING) await database.query(BEFORE)
        await migration.run('up')
        if (migration.path === OWNING) break
      }
      const talks = await database.query<Record<string, unknown>>(
        `select right(owner_id::text, 2) as owner, place, model_id, accepted_price::int as price, reset_at,
           introduced_at is not null as introduced,
           (select coalesce(string_agg(m.text, ' ' order by m.id), '') from personas_messages m
             where m.conversation_id = c.id and m.dropped_at is null) as said
         from personas_conversations c where merged_into is null order by owner_id, place`
      )
      const talk = (owner: string, place: string, more: Record<string, unknown> = {}) => ({
        owner,
        place,
        model_id: null,
        price: null,
        reset_at: null,
        introduced: true,
        said: '',
        ...more,
      })
      assert.sameDeepMembers(talks, [
        talk('03', 'direct', { said: 'guest' }),
        talk('04', 'discord:99'),
        talk('aa', 'direct', { model_id: 'saga', price: 500, said: 'first second third' }),
        talk('aa', 'discord:99'),
        talk('aa', 'telegram:-9'),
      ])
      const posts = await database.query<Record<string, unknown>>(
        `select right(id::text, 2) as id, right(merged_into::text, 2) as into from personas_conversations
         where merged_into is not null`
      )
      assert.deepEqual(posts, [{ id: '01', into: '02' }])
    } finally {
      await drop()
    }
  }).timeout(60_000)
})
