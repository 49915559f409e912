import type { JobModule } from '#app/plugin_kit/types'
import { tidyInbox } from '#plugins/payments/inbox/actions/tidy_inbox'

/** Keeps the inbox to what is of use. */
const tidyInboxJob: JobModule =
  () =>
  ({ signal }) =>
    tidyInbox(signal)

export default tidyInboxJob
