import { discordShop, eventOf } from '#plugins/payments/gateways/discord/tests/support'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import { paymentsContext } from '#plugins/payments/tests/support/counter'
import { gatewayContract } from '#plugins/payments/tests/support/gateway_contract'

gatewayContract('Discord', async () => {
  const { discord, gateway, close } = await discordShop()
  const { outbox } = await paymentsContext()
  const fan = discord.player('ada')
  const tell = (id: string) => takeEvent({ outbox }, eventOf(discord, discord.store.find(id)))
  return {
    gateway,
    frontend: 'discord',
    currency: 'USD',
    newPlatformId: () => fan.user.id,
    pay: async (_order, checkout) => {
      if (checkout.outcome !== 'open' || checkout.way.kind !== 'sku') throw new Error('No SKU')
      const { id } = discord.store.buy(fan.user, checkout.way.skuId)
      await tell(id)
      return id
    },
    refundThere: async (payment) => {
      discord.store.takeBack(payment)
      await tell(payment)
    },
    refundsThereAlone: true,
    close,
  }
})
