/** How calls to a fake platform go wrong. */
import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import type { Refused } from '#app/bot_kit/spaces/problems'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'

export type Method = Exclude<keyof Doorkeeper, 'platform'>

/** How one call goes wrong. */
export type Fault =
  /** The platform is down, or says no for now; nothing happened. */
  | { kind: 'fail'; reason?: string }
  | { kind: 'rate_limited'; afterMs: number }
  /** No answer came; `acted` says whether it happened all the same. */
  | { kind: 'timeout'; acted: boolean }
  /** The process dies (the call throws), before or after the platform acted. */
  | { kind: 'crash'; acted: boolean }

export interface FakeCall {
  method: Method
  platform: SpacePlatform
  spaceId: string | null
  platformId: string | null
}

/** What a call throws whose process died; nothing but a test looks for it. */
export class Crashed extends Error {}

export const retry = (reason: string, afterMs: number | null = null): Refused => ({
  outcome: 'retry',
  reason,
  afterMs,
})
export const problem = (found: Extract<Refused, { outcome: 'problem' }>['problem']): Refused => ({
  outcome: 'problem',
  problem: found,
  detail: `the platform says ${found.kind}`,
})
