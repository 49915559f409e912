import { DbAccessTokensProvider } from '@adonisjs/auth/access_tokens'
import { BaseModel, column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'

/** The row of a person, for the session guard and for writing. Everyone else is given `Person` of `types.ts`. */
export default class PersonModel extends BaseModel {
  static override table = 'people'

  /** `grt_…`, of which the database has a hash alone. */
  static accessTokens = DbAccessTokensProvider.forModel(PersonModel, {
    table: 'api_tokens',
    type: 'api',
    prefix: 'grt_',
    tokenSecretLength: 40,
  })

  @column({ isPrimary: true })
  declare id: string

  @column()
  declare displayName: string

  @column()
  declare locale: string | null

  /** Joined with an account of somebody who was deleted. */
  @column()
  declare returning: boolean

  @column.dateTime({ autoCreate: true })
  declare createdAt: DateTime

  @column.dateTime({ autoCreate: true, autoUpdate: true })
  declare updatedAt: DateTime
}
