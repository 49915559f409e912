import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import limiter from '@adonisjs/limiter/services/main'
import { Wording } from '#app/bot_kit/wording'
import { chartSvg } from '#app/charts/chart'
import { EVERYDAY_LIMITS } from '#plugins/communities/everyday/limits'
import { FIGURE_DAYS } from '#plugins/communities/everyday/figures/figures'
import { figuresChart } from '#plugins/communities/everyday/figures/figures_chart'
import { figuresFacts } from '#plugins/communities/everyday/figures/figures_facts'
import { communityFigures } from '#plugins/communities/everyday/figures/queries/community_figures'
import { MEMBER_FILTERS } from '#plugins/communities/everyday/members/member'
import { memberLine } from '#plugins/communities/everyday/members/member_line'
import { membersCsv } from '#plugins/communities/everyday/members/members_csv'
import { countMembers, membersOf } from '#plugins/communities/everyday/members/queries/members_of'
import { communitiesOf } from '#plugins/communities/queries/list_communities'
import type { CommunityRow } from '#plugins/communities/rows'

/** Members on one page of the web. */
const SHOWN = 50
/** Files that one creator may have within a minute: each reads all members. */
const FILES = { requests: 6, duration: '1 minute' }
const HOME = '/my/communities'

/** A creator's own communities in the browser: figures, members, the file. Nobody else's can be asked for. */
export default class MembersController {
  async index(ctx: HttpContext) {
    const own = await this.#own(ctx)
    if (!own) return
    const pages = await app.container.make('pages')
    return pages.render(ctx, 'communities::everyday_index', {
      communities: own.map(({ name, slug, state }) => ({
        name,
        url: `${HOME}/${slug}`,
        state: ctx.i18n.t(`communities.everyday.web.state.${state}`),
      })),
    })
  }

  async show(ctx: HttpContext) {
    const community = await this.#community(ctx)
    if (!community) return
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const asked: { days?: unknown; which?: unknown; search?: unknown; page?: unknown } =
      ctx.request.qs()
    const period = FIGURE_DAYS.find((days) => days === Number(asked.days)) ?? FIGURE_DAYS[0]
    const filter = MEMBER_FILTERS.find((one) => one === asked.which) ?? 'in'
    const search =
      typeof asked.search === 'string' ? asked.search.trim().slice(0, EVERYDAY_LIMITS.search) : ''
    const wanted = { communityId: community.id, filter, search }
    const [figures, count] = await Promise.all([
      communityFigures(community.id, period),
      countMembers(wanted),
    ])
    const last = Math.max(1, Math.ceil(count / SHOWN))
    const page = Math.min(last, Math.max(1, Math.trunc(Number(asked.page)) || 1))
    const members = await membersOf({ ...wanted, limit: SHOWN, offset: (page - 1) * SHOWN })
    const home = `${HOME}/${community.slug}`
    const address = (changed: Record<string, string>) =>
      `${home}?${new URLSearchParams({ days: String(period), which: filter, search, ...changed })}`
    const pages = await app.container.make('pages')
    return pages.render(ctx, 'communities::everyday_members', {
      community,
      home,
      period,
      filter,
      search,
      chart: chartSvg(figuresChart(words, figures)),
      facts: figuresFacts(words, figures),
      periods: FIGURE_DAYS.map((days) => ({
        label: words.t('communities.everyday.figures.days', { days }),
        url: address({ days: String(days) }),
        current: days === period,
      })),
      filters: MEMBER_FILTERS.map((which) => ({
        label: words.t(`communities.everyday.members.filter.${which}`),
        url: address({ which }),
        current: which === filter,
      })),
      count,
      members: members.map((member) => ({
        name: member.name,
        line: memberLine(words, member),
        coins: words.coins(member.coins),
        payments: member.payments,
      })),
      previous: page > 1 ? address({ page: String(page - 1) }) : null,
      next: page < last ? address({ page: String(page + 1) }) : null,
      file: `${home}/members.csv`,
    })
  }

  async file(ctx: HttpContext) {
    const community = await this.#community(ctx)
    if (!community) return
    await limiter.use(FILES).consume(`members_csv:${community.creator_id}`)
    ctx.response.header('Content-Type', 'text/csv; charset=utf-8')
    ctx.response.header(
      'Content-Disposition',
      `attachment; filename="${community.slug}-members.csv"`
    )
    ctx.response.header('Cache-Control', 'no-store')
    return ctx.response.send(Buffer.from(await membersCsv(community.id)))
  }

  /** The creator's communities; null when the answer is given already. */
  async #own(ctx: HttpContext): Promise<readonly CommunityRow[] | null> {
    const pages = await app.container.make('pages')
    const person = await pages.personOf(ctx)
    if (!person) {
      ctx.response.redirect(`/sign-in?next=${encodeURIComponent(HOME)}`)
      return null
    }
    if (!person.roles.includes('creator') || person.bannedAt) {
      ctx.response.status(403)
      ctx.response.send(
        await pages.render(ctx, 'communities::everyday_other', { why: 'for_creators' })
      )
      return null
    }
    return communitiesOf(person.id)
  }

  async #community(ctx: HttpContext): Promise<CommunityRow | null> {
    const own = await this.#own(ctx)
    if (!own) return null
    const community = own.find(({ slug }) => slug === ctx.request.param('slug'))
    if (community) return community
    const pages = await app.container.make('pages')
    ctx.response.status(404)
    ctx.response.send(await pages.render(ctx, 'communities::everyday_other', { why: 'not_yours' }))
    return null
  }
}
