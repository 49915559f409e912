import { test } from '@japa/runner'
import { writeMarkdown } from '#bots/telegram/markdown'
import { MessageText } from '#bots/telegram/message_text'

/** The text, and each entity as its type and the words that it covers. */
function shown(source: string): [string, string[]] {
  const { text, entities } = writeMarkdown(new MessageText(), source)
  return [
    text,
    entities.map(({ type, offset, length }) => `${type}: ${text.slice(offset, offset + length)}`),
  ]
}

test.group('Telegram: markdown', () => {
  for (const [source, text, entities] of [
    ['plain', 'plain', []],
    ['**b** _i_ ~~s~~ `c`', 'b i s c', ['bold: b', 'italic: i', 'strikethrough: s', 'code: c']],
    ['*one **two***', 'one two', ['italic: one two', 'bold: two']],
    ['😀 **b** 😀', '😀 b 😀', ['bold: b']],
    ['مرحبا **بك**', 'مرحبا بك', ['bold: بك']],
    ['[site](https://example.com)', 'site', ['text_link: site']],
    ['[trick](javascript:alert)', '[trick](javascript:alert)', []],
    ['see https://example.com now', 'see https://example.com now', []],
    ['# Title\nwords', 'Title\nwords', ['bold: Title']],
    ['a\n- b\n- c\n  - d\n\ne', 'a\n• b\n• c\n  • d\n\ne', []],
    ['3. c\n4. d', '3. c\n4. d', []],
    ['> quote\n> > inner\n\nend', 'quote\ninner\n\nend', ['blockquote: quote\ninner']],
    ['```js\na < b\n```\nend', 'a < b\nend', ['pre: a < b']],
    ['<b>not</b> &amp; 1 < 2', '<b>not</b> &amp; 1 < 2', []],
    ['\\*literal\\*', '*literal*', []],
    ['unfinished **bold', 'unfinished **bold', []],
    ['2 * 3 * 4', '2 * 3 * 4', []],
    ['one\n\n\n\ntwo', 'one\n\ntwo', []],
    ['a\n\n---\n\nb', 'a\n\n———\n\nb', []],
  ] as const) {
    test(JSON.stringify(source), ({ assert }) => {
      assert.deepEqual(shown(source), [text, [...entities]])
    })
  }

  test('a long text is cut with its formatting', ({ assert }) => {
    const text = writeMarkdown(new MessageText(), `**${'word '.repeat(20).trim()}** end`)
    const pieces = text.split(50)
    assert.deepEqual(
      pieces.map((piece) => [piece.text.length, piece.entities.map((e) => [e.offset, e.length])]),
      [
        [49, [[0, 49]]],
        [49, [[0, 49]]],
        [3, []],
      ]
    )
  })
})
