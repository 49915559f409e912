/** The program's process: all of it behind grammY. It makes rich people of the accounts that it is told. */
import { obey } from '../support/being_measured.js'
import { bootProgram, enrich } from '../support/program.js'

const app = await bootProgram({ demo: true })
await (await app.container.make('bots')).start(['telegram'])

obey(async (platformIds: readonly string[]) => {
  await enrich(app, 'telegram', platformIds)
  return null
})
