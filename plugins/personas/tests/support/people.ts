/** People who are on several platforms. */
import { conversation, type Fan, type FanOptions } from '#app/bot_kit/testing/conversation'

const CODE = /[A-Z0-9]{4}-[A-Z0-9]{4}/

/** Someone whom the program has not seen, on Discord. */
export function onDiscord(options: FanOptions = {}): Promise<Fan> {
  return conversation.fan({ frontend: 'discord', ...options })
}

/** Links two accounts as people do: a code here, the code there, and yes. */
export async function link(here: Fan, there: Fan): Promise<void> {
  await here.says('/link')
  const [code] = CODE.exec(here.lastText()) ?? []
  if (!code) throw new Error(`No code in: ${here.lastText()}`)
  await there.says(`/link ${code}`)
  const yes = ['Link them', 'Make them one', 'Agree, join and link'].find((label) =>
    there.buttonId(label)
  )
  if (!yes) throw new Error(`Nothing to say yes to: ${there.lastText()}`)
  await there.presses(yes)
}
