/** A person with a Discord client: says things, uses commands, presses buttons, fills forms. */
import type { Gateway } from '#tests/emulators/discord/gateway'
import { asList, asNumber, asObject, asText, type Json } from '#tests/emulators/discord/json'
import type { WorldGuild } from '#tests/emulators/discord/guilds'
import type { Messages } from '#tests/emulators/discord/messages'
import { modalInputs } from '#tests/emulators/discord/validate_modal'
import { interactionMember } from '#tests/emulators/discord/guild_wire'
import { channelJson, messageJson, userJson } from '#tests/emulators/discord/wire'
import type { Store, WorldEntitlement } from '#tests/emulators/discord/store'
import type {
  World,
  WorldAttachment,
  WorldChannel,
  WorldInteraction,
  WorldMessage,
  WorldUser,
} from '#tests/emulators/discord/world'

export type OptionValue = string | number | boolean

/** docs.discord.com/developers/resources/message#message-object-message-flags */
const VOICE_MESSAGE = 1 << 13

/** docs.discord.com/developers/components/reference#button-button-styles */
const PREMIUM = 6

const OPTION_TYPES: Record<string, number> = { string: 3, number: 4, boolean: 5 }

export class Player {
  constructor(
    private readonly world: World,
    private readonly gateway: Gateway,
    private readonly messages: Messages,
    private readonly store: Store,
    readonly user: WorldUser
  ) {}

  /** The direct conversation with the bot. */
  get dm(): WorldChannel {
    return this.world.directChannel(this.user)
  }

  /**
   * Writes a message.
   * @param options.mention put a mention of the bot in front
   * @param options.replyTo reply to this message; a reply to the bot's own message pings it unless `ping` is
   * false, one to a webhook's message cannot ping
   * @param options.files what is attached; one with `seconds` alone is a voice message
   */
  says(
    channel: WorldChannel,
    text: string,
    options: {
      mention?: boolean
      replyTo?: WorldMessage
      ping?: boolean
      files?: readonly Omit<WorldAttachment, 'size'>[]
    } = {}
  ): WorldMessage {
    const bot = this.world.bot
    const content = options.mention === true ? `<@${bot.id}> ${text}` : text
    const repliesToBot = options.replyTo?.author.id === bot.id && options.ping !== false
    const mentioned = [...content.matchAll(/<@!?(\d+)>/g)].map((match) => match[1] ?? '')
    if (repliesToBot) mentioned.push(bot.id)
    this.#enter(channel)
    const files = options.files ?? []
    const spoken = files.length === 1 && files[0]?.seconds !== undefined
    return this.messages.create(channel, { content }, [], {
      attachments: files.map((file) => ({ ...file, size: file.bytes.length })),
      ...(spoken && { flags: VOICE_MESSAGE }),
      author: { id: this.user.id, username: this.user.username, bot: false },
      mentions: [...new Set(mentioned)],
      ...(options.replyTo && { referenceId: options.replyTo.id, type: 19 }),
    })
  }

