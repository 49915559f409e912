import app from '@adonisjs/core/services/app'

/** What a reply of the standard model costs, millicoins: packs say how many of them they buy. */
export async function replyPrice(): Promise<bigint> {
  const plugins = await app.container.make('plugins')
  return plugins.use('ai').model(null).price
}
