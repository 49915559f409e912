import { definePlugin } from '#app/plugin_kit/define_plugin'

export default definePlugin({
  name: 'ai',
  requires: ['ledger'],
  config: 'ai',
  migrations: true,
  service: () => import('#plugins/ai/service'),
  bot: () => import('#plugins/ai/bot/index'),
  page: () => import('#plugins/ai/page'),
})
