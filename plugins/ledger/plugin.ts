import { definePlugin } from '#app/plugin_kit/define_plugin'

export default definePlugin({
  name: 'ledger',
  config: 'ledger',
  migrations: true,
  service: () => import('#plugins/ledger/service'),
  listeners: {
    'identity.person_joined': () => import('#plugins/ledger/listeners/welcome_person'),
  },
  jobs: {
    sweep_holds: () => import('#plugins/ledger/jobs/sweep_holds'),
    roll_up: () => import('#plugins/ledger/jobs/roll_up'),
  },
  schedules: [
    { job: 'sweep_holds', everySeconds: 30 },
    { job: 'roll_up', everySeconds: 10 },
  ],
  commands: [
    () => import('#plugins/ledger/commands/ledger_verify'),
    () => import('#plugins/ledger/commands/ledger_balance'),
    () => import('#plugins/ledger/commands/ledger_export'),
  ],
  bot: () => import('#plugins/ledger/bot/index'),
  page: () => import('#plugins/ledger/page'),
  people: () => import('#plugins/ledger/people'),
})
