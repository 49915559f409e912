import { communityFor } from '#plugins/coach/deeds/community_for'
import { factsOf, keyOf, type KeptDeed, type Note } from '#plugins/coach/deeds/deed'
import { draftWords, known } from '#plugins/coach/deeds/draft_words'
import { defineDeed, type DeedEnv, type Values } from '#plugins/coach/deeds/kind'
import type { CreatorCommunity, CreatorTier } from '#plugins/communities/api'

/** Characters, as `/tiers` takes them. */
const WELCOME = 1_500
const ALL = 'all'
const NO = 'no'
/** A form's select holds so many, with the one that means none or all. */
const CHOICES = 24

/** What new members are told, and, where its creator says so, what is said in the space. */
export const writeWelcome = defineDeed<CreatorCommunity>({
  fields: [
    { name: 'welcome', kind: 'paragraph', maxLength: WELCOME },
    { name: 'tier', kind: 'line', maxLength: 40 },
    { name: 'post', kind: 'line', maxLength: 40 },
  ],

  async ground(env) {
    const found = await communityFor(env)
    if (found.outcome === 'missing') return found
    return found.community.tiers.length === 0
      ? { outcome: 'missing', needs: 'tier' }
      : { outcome: 'ground', ground: found.community }
  },

  basis: (community, values) => ({
    community: community.id,
    before: Object.fromEntries(aimedAt(community, values).map(({ id, welcome }) => [id, welcome])),
  }),

  async draft(env, community, changes) {
    const { id, name, tiers, spaces } = community
    const choices = {
      tier: [
        ...(tiers.length > 1 ? [{ value: ALL, label: env.t('coach.deed.choice.all_tiers') }] : []),
        ...tiers.slice(0, CHOICES).map((tier) => ({ value: tier.id, label: tier.name })),
      ],
      post: [
        { value: NO, label: env.t('coach.deed.choice.no_post') },
        ...spaces.slice(0, CHOICES).map((space) => ({ value: space.id, label: space.title })),
      ],
    }
    const tier = changes.tier ?? choices.tier[0]?.value ?? ALL
    const post = changes.post ?? NO
    for (const [field, value] of [
      ['tier', tier],
      ['post', post],
    ] as const) {
      if (!choices[field].some((one) => one.value === value)) {
        return { outcome: 'wrong', field, what: 'not_offered', limit: '' }
      }
    }
    const words = await wordsOf(env, community, changes)
    const welcome = words.welcome ?? ''
    if (welcome === '') return { outcome: 'wrong', field: 'welcome', what: 'missing', limit: '' }
    if (welcome.length > WELCOME) {
      return { outcome: 'wrong', field: 'welcome', what: 'too_long', limit: String(WELCOME) }
    }
    const replaced = aimedAt(community, { tier }).filter((one) => one.welcome !== '')
    return {
      outcome: 'planned',
      words: welcome,
      plan: {
        community: { id, name },
        values: { welcome, tier, post },
        choices,
        asks: [],
        notes: replaced.map((one) => ({ key: 'replaces_welcome', data: { tier: one.name } })),
      },
    }
  },

  async do(env, deed) {
    const { welcome = '', post = NO } = deed.plan.values
    const notes = await swapAll(env, deed, (before) => [before, welcome], 'welcome')
    if (post !== NO) {
      const said = await env.services.communities.sayInSpace({
        key: keyOf(deed),
        creatorId: deed.creatorId,
        spaceId: post,
        text: welcome,
      })
      const space = 'title' in said ? said.title : ''
      notes.push({ key: `post_${said.outcome}`, data: { space } })
    }
    return { outcome: 'done', result: { notes, lines: [], next: [] } }
  },

  async undo(env, deed) {
    const { welcome = '' } = deed.plan.values
    const notes = await swapAll(env, deed, (before) => [welcome, before], 'unwelcome')
    const taken = await env.services.communities.takeSaidBack(deed.creatorId, keyOf(deed))
    if (taken.outcome !== 'nothing') {
      notes.push({ key: `post_${taken.outcome}`, data: { space: taken.title } })
    }
    return { outcome: 'undone', result: { notes, lines: [], next: [] } }
  },
})

const aimedAt = ({ tiers }: CreatorCommunity, { tier }: Values): readonly CreatorTier[] =>
  tier === undefined || tier === ALL ? tiers : tiers.filter(({ id }) => id === tier)

/** Changes every tier's welcome from one text to another; what its creator changed meanwhile is left alone, and named. */
async function swapAll(
  { services }: DeedEnv,
  deed: KeptDeed,
  fromTo: (before: string) => [from: string, to: string],
  words: 'welcome' | 'unwelcome'
): Promise<Note[]> {
  const before = factsOf(deed).get('before')
  const names = new Map(deed.plan.choices.tier?.map(({ value, label }) => [value, label]))
  const notes: Note[] = []
  for (const [tierId, text] of Object.entries(typeof before === 'object' ? (before ?? {}) : {})) {
    const [from, to] = fromTo(String(text))
    const swapped = await services.communities.swapWelcome(deed.creatorId, tierId, from, to)
    const key = swapped === 'set_before' ? 'set' : swapped
    notes.push({ key: `${words}_${key}`, data: { tier: names.get(tierId) ?? '' } })
  }
  return notes
}

function wordsOf(env: DeedEnv, community: CreatorCommunity, changes: Values): Promise<Values> {
  const { t, project, profile } = env
  const text = t('coach.deed.template.welcome', {
    community: community.name,
    niche: known(profile?.niche),
    content: known(project.decisions.get('content')?.value),
  })
  const about =
    'three sentences to a new member: thanks by what they came for; the one thing to do first; when they hear from the creator next.'
  return draftWords(
    env,
    `the message that each new member of "${community.name}" is sent`,
    { welcome: { text, most: WELCOME, about } },
    changes
  )
}