  /** Uses a slash command that the application has registered. */
  slash(
    channel: WorldChannel,
    name: string,
    options: Record<string, OptionValue> = {}
  ): Interaction {
    const command = this.#command(name)
    if (command.nsfw === true && !channel.nsfw) throw new Error(`/${name} is age-restricted`)
    const known = asList(command.options).map(asObject)
    for (const option of known) {
      if (option.required === true && options[asText(option.name)] === undefined) {
        throw new Error(`/${name} needs ${asText(option.name)}`)
      }
    }
    const given = Object.entries(options).map(([key, value]) => {
      const option = known.find((one) => one.name === key)
      const type = OPTION_TYPES[typeof value]
      if (!option || option.type !== type)
        throw new Error(`/${name} has no ${typeof value} option ${key}`)
      return { name: key, type, value }
    })
    return this.#interact(channel, 2, {
      id: command.id,
      name,
      type: 1,
      ...(given.length > 0 && { options: given }),
    })
  }

  /** Types into an option that completes; gives what Discord would show. */
  async completes(
    channel: WorldChannel,
    name: string,
    option: string,
    typed: string
  ): Promise<{ name: string; value: string }[]> {
    const command = this.#command(name)
    const interaction = this.#interact(channel, 4, {
      id: command.id,
      name,
      type: 1,
      options: [{ name: option, type: 3, value: typed, focused: true }],
    })
    const choices = await this.world.until('choices', () => interaction.record.choices)
    return choices.map((one) => ({ name: asText(one.name), value: asText(one.value) }))
  }

  /** Presses the button with this label. */
  presses(message: WorldMessage, label: string): Interaction {
    const button = buttons(message).find((one) => one.label === label)
    if (!button) throw new Error(`No button "${label}" among ${buttonLabels(message).join(', ')}`)
    if (asText(button.custom_id) === '') throw new Error(`"${label}" is a link`)
    return this.pressesId(message, asText(button.custom_id))
  }

  /**
   * Presses the button that sells, and pays. The application gets no interaction of it.
   * @param how see {@link Store.buy}
   */
  buys(message: WorldMessage, how: Parameters<Store['buy']>[2] = {}): WorldEntitlement {
    const button = buttons(message).find((one) => one.style === PREMIUM)
    if (!button) throw new Error('No button sells anything')
    return this.store.buy(this.user, asText(button.sku_id), how)
  }

  /** Presses by custom id, as a client that kept an old message would. */
  pressesId(message: WorldMessage, customId: string): Interaction {
    const channel = this.#channelOf(message)
    return this.#interact(channel, 3, { custom_id: customId, component_type: 2 }, message)
  }

  /** Picks a value of the message's select. */
  picks(message: WorldMessage, value: string): Interaction {
    const select = message.components
      .flatMap((row) => asList(row.components).map(asObject))
      .find((one) => one.type === 3)
    if (!select) throw new Error('No select in the message')
    const channel = this.#channelOf(message)
    const data = { custom_id: select.custom_id, component_type: 3, values: [value] }
    return this.#interact(channel, 3, data, message)
  }

  /** Fills and submits the modal that an interaction showed; `values` by the inputs' custom ids. */
  submits(shown: Interaction, values: Record<string, string>): Interaction {
    const modal = shown.record.modal
    if (!modal) throw new Error('No modal was shown')
    for (const input of modalInputs(modal)) {
      const value = values[asText(input.custom_id)] ?? ''
      if (input.required !== false && value === '')
        throw new Error(`${asText(input.custom_id)} is required`)
      if (value.length > asNumber(input.max_length, 4000)) throw new Error('Too long for the input')
    }
    const filled = asList(modal.components)
      .map(asObject)
      .map((part, index) => {
        const input = modalInputs({ components: [part] })[0] ?? {}
        const value = values[asText(input.custom_id)] ?? ''
        const inner = {
          type: input.type,
          id: index * 2 + 2,
          custom_id: input.custom_id,
          ...(input.type === 3 ? { values: value === '' ? [] : [value] } : { value }),
        }
        return part.type === 18
          ? { type: 18, id: index * 2 + 1, component: inner }
          : { type: 1, id: index * 2 + 1, components: [inner] }
      })
    const channel = this.world.channels.get(shown.record.channelId)
    if (!channel) throw new Error('The channel is gone')
    const source = this.world.findMessage(shown.record.sourceMessageId ?? '')
    return this.#interact(channel, 5, { custom_id: modal.custom_id, components: filled }, source)
  }

  /** Comes into the channel's server, where they never left it; nobody speaks in a server from outside. */
  #enter(channel: WorldChannel): WorldGuild | undefined {
    const guild = this.world.guilds.get(channel.guildId ?? '')
    if (guild?.gone.has(this.user.id) === true) {
      throw new Error(`${this.user.username} is not in ${guild.name} any more`)
    }
    if (guild && !guild.members.has(this.user.id)) guild.enter(this.user.id)
    return guild
  }

  #command(name: string): Json {
    const command = this.world.commands.find((one) => one.name === name)
    if (!command) throw new Error(`/${name} is not registered`)
    return command
  }

  #channelOf(message: WorldMessage): WorldChannel {
    const channel = this.world.channels.get(message.channelId)
    if (!channel) throw new Error('The channel is gone')
    return channel
  }

  #interact(
    channel: WorldChannel,
    type: 2 | 3 | 4 | 5,
    data: Json,
    source?: WorldMessage
  ): Interaction {
    const record = this.world.addInteraction({
      type,
      userId: this.user.id,
      channelId: channel.id,
      ...(source && { sourceMessageId: source.id }),
    })
    const guild = this.#enter(channel)
    this.gateway.dispatch(
      'INTERACTION_CREATE',
      {
        id: record.id,
        application_id: this.world.applicationId,
        type,
        data,
        token: record.token,
        version: 1,
        channel_id: channel.id,
        channel: channelJson(this.world, channel),
        ...(guild
          ? {
              guild_id: guild.id,
              guild: { id: guild.id, locale: 'en-US', features: [] },
              member: interactionMember(this.world, guild, this.user),
              guild_locale: 'en-US',
            }
          : { user: userJson(this.user) }),
        ...(source && { message: messageJson(this.world, source) }),
        app_permissions: '2147483647',
        locale: this.user.locale,
        entitlements: this.store.activeOf(this.user.id),
        authorizing_integration_owners: guild ? { '0': guild.id } : { '1': this.user.id },
        context: guild ? 0 : 1,
        attachment_size_limit: 10_485_760,
      },
      channel.guildId
    )
    return new Interaction(this.world, record)
  }
}

/** One use of a command, button or form, and what came of it. */
export class Interaction {
  constructor(
    private readonly world: World,
    readonly record: WorldInteraction
  ) {}

  /** The first answer, once it says something (deferred answers are waited for). */
  async answer(ms?: number): Promise<WorldMessage> {
    return await this.world.until(
      'an answer to the interaction',
      () => {
        if (this.record.answered === undefined) return undefined
        return this.said()[0]
      },
      ms
    )
  }

  /** Everything that was said in answer, oldest first. */
  said(): WorldMessage[] {
    const channel = this.world.channels.get(this.record.channelId)
    return [...(channel?.messages.values() ?? [])].filter(
      (one) => one.interactionId === this.record.id && !one.thinking
    )
  }

  /** Waits until so many messages were said. */
  async answers(count: number, ms?: number): Promise<WorldMessage[]> {
    return await this.world.until(
      `${count} answers`,
      () => (this.said().length >= count ? this.said() : undefined),
      ms
    )
  }

  async modal(): Promise<Json> {
    return await this.world.until('a modal', () => this.record.modal)
  }

  async acknowledged(ms?: number): Promise<number> {
    return await this.world.until('an acknowledgement', () => this.record.answered, ms)
  }
}

export function buttons(message: WorldMessage): Json[] {
  return message.components
    .flatMap((row) => asList(row.components).map(asObject))
    .filter((one) => one.type === 2)
}

export function buttonLabels(message: WorldMessage): string[] {
  return buttons(message).map((one) => asText(one.label))
}
