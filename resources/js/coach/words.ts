type Words = Readonly<Record<string, string>>

let words: Words = {}

/** The page's words come with the page, in its language. */
export function learnWords(json: string): void {
  words = JSON.parse(json) as Words
}

/** A word of the page; `{name}` places are filled with `data`. */
export function say(word: string, data: Readonly<Record<string, string | number>> = {}): string {
  return (words[word] ?? word).replace(/\{(\w+)\}/g, (place, name: string) =>
    String(data[name] ?? place)
  )
}
