/** Finds what a creator asks the coach to do for them, by patterns alone. It is only ever offered, never done. */
import { anyOf, listeningFor, plain } from '#plugins/coach/detect/phrases'
import { clausesOf } from '#plugins/coach/detect/stance'
import type { Task, TaskAction } from '#plugins/coach/programme/programme'

const MADE =
  'create|make|set up|write|draft|schedule|post|announce|run|start|check|prepare|crea|haz|monta|escribe|redacta|programa|publica|anuncia|lanza|comprueba|revisa|prepara'
/** An order, at its beginning; or a request, wherever it stands. */
const ASKED = new RegExp(
  String.raw`^(?:(?:please|now|ok|okay|and|then|yes|por favor|ahora|y|vale|si),? )*(?:${MADE})(?![\p{L}\p{N}])`,
  'u'
)
const REQUESTED = anyOf(
  '(?:can|could|would|will) you',
  'please',
  'for (?:me|us)',
  "let's",
  'do it',
  '(?:me )?(?:puedes|podrias)',
  'por favor',
  'por mi',
  'hazlo'
)
const VERB = anyOf(
  MADE,
  'crear',
  'hacer',
  'montar',
  'escribir',
  'redactar',
  'programar',
  'publicar',
  'anunciar',
  'comprobar',
  'revisar',
  'preparar'
)
const REFUSED = anyOf(
  'not',
  "\\w+n't",
  'dont',
  'never',
  'no',
  'without',
  'stop',
  'cancel',
  'how',
  'why',
  'what',
  'when',
  'nunca',
  'sin',
  'como',
  'cuando'
)

/** Actions that are asked for, each once, in the programme's order. */
export function offersIn(message: string, tasks: readonly Task[]): TaskAction[] {
  const clauses = clausesOf(message)
    .map(({ text }) => plain(text))
    .filter((text) => !REFUSED.test(text))
    .filter((text) => ASKED.test(text) || (REQUESTED.test(text) && VERB.test(text)))
  return tasks.flatMap((task) => {
    const listening = listeningFor(task)
    if (!task.action || !listening) return []
    return clauses.some((text) => listening.thing.test(text)) ? [task.action] : []
  })
}
