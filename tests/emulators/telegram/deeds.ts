/** What people do in groups and channels: `owner.at(group).promotesBot()`. */
import { change } from '#tests/emulators/telegram/comings'
import type { Entrances } from '#tests/emulators/telegram/entrances'
import { ALL_RIGHTS, isPresent, type Rights, type Standing } from '#tests/emulators/telegram/roll'
import type { Updates } from '#tests/emulators/telegram/updates'
import type { WireUser } from '#tests/emulators/telegram/wire'
import type { EmulatedChat, World } from '#tests/emulators/telegram/world'

interface DeedsServices {
  me: WireUser
  world: World
  updates: Updates
  entrances: Entrances
}

/** core.telegram.org/bots/api#createchatsubscriptioninvitelink */
const SUBSCRIPTION_SECONDS = 2_592_000

export class Deeds {
  constructor(
    private readonly wire: WireUser,
    private readonly chat: EmulatedChat,
    private readonly services: DeedsServices
  ) {}

  get isIn(): boolean {
    return this.chat.roll.isIn(this.wire.id)
  }

  /** They wait for an answer to their request to enter. */
  get isAsking(): boolean {
    return this.services.entrances.requestsOf(this.chat).some(({ id }) => id === this.wire.id)
  }

  leaves(): void {
    this.#change(this.wire, { status: 'left' })
  }

  /** Adds the bot, as an administrator where rights are named; channels have no other bots. */
  addsBot(rights?: Rights): void {
    const isChannel = this.chat.wire.type === 'channel'
    this.#mustRun()
    if (rights || isChannel) this.promotesBot(rights)
    else this.#change(this.services.me, { status: 'member' })
  }

  /** Makes the bot an administrator, or changes its rights. */
  promotesBot(rights: Rights = ALL_RIGHTS): void {
    this.#mustRun()
    this.#change(this.services.me, { status: 'administrator', rights })
  }

  demotesBot(): void {
    this.#mustRun()
    this.#change(this.services.me, { status: 'member' })
  }

  kicksBot(): void {
    this.#mustRun()
    this.#change(this.services.me, { status: 'kicked', until: 0 })
  }

  promotes(person: { wire: WireUser }, rights: Rights = ALL_RIGHTS): void {
    this.#mustRun()
    this.#change(person.wire, { status: 'administrator', rights })
  }

  /** Adds somebody without a link. */
  adds(person: { wire: WireUser }): void {
    this.#change(person.wire, { status: 'member' })
  }

  /** "Remove from group": for good, as the apps do it. */
  bans(person: { wire: WireUser }): void {
    this.#mustRun()
    this.#change(person.wire, { status: 'kicked', until: 0 })
  }

  unbans(person: { wire: WireUser }): void {
    this.#mustRun()
    this.#change(person.wire, { status: 'left' })
  }

  mutes(person: { wire: WireUser }): void {
    this.#mustRun()
    const isMember = isPresent(this.chat.roll.standing(person.wire.id))
    this.#change(person.wire, { status: 'restricted', isMember })
  }

  /** Somebody's month of a channel's own subscription is over, and the next was not paid. */
  subscriptionEnds(): void {
    this.#change(this.wire, { status: 'left' })
  }

  /**
   * The next month is charged. Whether Telegram tells the bot of it is not documented: either happens.
   * @param about.isTold by a `chat_member` update, without a link
   */
  subscriptionRenews({ isTold }: { isTold: boolean }): void {
    const standing = this.chat.roll.standing(this.wire.id)
    if (standing.status !== 'member' || standing.until === undefined) {
      throw new Error(`${this.wire.first_name} does not subscribe to ${this.chat.wire.title}`)
    }
    const renewed: Standing = { ...standing, until: standing.until + SUBSCRIPTION_SECONDS }
    if (isTold) this.#change(this.wire, renewed)
    else this.chat.roll.set(this.wire, renewed)
  }

  renames(title: string): void {
    this.#mustRun()
    this.chat.wire.title = title
    const message = this.chat.add({ from: this.wire, new_chat_title: title })
    const kind = this.chat.wire.type === 'channel' ? 'channel_post' : 'message'
    this.services.updates.add(kind, message)
  }

  /** Gives the chat a public address, or takes it. */
  makesPublic(username: string | null): void {
    this.#mustRun()
    if (username === null) delete this.chat.wire.username
    else this.chat.wire.username = username
  }

  /** Members may add others, or not. */
  letsMembersAdd(may: boolean): void {
    this.#mustRun()
    this.chat.defaults.can_invite_users = may
  }

  /** The group becomes a supergroup: with another id, the same people, and the bot's rights. */
  upgrades(): EmulatedChat {
    this.#mustRun()
    const { world, updates } = this.services
    const bigger = world.upgraded(this.chat)
    for (const user of this.chat.roll.present) {
      bigger.roll.set(user, this.chat.roll.standing(user.id))
    }
    const [from, to] = [this.chat.wire.id, bigger.wire.id]
    updates.add('message', this.chat.add({ from: this.wire, migrate_to_chat_id: to }))
    updates.add('message', bigger.add({ from: this.wire, migrate_from_chat_id: from }))
    return bigger
  }

  #change(user: WireUser, to: Standing): void {
    change(this.chat, { user, to, by: this.wire }, this.services)
  }

  #mustRun(): void {
    if (!this.chat.roll.isAdministrator(this.wire.id)) {
      throw new Error(`${this.wire.first_name} does not administer ${this.chat.wire.title}`)
    }
  }
}
