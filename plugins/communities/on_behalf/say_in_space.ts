import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { ownSpace } from '#plugins/communities/on_behalf/own_space'
import type { SaidInSpace, TakenBack } from '#plugins/communities/on_behalf/types'
import { findSpace } from '#plugins/communities/queries/find_space'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

type Services = Pick<CommunitiesServices, 'doorkeepers'>
type PostState = 'asked' | 'said' | 'refused' | 'unsure' | 'taken_back' | 'stays'

interface PostRow {
  key: string
  space_id: string
  state: PostState
  message_id: string | null
  channel_id: string | null
}

/**
 * Says something in a creator's space, once per key. Discord drops what it was told under the same key; Telegram knows no
 * key, so a try whose end is unknown is not made again there.
 * @throws when it may work later
 */
export async function sayInSpace(
  { doorkeepers }: Services,
  said: { key: string; creatorId: string; spaceId: string; text: string }
): Promise<SaidInSpace> {
  const space = await ownSpace(said.creatorId, said.spaceId)
  if (!space) return { outcome: 'gone' }
  const fresh = await sql<PostRow>(
    `insert into communities_posts (key, space_id, channel_id, at) values (:key, :spaceId, :channelId, :at)
     on conflict do nothing returning *`,
    { key: said.key, spaceId: space.id, channelId: space.channel_id, at: now() }
  )
  if (fresh.length === 0) {
    const known = await postOf(said.key)
    if (known && known.state !== 'asked') return wordOf(known.state, space)
    if (space.platform === 'telegram') return settle(said.key, 'unsure', space)
  }
  const doorkeeper = await doorkeepers.of(space.platform)
  if (!doorkeeper) {
    await forget(said.key)
    throw new Error(`${space.platform} is not connected`)
  }
  const posted = await doorkeeper.post(
    { platform: space.platform, id: space.platform_id },
    { text: said.text },
    { channelId: space.channel_id, key: said.key }
  )
  switch (posted.outcome) {
    case 'posted':
      await sql(
        `update communities_posts set state = 'said', message_id = :messageId where key = :key`,
        { key: said.key, messageId: posted.messageId }
      )
      return { outcome: 'said', title: space.title }
    case 'problem':
      return settle(said.key, 'refused', space)
    case 'retry':
      // Asked for rest: nothing was said. Otherwise the answer may have been lost on its way.
      if (posted.afterMs === null && space.platform === 'telegram') {
        return settle(said.key, 'unsure', space)
      }
      await forget(said.key)
      throw new Error(`The space cannot be written to now: ${posted.reason}`)
  }
}

/**
 * Takes back what was said under a key, where the platform allows it.
 * @throws when it may work later
 */
export async function takeSaidBack(
  { doorkeepers }: Services,
  creatorId: string,
  key: string
): Promise<TakenBack> {
  const post = await postOf(key)
  const space = post && (await findSpace(post.space_id))
  if (!post || !space || post.state === 'refused') return { outcome: 'nothing' }
  if (post.state === 'taken_back') return { outcome: 'taken_back', title: space.title }
  const own = await ownSpace(creatorId, space.id)
  const doorkeeper = own && post.message_id !== null && (await doorkeepers.of(space.platform))
  if (!doorkeeper || !doorkeeper.takeBack || post.message_id === null) {
    return { outcome: 'stays', title: space.title }
  }
  const taken = await doorkeeper.takeBack(
    { platform: space.platform, id: space.platform_id },
    { messageId: post.message_id, channelId: post.channel_id }
  )
  if (taken.outcome === 'retry') throw new Error(`It cannot be taken back now: ${taken.reason}`)
  const isGone = taken.outcome === 'taken_back'
  await sql('update communities_posts set state = :state where key = :key', {
    key,
    state: isGone ? 'taken_back' : 'stays',
  })
  return { outcome: isGone ? 'taken_back' : 'stays', title: space.title }
}

async function postOf(key: string): Promise<PostRow | null> {
  const [post] = await sql<PostRow>('select * from communities_posts where key = :key', { key })
  return post ?? null
}

async function settle(
  key: string,
  state: 'refused' | 'unsure',
  { title }: SpaceRow
): Promise<SaidInSpace> {
  await sql(`update communities_posts set state = :state where key = :key and state = 'asked'`, {
    key,
    state,
  })
  return { outcome: state, title }
}

const forget = (key: string): Promise<unknown> =>
  sql(`delete from communities_posts where key = :key and state = 'asked'`, { key })

function wordOf(state: Exclude<PostState, 'asked'>, { title }: SpaceRow): SaidInSpace {
  switch (state) {
    case 'refused':
    case 'unsure':
      return { outcome: state, title }
    case 'said':
    case 'taken_back':
    case 'stays':
      return { outcome: 'said', title }
  }
}
