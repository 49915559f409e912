import { test } from '@japa/runner'
import ace from '@adonisjs/core/services/ace'
import { sql } from '#app/support/sql'
import { StandInGateway, connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import PaymentsReconcile from '#plugins/payments/reconciliation/commands/payments_reconcile'
import {
  aPerson,
  anOrder,
  forgetPayments,
  lists,
  paid,
} from '#plugins/payments/reconciliation/tests/support'

test.group('payments:reconcile', (group) => {
  const printed: string[] = []
  let stripe: StandInGateway
  group.each.setup(async () => {
    await forgetPayments()
    stripe = new StandInGateway('stripe')
    printed.length = 0
    const write = process.stdout.write.bind(process.stdout)
    process.stdout.write = (text: string | Uint8Array) => {
      printed.push(String(text))
      return true
    }
    const back = await connect(stripe)
    return () => {
      process.stdout.write = write
      back()
    }
  })

  const run = async (...args: string[]) => {
    const command = await ace.create(PaymentsReconcile, args)
    await command.exec()
    return command
  }

  test('repairs what was missed, and says so', async ({ assert }) => {
    lists(stripe, paid(await anOrder(await aPerson(), 'stripe')))
    const command = await run()
    assert.equal(command.exitCode, 0)
    assert.match(printed.join(''), /^ok {5}stripe: 1 lines since .*, 1 repaired, 0 open/m)
  })

  test('ends with 1 where something differs, as JSON too', async ({ assert }) => {
    lists(stripe, paid(null))
    const command = await run('--json', '--since=2026-11-01')
    assert.equal(command.exitCode, 1)
    assert.containSubset(JSON.parse(printed.join('')), {
      ok: false,
      gateways: [{ outcome: 'done', gateway: 'stripe', records: 1, repaired: 0, open: 1 }],
    })
    const [found] = await sql<{ since: Date }>('select since from payments_reconciliations', {})
    assert.equal(found?.since.toISOString(), '2026-11-01T00:00:00.000Z')
  })

  test('takes a date alone', async ({ assert }) => {
    const command = await run('--since=soon')
    assert.equal(command.exitCode, 1)
  })
})
