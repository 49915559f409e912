/** Discord with one server full of people, in a process of its own: what the program calls is counted there. */
import { startDiscordEmulator } from '#tests/emulators/discord/index'

/** Of all who are there, in this order: paid and without their role, ended and still with it, never paid and with it. */
export interface Drift {
  members: number
  lockedOut: number
  ended: number
  strangers: number
}

export type ServerOrder = { do: 'count' } | { do: 'check'; drift: Drift }

export interface Counted {
  lists: number
  changes: number
  others: number
}

/** Who is as they should be: all who paid have the role, nobody else has. */
export interface Checked {
  wrong: number
}

export interface Opened {
  apiRoot: string
  token: string
  guildId: string
  roleId: string
  memberIds: readonly string[]
}

const [members = 0, lockedOut = 0, ended = 0, strangers = 0] = process.argv.slice(2).map(Number)
const drift: Drift = { members, lockedOut, ended, strangers }
const discord = await startDiscordEmulator()
const guild = discord.guild('Full house')
const role = discord.deeds.addRole(guild, 'Gold')
discord.deeds.switchServerMembers(true)
const without = discord.deeds.fillGuild(guild, drift.lockedOut)
const withRole = discord.deeds.fillGuild(guild, drift.members - drift.lockedOut, { roles: [role] })
const memberIds = [...without, ...withRole]

function count(): Counted {
  const { calls } = discord
  const lists = calls.filter(
    ({ method, path }) => method === 'GET' && /\/members$/.test(path)
  ).length
  const changes = calls.filter(
    ({ method, path }) => method !== 'GET' && /\/roles\/\d+$/.test(path)
  ).length
  return { lists, changes, others: calls.length - lists - changes }
}

function check(): Checked {
  const paid = new Set(memberIds.slice(0, drift.members - drift.ended - drift.strangers))
  const wrong = memberIds.filter(
    (id) => (guild.members.get(id)?.roles.includes(role.id) ?? false) !== paid.has(id)
  )
  return { wrong: wrong.length }
}

process.on('message', (order: ServerOrder) => {
  process.send?.(order.do === 'count' ? count() : check())
})
process.once('disconnect', () => process.exit(0))
const opened: Opened = {
  apiRoot: discord.apiRoot,
  token: discord.token,
  guildId: guild.id,
  roleId: role.id,
  memberIds,
}
process.send?.(opened)
