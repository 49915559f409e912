/** A command, written once and drawn on every frontend. */
import type { Account, Person } from '#app/identity/types'
import type { Frontend, InboundFile, Place } from '#app/bot_kit/inbound'
import type { Till } from '#app/bot_kit/payments'
import type { SpaceListener } from '#app/bot_kit/spaces/events'
import type { OptionValue, Reply } from '#app/bot_kit/reply'

/** Where an option's or a command's words come from: an i18n key. */
export type TranslationKey = string

export type OptionSpec = {
  /** i18n key of the description. */
  description: TranslationKey
  required?: boolean
} & (
  | {
      kind: 'text'
      maxLength: number
      /** Offers completions while a person types (Discord shows them; the web page too). */
      autocomplete?: (
        typed: string,
        ctx: AutocompleteContext
      ) => Promise<readonly { name: string; value: string }[]>
    }
  | { kind: 'integer'; min: number; max: number }
  | { kind: 'boolean' }
  | { kind: 'choice'; choices: readonly { value: string; name: TranslationKey }[] }
)

export interface AutocompleteContext {
  frontend: Frontend
  locale: string
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

/** The value of an option after it was parsed. */
type ValueOf<S extends OptionSpec> = S extends { kind: 'integer' }
  ? number
  : S extends { kind: 'boolean' }
    ? boolean
    : string

export type OptionValues<O extends OptionSpecs> = {
  readonly [K in keyof O]: O[K] extends { required: true }
    ? ValueOf<O[K]>
    : ValueOf<O[K]> | undefined
}

/** A precondition, as data: the kit checks it, words its refusal, and frontends may hide the command. */
export type Guard =
  | { kind: 'needsAccount' }
  | { kind: 'creatorOnly' }
  | { kind: 'adultOnly' }
  /** At most one use per account in so many seconds. */
  | { kind: 'cooldown'; seconds: number }

export const needsAccount: Guard = { kind: 'needsAccount' }
export const adultOnly: Guard = { kind: 'adultOnly' }
export const cooldown = (seconds: number): Guard => ({ kind: 'cooldown', seconds })

export interface CommandContext<O extends OptionSpecs = OptionSpecs> extends TurnContext {
  options: OptionValues<O>
}

/** What every handler of a turn knows. */
export interface TurnContext {
  frontend: Frontend
  place: Place
  /** Idempotency key of the turn: stable across redeliveries of the same update. */
  turnKey: string
  account: Account
  /** Null for a guest: an account that has not accepted the terms. */
  person: Person | null
  /** The language of the answer: one that the program has. */
  locale: string
  /** Translates a key; throws in tests when the key is missing. */
  t(key: TranslationKey, data?: Record<string, unknown>): string
  /** Coins in the person's language, for instance "1.5 coins". Takes millicoins. */
  coins(amount: bigint): string
  /**
   * Aborts when the person stops the turn, or (its reason is then a `ProgramStopping`) when the process shuts down.
   */
  signal: AbortSignal
  /** Stops the turn that is being answered in this conversation, if there is one. True if there was. */
  stopRunningTurn(): Promise<boolean>
  /** What a link's word (`t.me/BOT?start=WORD`) leads to; null when no plugin knows it. */
  openLink: OpenLink
  /** What somebody meant to do before they could (see `going_on.ts`), now that they can. */
  goOn: GoOn
}

/** What commands are about: `/help` lists them under these, in this order. */
export const TOPICS = ['talking', 'people', 'money', 'creators', 'safety', 'other'] as const
export type Topic = (typeof TOPICS)[number]

export interface BotCommand<O extends OptionSpecs = OptionSpecs> {
  /** `a-z0-9_`, 1 to 32 characters (both Telegram's and Discord's rule). */
  name: string
  description: TranslationKey
  /** Under which `/help` lists it; `other` by default. */
  topic?: Topic
  options: O
  /** The option that takes what is typed after the command's name, where a platform has no typed options. */
  positional?: keyof O & string
  guards: readonly Guard[]
  /** Private answers are seen by the person alone where the platform can (Discord's ephemeral). */
  visibility: 'public' | 'private'
  /** Internal commands are what buttons mean; they are in no menu and cannot be typed. */
  internal?: boolean
  /** Handled at once, beside the turn that is running in the conversation (`/stop`). */
  outOfBand?: boolean
  run(ctx: CommandContext<O>): Promise<Reply>
}

/** Gives a command its types; the one way to write one. */
export function defineCommand<const O extends OptionSpecs>(command: BotCommand<O>): BotCommand<O> {
  return command
}

/** Answers what is said without a command. One plugin in the program has it. */
export interface Converse {
  (ctx: TurnContext, text: string): Promise<Reply>
}

/**
 * Answers plain words that are meant for this plugin at the moment, because its command is being talked to; null when they
 * are not. It is asked before {@link Converse} for whatever anybody says, so whom it can rule out by what `ctx` holds, it
 * answers null for at once: a fan's reply waits for no query of it.
 */
export interface Listen {
  (ctx: TurnContext, text: string): Promise<Reply | null> | null
}

/**
 * Answers a file that is meant for this plugin at the moment, because its command is being talked to: a recording, say. It is
 * asked before {@link ReceiveFile}, and answers null at once for whom it can rule out, as {@link Listen} does.
 */
export interface ListenToFile {
  (ctx: TurnContext, file: InboundFile, text: string): Promise<Reply | null> | null
}

/**
 * Told of every command that somebody gives, typed or pressed, before it runs: who was listening may stop. What it answers
 * is drawn first. It answers null at once for whom it can rule out, as {@link Listen} does.
 */
export interface Overhear {
  (ctx: TurnContext, command: string): Promise<Reply> | null
}

/**
 * Answers with what somebody meant to do: `ctx` is the turn in which they came to be able to.
 * @param packed by `packInvocation`; empty for what nobody can read, or what is not theirs to do all the same
 */
export interface GoOn {
  (ctx: TurnContext, packed: string): Promise<Reply>
}

/** Answers a file that was sent; null when it is none that this plugin has a use for. */
export interface ReceiveFile {
  (ctx: TurnContext, file: InboundFile, text: string): Promise<Reply | null>
}

/** Answers the word of a link that somebody came by, for instance `join_book-club`; null when it is another plugin's. */
export interface OpenLink {
  (ctx: TurnContext, word: string): Promise<Reply | null>
}

/** What a plugin brings to the bots. */
export interface BotModule {
  commands: readonly AnyBotCommand[]
  converse?: Converse
  /** Asked in the order of the plugins, before `converse`; the first that does not answer null has it. */
  listen?: Listen
  /** Asked in the order of the plugins, before `receiveFile`; the first that does not answer null has it. */
  listenToFile?: ListenToFile
  overhear?: Overhear
  /** Asked in the order of the plugins; the first that does not answer null has it. */
  receiveFile?: ReceiveFile
  /** Asked in the order of the plugins; the first that does not answer null has it. */
  openLink?: OpenLink
  /** One plugin in the program has it. */
  till?: Till
  /** One plugin in the program has it. */
  spaces?: SpaceListener
}

/**
 * A command whatever its options. The kit checks what was given against `options` before it calls `run`.
 */
export type AnyBotCommand = Omit<BotCommand, 'positional'> & { positional?: string }

export type ParsedOptions = Readonly<Record<string, OptionValue | undefined>>
