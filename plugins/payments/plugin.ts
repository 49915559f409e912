import { definePlugin } from '#app/plugin_kit/define_plugin'

export default definePlugin({
  name: 'payments',
  bot: () => import('#plugins/payments/bot/index'),
})
