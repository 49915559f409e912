/** What a frontend gives to the kit so that answers reach the person. */
import type { Delivery, Drawn, ReplyNode, StreamNode } from '#app/bot_kit/reply'
import type { MintedButtons } from '#app/bot_kit/buttons'

/** Options of one drawing. */
export interface Drawing {
  /** Seen by the person alone, where the platform can. */
  private: boolean
  /** Replace the message whose button was pressed, where the platform can. */
  replaces: boolean
  /** Short ids for the node's buttons, in the order of {@link buttonsOf}. */
  buttons: MintedButtons
}

/**
 * The way back to one person for one update. Its methods never throw for what the platform does
 * (429 is waited out, a blocked bot or a deleted channel is an outcome); they throw for bugs only.
 */
export interface Surface {
  /** Shows that an answer is on its way (typing; Discord defers within 3 s). May be called repeatedly. */
  acknowledge(options: { private: boolean }): Promise<void>
  /** Draws one node that is complete. */
  draw(node: Exclude<ReplyNode, StreamNode>, drawing: Drawing): Promise<Drawn>
  /**
   * Draws a stream until its chunks end or `signal` aborts, and says what reached the person.
   * It does not call `settle`: the kit does, and draws what it answers.
   */
  stream(node: StreamNode, signal: AbortSignal): Promise<Delivery>
}
