import { BaseModel, column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { AccountPlatform } from '#app/identity/types'

/** The row of an account, for the use cases that change whom it belongs to. */
export default class AccountModel extends BaseModel {
  static override table = 'accounts'

  @column({ isPrimary: true })
  declare id: string

  @column()
  declare platform: AccountPlatform

  @column()
  declare platformId: string

  @column()
  declare displayName: string

  @column()
  declare locale: string | null

  @column()
  declare personId: string | null

  @column.dateTime({ autoCreate: true })
  declare createdAt: DateTime

  @column.dateTime({ autoCreate: true, autoUpdate: true })
  declare updatedAt: DateTime
}
