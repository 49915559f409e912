import { getActiveTestOrFail } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type { Till } from '#app/bot_kit/payments'
import { makeRuntime } from '#app/bot_kit/testing/runtime'
import { createTelegram } from '#bots/telegram/frontend'
import telegramConfig from '#config/telegram'
import { makeTill } from '#plugins/payments/bot/till'
import { starsAt } from '#plugins/payments/gateways/stars/index'
import { servicesWith } from '#plugins/payments/tests/support/counter'
import { gatewayContract } from '#plugins/payments/tests/support/gateway_contract'
import { startTelegramEmulator, type TelegramEmulator } from '#tests/emulators/telegram/index'
import { until } from '#tests/support/until'
import { sql } from '#app/support/sql'

/** The real bot, with the payments' own till and no commands. */
async function botWith(till: Till, telegram: TelegramEmulator) {
  const logger = await app.container.make('logger')
  const runtime = await makeRuntime({
    till,
  })
  const settings = { ...telegramConfig, token: telegram.token, apiRoot: telegram.apiRoot }
  const bot = await createTelegram({ app, logger, runtime }, settings)
  await bot.start()
  return bot
}

/** Telegram's message lies in the inbox. */
async function inInbox(eventId: string): Promise<boolean> {
  const found = await sql(
    `select from payments_events where provider = 'stars' and event_id = :eventId`,
    { eventId }
  )
  return found.length > 0
}

gatewayContract('Stars', async () => {
  const telegram = await startTelegramEmulator()
  const gateway = starsAt({ token: telegram.token, apiRoot: telegram.apiRoot })
  const bot = await botWith(makeTill(await servicesWith(gateway)), telegram)
  getActiveTestOrFail().cleanup(async () => {
    await bot.stop()
    await telegram.close()
  })
  const firstCharges = new Map<string, string>()
  const people = new Map<string, ReturnType<TelegramEmulator['person']>>()
  return {
    gateway,
    frontend: 'telegram',
    currency: 'XTR',
    newPlatformId() {
      const person = telegram.person()
      people.set(String(person.id), person)
      return String(person.id)
    },
    async pay(order, checkout, buyer) {
      const fan = people.get(buyer.platformId)
      const way = checkout.outcome === 'open' ? checkout.way : null
      if (!fan || way?.kind !== 'stars') throw new Error('There is no invoice')
      const { title, description } = order
      const invoice = { title, description, payload: way.payload, stars: way.stars }
      const paid = await telegram.payments.pay(fan.wire, invoice, fan.chat)
      if (paid.outcome !== 'paid') throw new Error(JSON.stringify(paid))
      await until(() => inInbox(`payment:${paid.chargeId}`), { what: 'the payment' })
      return paid.chargeId
    },
    subscription: {
      period: 'month',
      async begin(order, checkout, buyer) {
        const fan = people.get(buyer.platformId)
        const way = checkout.outcome === 'open' ? checkout.way : null
        if (!fan || way?.kind !== 'link') throw new Error('There is no link')
        const paid = await telegram.payments.pay(
          fan.wire,
          telegram.invoices.opened(way.url),
          fan.chat
        )
        if (paid.outcome !== 'paid') throw new Error(JSON.stringify(paid))
        firstCharges.set(order.id, paid.chargeId)
        await until(() => inInbox(`payment:${paid.chargeId}`), { what: 'the payment' })
        return paid.chargeId
      },
      async renew(order) {
        const charge = telegram.payments.renew(firstCharges.get(order.id) ?? '')
        if (charge === null) throw new Error('It was cancelled')
        await until(() => inInbox(`payment:${charge}`), { what: 'the next month' })
        return charge
      },
    },
    async refundThere(payment) {
      telegram.payments.takeBack(payment)
      await until(() => inInbox(`refund:${payment}`), { what: 'the refund' })
    },
  }
})
