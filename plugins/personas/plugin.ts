import { definePlugin } from '#app/plugin_kit/define_plugin'

export default definePlugin({
  name: 'personas',
  requires: ['ledger', 'ai'],
  config: 'personas',
  migrations: true,
  jobs: { settle_left_replies: () => import('#plugins/personas/jobs/settle_left_replies') },
  schedules: [{ job: 'settle_left_replies', everySeconds: 60 }],
  bot: () => import('#plugins/personas/bot/index'),
  demo: () => import('#plugins/personas/demo/seed'),
})
