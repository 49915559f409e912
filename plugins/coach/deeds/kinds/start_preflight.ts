import { communityFor } from '#plugins/coach/deeds/community_for'
import type { DeedResult, NextStep, Note } from '#plugins/coach/deeds/deed'
import { defineDeed, resultOf } from '#plugins/coach/deeds/kind'
import type { CreatorCommunity } from '#plugins/communities/api'

/** Looks at what is connected, and says what is missing there. It changes nothing. */
export const startPreflight = defineDeed<CreatorCommunity>({
  fields: [],
  onlyLooks: true,

  async ground(env) {
    const found = await communityFor(env)
    if (found.outcome === 'missing') return found
    return found.community.spaces.length === 0
      ? { outcome: 'missing', needs: 'space' }
      : { outcome: 'ground', ground: found.community }
  },

  basis: ({ id, spaces }) => ({ community: id, spaces: spaces.map((space) => space.id) }),

  async draft(_env, { id, name, spaces }) {
    return {
      outcome: 'planned',
      words: '',
      plan: {
        community: { id, name },
        values: {},
        choices: {},
        asks: [],
        notes: spaces.map(({ title }) => ({ key: 'looks_at', data: { space: title } })),
      },
    }
  },

  async do(env, deed) {
    const found = await communityFor(env)
    const spaces = found.outcome === 'found' ? found.community.spaces : []
    const notes: Note[] = []
    const lines: string[] = []
    const next: NextStep[] = []
    for (const { id } of spaces) {
      const seen = await env.services.communities.checkSpace(deed.creatorId, id, env.t)
      if (seen.outcome === 'gone') continue
      notes.push({ key: `space_${seen.outcome}`, data: { space: seen.title } })
      if (seen.outcome !== 'unavailable') {
        lines.push(...seen.problems.map(({ what, press }) => `• ${what} ${press}`))
      }
      if (seen.outcome !== 'green') {
        next.push({
          key: 'check_again',
          command: 'community_space',
          options: { space: id },
          typed: '/community',
        })
      }
    }
    const all: DeedResult = { notes, lines, next }
    return notes.length > 0
      ? { outcome: 'done', result: all }
      : { outcome: 'failed', result: resultOf('nothing_connected') }
  },

  async undo() {
    return { outcome: 'nothing', result: resultOf('only_looked') }
  },
})
