import type { HttpContext } from '@adonisjs/core/http'
import { registry } from '#app/health/metrics'
import { readiness } from '#app/health/readiness'
import { scrape } from '#app/health/scrape'

export default class HealthController {
  /** The process answers. */
  live() {
    return { status: 'ok' }
  }

  /** The process can do its work; if not, 503 and which part cannot. */
  async ready({ response }: HttpContext) {
    const answer = await readiness()
    response.status(answer.status === 'ready' ? 200 : 503)
    return answer
  }

  async metrics({ response }: HttpContext) {
    response.header('Content-Type', registry.contentType)
    return scrape()
  }
}
