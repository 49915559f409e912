import { test } from '@japa/runner'
import { discordAt } from '#plugins/payments/gateways/discord/index'
import { discordShop, sellAs } from '#plugins/payments/gateways/discord/tests/support'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { WebVisitor } from '#tests/support/web_visitor'

test.group('Discord’s packs in the admin panel', () => {
  test('a pack that Discord cannot sell as it is says so, with what to do', async ({
    assert,
    cleanup,
  }) => {
    const { discord, gateway, close } = await discordShop()
    cleanup(close)
    cleanup(await connect(gateway))
    const hidden = discord.store.addSku({ published: false })
    await sellAs('starter', hidden.id)
    cleanup(() => sellAs('starter', null))
    const admin = await WebVisitor.arrives('admin')
    const page = await admin.reads('/admin/packs')
    assert.include(page, 'This SKU is not published in Discord.')
    assert.lengthOf(page.split('in Discord.'), 2, 'the pack that is sold well has no word')

    // A gateway that has not heard yet what Discord sells, while Discord does not say it.
    const { token, apiRoot } = discord
    cleanup(await connect(await discordAt({ token, apiRoot, countTests: true })))
    discord.script({ path: /skus$/, status: 503, times: 1_000 })
    const without = await admin.reads('/admin/packs')
    assert.include(without, hidden.id)
    assert.notInclude(without, 'in Discord.')
  })
})
