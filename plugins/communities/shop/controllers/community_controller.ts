import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { findCommunityBySlug } from '#plugins/communities/queries/find_community'
import { communityPage } from '#plugins/communities/shop/community_page'
import { storefrontOf } from '#plugins/communities/shop/storefront'

/** A community's page: what it sells, and where one joins. Anyone may read it. */
export default class CommunityController {
  async show(ctx: HttpContext) {
    const pages = await app.container.make('pages')
    const person = await pages.personOf(ctx)
    const community = await findCommunityBySlug(String(ctx.params.slug).slice(0, 40))
    // A draft is nobody's business but its creator's.
    if (!community || (community.state === 'draft' && community.creator_id !== person?.id)) {
      const text = ctx.i18n.t('communities.tiers.web.not_found')
      return ctx.response
        .status(404)
        .send(await pages.render(ctx, 'pages/errors/not_found', { text }))
    }
    const linkCode: unknown = ctx.request.qs().tier
    const personas = (await app.container.make('plugins')).use('personas')
    const front = await storefrontOf(personas, community, {
      personId: person?.id ?? null,
      ...(typeof linkCode === 'string' && { linkCode }),
    })
    return pages.render(ctx, 'communities::tiers_community', await communityPage(ctx, front))
  }
}
