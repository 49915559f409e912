/** Connect: accounts of creators, their onboarding, and money that is sent to them. */
import { invalid, noSuch } from '#tests/emulators/stripe/errors'
import {
  amountOf,
  partOf,
  required,
  textOf,
  textsOf,
  type Form,
} from '#tests/emulators/stripe/form'
import type { Account, Transfer, TransferReversal } from '#tests/emulators/stripe/objects'
import { pageOf } from '#tests/emulators/stripe/routes/list'
import { idOf, type Route } from '#tests/emulators/stripe/routes/route'
import { newId, type World } from '#tests/emulators/stripe/world'

/** What Express asks of a creator before money can be sent. */
const ASKED = ['external_account', 'individual.dob.day', 'tos_acceptance.date']
/** An account link is good for a few minutes, seconds. */
const LINK_LIFETIME = 300

export const connectRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/accounts',
    params: 'AccountCreateParams',
    handle: (world, { form }) => createAccount(world, form),
  },
  {
    method: 'GET',
    path: '/v1/accounts/:id',
    params: 'AccountRetrieveParams',
    handle: (world, request) => accountOf(world, idOf(request)),
  },
  {
    method: 'POST',
    path: '/v1/accounts/:id/login_links',
    params: 'AccountCreateLoginLinkParams',
    handle(world, request) {
      const account = accountOf(world, idOf(request))
      if (account.type !== 'express' || !account.details_submitted) {
        throw invalid(
          'Cannot create a login link for an account that has not completed onboarding.'
        )
      }
      const url = `${world.base}/express/${account.id}`
      return { object: 'login_link', created: world.now(), url }
    },
  },
  {
    method: 'POST',
    path: '/v1/account_links',
    params: 'AccountLinkCreateParams',
    handle(world, { form }) {
      const id = required(textOf(form, 'account'), 'account')
      const account = world.accounts.get(id, 'account')
      for (const name of ['refresh_url', 'return_url']) addressOf(form, name)
      return {
        object: 'account_link',
        created: world.now(),
        expires_at: world.now() + LINK_LIFETIME,
        url: `${world.base}/setup/e/${account.id}/${newId('link', 12)}`,
      }
    },
  },
  {
    method: 'POST',
    path: '/v1/transfers',
    params: 'TransferCreateParams',
    handle: (world, { form }) => createTransfer(world, form),
  },
  {
    method: 'GET',
    path: '/v1/transfers',
    params: 'TransferListParams',
    handle(world, { form }) {
      const [group, destination] = [textOf(form, 'transfer_group'), textOf(form, 'destination')]
      const found = world.transfers
        .all()
        .filter((one) => group === undefined || one.transfer_group === group)
        .filter((one) => destination === undefined || one.destination === destination)
      return pageOf(found, form, '/v1/transfers')
    },
  },
  {
    method: 'GET',
    path: '/v1/transfers/:id',
    params: 'TransferRetrieveParams',
    handle: (world, request) => world.transfers.get(idOf(request)),
  },
  {
    method: 'POST',
    path: '/v1/transfers/:id/reversals',
    params: 'TransferCreateReversalParams',
    handle: (world, request) =>
      reverseTransfer(world, world.transfers.get(idOf(request)), request.form),
  },
  {
    method: 'GET',
    path: '/v1/balance',
    params: 'BalanceRetrieveParams',
    handle: (world) => ({
      object: 'balance',
      livemode: false,
      available: [...world.balance].map(([currency, amount]) => ({ currency, amount })),
      pending: [],
    }),
  },
]

/** Another account's, or none at all: Stripe tells them not apart. */
function accountOf(world: World, id: string): Account {
  const account = world.accounts.find(id)
  if (!account) throw noSuch('account', id)
  return account
}

function addressOf(form: Form, name: string): string {
  const text = required(textOf(form, name), name)
  if (!URL.canParse(text)) throw invalid('Not a valid URL', { code: 'url_invalid', param: name })
  return text
}

