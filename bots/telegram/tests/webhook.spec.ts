import { createServer } from 'node:http'
import { getActiveTestOrFail, test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { ServerFactory } from '@adonisjs/core/factories/http'
import type { Converse } from '#app/bot_kit/command'
import type { BotFrontend } from '#app/bot_kit/frontend'
import type { Till } from '#app/bot_kit/payments'
import type { SpaceListener } from '#app/bot_kit/spaces/events'
import { WebhookController } from '#bots/telegram/webhook_controller'
import { ScriptedSpaces } from '#bots/telegram/tests/doors'
import { showing, stage } from '#bots/telegram/tests/stage'
import { ScriptedTill } from '#bots/telegram/tests/till'
import { freePort } from '#tests/support/free_port'
import { until } from '#tests/support/until'

const parrot: Converse = async (_ctx, text) => [{ kind: 'text', text: `Heard: ${text}` }]
const SECRET = 'a-secret_of-the_webhook'

/** A web server with the webhook's route alone. */
async function webhookServer(secret: string | undefined, frontend: () => BotFrontend | null) {
  const port = await freePort()
  const server = new ServerFactory().merge({ app }).create()
  server.use([() => import('@adonisjs/core/bodyparser_middleware')])
  const controller = new WebhookController({
    secret,
    frontend: async () => frontend(),
    logger: await app.container.make('logger'),
  })
  server.getRouter().post('/webhooks/telegram', (ctx) => controller.handle(ctx))
  await server.boot()
  const http = createServer((request, response) => void server.handle(request, response))
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  getActiveTestOrFail().cleanup(() => {
    http.closeAllConnections()
    http.close()
  })
  const url = `http://127.0.0.1:${port}/webhooks/telegram`
  const post = (body: string, given?: string) =>
    fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        ...(given !== undefined && { 'x-telegram-bot-api-secret-token': given }),
      },
    }).then((response) => response.status)
  return { url, post }
}

const STARS = { kind: 'stars', stars: 75, payload: 'order-1' } as const

async function withWebhook({ till, spaces }: { till?: Till; spaces?: SpaceListener } = {}) {
  let frontend: BotFrontend | null = null
  const { url, post } = await webhookServer(SECRET, () => frontend)
  const world = await stage({
    converse: parrot,
    commands: [showing([{ kind: 'pay', title: 'Coins', text: 'Coins', way: STARS }])],
    ...(till && { till }),
    ...(spaces && { spaces }),
    settings: { mode: 'webhook', webhookSecret: SECRET, webhookUrl: url },
  })
  frontend = world.frontend
  return { ...world, post }
}

test.group('Telegram: the webhook', () => {
  test('is announced, and brings updates', async ({ assert }) => {
    const { telegram, frontend } = await withWebhook()
    assert.equal(frontend.status(), 'ready')
    const fan = telegram.person()
    fan.says('Hello')
    await fan.hears('Heard: Hello')
    assert.deepEqual(telegram.updates.webhookStatuses, [200])
    assert.lengthOf(telegram.callsOf('getUpdates'), 0)
  })

  test('takes no payment that cannot be kept: Telegram brings it again', async ({ assert }) => {
    const till = new ScriptedTill()
    till.broken = true
    const { telegram } = await withWebhook({ till })
    const fan = telegram.person()
    fan.says('/show')
    const paid = await fan.pays(await fan.seesInvoice())
    assert.equal(paid.outcome, 'paid')
    await until(() => till.tries > 1, { what: 'another delivery' })
    assert.include(telegram.updates.webhookStatuses, 503)
    till.broken = false
    await until(() => till.taken.length === 1, { what: 'the payment' })
    assert.lengthOf(telegram.callsOf('getUpdates'), 0)
  })

  test('asks for who comes and goes, and takes nothing of it that cannot be kept', async ({
    assert,
  }) => {
    const spaces = new ScriptedSpaces()
    spaces.broken = true
    const { telegram } = await withWebhook({ spaces })
    const [owner, fan] = [telegram.person(), telegram.person()]
    const group = telegram.group('Fans', [], { owner })
    owner.at(group).promotesBot()
    owner.at(group).adds(fan)
    await until(() => spaces.tries > 2, { what: 'another delivery' })
    assert.include(telegram.updates.webhookStatuses, 503)
    spaces.broken = false
    await until(() => spaces.taken.length === 2, { what: 'both events' })
    assert.sameMembers(spaces.kinds, ['bot_changed', 'member_changed'])
  })

  test('is closed to everyone without the secret', async ({ assert }) => {
    const { telegram, post } = await withWebhook()
    const fan = telegram.person()
    const update = JSON.stringify({ update_id: 1, message: fan.sends({ text: 'Hello' }) })
    await fan.hears('Heard: Hello')
    assert.equal(await post(update), 401)
    assert.equal(await post(update, ''), 401)
    assert.equal(await post(update, `${SECRET}x`), 401)
    assert.equal(await post('{', 'wrong'), 400)
  })

  test('refuses what is no update', async ({ assert }) => {
    const { post, frontend } = await withWebhook()
    for (const body of ['{', '[]', '{}', '{"update_id":"5"}', '{"update_id":null}']) {
      assert.equal(await post(body, SECRET), 400, body)
    }
    assert.equal(await post('{"update_id":5,"message":7}', SECRET), 200)
    assert.equal(frontend.status(), 'ready')
  })

  test('an update that comes twice is answered once', async ({ assert }) => {
    const { telegram, post } = await withWebhook()
    const fan = telegram.person()
    const message = fan.says('Hello')
    await fan.hears('Heard: Hello')
    assert.equal(await post(JSON.stringify({ update_id: 1, message }), SECRET), 200)
    fan.says('Next')
    await fan.hears('Heard: Next')
    assert.deepEqual(fan.chat.botTexts, ['Heard: Hello', 'Heard: Next'])
  })

  test('after a stop Telegram keeps what it has', async ({ assert }) => {
    const { telegram, frontend, post } = await withWebhook()
    const fan = telegram.person()
    fan.says('Hello')
    await fan.hears('Heard: Hello')
    await frontend.stop()
    assert.equal(await post('{"update_id":5}', SECRET), 503)
  })

  test('nobody may post where the bot polls', async ({ assert }) => {
    const { post } = await webhookServer(undefined, () => null)
    assert.equal(await post('{"update_id":5}', SECRET), 401)
    assert.equal(await post('{"update_id":5}', ''), 401)
  })
})
