import { test } from '@japa/runner'
import fc from 'fast-check'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import { chunkText } from '#plugins/personas/knowledge/reading/chunk_text'
import { decodeText } from '#plugins/personas/knowledge/reading/decode_text'
import { readPassages, readSpeakers } from '#plugins/personas/knowledge/reading/reader'
import { ReadingFailed } from '#plugins/personas/knowledge/reading/reading_failed'
import { pdf } from '#plugins/personas/knowledge/tests/support/pdf'
import { chats } from '#plugins/personas/knowledge/tests/support/chats'

const { signal } = new AbortController()

async function read(
  name: string,
  content: Uint8Array | string,
  voice?: { speaker: number; name: string }
) {
  const task = { name, content: Buffer.from(content), voice: voice ?? null }
  return readPassages(task, { signal })
}

/** Why a file cannot be read; null when it can. */
async function refusal(name: string, content: Uint8Array | string, time?: number) {
  try {
    await readPassages({ name, content: Buffer.from(content), voice: null }, { signal, time })
    return null
  } catch (error) {
    if (error instanceof ReadingFailed) return error.reason
    throw error
  }
}

const SPANISH =
  'El faro de la isla está apagado desde hace años. ¿Quién lo encendió anoche, señor Núñez?\n'
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

test.group('Knowledge | text in any encoding', () => {
  test('{0}')
    .with([
      ['UTF-8', Buffer.from(SPANISH), SPANISH],
      ['UTF-8 with a mark', Buffer.from(`\uFEFF${SPANISH}`), SPANISH],
      ['UTF-16 little-endian with a mark', utf16(`\uFEFF${SPANISH}`), SPANISH],
      ['UTF-16 big-endian with a mark', utf16(`\uFEFF${SPANISH}`).swap16(), SPANISH],
      ['UTF-16 little-endian without one', utf16(SPANISH), SPANISH],
      ['UTF-16 big-endian without one', utf16(SPANISH).swap16(), SPANISH],
      ['windows-1252', Buffer.from(SPANISH.repeat(5), 'latin1'), SPANISH.repeat(5)],
      ['Windows’ ends of lines', Buffer.from('a\r\nb\rc'), 'a\nb\nc'],
      [
        'Shift-JIS',
        Buffer.from(
          '836a838983438167919282ad8cc38ab282cc939491e482c982cd81418f97955382aa8f5a82f182c582a282e98142',
          'hex'
        ),
        null,
      ],
    ] as const)
    .run(({ assert }, [, bytes, text]) => {
      const decoded = decodeText(bytes)
      if (text === null) assert.match(decoded ?? '', /[\u3040-\u30FF]/)
      else assert.equal(decoded, text)
    })

  test('a picture, a program, noise: no text', ({ assert }) => {
    const noise = Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7919) % 256))
    assert.isNull(decodeText(noise))
    assert.isNull(
      decodeText(Buffer.from('\u007fELF\u0002\u0001\u0001\0\0\0\0\0\0\0\0\0\u0003\0>\0'))
    )
  })

  test('any bytes give text or null, without control characters', ({ assert }) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.notMatch(decodeText(bytes) ?? '', /(?![\t\n\v\f\r])\p{Cc}/u)
      })
    )
  })
})

test.group('Knowledge | passages', () => {
  test('every word of any text is in a passage, and none is too long', ({ assert }) => {
    const word = fc.oneof(
      fc.constantFrom('sea', 'lighthouse', '灯台', '\n', '\n\n', '# Isle', '.', '🐉'),
      fc.string()
    )
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 600 }).map((words) => words.join(' ')),
        (text) => {
          const passages = chunkText(text.normalize('NFC').trim())
          const squeeze = (some: string) => some.replace(/\s+|#/g, '')
          const all = passages.map(squeeze).join('')
          for (const line of text.normalize('NFC').split(/\n/)) {
            const start = squeeze(line).slice(0, 20)
            assert.isTrue(all.includes(start), JSON.stringify(line))
          }
          for (const passage of passages) {
            assert.isAtMost(passage.length, KNOWLEDGE_LIMITS.passageTokens * 4 + 200)
          }
        }
      ),
      { numRuns: 200 }
    )
  })

  test('a passage stands under its headings, and repeats the end of the one before it', ({
    assert,
  }) => {
    const sentences = Array.from(
      { length: 60 },
      (_, at) => `The keeper wrote down ship number ${at}.`
    )
    const passages = chunkText(
      `# The isle\n## The lighthouse\n${sentences.join(' ')}\n# The town\nIt is small.`
    )
    assert.isAbove(passages.length, 2)
    for (const passage of passages.slice(0, -1)) {
      assert.isTrue(passage.startsWith('The isle › The lighthouse\n'))
    }
    assert.equal(passages.at(-1), 'The town\nIt is small.')
    const last = /number \d+\.$/.exec(passages[0] ?? '')?.[0] ?? 'nothing'
    assert.include(passages[1] ?? '', last)
  })

  test('a text without a space or an end is cut within no character', ({ assert }) => {
    const passages = chunkText('🐉'.repeat(5_000))
    assert.isTrue(passages.every((passage) => passage.isWellFormed()))
  })
})