function createAccount(world: World, form: Form): Account {
  const type = textOf(form, 'type')
  if (type !== 'express') {
    throw invalid('This platform creates Express accounts alone.', { param: 'type' })
  }
  const email = textOf(form, 'email')
  if (email !== undefined && !/^\S+@\S+\.\S+$/.test(email)) {
    throw invalid(`Invalid email address: ${email}`, { code: 'email_invalid', param: 'email' })
  }
  const country = textOf(form, 'country') ?? 'US'
  const asked = Object.keys(partOf(form, 'capabilities'))
  return world.accounts.add({
    id: newId('acct', 16),
    object: 'account',
    type,
    created: world.now(),
    country,
    default_currency: 'usd',
    email: email ?? null,
    business_type: textOf(form, 'business_type') ?? null,
    charges_enabled: false,
    payouts_enabled: false,
    details_submitted: false,
    capabilities: Object.fromEntries(asked.map((name) => [name, 'inactive'])),
    requirements: {
      currently_due: ASKED,
      eventually_due: ASKED,
      past_due: ASKED,
      disabled_reason: 'requirements.past_due',
    },
    metadata: textsOf(partOf(form, 'metadata')),
  })
}

function createTransfer(world: World, form: Form): Transfer {
  const amount = required(amountOf(form), 'amount')
  const currency = required(textOf(form, 'currency'), 'currency')
  const destination = required(textOf(form, 'destination'), 'destination')
  const account = world.accounts.find(destination)
  if (!account) throw noSuch('destination', destination, 'destination')
  if (account.capabilities.transfers !== 'active') {
    throw invalid(
      'Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments',
      { code: 'insufficient_capabilities_for_transfer' }
    )
  }
  if (amount > (world.balance.get(currency) ?? 0)) {
    throw invalid('You have insufficient available funds in your Stripe account.', {
      code: 'balance_insufficient',
    })
  }
  const id = newId('tr')
  const line = world.book({
    amount: -amount,
    currency,
    type: 'transfer',
    category: 'transfer',
    source: id,
  })
  const transfer = world.transfers.add({
    id,
    object: 'transfer',
    created: world.now(),
    amount,
    amount_reversed: 0,
    currency,
    destination,
    description: textOf(form, 'description') ?? null,
    reversed: false,
    reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    balance_transaction: line.id,
    source_transaction: null,
    transfer_group: textOf(form, 'transfer_group') ?? null,
    metadata: textsOf(partOf(form, 'metadata')),
    livemode: false,
  })
  world.tell('transfer.created', transfer)
  return transfer
}

/** Takes a transfer back, whole or in part. */
export function reverseTransfer(world: World, transfer: Transfer, form: Form): TransferReversal {
  const left = transfer.amount - transfer.amount_reversed
  if (left === 0) {
    throw invalid('This transfer is already fully reversed.', { code: 'transfer_already_reversed' })
  }
  const amount = amountOf(form) ?? left
  if (amount > left) {
    throw invalid(
      `Reversal amount ($${(amount / 100).toFixed(2)}) is greater than unreversed amount on transfer ($${(left / 100).toFixed(2)})`,
      { param: 'amount' }
    )
  }
  const reversal: TransferReversal = {
    id: newId('trr'),
    object: 'transfer_reversal',
    created: world.now(),
    amount,
    currency: transfer.currency,
    transfer: transfer.id,
    metadata: textsOf(partOf(form, 'metadata')),
  }
  transfer.reversals.data.unshift(reversal)
  transfer.amount_reversed += amount
  transfer.reversed = transfer.amount_reversed === transfer.amount
  world.book({
    amount,
    currency: transfer.currency,
    type: 'transfer_refund',
    category: 'transfer_reversal',
    source: reversal.id,
  })
  world.tell('transfer.reversed', transfer)
  return reversal
}
