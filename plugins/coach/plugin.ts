import { definePlugin } from '#app/plugin_kit/define_plugin'

export default definePlugin({
  name: 'coach',
  requires: ['ai', 'moderation', 'personas', 'communities'],
  config: 'coach',
  migrations: true,
  service: () => import('#plugins/coach/service'),
  jobs: {
    summarise: () => import('#plugins/coach/jobs/summarise'),
    watch_costs: () => import('#plugins/coach/jobs/watch_costs'),
    tell_cost: () => import('#plugins/coach/jobs/tell_cost'),
    finish_deeds: () => import('#plugins/coach/deeds/jobs/finish_deeds'),
  },
  schedules: [
    { job: 'finish_deeds', everySeconds: 60 },
    { job: 'watch_costs', everySeconds: 600 },
  ],
  adminPages: [{ path: '/admin/coach', title: 'coach.costs.title', roles: ['admin'] }],
  people: () => import('#plugins/coach/people'),
  routes: () => import('#plugins/coach/routes'),
  openApi: () => import('#plugins/coach/openapi'),
  page: () => import('#plugins/coach/page'),
  views: true,
  bot: () => import('#plugins/coach/bot/index'),
})
