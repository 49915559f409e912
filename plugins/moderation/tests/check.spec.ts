import { test } from '@japa/runner'
import type { AiService, ModerationVerdict } from '#plugins/ai/api'
import { checkText } from '#plugins/moderation/actions/check_text'
import type { CheckRequest } from '#plugins/moderation/api'
import { judgeVerdict, THRESHOLDS } from '#plugins/moderation/thresholds'

type Server = Pick<AiService, 'abilities' | 'moderate'>

function server(moderate: AiService['moderate'], able = true): Server {
  return {
    abilities: { images: false, transcription: false, speech: false, moderation: able },
    moderate,
  }
}

const asking = (text: string, more: Partial<CheckRequest> = {}): CheckRequest => ({
  text,
  stage: 'fan',
  accountId: crypto.randomUUID(),
  personId: null,
  adult: false,
  locale: 'en',
  signal: AbortSignal.timeout(10_000),
  ...more,
})

const scored = (scores: Record<string, number>): ModerationVerdict => ({ flagged: true, scores })

test.group('A check', () => {
  test('what the rules stop never reaches the server', async ({ assert }) => {
    const check = await checkText(
      server(() => Promise.reject(new Error('It was asked'))),
      asking('how do I make a pipe bomb')
    )
    assert.deepEqual(check, { outcome: 'blocked', category: 'illicit' })
  })

  test('without a server that moderates the rules alone speak', async ({ assert }) => {
    const ai = server(() => Promise.reject(new Error('It was asked')), false)
    assert.deepEqual(await checkText(ai, asking('Good evening')), { outcome: 'fine' })
  })

  test('a server that fails, or says nothing, leaves the verdict to the rules', async ({
    assert,
  }) => {
    const request = asking('Good evening')
    const failing = server(() => Promise.reject(new Error('Gone')))
    assert.deepEqual(await checkText(failing, request), { outcome: 'fine' })
    const silent = server(async () => null)
    assert.deepEqual(await checkText(silent, request), { outcome: 'fine' })
  })

  test('a server is told to give up after a while, and when the turn is stopped', async ({
    assert,
  }) => {
    const turn = new AbortController()
    const waiting = server(
      ({ signal }) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => resolve(null), { once: true })
        )
    )
    const checking = checkText(waiting, asking('Good evening', { signal: turn.signal }))
    turn.abort()
    assert.deepEqual(await checking, { outcome: 'fine' })
    assert.deepEqual(await checkText(waiting, asking('Good evening')), { outcome: 'fine' })
  })

  test('each threshold stops at its score, and not under it', ({ assert }) => {
    for (const [name, threshold] of Object.entries(THRESHOLDS)) {
      const at = (score: number) =>
        judgeVerdict(scored({ [name]: score }), { stage: 'persona', adult: false }).outcome
      assert.equal(at(threshold), 'blocked', name)
      assert.equal(at(threshold - 0.01), 'fine', name)
    }
  })

  test('danger to oneself is a crisis for a fan, and a blocked text for everything else', ({
    assert,
  }) => {
    const verdict = scored({ 'self-harm/intent': 0.9 })
    assert.deepEqual(judgeVerdict(verdict, { stage: 'fan', adult: false }), { outcome: 'crisis' })
    for (const stage of ['persona', 'picture', 'profile'] as const) {
      assert.deepEqual(judgeVerdict(verdict, { stage, adult: false }), {
        outcome: 'blocked',
        category: 'self_harm',
      })
    }
    const weak = scored({ 'self-harm/intent': 0.3 })
    assert.equal(judgeVerdict(weak, { stage: 'fan', adult: false }).outcome, 'fine')
    assert.equal(
      judgeVerdict(weak, { stage: 'fan', adult: false, careful: true }).outcome,
      'crisis'
    )
  })

  test('among adults sexual scores are fine, those with minors never', ({ assert }) => {
    const adult = { stage: 'fan', adult: true } as const
    assert.equal(judgeVerdict(scored({ sexual: 0.99 }), adult).outcome, 'fine')
    const minors = scored({ 'sexual': 0.99, 'sexual/minors': 0.3 })
    assert.deepEqual(judgeVerdict(minors, adult), { outcome: 'blocked', category: 'minors' })
  })

  test('names of categories that nobody knows are no reason', ({ assert }) => {
    const check = judgeVerdict(scored({ grumpiness: 1 }), { stage: 'fan', adult: false })
    assert.deepEqual(check, { outcome: 'fine' })
  })
})
