import type { ChatWord } from '#bots/web/chat_words'

type Words = Readonly<Record<ChatWord, string>>

let words: Words | undefined

/** The page's words come with the page, in its language. */
export function learnWords(json: string): void {
  words = JSON.parse(json) as Words
}

/** A word of the page; `{name}` places are filled with `data`. */
export function say(word: ChatWord, data: Readonly<Record<string, string | number>> = {}): string {
  const text = words?.[word] ?? word
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(data[name] ?? place))
}
