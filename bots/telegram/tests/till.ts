import type { PayAnswer, PayRequest, PlatformEvent, Till } from '#app/bot_kit/payments'

/** A till that does what the test says. */
export class ScriptedTill implements Till {
  readonly asked: PayRequest[] = []
  readonly taken: PlatformEvent[] = []
  answer: () => Promise<PayAnswer> = async () => ({ outcome: 'go_on' })
  /** It cannot keep anything. */
  broken = false
  /** How often something was to be kept. */
  tries = 0

  async mayPay(request: PayRequest): Promise<PayAnswer> {
    this.asked.push(request)
    return this.answer()
  }

  async take(event: PlatformEvent): Promise<void> {
    this.tries += 1
    if (this.broken) throw new Error('The database is away')
    this.taken.push(event)
  }
}
