/** One handler behind a server of its own: for what only a real connection shows. */
import { createServer } from 'node:http'
import type { HttpContext } from '@adonisjs/core/http'
import testUtils from '@adonisjs/core/services/test_utils'
import { getActiveTest } from '@japa/runner'
import { freePort } from '#tests/support/free_port'

/** Serves a handler until the test ends; returns its address. */
export async function served(handle: (ctx: HttpContext) => void | Promise<void>): Promise<string> {
  const server = createServer((req, res) => {
    void (async () => {
      const ctx = await testUtils.createHttpContext({ req, res })
      await handle(ctx)
      ctx.response.finish()
    })()
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  getActiveTest()?.cleanup(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${port}`
}
