import { test } from '@japa/runner'
import { imageSize } from 'image-size'
import { startSpeakingWorld } from '#tests/e2e/support/speaking_world'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 120_000

type World = Awaited<ReturnType<typeof startSpeakingWorld>>

/** Makes the newest person a creator, who has Luna now. */
async function becomesCreator({ database }: World): Promise<void> {
  const newest = '(select id from people order by created_at desc, id desc limit 1)'
  await database.query(
    `insert into person_roles (person_id, role) values (${newest}, 'creator') on conflict do nothing`
  )
  await database.query(
    `update personas_personas set creator_id = ${newest}, updated_at = clock_timestamp() where slug = 'luna'`
  )
}

test.group('The studio in the whole program', () => {
  test('on Telegram: a fan pays, the creator sees it in figures and as a curve', async ({
    assert,
    cleanup,
  }) => {
    const world = await startSpeakingWorld(cleanup)
    const { telegram, openai } = world
    const mara = telegram.person({ name: 'Mara' })
    mara.says('/start')
    await mara.hears('50 coins')
    await becomesCreator(world)

    const fay = telegram.person({ name: 'Fay' })
    fay.says('/start luna')
    await fay.hears('50 coins')
    openai.script({ kind: 'answer', text: 'The lamp is green tonight.' })
    fay.says('What colour is the lamp?')
    await fay.presses('Yes')
    await fay.hears('The lamp is green tonight.')

    mara.says('/studio luna')
    await mara.hears('Luna: the last 30 days')
    await mara.hears('1 (1 new, 0 returning)')
    const curve = await telegram.until('a picture', () =>
      mara.chat.fromBot.find(({ photo }) => photo)
    )
    assert.containsSubset(imageSize(telegram.files.contentOf(curve.photo?.[0])), { type: 'png' })
    mara.says('/studio')
    await mara.hears('1.4 coins (0 coins of them from bought coins, 1.4 coins from free ones')
    fay.says('/studio')
    await fay.hears('creator')
  }).timeout(TIMEOUT_MS)

  test('on Discord: the picture says its figures to those who do not see it', async ({
    assert,
    cleanup,
  }) => {
    const world = await startSpeakingWorld(cleanup)
    const { discord } = world
    const mara = discord.player('mara')
    await discord.until('commands', () => discord.world.commands.length > 0, 20_000)
    await mara.slash(mara.dm, 'start').answer()
    await becomesCreator(world)
    const [first, second] = await mara.slash(mara.dm, 'studio', { days: '7' }).answers(2)
    const picture = first?.attachments[0]
    assert.match(picture?.description ?? '', /^Coins earned per day, .* \(UTC\): nothing yet/)
    assert.containsSubset(imageSize(picture?.bytes ?? new Uint8Array()), { type: 'png' })
    assert.include(JSON.stringify(second?.embeds), 'Your studio: the last 7 days')
  }).timeout(TIMEOUT_MS)
})
