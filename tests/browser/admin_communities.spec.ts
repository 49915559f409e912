import { test } from '@japa/runner'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { flaws, LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'

const skip = !(await hasChromium())

/** A creator with two communities: one is green, of the other the bot was thrown out, and a role stands too high. */
const FILL = `
with creator as (insert into people (display_name) values ('Noor the creator') returning id),
made as (
  insert into communities_communities (creator_id, name, slug, description, locale, state)
  select id, name, slug, 'Stories by the fire, every full moon.', 'en', state from creator,
    (values ('Moonlight Club', 'moonlight', 'open'), ('The Den', 'den', 'draft')) as made (name, slug, state)
  returning id, slug, creator_id
), spaces as (
  insert into communities_spaces
    (community_id, platform, platform_id, kind, title, state, connected_at, checked_at, problems)
  select made.id, platform, number, kind, title, state, now(), now(), problems::jsonb
  from made join (values
    ('moonlight', 'discord', '1100000000000000001', 'server', 'Night Owls', 'connected', '[]'),
    ('den', 'telegram', '-1001234567890', 'channel', 'Late News', 'lost', '[{"kind": "not_there"}]'),
    ('den', 'discord', '1100000000000000002', 'server', 'The Den', 'connected',
      '[{"kind": "role_too_high", "roleId": "5", "roleName": "Gold", "botRoleName": "Greenroom"}]')
  ) as space (slug, platform, number, kind, title, state, problems) using (slug)
)
insert into communities_history (community_id, person_id, kind, data, at)
select id, creator_id, 'community_began', '{}', now() from made`

test.group('Communities in the admin panel, in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (skip) return () => {}
    stage = await Stage.build()
    await stage.database.query(FILL)
    return () => stage.strike()
  })

  test('found, looked at, suspended and let go on: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const admin = await stage.visitor(options)
      const { page } = admin
      const looksRight = async (what: string) => {
        assert.deepEqual(await flaws(page), [], what)
      }
      await page.goto('/sign-up')
      await admin.signsUp()
      await stage.newestBecomes('admin')
      await page.goto('/admin/communities')
      await page.getByRole('heading', { name: 'Communities', level: 1 }).waitFor()
      await page.getByRole('link', { name: 'Moonlight Club' }).waitFor()
      await looksRight('the list')

      await page.getByLabel('Search').fill('-1001234567890')
      await page.getByLabel('Search').press('Enter')
      assert.equal(await page.getByRole('link', { name: 'Moonlight Club' }).count(), 0)
      await page.getByRole('link', { name: 'The Den' }).click()
      await page.getByText('Draft', { exact: true }).waitFor()
      await page.getByText('The role “Gold” is above mine').waitFor()
      await page.getByText('I am not in it any more').waitFor()
      await looksRight('one community')

      await page.getByLabel('Reason').fill('Reports of scams')
      await page.getByRole('button', { name: 'Suspend' }).click()
      await page.getByText('The community is suspended').waitFor()
      await page.getByText('Suspended', { exact: true }).waitFor()
      await page.getByText(/Suspended since .*: Reports of scams/).waitFor()
      await looksRight('suspended')
      await page.getByRole('button', { name: 'Lift the suspension' }).click()
      await page.getByText('The suspension is lifted').waitFor()
      await page.getByRole('cell', { name: 'reason: Reports of scams' }).first().waitFor()
      await page.getByRole('button', { name: 'Suspend' }).waitFor()
      assert.deepEqual(admin.complaints, [])
    })
})
