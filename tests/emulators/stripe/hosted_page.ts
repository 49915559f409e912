/** Stripe's own pages, as far as a browser in a test needs them: a way to pay, and a way back. */
import type { ServerResponse } from 'node:http'
import { Deeds } from '#tests/emulators/stripe/deeds'
import type { World } from '#tests/emulators/stripe/world'

const html = (body: string): string =>
  `<!doctype html><html lang="en"><title>Stripe Checkout</title><main>${body}</main></html>`

export function hostedPage(
  world: World,
  request: { method: string; pathname: string; body: string },
  response: ServerResponse
): void {
  const id = /^\/c\/pay\/(cs_\w+)$/.exec(request.pathname)?.[1]
  const session = id === undefined ? undefined : world.sessions.find(id)
  if (session?.status === 'open' && request.method === 'POST') {
    new Deeds(world).pay(session.id, { save: new URLSearchParams(request.body).has('save') })
    return void response.writeHead(303, { location: session.success_url }).end()
  }
  response.setHeader('content-type', 'text/html; charset=utf-8')
  if (session?.status !== 'open') return void response.writeHead(404).end(html('<h1>Gone</h1>'))
  const price = `${session.amount_total ?? 0} ${session.currency ?? ''}`
  const save = '<label><input type="checkbox" name="save"> Save my card</label>'
  const back = `<a href="${session.cancel_url ?? '/'}">Back</a>`
  const form = `<form method="post">${save}<button>Pay</button></form>`
  response.end(html(`<h1>${price}</h1>${form}${back}`))
}