test.group('Knowledge | files', (group) => {
  group.each.timeout(60_000)

  test('a PDF of 200 pages', async ({ assert }) => {
    const pages = Array.from({ length: 200 }, (_, at) => [
      `Page ${at + 1} of the log`,
      `On night ${at + 1} the keeper saw ${at + 1} ships.`,
    ])
    const { passages } = await read('log.pdf', pdf(pages))
    const all = passages.join('\n')
    assert.include(all, 'On night 1 the keeper saw 1 ships.')
    assert.include(all, 'On night 200 the keeper saw 200 ships.')
  })

  test('a PDF by its beginning, whatever its name', async ({ assert }) => {
    const { passages } = await read('log.txt', pdf([['The keeper is called Bruno.']]))
    assert.deepEqual(passages, ['The keeper is called Bruno.'])
  })

  test('what cannot be read says why', async ({ assert }) => {
    const whole = pdf([['The keeper is called Bruno.']])
    assert.equal(await refusal('a.pdf', whole.subarray(0, 120)), 'damaged')
    assert.equal(await refusal('a.pdf', '%PDF-1.7\nnothing else'), 'damaged')
    assert.equal(await refusal('a.pdf', pdf([['secret']], { locked: true })), 'password')
    assert.equal(await refusal('a.pdf', pdf([[], []])), 'no_text')
    assert.equal(
      await refusal('a.pdf', pdf(Array.from({ length: 501 }, () => ['x']))),
      'too_many_pages'
    )
    assert.equal(await refusal('a.txt', ' \n\t '), 'no_text')
    assert.equal(
      await refusal('a.txt', Buffer.from(Array.from({ length: 999 }, (_, at) => at % 256))),
      'not_text'
    )
    assert.equal(await refusal('a.txt', 'a '.repeat(1_000_001)), 'too_long')
  })

  test('what takes too long is ended, and so is what is not waited for any more', async ({
    assert,
  }) => {
    const pages = Array.from({ length: 500 }, () => ['x'])
    assert.equal(await refusal('a.pdf', pdf(pages), 1), 'took_too_long')
    const stopping = new AbortController()
    const reading = readPassages(
      { name: 'a.pdf', content: pdf(pages), voice: null },
      { signal: stopping.signal }
    )
    stopping.abort(new Error('stopping'))
    await assert.rejects(() => reading, 'stopping')
  })

  test('a web page is its words, and nothing of it is run', async ({ assert }) => {
    const { passages } = await read(
      'isle.html',
      '<html><head><style>p{}</style><script>throw 1</script></head><body><h1>The isle</h1><p>It is <b>small</b> &amp; windy.</p></body></html>'
    )
    const all = passages.join('\n')
    assert.include(all, 'It is small & windy.')
    assert.notInclude(all, 'throw')
    assert.equal(await refusal('deep.html', '<div>'.repeat(20_000)), 'no_text')
  })

  test('chats: {0}')
    .with(Object.entries(chats))
    .run(async ({ assert }, [name, content]) => {
      const file = { name, content: Buffer.from(content), voice: null }
      const speakers = await readSpeakers(file, { signal })
      assert.deepEqual(
        speakers?.map((one) => [one.name, one.messages]),
        [
          ['Ana Ruiz', 3],
          ['Bruno', 2],
        ]
      )
      const { passages } = await read(name, content, { speaker: 1, name: 'Luna' })
      assert.deepEqual(passages.join('\n').split('\n'), [
        'Ana Ruiz: Where were you last night?',
        'Luna: At the lighthouse. I always am: every night.',
        'Ana Ruiz: Alone?',
        'Luna: With the gulls',
        'Ana Ruiz: 🐦 jaja',
      ])
    })

  test('what is no chat has no speakers', async ({ assert }) => {
    const speakers = (name: string, content: string) =>
      readSpeakers({ name, content: Buffer.from(content), voice: null }, { signal })
    assert.isNull(await speakers('a.txt', 'Bruno: is the keeper.\nAna: is his friend.'))
    assert.isNull(await speakers('a.json', '{"messages": "none"}'))
    assert.isNull(await speakers('a.json', '{"messages": [1, null, {"from": {"__proto__": 1}}]}'))
    assert.isNull(await speakers('a.json', '{"messages": '))
  })
})
