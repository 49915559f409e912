import type { PeopleModuleFactory } from '#app/plugin_kit/types'

/** What the studio keeps of a creator is a copy of figures in the books, which stay. */
const studioPeople: PeopleModuleFactory = () => ({
  async forget({ personId, trx }) {
    await trx.rawQuery('delete from personas_studio_earnings where creator_id = :personId', {
      personId,
    })
  },
})

export default studioPeople
