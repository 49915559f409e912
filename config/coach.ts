import { readDecimal } from '#app/support/money'
import env from '#start/env'
import { SettingsError } from '#start/settings_error'

const alertUsd = env.get('COACH_DAILY_ALERT_USD') || '50'
const alertCents = readDecimal(alertUsd, 2)
if (alertCents === null || alertCents === 0n) {
  throw new SettingsError(
    'COACH_DAILY_ALERT_USD should be an amount of US dollars above 0, for instance 50 or 12.50'
  )
}

/** The coach: what it may cost. */
const coachConfig = {
  /** The admins are told of a day (UTC) that costs at least so much, millionths of a US dollar. */
  dailyAlertMicroUsd: alertCents * 10_000n,
}

export default coachConfig
