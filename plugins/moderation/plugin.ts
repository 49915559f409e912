import { definePlugin } from '#app/plugin_kit/define_plugin'

export default definePlugin({
  name: 'moderation',
  requires: ['ai'],
  migrations: true,
  service: () => import('#plugins/moderation/service'),
  people: () => import('#plugins/moderation/people'),
  commands: [() => import('#plugins/moderation/commands/moderation_reports')],
})
