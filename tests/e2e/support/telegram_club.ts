/** A creator's community on Telegram, set up as its creator does it: by what they say and press. */
import type { TelegramEmulator } from '#tests/emulators/telegram/index'
import type { Person } from '#tests/emulators/telegram/people'
import type { WireMessage } from '#tests/emulators/telegram/wire'
import type { EmulatedChat } from '#tests/emulators/telegram/world'
import { joined } from '#tests/e2e/support/telegram_community'

export interface Club {
  olga: Person
  group: EmulatedChat
  channel: EmulatedChat
  name: string
}

/** Answers the form that is open, question by question; a choice is a pressed button. */
export async function fillsIn(
  person: Person,
  answers: readonly (string | { press: string })[]
): Promise<void> {
  for (const [index, answer] of answers.entries()) {
    await person.hears(`${index + 1}/${answers.length} `)
    if (typeof answer === 'string') person.says(answer)
    else await person.presses(answer.press)
  }
}

/** A group and a channel, connected and open, whose bot may do what it has to. */
export async function openClub(telegram: TelegramEmulator, name: string): Promise<Club> {
  const olga = await joined(telegram, 'Olga', 'creator')
  const group = telegram.group(`${name} group`, [], { owner: olga })
  olga.at(group).promotesBot()
  olga.says('/community@greenroom_test_bot', { in: group })
  await olga.presses('New community')
  await fillsIn(olga, [name, 'Stories by the fire', { press: 'English' }])
  await olga.presses('Open it')
  await olga.hears(`“${name}” is open`)
  const channel = telegram.channel(`${name} news`, olga)
  olga.at(channel).addsBot()
  await olga.hears(`“${name} news” is not connected yet`)
  await olga.presses(name)
  await olga.hears(`“${name} news” is part of`)
  return { olga, group, channel, name }
}

/** A tier for 100 coins a month, and for Stars where that is said, that opens both. */
export async function sellTier(
  { olga, group, channel }: Club,
  tier: string,
  { stars }: { stars?: number } = {}
): Promise<void> {
  olga.says('/tiers')
  await olga.presses('New tier')
  await fillsIn(olga, [tier, 'For the curious', 'Backstage chat', { press: 'Monthly' }, '100'])
  await olga.hears(`“${tier}” is there, as a draft`)
  if (stars !== undefined) {
    await olga.presses('Prices')
    const skip = { press: 'Skip' }
    await fillsIn(olga, [{ press: 'Keep' }, skip, skip, skip, String(stars)])
    await olga.hears('Saved.')
  }
  await olga.presses('What it opens')
  for (const [index, { wire }] of [group, channel].entries()) {
    await olga.presses(`Open ${wire.title ?? ''}`)
    await olga.hears(`“${tier}” opens ${index + 1} door`)
  }
  await olga.presses('Back to the tier')
  await olga.hears('Everything is there: put it on sale')
  await olga.presses('Put on sale')
  await olga.hears(`“${tier}” is on sale`)
}

/** A tier that opens the channel, which Telegram itself charges for; nothing else buys it. */
export async function sellByTelegram(
  { olga, channel }: Club,
  tier: string,
  stars: number
): Promise<void> {
  olga.says('/tiers')
  await olga.presses('New tier')
  const skip = { press: 'Skip' }
  await fillsIn(olga, [tier, 'For listeners', 'Every episode', { press: 'Monthly' }, skip])
  await olga.hears(`“${tier}” is there, as a draft`)
  await olga.presses('What it opens')
  await olga.presses(`Open ${channel.wire.title ?? ''}`)
  await olga.hears(`“${tier}” opens 1 door`)
  await olga.presses('Back to the tier')
  await olga.presses('Telegram’s own link')
  await olga.hears('The Stars go straight to the channel’s owner')
  await olga.hears('Stars for 30 days')
  olga.says(String(stars))
  await olga.hears('The link comes when you put')
  await olga.presses('Put on sale')
  await olga.hears(`“${tier}” is on sale`)
}

/** Does something, and waits for what the bot says then. */
export async function told(
  person: Person,
  words: string,
  act: () => unknown
): Promise<WireMessage> {
  const before = person.chat.history.at(-1)?.message_id ?? 0
  await act()
  return person.hears(words, { after: before })
}

/** The newest way into a chat that somebody was given; waits for it. */
export async function wayInto(person: Person, chat: EmulatedChat): Promise<string> {
  const message = await person.hears(`your own way into “${chat.wire.title ?? ''}”`)
  return linkIn(message, 'https://t.me/+')
}

/** The address behind a message's button. */
export function linkIn({ reply_markup: markup }: WireMessage, beginning: string): string {
  const buttons = (markup?.inline_keyboard ?? []).flat()
  const url = buttons.find((button) => button.url?.startsWith(beginning))?.url
  if (url === undefined) throw new Error(`No button leads to ${beginning}`)
  return url
}

/** Opens the newest way that they were given, asks to enter, and is let in. */
export async function comesIn(person: Person, chat: EmulatedChat): Promise<void> {
  const opened = person.opens(await wayInto(person, chat))
  if (opened !== 'asked') throw new Error(`The link is no way to ask: ${opened}`)
  await person.waits(`to be let into ${chat.wire.title ?? ''}`, () => person.at(chat).isIn)
}

/** Says /join, presses what costs coins, pays, and comes in. */
export async function joins(person: Person, club: Club, tier: string): Promise<void> {
  const { name, group, channel } = club
  await told(person, 'You see everything it costs', () => person.says(`/join ${name}`))
  await told(person, 'This is what it costs', () => person.presses(`Join ${tier}`))
  const before = person.chat.history.at(-1)?.message_id ?? 0
  await told(person, `Welcome to ${name}: ${tier}`, () => person.presses('Pay 100 coins'))
  for (const chat of [group, channel]) {
    await person.hears(`your own way into “${chat.wire.title ?? ''}”`, { after: before })
    await comesIn(person, chat)
  }
}
