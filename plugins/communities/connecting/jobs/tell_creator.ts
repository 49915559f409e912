import type { JsonValue } from '#app/job_kit/types'
import type { JobModule } from '#app/plugin_kit/types'
import { findCommunity } from '#plugins/communities/queries/find_community'

/** Says to a creator what `tellCreator` was given, wherever they are best reached. */
const job: JobModule =
  ({ messenger }) =>
  async ({ payload, key }) => {
    const community = await findCommunity(String(payload.communityId))
    if (!community) return
    await messenger.say({
      key: `community:${key}`,
      to: { personId: community.creator_id },
      invocation: {
        command: 'community_news',
        options: { ...textsOf(payload.options), community: community.id },
      },
    })
  }

const textsOf = (value: JsonValue | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(value ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string'
    )
  )

export default job
