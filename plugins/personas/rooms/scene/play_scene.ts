import type { Delivery, Reply, StreamNode } from '#app/bot_kit/reply'
import { choosePersona } from '#plugins/personas/actions/choose_persona'
import type { SettledReply } from '#plugins/personas/actions/settle_reply'
import { speakerOf } from '#plugins/personas/bot/persona_view'
import { chatKey, ownerOf, placeKey } from '#plugins/personas/conversation'
import { composeFor, gatherMaterial } from '#plugins/personas/prompt/gather_material'
import { noteFanLine, noteReplyLine } from '#plugins/personas/rooms/actions/note_line'
import { keepCue } from '#plugins/personas/rooms/scene/keep_cue'
import { releaseHolds } from '#plugins/personas/rooms/scene/open_scene'
import {
  modelAt,
  speakerAt,
  type FanContext,
  type Scene,
} from '#plugins/personas/rooms/scene/scene'
import { sceneNotes } from '#plugins/personas/rooms/scene/scene_notes'
import { transcriptFor, type RoomLine } from '#plugins/personas/rooms/transcript'
import { RunningReply } from '#plugins/personas/running_reply'
import { takeCare } from '#plugins/personas/safety/careful'
import type { MessageSafety } from '#plugins/personas/safety/message_safety'
import { BlockedContent } from '#plugins/personas/safety/safe_pieces'
import type { ChatServices } from '#plugins/personas/services'
import { sceneTurnKey } from '#plugins/personas/turn_keys'

export interface ScenePlay {
  scene: Scene
  /** The holds of all turns, in their order. */
  holds: readonly string[]
  safety: MessageSafety
  /** What is said when it is over: all was spoken, or the last turn ended otherwise. */
  ending(end: SceneEnd): Reply
}

export interface SceneEnd {
  /** How the last turn that was begun ended. */
  last: SettledReply['outcome']
  /** Turns that were spoken to their end. */
  spoken: number
  /** Millicoins that were taken in all. */
  charged: bigint
}

/**
 * Plays a scene: each turn is one stream of one persona, settled by what became of it. A turn that was not delivered
 * ends the scene, and the coins of the turns behind it go back.
 */
export class PlayedScene {
  readonly #lines: RoomLine[]
  #charged = 0n

  constructor(
    private readonly ctx: FanContext,
    private readonly services: ChatServices,
    private readonly play: ScenePlay
  ) {
    this.#lines = [
      {
        id: 0n,
        personaId: null,
        accountId: ctx.account.id,
        speaker: ctx.account.displayName,
        text: play.scene.theme,
      },
    ]
  }

  /** The stream of a turn, from 0; the streams behind it come out of its settling. */
  async turn(turn: number): Promise<StreamNode> {
    const reply = await this.#prepare(turn)
    return {
      kind: 'stream',
      speaker: speakerOf(speakerAt(this.play.scene, turn)),
      chunks: reply.chunks(),
      settle: (delivery) => this.#settle(turn, reply, delivery),
    }
  }

  async #settle(turn: number, reply: RunningReply, delivery: Delivery): Promise<Reply> {
    const { ctx, services, play } = this
    const settled = await reply.settle(delivery)
    const { conversation, turnKey } = reply.options
    if (ctx.place.kind === 'group') await noteReplyLine(conversation.place, turnKey)
    const goesOn = settled.outcome === 'delivered' && turn + 1 < play.scene.turns
    if (goesOn && delivery.outcome === 'delivered') {
      // Settling may be tried again after an error: a line is heard once.
      this.#lines[turn + 1] = {
        id: reply.options.message.id,
        personaId: conversation.persona.id,
        accountId: null,
        speaker: conversation.persona.name,
        text: delivery.text,
      }
      const next = await this.turn(turn + 1)
      this.#charged += settled.charge
      return [next]
    }
    await releaseHolds(services, play.holds.slice(turn + 1))
    await this.#careFor(delivery)
    return play.ending({
      last: settled.outcome,
      spoken: settled.outcome === 'delivered' ? turn + 1 : turn,
      charged: this.#charged + settled.charge,
    })
  }

  async #careFor(delivery: Delivery): Promise<void> {
    if (delivery.outcome !== 'failed' || !(delivery.error instanceof BlockedContent)) return
    if (delivery.error.check.outcome === 'crisis') await takeCare(ownerOf(this.ctx))
  }

  /** Keeps what the persona answers, and writes its prompt: the scene so far and nothing of anybody's memory. */
  async #prepare(turn: number): Promise<RunningReply> {
    const { ctx, services, play } = this
    const { scene } = play
    const { ai } = services
    const persona = speakerAt(scene, turn)
    const whose = { ownerId: ownerOf(ctx), place: placeKey(ctx.frontend, ctx.place) }
    const { conversation } = await choosePersona({ ...whose, persona, introduced: true })
    const names = scene.cast.map((other) => other.name)
    const heard = transcriptFor(persona.id, names, this.#lines, (text) => ai.countTokens(text))
    const turnKey = sceneTurnKey(ctx.turnKey, turn)
    const tokens = ai.countTokens(heard.text)
    const id = await keepCue({ conversationId: conversation.id, text: heard.text, tokens, turnKey })
    if (turn === 0 && ctx.place.kind === 'group') {
      const { account } = ctx
      await noteFanLine({
        place: whose.place,
        conversationId: conversation.id,
        messageId: id,
        accountId: account.id,
        speaker: account.displayName,
      })
    }
    const model = modelAt(ai, scene, turn)
    const request = {
      account: ctx.account,
      person: ctx.person,
      conversation,
      message: { id, text: heard.text, tokens },
      history: { messages: heard.history, complete: true, limit: Number.POSITIVE_INFINITY },
      recollection: { summary: null, memories: [], fadingTold: true },
      chat: chatKey(ctx.frontend, ctx.place),
      turnKey,
      safety: play.safety,
      notes: sceneNotes(scene, turn),
      signal: ctx.signal,
    }
    const material = await gatherMaterial(services, request, model)
    return new RunningReply(services, {
      ...request,
      ...material,
      ...composeFor(services, request, model, material),
      model,
      holdId: play.holds[turn] ?? null,
      price: model.price,
      freeLeft: null,
      includedLeft: null,
    })
  }
}
