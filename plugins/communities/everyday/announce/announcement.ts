/** Something that a creator says to members. */
export interface Announcement {
  id: string
  communityId: string
  communityName: string
  tierId: string | null
  tierName: string | null
  writtenBy: string
  text: string
  state: 'draft' | 'scheduled' | 'sending' | 'sent' | 'stopped'
  /** Of a draft: who would hear it now. */
  total: number
  said: number
  unreachable: number
  /** When it goes out by itself; null when its writer sends it. */
  scheduledAt: Date | null
}
