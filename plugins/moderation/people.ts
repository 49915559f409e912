import type { PeopleModule, PeopleModuleFactory } from '#app/plugin_kit/types'

/**
 * A report belongs to the account that sent it. Merging moves accounts, so nothing moves here; what is forgotten is
 * who reported and in which words, while the report itself stays for the moderators. A person who was reported and
 * is forgotten stays reported by an id that then means nobody, without the excerpt of their words.
 */
const people: PeopleModuleFactory = ({ app }): PeopleModule => ({
  async forget({ accountIds, trx }) {
    await trx.rawQuery(
      `update moderation_reports set account_id = null, words = '' where account_id = any(:accountIds)`,
      { accountIds: [...accountIds] }
    )
    await trx.rawQuery(
      `update moderation_reports set excerpt = '' where subject_kind = 'person' and subject_id = any(:accountIds)`,
      { accountIds: [...accountIds] }
    )
  },
  async export(personId) {
    const database = await app.container.make('lucid.db')
    const { rows } = await database.rawQuery<{ rows: { at: Date }[] }>(
      `select created_at as at, subject_kind as about, reason, words, state from moderation_reports
       where account_id in (select id from accounts where person_id = ?) order by created_at`,
      [personId]
    )
    return { reports: rows.map((row) => ({ ...row, at: row.at.toISOString() })) }
  },
})

export default people
