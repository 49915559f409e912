import type { Deed } from '#plugins/coach/deeds/deed'
import { DEED_KINDS } from '#plugins/coach/deeds/kinds/kinds'

/** Whether there is something of a deed to take back: of one that failed, what it did before. */
export const canUndo = ({ action, state }: Pick<Deed, 'action' | 'state'>): boolean =>
  (state === 'done' || state === 'failed') && !DEED_KINDS[action].onlyLooks
