import { BaseModel, column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'

/** The row of a person, for the session guard and for writing. Everyone else is given `Person` of `types.ts`. */
export default class PersonModel extends BaseModel {
  static override table = 'people'

  @column({ isPrimary: true })
  declare id: string

  @column()
  declare displayName: string

  @column()
  declare locale: string | null

  @column.dateTime({ autoCreate: true })
  declare createdAt: DateTime

  @column.dateTime({ autoCreate: true, autoUpdate: true })
  declare updatedAt: DateTime
}
