import { test } from '@japa/runner'
import { pngOf } from '#plugins/communities/tiers/tests/sample_picture'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { flaws, LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'

const skip = !(await hasChromium())

/** Where screenshots go, for whoever wants to look; nowhere by default. */
const PICTURES = process.env.COMMUNITY_PICTURES

test.group('A community’s page in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) {
      stage = await Stage.build()
      await community(stage)
    }
    return () => stage?.strike()
  })

  test('from the tiers to the chat: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const fan = await stage.visitor(options)
      const { page } = fan
      const look = async (name: string) => {
        if (PICTURES) {
          const path = `${PICTURES}/${name}-${options.colorScheme}-${options.viewport.width}.png`
          await page.screenshot({ path, fullPage: !page.url().includes('/chat') })
        }
        assert.deepEqual(await flaws(page), [], name)
      }

      await page.goto('/c/moonlight-club')
      await page.getByRole('heading', { name: 'Moonlight Club' }).waitFor()
      await look('tiers')
      await page.goto('/c/quiet-corner')
      await page.getByRole('heading', { name: 'Closed for now' }).waitFor()
      await look('closed')

      await page.goto('/c/moonlight-club')
      await page.getByRole('link', { name: 'Join here: Gold' }).click()
      await page.getByText('7 days free').first().waitFor()
      await page.getByRole('button', { name: 'Join Gold' }).waitFor()
      await look('chat')
    })
})

/** A community that is open, with three tiers, and one that is closed. */
async function community({ database }: Stage): Promise<void> {
  await database.query(
    `with club as (
       insert into communities_communities (creator_id, name, slug, description, locale, state)
       values (uuidv7(), 'Moonlight Club', 'moonlight-club',
           'Stories by the fire, every week a new one.' || chr(10) || 'Come in, sit down.', 'en', 'open'),
         (uuidv7(), 'Quiet Corner', 'quiet-corner', '', 'en', 'closed')
       returning id, slug
     ), server as (
       insert into communities_spaces (community_id, platform, platform_id, kind, title, connected_at)
       select id, 'discord', '10', 'server', 'Moonlight', now() from club where slug = 'moonlight-club' returning id
     ), tiers as (
       insert into communities_tiers
         (community_id, position, name, description, perks, period, coins, trial_days, seats, link_code, state)
       select id, v.* from club, (values
         (0, 'Silver', 'A first look behind the curtain.', '{Reading along}'::text[], 'month', 50000, 0, null::integer,
           't_silver', 'on_sale'),
         (1, 'Gold', 'For those who stay longer.', '{Reading along,The backstage chat,A story of your own every month}',
           'month', 100000, 7, 20, 't_gold', 'on_sale'),
         (2, 'For good', '', '{Everything,For ever}', 'lifetime', 2500000, 0, null, 't_good', 'on_sale')
       ) as v
       where slug = 'moonlight-club' returning id, name
     ), prices as (
       insert into communities_tier_prices (tier_id, currency, amount)
       select id, 'EUR', 499 from tiers where name = 'Gold'
     )
     insert into communities_doors (tier_id, space_id, role_id, role_name)
     select tiers.id, server.id, '20', tiers.name from tiers, server`
  )
  const [gold] = await database.query<{ id: string }>(
    `select id from communities_tiers where link_code = 't_gold'`
  )
  await database.query(
    `with picture as (
       insert into communities_pictures (tier_id, content, media_type)
       values ($1, decode($2, 'base64'), 'image/png') returning tier_id, id
     )
     update communities_tiers t set picture_id = picture.id from picture where t.id = picture.tier_id`,
    [gold?.id ?? '', pngOf(640, 360).toString('base64')]
  )
}
