import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { askPicture } from '#plugins/personas/pictures/actions/ask_picture'
import { drawPicture } from '#plugins/personas/pictures/actions/draw_picture'
import { settleLeftPictures } from '#plugins/personas/pictures/actions/settle_left_pictures'
import { settlePicture } from '#plugins/personas/pictures/actions/settle_picture'
import { startPicture } from '#plugins/personas/pictures/actions/start_picture'
import type { Picture } from '#plugins/personas/pictures/picture'
import { DRAWING, keptPictures } from '#plugins/personas/pictures/tests/support'
import { findPersona } from '#plugins/personas/queries/find_persona'
import { chatServices, type ChatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'
import {
  contextOfPersonas,
  fanOfLuna,
  personIdOf,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { verifyBooks } from '#tests/support/books'

/** What may happen to a picture, in any order and any number of times: deliveries again, deaths, sweeps. */
const STEPS = [
  'start',
  'start_as_another_turn',
  'draw',
  'delivered',
  'undelivered',
  'failed',
  'stopped',
  'grow_old',
  'job',
] as const
type Step = (typeof STEPS)[number]

const ENDINGS = ['delivered', 'undelivered', 'failed', 'stopped'] as const

test.group('Whatever happens to a picture', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer(DRAWING)
    return () => server.close()
  })

  test('its price is taken once when it was delivered, else never; nothing stays held', async ({
    assert,
  }) => {
    const fan = await fanOfLuna()
    const personId = await personIdOf(fan)
    const services = chatServices(await contextOfPersonas())
    const property = fc.asyncProperty(
      fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 9 }),
      async (steps) => {
        const before = (await walletOf(fan)).available
        const told = await live(services, personId, steps)
        await sql(
          `update personas_pictures set begun_at = now() - interval '1 hour'
           where person_id = :personId and begun_at is not null`,
          { personId }
        )
        await settleLeftPictures(services)

        const kept = (await keptPictures(fan)).at(-1)
        const taken = kept?.outcome === 'delivered' ? 1_000n : 0n
        assert.equal(kept?.charge, taken)
        // What was said first is what counts.
        if (kept && kept.outcome !== 'asked') assert.equal(kept.outcome, told ?? 'failed')
        assert.equal((await walletOf(fan)).available, before - taken)
        assert.equal((await walletOf(fan)).held, 0n)
      }
    )
    // Each run costs a coin at most, and the fan has fifty.
    await fc.assert(property, { numRuns: 40 })
    await verifyBooks()
  }).timeout(60_000)
})

/** Lives through the steps; answers the outcome that was told first while the picture was under way. */
async function live(
  services: ChatServices,
  personId: string,
  steps: readonly Step[]
): Promise<string | null> {
  const persona = await findPersona('luna')
  const model = services.ai.imageModels().find(({ id }) => id === 'standard')
  if (!persona || !model) throw new Error('Luna cannot draw')
  const turnKey = `test:${randomUUID()}`
  let picture: Picture = await askPicture({
    personId,
    personaId: persona.id,
    words: 'a lighthouse',
    modelId: model.id,
    turnKey,
  })
  let begun = false
  let told: string | null = null
  const start = async (key: string) => {
    const started = await startPicture(services, { picture, persona, model, turnKey: key })
    if (started.outcome === 'started') {
      picture = started.picture
      begun = true
    }
  }
  for (const step of steps) {
    switch (step) {
      case 'start':
        await start(turnKey)
        break
      case 'start_as_another_turn':
        await start(`${turnKey}:other`)
        break
      case 'draw': {
        const { signal } = new AbortController()
        if (begun) await drawPicture(services, { picture, persona, accountId: personId, signal })
        break
      }
      case 'grow_old':
        await sql(
          `update personas_pictures set begun_at = now() - interval '1 hour'
           where id = :id and begun_at is not null`,
          { id: picture.id }
        )
        break
      case 'job': {
        const ended = begun && told === null
        await settleLeftPictures(services)
        const [row] = await sql<{ outcome: string }>(
          'select outcome from personas_pictures where id = :id',
          { id: picture.id }
        )
        if (ended && row?.outcome === 'failed') told = 'failed'
        break
      }
      default: {
        const outcome = ENDINGS.find((ending) => ending === step)
        if (!begun || !outcome) break
        await settlePicture(services, picture, { outcome, failure: null })
        told ??= outcome
      }
    }
  }
  return told
}
