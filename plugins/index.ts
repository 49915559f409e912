/** Every plugin of the program, each after those that it requires. The only file that names them all. */
import type { PluginDefinition } from '#app/plugin_kit/types'
import ledger from '#plugins/ledger/plugin'
import ai from '#plugins/ai/plugin'
import moderation from '#plugins/moderation/plugin'
import personas from '#plugins/personas/plugin'
import payments from '#plugins/payments/plugin'
import communities from '#plugins/communities/plugin'
import coach from '#plugins/coach/plugin'
import admin from '#plugins/admin/plugin'

const plugins: readonly PluginDefinition[] = [
  ledger,
  ai,
  moderation,
  personas,
  payments,
  communities,
  coach,
  admin,
]

export default plugins
