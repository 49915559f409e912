import { randomUUID } from 'node:crypto'
import { conversation, type Fan, type FanOptions } from '#app/bot_kit/testing/conversation'

/** A room on a platform; who comes in has joined and accepts the price of Luna, BOLT-7 and Juno. */
export function newRoom(frontend: 'discord' | 'telegram' = 'discord') {
  const place = { kind: 'group', id: `room-${randomUUID()}` } as const
  const enter = (displayName: string, more: Partial<FanOptions> = {}): Promise<Fan> =>
    conversation.fan({ frontend, displayName, ...more, place: { ...place, ...more.place } })
  return {
    id: place.id,
    place: `${frontend}:${place.id}`,
    enter,
    /** Somebody with a wallet. */
    async join(displayName: string, more: Partial<FanOptions> = {}): Promise<Fan> {
      const fan = await enter(displayName, more)
      await fan.says('/start')
      return fan
    },
  }
}

/** Says something and accepts the price where it is asked. */
export async function pays(fan: Fan, text: string): Promise<void> {
  const seen = await fan.says(text)
  if (seen.some(({ node }) => node.kind === 'quote')) await fan.presses('Yes, 2 coins a reply')
}
