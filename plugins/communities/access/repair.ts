import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import type { CommunityRow } from '#plugins/communities/rows'

/** A run of comparing who should be in a space with who is. */
export interface RepairRow {
  id: string
  space_id: string
  phase: 'listing' | 'looking' | 'done' | 'failed'
  cursor: string | null
  asked_by: string
  started_at: Date
  ended_at: Date | null
  next_at: Date
  claimed_until: Date | null
  calls: number
  seen: number
  let_in: number
  put_out: number
  outsiders: number
  failures: number
  failure: string | null
}

/** A run that this process is at, with what it is about. */
export interface RunningRepair extends RepairRow {
  community_id: string
  platform: SpacePlatform
  space_platform_id: string
  space_title: string
  unpaid_inside: CommunityRow['unpaid_inside']
  claimed_until: Date
}

/** What one step found: calls that it took, people that it saw, and what is to be done. */
export interface Found {
  seen: number
  letIn: number
  putOut: number
  outsiders: number
}
