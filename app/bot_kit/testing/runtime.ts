import app from '@adonisjs/core/services/app'
import { ButtonStore } from '#app/bot_kit/button_store'
import { Inbox } from '#app/bot_kit/inbox'
import { LocalLanes } from '#app/bot_kit/lanes'
import { Runtime, type RuntimeOptions } from '#app/bot_kit/runtime'
import { Wording } from '#app/bot_kit/wording'

/** A conversation kit of the test's own, with everything below it real; it knows no commands unless it is given some. */
export async function makeRuntime(parts: Partial<RuntimeOptions> = {}): Promise<Runtime> {
  return new Runtime({
    till: null,
    spaces: null,
    commands: [],
    converse: null,
    fileReceivers: [],
    identity: await app.container.make('identity'),
    inbox: new Inbox(),
    buttons: new ButtonStore(),
    lanes: new LocalLanes(),
    wording: new Wording(await app.container.make('i18n')),
    logger: await app.container.make('logger'),
    allowUse: async () => ({ allowed: true }),
    ...parts,
  })
}
