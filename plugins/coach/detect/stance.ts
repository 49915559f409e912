/** How firmly a sentence means what it says. Patterns, for models without tools: English and Spanish. */

/** A part of what somebody said that stands or falls as one. */
export interface Clause {
  text: string
  /** It asks. */
  question: boolean
}

/**
 * Takes a message apart where one thought ends and another begins, so that "not Discord, let's do Telegram" is two.
 * Numbers keep their points ("$4.99").
 */
export function clausesOf(message: string): Clause[] {
  const sentences = message.match(/(?:[^.!?\n]|[.](?=\d))+[.!?]*/gu) ?? []
  return sentences.flatMap((sentence) => {
    const question = /[?¿]/u.test(sentence)
    return sentence
      .split(
        /;|,?\s+(?:but|though|although|however|pero|aunque|sino)\s+|,\s+(?=(?:so|let'?s|we|i|vamos|as[ií] que|entonces)\b)/iu
      )
      .map((text) => text.replace(/[’‘]/gu, "'").trim())
      .filter((text) => text !== '')
      .map((text) => ({ text, question }))
  })
}

const words = (...patterns: string[]): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${patterns.join('|')})(?![\p{L}\p{N}])`, 'iu')

/** Not now, not sure, only if. */
const HEDGED = words(
  'maybe',
  'perhaps',
  'might',
  'possibly',
  'probably',
  'thinking (?:about|of)',
  'think about',
  'consider(?:ing)?',
  'not sure',
  'unsure',
  'could',
  'would',
  'what if',
  'if',
  'unless',
  'or',
  'either',
  'later',
  'some ?day',
  'eventually',
  'in the future',
  'at some point',
  'one day',
  'i guess',
  'dunno',
  "don'?t know",
  'do not know',
  'undecided',
  'tempted',
  'for example',
  'e\\.g',
  'such as',
  'wonder(?:ing)?',
  'hope(?:fully)?',
  'wish',
  'depends',
  'about',
  'around',
  'roughly',
  'something like',
  'quiz[aá]s?',
  'tal vez',
  'a lo mejor',
  'igual',
  'puede que',
  'podr[ií]a(?:mos)?',
  'pensando en',
  'estoy pensando',
  'no s[eé]',
  'no estoy segur[oa]',
  'si',
  'o',
  'alg[uú]n d[ií]a',
  'm[aá]s adelante',
  'en el futuro',
  'depende',
  'por ejemplo',
  'ojal[aá]',
  'espero',
  'unos',
  'unas',
  'm[aá]s o menos'
)

/** Leaning one way: worth asking. */
const LEANING = words(
  'probably',
  'leaning towards?',
  'i guess',
  'i think',
  'around',
  'about',
  'roughly',
  'something like',
  'most likely',
  'seguramente',
  'probablemente',
  'creo que',
  'm[aá]s o menos',
  'unos',
  'unas',
  'me inclino por'
)

const NEGATED = words(
  'not',
  "n'?t",
  "\\w+n't",
  'dont',
  'wont',
  'cant',
  'never',
  'no',
  'nope',
  'hate',
  'dislike',
  'avoid',
  'without',
  'stop(?:ped)?',
  'quit',
  'drop(?:ped)?',
  'leave',
  'left',
  'leaving',
  'refuse',
  'against',
  'anything but',
  'rather than',
  'instead of',
  'forget',
  'rid of',
  'cancel(?:led)?',
  'too (?:much|expensive|cheap|early|late|soon|many)',
  'not yet',
  'nothing',
  'nobody',
  'nunca',
  'jam[aá]s',
  'tampoco',
  'ni',
  'odio',
  'sin',
  'en vez de',
  'en lugar de',
  'nada de',
  'dej[eé]',
  'olv[ií]date',
  'demasiad[oa]s?',
  'todav[ií]a no',
  'a[uú]n no',
  'nadie'
)

/** Somebody else, or another time. */
const ELSEWHERE = words(
  'my (?:friend|brother|sister|partner|boss|competitors?|fans?|audience|wife|husband)',
  'he(?! (?:decidido|elegido|puesto|escrito|terminado|hecho|le[ií]do))',
  'she',
  'they',
  'them',
  '(?<!my )people',
  'everyone',
  'everybody',
  'someone',
  'somebody',
  'others?',
  'competitors?',
  'patreon',
  'onlyfans',
  'used to',
  'last (?:year|month|week)',
  'back then',
  'years? ago',
  'yesterday',
  'cost me',
  'i pay',
  'i paid',
  'i was',
  'had been',
  'heard',
  'read that',
  'saw',
  'article',
  'says?',
  'told',
  'mi (?:amig[oa]|herman[oa]|pareja|jef[ea]|p[uú]blico)',
  'él',
  'ella',
  'ellos',
  'la gente',
  'todo el mundo',
  'alguien',
  'otros',
  'la competencia',
  'antes',
  'el a[nñ]o pasado',
  'hace (?:\\w+ )?a[nñ]os?',
  'pago yo',
  'pagu[eé]',
  'he le[ií]do',
  'dicen',
  'dice',
  'me dijo'
)

const COMMITTED = words(
  "let'?s (?:go|do|use|make|say|open|launch|start|have|keep|charge|set|call|put|build|settle|stick|take|pick|choose)",
  "(?:i'?ll|we'?ll|i will|we will|i'?m going to|we'?re going to|i am going to|we are going to|gonna)",
  "(?:i've|we've|i have|we have|i|we) (?:finally |now )?(?:decided?|chosen?|chose|picked|settled|set)",
  'decided',
  'decision',
  'final answer',
  'settled on',
  'going with',
  'go with',
  'went with',
  'stick with',
  'sticking (?:to|with)',
  'it is',
  "it'?s going to be",
  "it'?ll be",
  'will be',
  'shall be',
  'make it',
  'set (?:it|the price)',
  'start (?:at|with|on)',
  'opens? on',
  'opening (?:on|day)',
  'launch(?:es|ing)? on',
  "we(?:'re| are) (?:doing|using|opening|launching|charging)",
  "i(?:'m| am) (?:doing|using|opening|launching|charging|choosing)",
  'the price is',
  'the plan is',
  'definitely',
  'for sure',
  'deal',
  'agreed',
  'yes',
  'change (?:it|that) to',
  'switch(?:ing)? to',
  'move to',
  'moving to',
  'actually',
  'vamos (?:a|con)',
  'vamos',
  'he decidido',
  'hemos decidido',
  'decidido',
  'decid[ií]',
  'elijo',
  'elegimos',
  'me quedo con',
  'nos quedamos con',
  'ser[aá]',
  'ser[aá]n',
  'va a ser',
  'pongo',
  'ponemos',
  'cobrar[eé]',
  'cobraremos',
  'cobro',
  'usar[eé]',
  'usaremos',
  'uso',
  'abrir[eé]',
  'abriremos',
  'abrimos',
  'abro',
  'lanzamos',
  'lanzo',
  'lanzar[eé]',
  'seguro',
  'de acuerdo',
  's[ií]',
  'trato hecho',
  'empiezo con',
  'empezamos con',
  'cambia(?:mos)? a',
  'mejor'
)

export type Stance = 'firm' | 'plain' | 'leaning' | 'weak' | 'against' | 'elsewhere' | 'question'

/** How a clause stands to what is in it. */
export function stanceOf({ text, question }: Clause): Stance {
  if (question) return 'question'
  const firm = COMMITTED.test(text)
  if (NEGATED.test(text)) return 'against'
  if (ELSEWHERE.test(text)) return 'elsewhere'
  if (HEDGED.test(text)) return firm || LEANING.test(text) ? 'leaning' : 'weak'
  return firm ? 'firm' : 'plain'
}
