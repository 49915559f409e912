/** The five things that the coach can do, all of one shape. */
import type { JsonObject } from '#app/job_kit/types'
import { basisText, type DeedResult, type KeptDeed, type Plan } from '#plugins/coach/deeds/deed'
import type { Profile } from '#plugins/coach/profile'
import type { Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

export type Values = Readonly<Record<string, string>>
export type Say = (key: string, data?: Record<string, unknown>) => string

/** What a deed is worked on with. */
export interface DeedEnv {
  services: CoachServices
  project: Project
  profile: Profile | null
  locale: string
  /** Words in the creator's language. */
  t: Say
  /** The community that was chosen, where there are several. */
  communityId: string | null
  signal: AbortSignal
}

/** A field of the form in which a plan is changed; its words are below `coach.deed.field.<name>`. */
export interface DeedField {
  name: string
  /** `select` where the plan has choices for it. */
  kind: 'line' | 'paragraph'
  maxLength: number
  /** Whether the plan shows it; by default it does. */
  isShown?(values: Values): boolean
}

/** What has to be there first: worded by `coach.deed.missing.<needs>`. */
export type Needs =
  'community' | 'which_community' | 'space' | 'tier' | 'pricing' | 'suspended' | 'nothing_to_do'

export interface Missing {
  outcome: 'missing'
  needs: Needs
  /** Of `which_community`: those that there are. */
  communities?: readonly { id: string; name: string }[]
}

/** What a creator filled in cannot be: worded by `coach.deed.wrong.<what>`. */
export interface WrongField {
  outcome: 'wrong'
  field: string
  what:
    | 'missing'
    | 'too_long'
    | 'too_many'
    | 'no_price'
    | 'too_much'
    | 'no_day'
    | 'over'
    | 'not_offered'
    | 'not_allowed'
    | 'not_a_number'
  limit: string
}

export type Drafted =
  | {
      outcome: 'planned'
      plan: Omit<Plan, 'changed'>
      basis: string
      /** What others will read. */ words: string
    }
  | Missing
  | WrongField

export type Ended =
  | { outcome: 'done'; result: DeedResult }
  /** Nothing of it was done, and trying again would not help. */
  | { outcome: 'failed'; result: DeedResult }

/** What undoing came to; `nothing`: there is nothing that could be. */
export type Undone = { outcome: 'undone' | 'nothing'; result: DeedResult }

export interface DeedKind {
  readonly fields: readonly DeedField[]
  /** Looking changes nothing, so there is nothing to take back. */
  readonly onlyLooks: boolean
  /** Fields that follow from decisions: filled in anew when these changed. */
  readonly decided: readonly string[]
  draft(env: DeedEnv, changes: Values): Promise<Drafted>
  /** What a plan with these values rests on now; null when it could not even be drafted. */
  basisNow(env: DeedEnv, values: Values): Promise<string | null>
  /** Done under the deed's key: again has the effect of once. @throws when it may work later */
  do(env: DeedEnv, deed: KeptDeed): Promise<Ended>
  /** As {@link do}. */
  undo(env: DeedEnv, deed: KeptDeed): Promise<Undone>
}

interface Spec<G> extends Pick<DeedKind, 'fields' | 'do' | 'undo'> {
  onlyLooks?: boolean
  decided?: readonly string[]
  /** How things stand. */
  ground(env: DeedEnv): Promise<{ outcome: 'ground'; ground: G } | Missing>
  basis(ground: G, values: Values): JsonObject
  draft(
    env: DeedEnv,
    ground: G,
    changes: Values
  ): Promise<
    { outcome: 'planned'; plan: Omit<Plan, 'changed'>; words: string } | Missing | WrongField
  >
}

export function defineDeed<G>(spec: Spec<G>): DeedKind {
  return {
    fields: spec.fields,
    onlyLooks: spec.onlyLooks ?? false,
    decided: spec.decided ?? [],
    do: spec.do,
    undo: spec.undo,
    async draft(env, changes) {
      const stands = await spec.ground(env)
      if (stands.outcome === 'missing') return stands
      const drafted = await spec.draft(env, stands.ground, changes)
      if (drafted.outcome !== 'planned') return drafted
      return { ...drafted, basis: basisText(spec.basis(stands.ground, drafted.plan.values)) }
    },
    async basisNow(env, values) {
      const stands = await spec.ground(env)
      return stands.outcome === 'missing' ? null : basisText(spec.basis(stands.ground, values))
    },
  }
}

/** A result in one line, the usual one. */
export const resultOf = (
  key: string,
  data: Readonly<Record<string, string | number>> = {},
  more: Partial<DeedResult> = {}
): DeedResult => ({ lines: [], next: [], ...more, notes: [{ key, data }, ...(more.notes ?? [])] })
