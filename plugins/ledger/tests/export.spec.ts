import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import type { MoneyLeg } from '#plugins/ledger/api'
import { formatBooks } from '#plugins/ledger/export/formats'
import type { ExportFormat } from '#plugins/ledger/export/formats'
import { readBooks } from '#plugins/ledger/export/rows'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'

const run = promisify(execFile)
const HLEDGER = ['check', '--strict', 'balancednoautoconversion', 'ordereddates']

test.group('Ledger | export', (group) => {
  let bench: Bench
  let folder: string
  let fan: string
  let creator: string
  let debtor: string
  /** Keys with what journals read as syntax. */
  const oddKeys = [
    'a;b',
    '[2026-99-99]',
    'date:2020-01-01',
    '"x", \\ y',
    'two\nlines',
    '= 5 COIN',
    '😀 , é',
  ]

  group.setup(async () => {
    bench = await openBench()
    folder = await mkdtemp(join(tmpdir(), 'ledger-export-'))
    fan = await bench.fan({ promo: 10_001n, purchased: 20_002n, earned: 3n })
    creator = randomUUID()
    for (const key of oddKeys) {
      const holdId = await bench.held({ key, personId: fan, amount: 2_001n, creatorId: creator })
      await bench.ledger.capture({ key, holdId, amount: 1_777n })
    }
    await bench.ledger.transfer({
      key: 'money',
      memo,
      legs: ['USD', 'JPY', 'XTR'].flatMap((commodity) => [
        { account: { kind: 'system', name: 'sales' }, amount: -105n, commodity },
        { account: { kind: 'system', name: 'adjustments' }, amount: 105n, commodity },
      ]),
    })
    await moneyThroughGateways()
    await bench.held({ personId: fan, amount: 500n })
    return async () => {
      await bench.drop()
      await rm(folder, { recursive: true })
    }
  })

  /** Bought with three kinds of money, spent, paid out, refunded: what comes to a debt. */
  const moneyThroughGateways = async () => {
    const personId = randomUUID()
    const buy = (key: string, money: readonly MoneyLeg[]) =>
      bench.ledger.topUp({ key, personId, purchased: 5_000n, promo: 250n, memo, money })
    const stars = { commodity: 'XTR' }
    await buy('stars', [
      { ...stars, account: 'gateway_telegram_stars', amount: 250n },
      { ...stars, account: 'sales', amount: -250n },
    ])
    const rupees = { commodity: 'INR' }
    await buy('rupees', [
      { ...rupees, account: 'gateway_razorpay', amount: 39_900n },
      { ...rupees, account: 'sales', amount: -33_814n },
      { ...rupees, account: 'tax', amount: -6_086n },
    ])
    const euros = { commodity: 'EUR' }
    const { transferId: topUpId } = await buy('euros', [
      { ...euros, account: 'gateway_stripe', amount: 499n },
      { ...euros, account: 'sales', amount: -499n },
    ])
    const holdId = await bench.held({ personId, amount: 15_750n, creatorId: creator })
    await bench.ledger.capture({ key: 'all', holdId })
    const due = { personId: creator, bucket: 'purchased' } as const
    const { earnings } = await bench.ledger.balance(creator)
    await bench.ledger.transfer({
      key: 'payout',
      memo,
      legs: [
        { account: { kind: 'earnings', ...due }, amount: -earnings.purchased },
        { account: { kind: 'system', name: 'payouts_due' }, amount: earnings.purchased },
        { account: { kind: 'system', name: 'payouts' }, commodity: 'EUR', amount: 70n },
        { account: { kind: 'system', name: 'payouts_due' }, commodity: 'EUR', amount: -70n },
      ],
    })
    await bench.ledger.reverse({
      key: 'dispute',
      topUpId,
      purchased: 5_000n,
      promo: 250n,
      memo,
      bearer: 'shared',
      money: [
        { ...euros, account: 'gateway_stripe', amount: -514n },
        { ...euros, account: 'disputes', amount: 499n },
        { ...euros, account: 'fees', amount: 15n },
      ],
    })
    debtor = personId
  }

  const books = async (format: ExportFormat): Promise<string> => {
    let text = ''
    await readBooks(bench.database, async (read) => {
      for await (const piece of formatBooks(format, read)) text += piece
    })
    return text
  }
  const saved = async (format: ExportFormat, change = (text: string) => text): Promise<string> => {
    const file = join(folder, `${randomUUID()}.${format}`)
    await writeFile(file, change(await books(format)))
    return file
  }

  test('hledger accepts the books, strictly', async ({ assert }) => {
    const file = await saved('hledger')
    await run('hledger', ['-f', file, ...HLEDGER])
    const { stdout } = await run('hledger', ['-f', file, 'balance', '--format=%(total)', fan])
    // 30.006 came in; seven times 1.777 went out. Held coins are still the fan's.
    assert.include(stdout, '17.567 COIN')
  })

  test('money and debts stand at the accounts where a bookkeeper looks for them', async ({
    assert,
  }) => {
    const file = await saved('hledger')
    const balance = async (account: string) => {
      const { stdout } = await run('hledger', [
        '-f',
        file,
        'balance',
        '--format=%(total)',
        '-N',
        account,
      ])
      return stdout.trim()
    }
    assert.equal(await balance('Assets:Gateways:Stripe'), '-0.15 EUR')
    assert.equal(await balance('Assets:Gateways:Razorpay'), '399.00 INR')
    assert.equal(await balance('Assets:Gateways:Telegram-Stars'), '250 XTR')
    assert.equal(await balance('Liabilities:Tax'), '-60.86 INR')
    assert.equal(await balance('Assets:Disputes'), '4.99 EUR')
    assert.equal(await balance('Expenses:Fees'), '0.15 EUR')
    assert.equal(await balance('Expenses:Payouts'), '0.70 EUR')
    assert.equal(await balance('Liabilities:Payouts-Due'), '-0.70 EUR')
    // Of 5000 bought millicoins, the creator's 3500 were drawn.
    assert.equal(await balance(`Liabilities:Owed:P-${debtor}:Purchased`), '-3.500 COIN')
  })

  test('hledger refuses them once a millicoin is missing, or a date is out of order', async ({
    assert,
  }) => {
    const short = await saved('hledger', (text) => text.replace('0.534 COIN', '0.533 COIN'))
    await assert.rejects(() => run('hledger', ['-f', short, ...HLEDGER]), /balance/)
    const early = await saved('hledger', (text) =>
      text.replace(/\n\d{4}-\d\d-\d\d \((\d+)\) (?!.*\n[^]*\n\d{4})/, '\n1999-01-01 ($1) ')
    )
    await assert.rejects(() => run('hledger', ['-f', early, ...HLEDGER]), /date/)
  })

  test('beancount accepts the books', async ({ assert }) => {
    const { stdout, stderr } = await run('bean-check', [await saved('beancount')])
    assert.equal(stdout + stderr, '')
  })

  test('beancount refuses them once a millicoin is missing', async ({ assert }) => {
    const short = await saved('beancount', (text) => text.replace('0.534 COIN', '0.524 COIN'))
    await assert.rejects(() => run('bean-check', [short]), /balance/)
  })

  test('CSV has the agreed columns, and balances that follow from the amounts', async ({
    assert,
  }) => {
    const rows = parseCsv(await books('csv'))
    assert.deepEqual(rows.shift(), [
      'tx_id',
      'time',
      'ref',
      'account',
      'commodity',
      'amount',
      'balance_after',
    ])
    const balances = new Map<string, bigint>()
    const perTransfer = new Map<string, bigint>()
    let time = ''
    for (const [
      tx = '',
      at = '',
      ,
      account = '',
      commodity = '',
      amount = '',
      balanceAfter = '',
    ] of rows) {
      const units = BigInt(amount.replace('.', ''))
      const balance = (balances.get(account + commodity) ?? 0n) + units
      balances.set(account + commodity, balance)
      perTransfer.set(tx + commodity, (perTransfer.get(tx + commodity) ?? 0n) + units)
      assert.equal(BigInt(balanceAfter.replace('.', '')), balance)
      assert.isTrue(at >= time)
      time = at
    }
    assert.isTrue([...perTransfer.values()].every((sum) => sum === 0n))
    assert.includeMembers(
      rows.map(([, , ref = '']) => ref),
      oddKeys
    )
    const { buckets, held } = await bench.ledger.balance(fan)
    const wallet = ['Promo', 'Purchased', 'Earned'].map(
      (kind) => balances.get(`Assets:Wallets:P-${fan}:${kind}COIN`) ?? 0n
    )
    assert.equal(
      wallet.reduce((sum, amount) => sum + amount, 0n),
      buckets.promo + buckets.purchased + buckets.earned + held
    )
    assert.equal(rows.length, (await verifyBooks(bench.database)).totals.entries)
  })

  test('money keeps its own decimals', async ({ assert }) => {
    const amounts = parseCsv(await books('csv'))
      .filter(([, , ref]) => ref === 'money')
      .map((row) => `${row[5]} ${row[4]}`)
    assert.includeMembers(amounts, ['1.05 USD', '-1.05 USD', '105 JPY', '105 XTR'])
  })

  test('more entries than one fetch brings', async ({ assert }) => {
    const many = await openBench()
    const people = await Promise.all(Array.from({ length: 1_100 }, () => many.fan({ promo: 7n })))
    let lines = 0
    await readBooks(many.database, async ({ entries }) => {
      for await (const entry of entries) lines += entry.transferId > 0n ? 1 : 0
    })
    assert.equal(lines, people.length * 2)
    await many.drop()
  })
})

/** Reads CSV as RFC 4180 has it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  for (const line of text.matchAll(/((?:"(?:[^"]|"")*"|[^"\n]*)*)\n/g)) {
    rows.push(
      [...(line[1] ?? '').matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''
      )
    )
  }
  return rows
}
