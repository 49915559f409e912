import { body, inPath, json, problemOf, ref } from '#app/identity/api/openapi'
import type { OpenApiPart } from '#app/plugin_kit/types'
import { GATEWAYS } from '#config/payments'
import { WEB_CURRENCIES } from '#plugins/payments/packs/currencies'
import { SHELVES } from '#plugins/payments/packs/pack'

const refusals = {
  401: problemOf('No token, or one that does not work (any more)'),
  403: problemOf('The token lacks the ability `orders`, or the person is banned'),
  429: problemOf(
    'Too many requests, or too many orders; `Retry-After` says how many seconds to wait'
  ),
}

const coins = {
  type: 'object',
  required: ['millicoins'],
  properties: {
    millicoins: { type: 'string', pattern: '^\\d+$', description: '1000 are a coin' },
  },
}

const holds = { coins: ref('Coins'), bonus: ref('Coins'), total: ref('Coins'), price: ref('Price') }

/** Packs and orders. */
const openApi: OpenApiPart = {
  paths: {
    '/api/v1/packs': {
      get: {
        operationId: 'packs',
        summary: 'What is for sale on the web, with prices in one currency',
        description:
          'Asks for the ability `orders`. Without a currency: that of the last order, or of the language.',
        parameters: [
          { name: 'currency', in: 'query', schema: { type: 'string', enum: WEB_CURRENCIES } },
        ],
        responses: {
          200: json('The packs, in the order of the shop', ref('Packs')),
          422: problemOf('There is no such currency'),
          ...refusals,
        },
      },
    },
    '/api/v1/orders': {
      post: {
        operationId: 'openOrder',
        summary: 'Open an order; the person pays it at `checkout_url`',
        description:
          'Asks for the ability `orders`. An order that nobody pays costs nothing and closes by itself.',
        requestBody: body(ref('NewOrder')),
        responses: {
          201: json('The order is open', ref('OpenOrder')),
          409: problemOf('The person’s own limit for money stands against it'),
          422: problemOf('Bad input, an unknown pack, or one that is not sold that way'),
          503: problemOf('The gateway does not answer; nothing was taken'),
          ...refusals,
        },
      },
    },
    '/api/v1/orders/{id}': {
      get: {
        operationId: 'order',
        summary: 'How far an order of the person is',
        parameters: [inPath('id', { type: 'string', format: 'uuid' })],
        responses: {
          200: json('The order', ref('Order')),
          404: problemOf('The person has no such order'),
          ...refusals,
        },
      },
    },
  },
  schemas: {
    Coins: coins,
    Price: {
      type: 'object',
      required: ['currency', 'minor', 'decimal'],
      properties: {
        currency: { type: 'string', description: 'ISO 4217' },
        minor: { type: 'string', pattern: '^\\d+$', description: 'In minor units (cents, paise)' },
        decimal: { type: 'string', description: 'The same as a decimal number' },
      },
    },
    Packs: {
      type: 'object',
      required: ['currency', 'currencies', 'packs'],
      properties: {
        currency: { type: 'string' },
        currencies: { type: 'array', items: { type: 'string' }, description: 'Those on offer' },
        packs: {
          type: 'array',
          items: {
            type: 'object',
            required: ['id', 'name', 'shelf', ...Object.keys(holds), 'gateways'],
            properties: {
              id: { type: 'string' },
              name: { type: 'string' },
              line: { type: 'string' },
              shelf: { type: 'string', enum: SHELVES },
              ...holds,
              saved_percent: { type: 'integer', description: 'Against the smallest pack' },
              best_value: { type: 'boolean', description: 'Of its shelf' },
              replies: { type: 'integer', description: 'About so many of the standard model' },
              gateways: { type: 'array', items: { type: 'string', enum: GATEWAYS } },
            },
          },
        },
      },
    },
    NewOrder: {
      type: 'object',
      required: ['pack'],
      properties: {
        pack: { type: 'string' },
        currency: { type: 'string', enum: WEB_CURRENCIES },
        gateway: {
          type: 'string',
          enum: GATEWAYS,
          description: 'By default the first that sells it',
        },
      },
    },
    Order: {
      type: 'object',
      required: ['id', 'state', 'pack', 'title', 'gateway', ...Object.keys(holds)],
      properties: {
        id: { type: 'string', format: 'uuid' },
        state: { type: 'string', enum: ['waiting', 'credited', 'mismatched', 'abandoned'] },
        pack: { type: 'string' },
        title: { type: 'string' },
        gateway: { type: 'string', enum: GATEWAYS },
        ...holds,
      },
    },
    OpenOrder: {
      allOf: [
        ref('Order'),
        {
          type: 'object',
          required: ['checkout_url'],
          properties: { checkout_url: { type: 'string', format: 'uri' } },
        },
      ],
    },
  },
}

export default openApi
