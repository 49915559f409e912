/** The program's own ace commands: the house's and the plugins'. */
import { ListLoader, type BaseCommand } from '@adonisjs/core/ace'
import plugins from '#plugins/index'

const house = [
  () => import('#app/plugin_kit/commands/serve'),
  () => import('#app/plugin_kit/commands/make_plugin'),
  () => import('#app/plugin_kit/commands/demo_seed'),
  () => import('#app/identity/commands/admin_link'),
  () => import('#app/identity/commands/identity_ban'),
  () => import('#app/encryption/commands/encryption_rotate'),
  () => import('#app/encryption/commands/encryption_status'),
  () => import('#app/job_kit/commands/jobs_work'),
  () => import('#app/bot_kit/commands/bots_telegram'),
  () => import('#app/bot_kit/commands/bots_discord'),
]

async function loader(): Promise<ListLoader<typeof BaseCommand>> {
  const lazies = [...house, ...plugins.flatMap((plugin) => plugin.commands ?? [])]
  const modules = await Promise.all(lazies.map((load) => load()))
  return new ListLoader(modules.map((module) => module.default))
}

export const getMetaData = async () => (await loader()).getMetaData()

export const getCommand = async (metaData: { commandName: string }) => {
  const commands = await loader()
  const known = (await commands.getMetaData()).find(
    (candidate) => candidate.commandName === metaData.commandName
  )
  return known ? commands.getCommand(known) : null
}
