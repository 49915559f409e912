/** The deeds that change something, each with what its creator changes of the plan and what is there of it afterwards. */
import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import type { TaskAction } from '#plugins/coach/programme/programme'
import { tierOf } from '#plugins/communities/tests/support/people'
import { coached, type Coached } from '#tests/coach/support/stage'

export interface DeedWalk {
  action: TaskAction
  /** The button that does it. */
  confirm: string
  /** What its creator writes into the plan, field by field. */
  changes(stage: Coached): Readonly<Record<string, string>>
  /** Everything of it that others can see. */
  effect(stage: Coached): Promise<unknown>
  before: unknown
  after: unknown
  /** Once it was taken back. */
  undone: unknown
  /** What the coach says came of it. */
  said: string
  saidOfUndo: string
}

const DAY = DateTime.utc().plus({ days: 12 }).toISODate()

/** A creator whose community is open, with a group, a tier to say and include things, and everything decided. */
export async function readyForDeeds(): Promise<Coached> {
  const stage = await coached({ kind: 'group' }, { pricing: '500 coins monthly', timeline: DAY })
  await tierOf(stage.community.id, { name: 'Gold', welcome: 'Hi.' })
  return stage
}

export const DEED_WALKS: readonly DeedWalk[] = [
  {
    action: 'create_tier',
    confirm: 'Create this tier',
    changes: () => ({ name: 'Silver', price: '300 coins monthly', perks: 'Read it first\nAsk me' }),
    effect: ({ community }) =>
      sql(
        `select t.name, t.coins::text, t.state, t.perks, count(d.id)::integer as doors from communities_tiers t
         left join communities_doors d on d.tier_id = t.id
         where t.community_id = :id and t.name <> 'Gold' group by t.id`,
        { id: community.id }
      ),
    before: [],
    after: [silver('on_sale')],
    // It was sold for a moment: it is kept, and nobody can buy it.
    undone: [silver('withdrawn')],
    said: '“Silver” is on sale.',
    saidOfUndo: '“Silver” is not sold any more. Nobody has it',
  },
  {
    action: 'write_welcome',
    confirm: 'Set this welcome',
    changes: ({ space }) => ({ welcome: 'Come in.\nSay hello.', post: space.id }),
    effect: async ({ community, here }) => {
      const [tier] = await sql<{ welcome: string }>(
        'select welcome from communities_tiers where community_id = :id',
        { id: community.id }
      )
      return { welcome: lines(tier?.welcome), posted: postedIn(here) }
    },
    before: { welcome: ['Hi.'], posted: [] },
    after: { welcome: ['Come in.', 'Say hello.'], posted: [['Come in.', 'Say hello.']] },
    undone: { welcome: ['Hi.'], posted: [] },
    said: 'New members of “Gold” are told it.',
    saidOfUndo: '“Gold” says what it said before.',
  },
  {
    action: 'make_host',
    confirm: 'Make this the host',
    changes: () => ({ name: 'Selene', free: '15' }),
    effect: async ({ community, creator }) => ({
      personas: await sql(
        'select name, status from personas_personas where creator_id = :id order by id',
        { id: creator.person.id }
      ),
      included: await sql(
        `select p.name, t.persona_free_replies as free from communities_tiers t
         join personas_personas p on p.id = t.persona_id where t.community_id = :id`,
        { id: community.id }
      ),
    }),
    before: { personas: [], included: [] },
    after: {
      personas: [{ name: 'Selene', status: 'published' }],
      included: [{ name: 'Selene', free: 15 }],
    },
    undone: { personas: [{ name: 'Selene', status: 'withdrawn' }], included: [] },
    said: '“Selene” is there for members: 15 free replies a month.',
    saidOfUndo: 'Selene is withdrawn',
  },
  {
    action: 'schedule_launch',
    confirm: 'Schedule it',
    changes: () => ({ hour: '20', text: 'The doors are open.', in_spaces: 'no' }),
    effect: ({ community }) =>
      sql(
        `select text, state, in_spaces, to_char(scheduled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as at
         from communities_announcements where community_id = :id`,
        { id: community.id }
      ),
    before: [],
    after: [announced('scheduled')],
    undone: [announced('stopped')],
    said: 'It goes out on',
    saidOfUndo: 'nobody hears it',
  },
]

function silver(state: string) {
  return { name: 'Silver', coins: '300000', state, perks: ['Read it first', 'Ask me'], doors: 1 }
}

function announced(state: string) {
  return { text: 'The doors are open.', state, in_spaces: false, at: `${DAY} 20:00` }
}

const lines = (text = ''): string[] => text.split(/\r?\n/)
const postedIn = ({ posted }: Coached['here']): string[][] =>
  posted.map(({ message }) => lines(message.text))
