import emitter from '@adonisjs/core/services/emitter'
import { httpSeconds } from '#app/health/metrics'

/** Times every web request, by its route. */
export function timeRequests(): void {
  emitter.on('http:request_completed', ({ ctx, duration: [seconds, nanoseconds] }) => {
    httpSeconds.observe(
      {
        method: ctx.request.method(),
        route: ctx.route?.pattern ?? 'none',
        status: ctx.response.getStatus(),
      },
      seconds + nanoseconds / 1e9
    )
  })
}
