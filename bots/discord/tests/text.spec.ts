import { test } from '@japa/runner'
import { publicUrl } from '#bots/discord/addresses'
import { clip } from '#bots/discord/limits'
import { pieces } from '#bots/discord/text'

test.group('Discord | text', () => {
  test('a long text is cut at paragraph ends', ({ assert }) => {
    const paragraph = 'All work and no play. '.repeat(40).trim()
    const found = pieces([paragraph, paragraph, paragraph].join('\n\n'), 2000)
    assert.deepEqual(found, [`${paragraph}\n\n${paragraph}`, paragraph])
  })

  test('no piece is longer than the limit, nothing but white space is lost', ({ assert }) => {
    for (const source of [
      'x'.repeat(9_001),
      '👩‍👩‍👧‍👦'.repeat(900),
      'שלום עולם '.repeat(700),
      'one\ntwo three. '.repeat(900),
    ]) {
      const found = pieces(source, 2000, 1950)
      assert.isAtMost(found[0]?.length ?? 0, 1950)
      assert.isTrue(found.every((piece) => piece.length <= 2000 && piece.trim() !== ''))
      assert.equal(found.join('').replaceAll(/\s/g, ''), source.replaceAll(/\s/g, ''))
    }
  })

  test('a code block that is cut is closed and opened again', ({ assert }) => {
    const code = `Look:\n\`\`\`js\n${'let a = 1\n'.repeat(400)}\`\`\`\nDone.`
    const found = pieces(code, 2000)
    assert.isAbove(found.length, 1)
    for (const piece of found) {
      assert.isAtMost(piece.length, 2000)
      assert.equal((piece.match(/^```/gm) ?? []).length % 2, 0, piece.slice(0, 80))
    }
    assert.isTrue(found[1]?.startsWith('```js\n'))
  })

  test('an emoji is never cut in half', ({ assert }) => {
    assert.equal(clip('ab😀cd', 4), 'ab…')
    assert.equal(clip('short', 10), 'short')
  })

  test('addresses that Discord cannot use are found out', ({ assert }) => {
    const site = 'https://greenroom.example.com'
    assert.equal(publicUrl('/a.png', site), 'https://greenroom.example.com/a.png')
    assert.equal(publicUrl('https://other.example.com/b', site), 'https://other.example.com/b')
    for (const url of [
      '/a.png',
      'http://127.0.0.1/x',
      'http://192.168.1.4/x',
      'javascript:alert(1)',
    ]) {
      assert.isNull(publicUrl(url, 'http://localhost:3333'), url)
    }
  })
})
