import { definePlugin } from '#app/plugin_kit/define_plugin'

export default definePlugin({
  name: 'coach',
  requires: ['ai', 'moderation', 'communities'],
  migrations: true,
  service: () => import('#plugins/coach/service'),
  people: () => import('#plugins/coach/people'),
  bot: () => import('#plugins/coach/bot/index'),
})
