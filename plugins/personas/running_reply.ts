import { ProgramStopping } from '#app/bot_kit/lanes'
import { repliesTotal } from '#app/health/metrics'
import type { Delivery } from '#app/bot_kit/reply'
import type { DemoMaterial, Model, ModelRun, ModelUsage } from '#plugins/ai/api'
import { settleReply, type SettledReply } from '#plugins/personas/actions/settle_reply'
import { shownAs, writeReply, type WrittenReply } from '#plugins/personas/actions/write_reply'
import { judgeDelivery } from '#plugins/personas/judge_delivery'
import { foldOlder } from '#plugins/personas/actions/fold_older'
import { promptOf } from '#plugins/personas/prompt/build_prompt'
import type { Composed } from '#plugins/personas/prompt/compose_messages'
import { demoMemories } from '#plugins/personas/prompt/demo_memories'
import { fanName } from '#plugins/personas/prompt/fan_name'
import type { Material } from '#plugins/personas/prompt/gather_material'
import { LeakGuard, secretRunsOf } from '#plugins/personas/prompt/leak_guard'
import type { ReplyRequest } from '#plugins/personas/reply_request'
import { safePieces } from '#plugins/personas/safety/safe_pieces'
import type { ChatServices } from '#plugins/personas/services'

export interface RunningReplyOptions
  extends Omit<ReplyRequest, keyof Material>, Material, Composed {
  model: Model
  /** Null for a free reply. */
  holdId: string | null
  /** Millicoins held. */
  price: bigint
  /** A guest's free replies left after this one; null for a fan. */
  freeLeft: number | null
  /** A fan's free replies of the month left after this one; null when it was none of them. */
  includedLeft: number | null
}

/** How long the model's count of tokens is waited for after a reply, milliseconds. */
const USAGE_MS = 1_000

/** A reply that is paid for (or free) and being made. The model is called when the first piece is asked for. */
export class RunningReply {
  readonly options: RunningReplyOptions
  readonly #services: ChatServices
  #run: ModelRun | null = null
  #usage: Promise<ModelUsage | null> | null = null
  #produced = 0
  #finished = false

  constructor(services: ChatServices, options: RunningReplyOptions) {
    this.#services = services
    this.options = options
  }

  /**
   * The reply, piece by piece.
   * @throws ModelError when the model fails, LeakedPrompt when it gives the persona's notes away, BlockedContent when
   *   the message or the reply is to be stopped
   */
  chunks(): AsyncGenerator<string, void, undefined> {
    return safePieces(this.#written(), this.options.safety, this.options.signal)
  }

  /** The reply as the model writes it. */
  async *#written(): AsyncGenerator<string, void, undefined> {
    const { account, person, conversation, model, messages, signal } = this.options
    const { persona } = conversation
    const guard = new LeakGuard(secretRunsOf(promptOf(persona, fanName(this.options))))
    this.#run = this.#services.ai.stream({
      modelId: model.id,
      messages,
      accountId: account.id,
      personId: person?.id ?? null,
      purpose: 'personas.reply',
      signal,
      ...(model.demo && { demo: this.#demo() }),
    })
    for await (const piece of this.#run.chunks) {
      guard.watch(piece)
      this.#produced += piece.length
      yield piece
    }
    guard.end()
    this.#finished = !signal.aborted
  }

  #demo(): DemoMaterial {
    const { conversation, knowledge, recollection } = this.options
    const { persona } = conversation
    return {
      name: persona.name,
      greeting: persona.greeting,
      lines: persona.examples.map((example) => example.persona),
      prompts: persona.examples.map((example) => example.fan),
      knowledge: [
        ...demoMemories(recollection.memories, persona.language),
        ...knowledge.map(({ text }) => text),
        ...persona.knowledge,
      ],
      locale: persona.language,
    }
  }

  /**
   * Writes down what became of the reply, then has the ledger take or give back its coins. It may be called
   * again after an error: each step is done once.
   */
  async settle(delivery: Delivery): Promise<SettledReply> {
    const written = await this.#write(delivery)
    const settled = await settleReply(this.#services, written)
    await foldOlder(this.#services, this.options)
    repliesTotal.inc({ frontend: this.options.account.platform, outcome: settled.outcome })
    return settled
  }

  async #write(delivery: Delivery): Promise<WrittenReply> {
    const { conversation, message, turnKey, model, price, holdId, chat, signal } = this.options
    const judged = judgeDelivery(delivery, {
      price,
      produced: this.#produced,
      finished: this.#finished,
      interrupted: signal.reason instanceof ProgramStopping,
      sliders: conversation.persona.sliders,
    })
    this.#usage ??= this.#usageOf(this.#run)
    const usage = await this.#usage
    return writeReply({
      ...judged,
      conversationId: conversation.id,
      answersId: message.id,
      turnKey,
      modelId: usage?.modelId ?? model.id,
      price,
      holdId,
      tokens:
        judged.outcome === 'delivered' && usage
          ? usage.outputTokens
          : this.#services.ai.countTokens(judged.text),
      promptTokens: usage?.inputTokens ?? 0,
      shownAs: 'messageIds' in delivery ? delivery.messageIds.map((id) => shownAs(chat, id)) : [],
    })
  }

  /** Null when the model was never called, or its server leaves us waiting. */
  async #usageOf(run: ModelRun | null): Promise<ModelUsage | null> {
    if (!run) return null
    const { promise, resolve } = Promise.withResolvers<null>()
    const timer = setTimeout(() => resolve(null), USAGE_MS)
    try {
      return await Promise.race([run.usage, promise])
    } finally {
      clearTimeout(timer)
    }
  }
}
