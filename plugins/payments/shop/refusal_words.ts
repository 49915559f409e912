import type { OrderRefusal } from '#plugins/payments/actions/open_order'

/** Why no order was opened: what happened, and what to do next. */
export function refusalText(
  t: (key: string, data?: Record<string, unknown>) => string,
  reason: OrderRefusal
): string {
  switch (reason) {
    case 'too_many':
      return t('payments.shop.refused.too_many')
    case 'unknown_pack':
      return t('payments.shop.refused.unknown_pack')
    case 'not_offered':
      return t('payments.shop.refused.not_offered')
    case 'capped':
      return t('payments.shop.refused.capped')
  }
}
