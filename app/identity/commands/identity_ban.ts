import { args, BaseCommand, flags } from '@adonisjs/core/ace'

/** `identity:ban PERSON`: nobody who is banned is answered, linked or deleted. Guests are banned by their account. */
export default class IdentityBan extends BaseCommand {
  static override commandName = 'identity:ban'
  static override description = 'Ban a person (or a guest’s account), or lift the ban'
  static override options = { startApp: true }

  @args.string({ description: 'telegram:ID, discord:ID, email:ADDRESS or an internal id' })
  declare person: string

  @flags.boolean({ description: 'Lift the ban' })
  declare lift: boolean

  override async run(): Promise<void> {
    const identity = await this.app.container.make('identity')
    const found = await identity.lookUp(this.person)
    if (!found) {
      process.stderr.write(`Nobody is known as ${this.person}\n`)
      this.exitCode = 1
      return
    }
    const banned = !this.lift
    const { account, person } = found
    if (person) await identity.setBan(person.id, banned)
    // An account may have been banned when it was a guest's.
    if (!person || !banned) await identity.setAccountBan(account.id, banned)
    const who = person ? `person ${person.id}` : `guest ${account.id}`
    process.stdout.write(`${banned ? 'Banned' : 'No longer banned'}: ${who}\n`)
  }
}
