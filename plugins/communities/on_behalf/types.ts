/**
 * What another plugin may do for a creator in their communities, once they said so. Each call names the creator, and
 * does nothing where the community is not theirs; what changes something takes a key, or says what it expects to find,
 * so that it happens once.
 */
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import type { Period } from '#plugins/communities/clock'

export interface CreatorSpace {
  id: string
  platform: SpacePlatform
  kind: 'server' | 'group' | 'channel'
  title: string
}

/** What members of a tier have with a persona; discounts in basis points. */
export interface IncludedPersona {
  personaId: string | null
  freeReplies: number
  discountBp: number
}

/** A tier that was not withdrawn. */
export interface CreatorTier {
  id: string
  name: string
  state: 'draft' | 'on_sale'
  welcome: string
  included: IncludedPersona
}

export interface CreatorCommunity {
  id: string
  name: string
  description: string
  state: 'draft' | 'open' | 'closed'
  suspended: boolean
  /** Its page, as fans open it. */
  url: string
  /** Connected ones, oldest first. */
  spaces: readonly CreatorSpace[]
  /** In their order. */
  tiers: readonly CreatorTier[]
}

/** A role that the bot can give. */
export interface GivenRole {
  id: string
  name: string
}

/** What a creator writes of a tier, as text: nothing of it is trusted. Amounts are plain decimals. */
export interface TierTyped {
  name: string
  description: string
  /** One in a line. */
  perks: string
  period: Period
  price: { in: 'coins' | 'USD' | 'EUR' | 'INR' | 'XTR'; amount: string }
}

export type TierCheck =
  | { outcome: 'fine' }
  | {
      outcome: 'wrong'
      field: 'name' | 'description' | 'perks' | 'price'
      what: 'missing' | 'too_long' | 'too_many' | 'not_a_number' | 'too_much'
      limit: string
    }

export interface TierOrder {
  key: string
  creatorId: string
  communityId: string
  typed: TierTyped
  /** What it opens: a role, a new one of the tier's name, or the chat. */
  door: { spaceId: string; opens: { role: string } | 'new_role' | 'chat' }
  /** Sold at once, where everything is there for it. */
  sell: boolean
}

/** Why a tier that was made is not sold. */
export type NotSold =
  | 'not_asked'
  | 'community_not_open'
  | 'community_suspended'
  | 'door_shut'
  | 'door_unavailable'
  | 'no_door'
  | 'no_price'

export type TierOrdered =
  | { outcome: 'on_sale'; tierId: string }
  | { outcome: 'draft'; tierId: string; why: NotSold }
  | { outcome: 'too_many'; limit: number }
  | { outcome: 'wrong' }
  | { outcome: 'not_yours' }

/** `role`: the one that was made for it, and stays; null when none was. */
export type TierTaken =
  /** Nobody ever bought it: it is gone. */
  | { outcome: 'deleted'; role: string | null }
  /** It is sold no longer; so many members have it, and keep it. */
  | { outcome: 'withdrawn'; members: number; role: string | null }
  /** It is not there any more. */
  | { outcome: 'gone' }

/** `changed`: something else stood there; nothing was done. */
export type Swapped = 'set' | 'set_before' | 'changed' | 'gone'

export type SpaceChecked =
  | {
      outcome: 'green' | 'red'
      title: string
      problems: readonly { what: string; press: string }[]
    }
  | { outcome: 'unavailable'; title: string }
  | { outcome: 'gone' }

export type SaidInSpace =
  | { outcome: 'said'; title: string }
  /** Somebody has to press something there first. */
  | { outcome: 'refused'; title: string }
  /** A try was cut off: it may stand there or not, and is not said again. */
  | { outcome: 'unsure'; title: string }
  | { outcome: 'gone' }

export type TakenBack =
  | { outcome: 'taken_back'; title: string }
  /** The platform lets nobody take back what is so old, or the bot may not. */
  | { outcome: 'stays'; title: string }
  /** Nothing was said. */
  | { outcome: 'nothing' }

export interface Scheduling {
  key: string
  creatorId: string
  communityId: string
  text: string
  at: Date
  /** It is said in the connected spaces, too. */
  inSpaces: boolean
}

export type Scheduled =
  | { outcome: 'scheduled'; announcementId: string; at: Date }
  | { outcome: 'over' | 'too_far' | 'too_many' | 'empty' | 'too_long' | 'suspended' | 'not_yours' }

export type ScheduleCancelled =
  /** Nobody heard it. */
  | { outcome: 'cancelled' }
  /** It went out: so many members have it, the rest do not hear it; in so many spaces it stays, of those where it was said. */
  | { outcome: 'went_out'; heard: number; stays: number; takenBack: number }
  | { outcome: 'nothing' }

export interface OnBehalf {
  /** A creator's communities, newest first, closed ones left out. */
  communitiesOf(creatorId: string): Promise<readonly CreatorCommunity[]>
  /** Roles of a server that a tier can open, highest first; null while the platform does not answer. */
  rolesOf(creatorId: string, spaceId: string): Promise<readonly GivenRole[] | null>
  /** Looks at a space now. @param say words, in the creator's language */
  checkSpace(
    creatorId: string,
    spaceId: string,
    say: (key: string, data?: Record<string, unknown>) => string
  ): Promise<SpaceChecked>
  /** Links by which the bot is added to a space, of every platform that the program is on. */
  waysToConnect(): Promise<
    readonly { platform: SpacePlatform; kind: CreatorSpace['kind']; url: string }[]
  >
  checkTier(typed: TierTyped): TierCheck
  /** @throws what may work later */
  orderTier(order: TierOrder): Promise<TierOrdered>
  /** Takes back what was ordered under a key: it is deleted, or sold no longer. */
  takeTierBack(creatorId: string, key: string): Promise<TierTaken>
  /** What a tier says to new members, if it says `from` now. */
  swapWelcome(creatorId: string, tierId: string, from: string, to: string): Promise<Swapped>
  /** Which persona a tier includes, if it includes `from` now. */
  swapPersona(
    creatorId: string,
    tierId: string,
    from: IncludedPersona,
    to: IncludedPersona
  ): Promise<Swapped>
  /** Says something in a space, once per key. @throws what may work later */
  sayInSpace(said: {
    key: string
    creatorId: string
    spaceId: string
    text: string
  }): Promise<SaidInSpace>
  /** Takes back what was said under a key, where the platform allows it. @throws what may work later */
  takeSaidBack(creatorId: string, key: string): Promise<TakenBack>
  /** An announcement to every member at a time, once per key. */
  schedule(scheduling: Scheduling): Promise<Scheduled>
  /** Calls off what was scheduled under a key; what is out is taken back where that goes. */
  cancelSchedule(creatorId: string, key: string): Promise<ScheduleCancelled>
}
