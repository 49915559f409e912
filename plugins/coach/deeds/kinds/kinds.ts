import type { DeedKind } from '#plugins/coach/deeds/kind'
import { createTier } from '#plugins/coach/deeds/kinds/create_tier'
import { makeHost } from '#plugins/coach/deeds/kinds/make_host'
import { scheduleLaunch } from '#plugins/coach/deeds/kinds/schedule_launch'
import { startPreflight } from '#plugins/coach/deeds/kinds/start_preflight'
import { writeWelcome } from '#plugins/coach/deeds/kinds/write_welcome'
import type { TaskAction } from '#plugins/coach/programme/programme'

export const DEED_KINDS: Readonly<Record<TaskAction, DeedKind>> = {
  create_tier: createTier,
  start_preflight: startPreflight,
  write_welcome: writeWelcome,
  make_host: makeHost,
  schedule_launch: scheduleLaunch,
}
