import { peopleOf } from '#app/plugin_kit/people_parts'
import subscriptions from '#plugins/payments/gateways/stars/people'
import limits from '#plugins/payments/limits/people'
import { payoutsOfPeople } from '#plugins/payments/payouts/people'
import topUps from '#plugins/payments/top_ups/people_part'
import purchases from '#plugins/payments/settling/people_part'

/** Each part of the plugin that keeps something of people, under the name that it has in an export. */
export default peopleOf({
  // Before it is forgotten who pays for them.
  subscriptions,
  purchases,
  payouts: () => payoutsOfPeople,
  top_ups: topUps,
  limits,
})
