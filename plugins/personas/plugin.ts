import { definePlugin } from '#app/plugin_kit/define_plugin'

export default definePlugin({
  name: 'personas',
  requires: ['ledger', 'ai', 'moderation'],
  config: 'personas',
  migrations: true,
  service: () => import('#plugins/personas/service'),
  listeners: {
    'identity.account_attached': () => import('#plugins/personas/listeners/claim_attached'),
  },
  jobs: {
    settle_left_replies: () => import('#plugins/personas/jobs/settle_left_replies'),
    summarise: () => import('#plugins/personas/jobs/summarise'),
    settle_left_pictures: () => import('#plugins/personas/pictures/jobs/settle_left_pictures'),
    read_knowledge: () => import('#plugins/personas/knowledge/jobs/read_knowledge'),
    drop_old_uploads: () => import('#plugins/personas/knowledge/jobs/drop_old_uploads'),
    settle_left_speech: () => import('#plugins/personas/voice/jobs/settle_left_speech'),
    studio_roll_up: () => import('#plugins/personas/studio/jobs/roll_up'),
  },
  schedules: [
    { job: 'settle_left_replies', everySeconds: 60 },
    { job: 'settle_left_pictures', everySeconds: 60 },
    { job: 'drop_old_uploads', everySeconds: 3_600 },
    { job: 'settle_left_speech', everySeconds: 60 },
    { job: 'studio_roll_up', everySeconds: 300 },
  ],
  routes: () => import('#plugins/personas/routes'),
  views: true,
  people: () => import('#plugins/personas/people'),
  page: () => import('#plugins/personas/page'),
  bot: () => import('#plugins/personas/bot/index'),
  demo: () => import('#plugins/personas/demo/seed'),
})
