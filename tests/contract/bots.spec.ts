import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { buttonsOf, type MintedButtons } from '#app/bot_kit/buttons'
import type { AnyBotCommand, OptionSpec } from '#app/bot_kit/command'
import type { Frontend } from '#app/bot_kit/inbound'
import type { Button, OptionValue, ReplyNode, StreamNode } from '#app/bot_kit/reply'
import { conversation, type Fan, type Seen } from '#app/bot_kit/testing/conversation'
import { Wording } from '#app/bot_kit/wording'
import { body } from '#bots/discord/drafts'
import { wantedCommands } from '#bots/discord/commands/wanted'
import { modalCount, modalOf } from '#bots/discord/modal'
import { render as renderForDiscord } from '#bots/discord/renderer'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'
import { wantedMenus } from '#bots/telegram/menu'
import { renderNode as renderForTelegram } from '#bots/telegram/renderer'
import { draw as drawForWeb } from '#bots/web/draw'
import { menuOf } from '#bots/web/menu'
import { appUrl } from '#config/app'
import { seedDemo } from '#database/demo'
import { validateCommand } from '#tests/emulators/discord/validate_command'
import { validateMessage } from '#tests/emulators/discord/validate_message'
import { validateModal } from '#tests/emulators/discord/validate_modal'

const FRONTENDS: readonly Frontend[] = ['telegram', 'discord', 'web']
const LOCALES = ['en', 'es']

/** What AdonisJS prints in place of words that are not there. */
const MISSING = /translation missing/i

const runtime = async () => (await app.container.make('bots')).context.runtime

/** A value that the option takes, as a person might give it. */
async function sampleOf(
  command: AnyBotCommand,
  name: string,
  spec: OptionSpec
): Promise<OptionValue> {
  switch (spec.kind) {
    case 'boolean':
      return true
    case 'integer':
      return spec.min
    case 'choice':
      return spec.choices[0]?.value ?? ''
    case 'text': {
      const request = { frontend: 'web', command: command.name, option: name, typed: '' } as const
      return (await (await runtime()).complete(request))[0]?.value ?? 'something'
    }
  }
}

async function optionsFor(command: AnyBotCommand): Promise<Record<string, OptionValue>> {
  const given: Record<string, OptionValue> = {}
  for (const [name, spec] of Object.entries(command.options)) {
    if (spec.required) given[name] = await sampleOf(command, name, spec)
  }
  return given
}

/** Draws a node on all three, with what checks their platforms' rules. Gives every word of it. */
async function drawEverywhere(
  node: Exclude<ReplyNode, StreamNode>,
  locale: string
): Promise<string> {
  const words = new Wording(await app.container.make('i18n')).in(locale)
  const buttons: MintedButtons = new Map<Button, string>(
    buttonsOf(node).map((button, index) => [button, `button-${index}`.padEnd(24, '_')])
  )
  const discord = await renderForDiscord(node, { buttons, appUrl, reserve: 0, t: words.t })
  if (discord.length === 0) throw new Error('Discord draws nothing')
  for (const draft of discord) {
    validateMessage(JSON.parse(JSON.stringify(body(draft))), {
      files: draft.files?.length ?? 0,
      edit: false,
    })
  }
  const drawn: unknown[] = [...discord.map(body)]
  if (node.kind === 'form') {
    for (let page = 0; page < modalCount(node); page += 1) {
      const modal = modalOf(node, 'a-form', page)
      validateModal(JSON.parse(JSON.stringify(modal)))
      drawn.push(modal)
    }
  } else {
    const telegram = renderForTelegram(node, {
      buttons,
      named: true,
      t: (key) => key,
    })
    if (telegram.length === 0) throw new Error('Telegram draws nothing')
    for (const { text, keyboard, invoice } of telegram) {
      if (text.text.length > TELEGRAM_LIMITS.text) throw new Error('A Telegram message is too long')
      drawn.push(text.text, keyboard, invoice)
    }
  }
  drawn.push(drawForWeb(node, buttons))
  return JSON.stringify(drawn, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value
  )
}

async function checkDrawing(seen: readonly Seen[], locale: string): Promise<void> {
  for (const { node } of seen) {
    if (node.kind === 'stream') continue
    const words = await drawEverywhere(node, locale)
    if (MISSING.test(words)) throw new Error(`There are words missing: ${words}`)
  }
}

async function someone(who: 'guest' | 'fan', frontend: Frontend, locale: string): Promise<Fan> {
  const fan = await conversation.fan({ frontend, locale })
  const { account } = await fan.identified()
  if (who === 'fan') await (await app.container.make('identity')).join(account.id)
  return fan
}

test.group('Bot commands', (group) => {
  group.setup(async () => {
    await seedDemo(await app.container.make('plugins'))
  })

  test('are in the menus of all three frontends, as their platforms allow', async ({ assert }) => {
    const kit = await runtime()
    const names = kit.commands().map(({ name }) => name)
    assert.isAbove(names.length, 0)

    const discord = wantedCommands(kit.commands(), kit)
    for (const command of discord) validateCommand(JSON.parse(JSON.stringify(command)))
    assert.sameMembers(
      discord.map(({ name }) => name),
      names
    )
    for (const menu of wantedMenus(kit)) {
      assert.isAtMost(menu.commands.length, 100)
      for (const { command, description } of menu.commands) {
        assert.match(command, /^[a-z0-9_]{1,32}$/)
        assert.isTrue(description.length >= 1 && description.length <= 256, command)
        assert.notMatch(description, MISSING)
      }
    }
    for (const locale of LOCALES) {
      const menu = menuOf(kit, locale)
      assert.sameMembers(
        menu.map(({ name }) => name),
        names
      )
      assert.notMatch(JSON.stringify(menu), MISSING)
    }
  })

  test('have names and options that every platform takes', async ({ assert }) => {
    for (const command of (await runtime()).commands()) {
      assert.match(command.name, /^[a-z0-9_]{1,32}$/)
      for (const [name, spec] of Object.entries(command.options)) {
        assert.match(name, /^[a-z0-9_]{1,32}$/, `/${command.name}`)
        if (spec.kind === 'choice') assert.isAtMost(spec.choices.length, 25, `/${command.name}`)
      }
      if (command.positional) assert.property(command.options, command.positional)
    }
  })

  for (const locale of LOCALES) {
    for (const who of ['guest', 'fan'] as const) {
      test(`answer a ${who} in "${locale}", drawn on all three frontends`, async ({ assert }) => {
        for (const command of (await runtime()).commands()) {
          for (const frontend of FRONTENDS) {
            const fan = await someone(who, frontend, locale)
            const options = await optionsFor(command)
            const seen = await fan.sends({ kind: 'command', name: command.name, options })
            assert.isNotEmpty(seen, `/${command.name} answers nothing on ${frontend}`)
            await checkDrawing(seen, locale)
          }
        }
      })
    }
  }

  test('lead on: what each button of an answer does can be drawn as well', async ({ assert }) => {
    let pressed = 0
    for (const command of (await runtime()).commands()) {
      const fan = await someone('fan', 'web', 'en')
      const seen = await fan.sends({
        kind: 'command',
        name: command.name,
        options: await optionsFor(command),
      })
      for (const { node } of seen) {
        if (node.kind === 'stream' || node.kind === 'form') continue
        for (const { label } of buttonsOf(node)) {
          await checkDrawing(await fan.presses(label), 'en')
          pressed += 1
        }
      }
    }
    assert.isAbove(pressed, 0)
  })
})
