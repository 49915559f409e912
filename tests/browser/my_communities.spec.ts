import { test } from '@japa/runner'
import { findings } from '#tests/browser/support/axe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { flaws, LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'

const skip = !(await hasChromium())

/** The newest person has a community with two tiers, and members who came one by one over sixty days. */
const FILL = `
with creator as (select id from people order by created_at desc, id desc limit 1),
made as (insert into person_roles (person_id, role) select id, 'creator' from creator on conflict do nothing),
club as (
  insert into communities_communities (creator_id, name, slug, locale, state, created_at)
  select id, 'Moonlight Club', 'moonlight-' || right(id::text, 8), 'en', 'open', now() from creator
  returning id, slug
), tiers as (
  insert into communities_tiers (community_id, position, name, period, coins, link_code, state)
  select club.id, n, case n when 1 then 'Gold' else 'Silver' end, 'month', 100000 * n, club.slug || n, 'on_sale'
  from club, generate_series(1, 2) n returning id, community_id, coins, position
), fans as (
  insert into people (display_name)
  select case n when 1 then 'Ana, the first' else 'Fan ' || n end from generate_series(1, 60) n
  returning id, display_name
), numbered as (select id, row_number() over (order by display_name) as n from fans),
members as (
  insert into communities_memberships
    (community_id, tier_id, person_id, state, means, coins, anchor_at, paid_until, renews, ended_at, end_reason, created_at)
  select t.community_id, t.id, f.id, case when f.n % 5 = 0 then 'ended' else 'active' end, 'coins', t.coins,
    now() - make_interval(days => f.n::int), now() + interval '5 days', f.n % 5 <> 0,
    case when f.n % 5 = 0 then now() - interval '1 day' end, case when f.n % 5 = 0 then 'cancelled' end,
    now() - make_interval(days => f.n::int)
  from numbered f join tiers t on t.position = f.n % 2 + 1 returning id, tier_id, coins, created_at
)
insert into communities_cycles
  (membership_id, number, tier_id, starts_at, ends_at, kind, state, coins, creator_share, created_at)
select id, 1, tier_id, created_at, created_at + interval '30 days', 'bought', 'paid', coins, coins * 7 / 10, created_at
from members`

test.group('A creator’s communities in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build()
    return () => stage?.strike()
  })

  test('figures, members and the file: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const creator = await stage.visitor(options)
      const { page } = creator
      await page.goto('/my/communities')
      assert.match(page.url(), /\/sign-in\?next=/)
      await page.goto('/sign-up')
      await creator.signsUp()
      assert.equal((await page.goto('/my/communities'))?.status(), 403)
      await page.getByText('This page is for creators').waitFor()
      assert.deepEqual(await findings(page), [], 'for creators alone')

      await stage.database.query(FILL)
      await page.goto('/account')
      await page.getByRole('link', { name: 'Your communities' }).click()
      await page.getByRole('link', { name: 'Moonlight Club' }).click()
      await page.getByRole('heading', { name: 'Moonlight Club in the last 30 days' }).waitFor()
      await page.getByRole('img', { name: 'Coins that members paid' }).waitFor()
      await page.getByRole('heading', { name: 'Members of Moonlight Club: 48' }).waitFor()
      assert.deepEqual(await flaws(page), [], 'the figures')

      await page.getByRole('link', { name: 'Former' }).click()
      await page.getByRole('heading', { name: 'Former members of Moonlight Club: 12' }).waitFor()
      await page.getByRole('link', { name: 'Everybody' }).click()
      await page.getByRole('link', { name: 'Next' }).click()
      assert.equal(await page.getByRole('row').count(), 11)
      await page.getByLabel('A part of a member’s name').fill('ana')
      await page.getByRole('button', { name: 'Find' }).click()
      await page.getByRole('rowheader', { name: 'Ana, the first' }).waitFor()
      assert.equal(await page.getByRole('row').count(), 2)

      const arriving = page.waitForEvent('download')
      await page.getByRole('link', { name: 'All as a file' }).click()
      const file = await arriving
      assert.match(file.suggestedFilename(), /^moonlight-\w+-members\.csv$/)

      assert.equal((await page.goto('/my/communities/nobodys'))?.status(), 404)
      const meant = creator.complaints.filter((complaint) => !/40[34]/.test(complaint))
      assert.deepEqual(meant, [])
    })
})
