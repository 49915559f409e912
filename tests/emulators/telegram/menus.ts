import { badRequest } from '#tests/emulators/telegram/errors'
import { isRecord, type Params } from '#tests/emulators/telegram/wire'

interface MenuEntry {
  command: string
  description: string
}

const SCOPES = 'default all_private_chats all_group_chats all_chat_administrators'.split(' ')

/** The command menus, one per scope and language. */
export class Menus {
  readonly #menus = new Map<string, MenuEntry[]>()
  /** How often a menu was set. */
  changes = 0

  /** What people with this language see; the default menu when it has none of its own. */
  shownTo(language: string): MenuEntry[] {
    return this.#menus.get(`default:${language}`) ?? this.#menus.get('default:') ?? []
  }

  set(params: Params): true {
    const { commands } = params
    if (!Array.isArray(commands) || commands.length > 100) throw badRequest('too many commands')
    this.#menus.set(keyOf(params), commands.map(readEntry))
    this.changes++
    return true
  }

  get(params: Params): MenuEntry[] {
    return this.#menus.get(keyOf(params)) ?? []
  }

  delete(params: Params): true {
    this.#menus.delete(keyOf(params))
    return true
  }
}

function keyOf(params: Params): string {
  const scope = isRecord(params.scope) ? String(params.scope.type) : 'default'
  if (!SCOPES.includes(scope)) throw badRequest('unsupported bot command scope')
  const language = String(params.language_code ?? '')
  if (language !== '' && !/^[a-z]{2}$/.test(language)) throw badRequest('LANG_CODE_INVALID')
  return `${scope}:${language}`
}

function readEntry(value: unknown): MenuEntry {
  if (!isRecord(value)) throw badRequest("can't parse BotCommand")
  const { command, description } = value
  if (typeof command !== 'string' || !/^[a-z0-9_]{1,32}$/.test(command)) {
    throw badRequest('BOT_COMMAND_INVALID')
  }
  if (typeof description !== 'string' || description.length < 1 || description.length > 256) {
    throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
  }
  return { command, description }
}
