import { createServer, type RequestListener } from 'node:http'
import { getActiveTestOrFail, test } from '@japa/runner'
import { fetchFile } from '#app/bot_kit/fetch_file'
import { FileGone, FileTooLarge } from '#app/bot_kit/inbound'
import { freePort } from '#tests/support/free_port'

/** A platform's file server that answers as it is told; gives its address, which holds a secret. */
async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  getActiveTestOrFail().cleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${port}/bot-secret/file`
}

const read = (
  url: string,
  { limit = 100, timeoutMs = 2_000, signal = AbortSignal.timeout(5_000) } = {}
) => fetchFile(url, { limit, timeoutMs, signal })

test.group('Fetching a file from its platform', () => {
  test('gives what is there', async ({ assert }) => {
    const url = await served((_request, response) => void response.end('hello'))
    assert.equal(Buffer.from(await read(url)).toString(), 'hello')
  })

  test('stops at the limit, also when the length is not told', async ({ assert }) => {
    let written = 0
    const url = await served((_request, response) => {
      const more = () => {
        written += 10
        if (!response.destroyed) response.write('x'.repeat(10), () => setImmediate(more))
      }
      more()
    })
    await assert.rejects(() => read(url), FileTooLarge)
    assert.isBelow(written, 100_000)
    const told = await served((_request, response) => void response.end('x'.repeat(101)))
    await assert.rejects(() => read(told), FileTooLarge)
  })

  test('says when it is gone', async ({ assert }) => {
    for (const status of [404, 410]) {
      const url = await served((_request, response) => void response.writeHead(status).end())
      await assert.rejects(() => read(url), FileGone)
    }
  })

  test('follows nobody to another address', async ({ assert }) => {
    let followed = false
    const inside = await served((_request, response) => {
      followed = true
      response.end('a secret of the neighbours')
    })
    const url = await served(
      (_request, response) => void response.writeHead(302, { location: inside }).end()
    )
    await assert.rejects(() => read(url), /302/)
    assert.isFalse(followed)
  })

  test('does not wait for ever, and its errors do not name the address', async ({ assert }) => {
    const silent = await served(() => undefined)
    const nobody = `http://127.0.0.1:${await freePort()}/bot-secret/file`
    for (const url of [silent, nobody]) {
      const error = await read(url, { timeoutMs: 100 }).catch((thrown: unknown) => thrown)
      assert.instanceOf(error, Error)
      const { message, cause, stack } = error as Error
      assert.notInclude(`${message} ${String(cause)} ${stack}`, 'secret')
    }
  })

  test('is stopped with the turn', async ({ assert }) => {
    const silent = await served(() => undefined)
    const stop = new AbortController()
    const reading = read(silent, { signal: stop.signal })
    stop.abort()
    await assert.rejects(() => reading, /abort/i)
  })
})
