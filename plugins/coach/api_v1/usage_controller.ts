import type { HttpContext } from '@adonisjs/core/http'
import { tokenOwner } from '#app/identity/api/token_owner'
import { asked } from '#app/web_kit/address'
import { refuse } from '#plugins/coach/api_v1/api_creator'
import { COST_LIMITS } from '#plugins/coach/costs/limits'
import { usageReport } from '#plugins/coach/costs/usage_report'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What the coach costs, for admins. */
export class UsageController {
  async show(ctx: HttpContext) {
    const owner = await tokenOwner(ctx, 'coach')
    if (!owner) return
    if (!owner.person.roles.includes('admin')) return refuse(ctx, 403, 'for_admins')
    const personId = asked(ctx, 'creator')
    const page = asked(ctx, 'page') ?? '1'
    const isPage = /^\d{1,3}$/.test(page) && Number(page) >= 1 && Number(page) <= COST_LIMITS.pages
    if (!isPage || (personId !== null && !UUID.test(personId))) {
      return refuse(ctx, 422, 'bad_usage', { most: COST_LIMITS.pages })
    }
    ctx.response.header('Cache-Control', 'no-store')
    return usageReport({ personId, page: Number(page) })
  }
}
