import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { adminOf } from '#app/web_kit/admin'
import {
  liftSuspension,
  suspendCommunity,
  type SuspensionOutcome,
} from '#plugins/communities/admin/actions/suspend_community'
import {
  communityLine,
  communityPage,
  namesOf,
  PATH,
  refusalLine,
} from '#plugins/communities/admin/community_page'
import {
  listAllCommunities,
  SHOWN_STATES,
} from '#plugins/communities/admin/queries/list_all_communities'
import { addressOf, asked } from '#app/web_kit/address'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { findCommunity } from '#plugins/communities/queries/find_community'
import type { CommunityRow } from '#plugins/communities/rows'
import { openRefusals } from '#plugins/communities/refunds/open_refusals'
import { communitiesServices } from '#plugins/communities/services'

/** Every community, as admins see them; and their suspension. */
export default class CommunitiesController {
  async index(ctx: HttpContext) {
    const state = SHOWN_STATES.find((one) => one === asked(ctx, 'state')) ?? null
    const filter = { search: asked(ctx, 'search'), state }
    const before = asked(ctx, 'before')
    const services = await communitiesServices()
    const { communities, more } = await listAllCommunities(services, { ...filter, before })
    const names = await namesOf(communities.map(({ creatorId }) => creatorId))
    const pages = await app.container.make('pages')
    return pages.render(ctx, 'communities::connecting_admin_list', {
      filter,
      refusals: (await openRefusals()).map((one) => refusalLine(ctx, one)),
      states: SHOWN_STATES.map((value) => ({
        value,
        label: ctx.i18n.t(`communities.connecting.admin.states.${value}`),
      })),
      communities: communities.map((community) => communityLine(ctx, community, names)),
      older: more ? addressOf(PATH, { ...filter, before: communities.at(-1)?.id }) : null,
      newest: before ? addressOf(PATH, filter) : null,
    })
  }

  async show(ctx: HttpContext) {
    const community = await findCommunity(String(ctx.params.id))
    return community ? this.#page(ctx, community) : this.#gone(ctx)
  }

  async suspend(ctx: HttpContext) {
    const community = await findCommunity(String(ctx.params.id))
    if (!community) return this.#gone(ctx)
    const sent: unknown = ctx.request.input('reason')
    const reason = typeof sent === 'string' ? sent.replaceAll(/\s+/g, ' ').trim() : ''
    const limit = CONNECTING_LIMITS.reason
    if (reason === '' || reason.length > limit || reason.includes('\0')) {
      const wrong = ctx.i18n.t('communities.connecting.admin.reason_missing', { limit })
      return this.#page(ctx, community, { wrong, reason })
    }
    const by = adminOf(ctx).id
    const done = await suspendCommunity(await communitiesServices(), {
      communityId: community.id,
      by,
      reason,
    })
    return this.#back(ctx, community, done, 'suspended')
  }

  async lift(ctx: HttpContext) {
    const community = await findCommunity(String(ctx.params.id))
    if (!community) return this.#gone(ctx)
    const by = adminOf(ctx).id
    const request = { communityId: community.id, by }
    return this.#back(
      ctx,
      community,
      await liftSuspension(await communitiesServices(), request),
      'lifted'
    )
  }

  #back(
    ctx: HttpContext,
    { id }: CommunityRow,
    done: SuspensionOutcome,
    what: 'suspended' | 'lifted'
  ) {
    const key = done === 'done' ? `done_${what}` : 'nothing_to_do'
    ctx.session.flash('done', ctx.i18n.t(`communities.connecting.admin.${key}`))
    return ctx.response.redirect(`${PATH}/${id}`)
  }

  async #page(
    ctx: HttpContext,
    community: CommunityRow,
    more: { wrong?: string; reason?: string } = {}
  ) {
    if (more.wrong !== undefined) ctx.response.status(422)
    const pages = await app.container.make('pages')
    return pages.render(
      ctx,
      'communities::connecting_admin_show',
      await communityPage(ctx, community, more)
    )
  }

  async #gone(ctx: HttpContext) {
    const pages = await app.container.make('pages')
    ctx.response.status(404)
    return pages.render(ctx, 'communities::connecting_admin_gone', {})
  }
}
