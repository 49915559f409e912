import { defineCommand, type AnyBotCommand, type TurnContext } from '#app/bot_kit/command'
import { dayInWords } from '#app/support/day_in_words'
import { paging, type Reply } from '#app/bot_kit/reply'
import { createCode, withdrawCode } from '#plugins/communities/codes/actions/create_code'
import { CODE_KINDS, readCode } from '#plugins/communities/codes/check_code'
import { codeWords } from '#plugins/communities/codes/code_words'
import { CODE_LIMITS } from '#plugins/communities/codes/limits'
import { CODE_LENGTH } from '#plugins/communities/codes/normal_code'
import { listCodes, type ListedCode } from '#plugins/communities/codes/queries/list_codes'
import { ownCommunity } from '#plugins/communities/everyday/own_community'
import { refusalOf, type Moderation } from '#plugins/communities/moderated'
import { listTiers } from '#plugins/communities/queries/list_tiers'
import type { CommunityRow } from '#plugins/communities/rows'
import { field, form, select } from '#plugins/communities/tiers/bot/forms'
import {
  idOption,
  INTERNAL,
  label,
  notice,
  notYours,
  trouble,
  wrongText,
} from '#plugins/communities/tiers/bot/kit'

/** What the form's choice means that is for every tier. */
const EVERY = 'every'
const COMMUNITY = { community: idOption('communities.tiers.option.community') } as const
const typed = (name: string, maxLength = 20) =>
  ({ kind: 'text', description: `communities.tiers.fields.${name}`, maxLength }) as const

/** A community's codes: new ones, how often each was used, and withdrawing them. */
export function codesCommands(moderation: Moderation): AnyBotCommand[] {
  const codes = defineCommand({
    ...INTERNAL,
    name: 'codes',
    options: {
      ...COMMUNITY,
      page: {
        kind: 'integer',
        description: 'communities.tiers.option.page',
        min: 1,
        max: CODE_LIMITS.perCommunity,
      },
    },
    async run(ctx): Promise<Reply> {
      const community = await ownCommunity(ctx.person, ctx.options.community)
      return community ? listOf(ctx, community, ctx.options.page) : notYours(ctx)
    },
  })

  const newCode = defineCommand({
    ...INTERNAL,
    name: 'code_new',
    options: COMMUNITY,
    async run(ctx): Promise<Reply> {
      const community = await ownCommunity(ctx.person, ctx.options.community)
      return community ? newForm(ctx, community) : notYours(ctx)
    },
  })

  const create = defineCommand({
    ...INTERNAL,
    name: 'code_create',
    options: {
      ...COMMUNITY,
      code: typed('code', CODE_LENGTH.most * 2),
      kind: typed('code_kind'),
      value: typed('value'),
      tier: typed('tier', 36),
      cycles: typed('cycles'),
      uses: typed('uses'),
      days: typed('expires'),
    },
    async run(ctx): Promise<Reply> {
      const community = await ownCommunity(ctx.person, ctx.options.community)
      if (!community) return notYours(ctx)
      const { options } = ctx
      const again = async (why: string): Promise<Reply> => [
        trouble(why),
        ...(await newForm(ctx, community, options)),
      ]
      const read = readCode(options)
      if (read.outcome === 'wrong') return again(wrongText(ctx, read.wrong))
      // Dashes hold words together that a rule would know apart.
      const spoken = read.value.code.replaceAll('-', ' ')
      const refusal = await refusalOf(moderation, ctx, { words: [read.value.code, spoken] })
      if (refusal) return again(refusal)
      const tiers = await listTiers(community.id, { forFans: false })
      const tier = tiers.find(({ id }) => id === options.tier)
      if (!tier && options.tier !== undefined && options.tier !== EVERY) return notYours(ctx)
      const created = await createCode(community.id, tier?.id ?? null, read.value)
      switch (created.outcome) {
        case 'created': {
          const said = ctx.t('communities.codes.created', { code: read.value.code })
          return [notice(said), ...(await listOf(ctx, community))]
        }
        case 'taken':
          return again(ctx.t('communities.codes.taken', { code: read.value.code }))
        case 'too_many':
          return [trouble(ctx.t('communities.codes.too_many', { limit: created.limit }))]
      }
    },
  })

  const withdraw = defineCommand({
    ...INTERNAL,
    name: 'code_withdraw',
    options: { ...COMMUNITY, code: idOption('communities.tiers.fields.code') },
    async run(ctx): Promise<Reply> {
      const community = await ownCommunity(ctx.person, ctx.options.community)
      if (!community) return notYours(ctx)
      await withdrawCode(community.id, ctx.options.code)
      return [notice(ctx.t('communities.codes.withdrawn')), ...(await listOf(ctx, community))]
    },
  })
  return [codes, newCode, create, withdraw]
}

async function listOf(ctx: TurnContext, community: CommunityRow, asked = 1): Promise<Reply> {
  const codes = await listCodes(community.id)
  const options = { community: community.id }
  const pages = Math.max(1, Math.ceil(codes.length / CODE_LIMITS.page))
  const page = Math.min(asked, pages)
  return [
    {
      kind: 'list',
      title: ctx.t('communities.codes.title', { community: community.name }),
      items: codes.slice((page - 1) * CODE_LIMITS.page, page * CODE_LIMITS.page).map((code) => ({
        title: code.code,
        text: lineOf(ctx, code),
        button: {
          label: label(ctx.t('communities.codes.withdraw', { code: code.code })),
          invoke: { command: 'code_withdraw', options: { ...options, code: code.id } },
          style: 'danger',
          singleUse: true,
        },
      })),
      empty: ctx.t('communities.codes.none'),
      paging: paging(
        { page, pages },
        {
          previous: ctx.t('communities.tiers.do.previous'),
          next: ctx.t('communities.tiers.do.next'),
        },
        { command: 'codes', options }
      ),
      buttons: [
        {
          label: label(ctx.t('communities.codes.new')),
          invoke: { command: 'code_new', options },
          style: 'primary',
        },
        { label: label(ctx.t('communities.tiers.do.list')), invoke: { command: 'tiers', options } },
      ],
    },
  ]
}

function lineOf(ctx: TurnContext, code: ListedCode): string {
  const t = (key: string, data?: Record<string, unknown>) => ctx.t(`communities.codes.${key}`, data)
  return [
    codeWords(ctx, code),
    code.tier_name === null ? t('every_tier') : code.tier_name,
    code.most_uses === null
      ? t('used', { used: Number(code.used) })
      : t('used_of', { used: Number(code.used), most: code.most_uses }),
    ...(code.expires_at ? [t('until', { date: dayInWords(code.expires_at, ctx.locale) })] : []),
  ].join(' · ')
}

async function newForm(
  ctx: TurnContext,
  community: CommunityRow,
  stands: Readonly<Record<string, string | undefined>> = {}
): Promise<Reply> {
  const tiers = await listTiers(community.id, { forFans: false })
  const invoke = { command: 'code_create', options: { community: community.id } }
  const kinds = CODE_KINDS.map((value) => ({
    value,
    label: ctx.t(`communities.codes.kind.${value}`),
  }))
  const every = { value: EVERY, label: ctx.t('communities.codes.every_tier') }
  return form(ctx, ctx.t('communities.codes.form'), invoke, [
    { ...field(ctx, 'code', stands.code), required: true, maxLength: CODE_LENGTH.most },
    { ...select(ctx, 'code_kind', kinds, stands.kind), name: 'kind' },
    { ...field(ctx, 'value', stands.value), required: true },
    select(
      ctx,
      'tier',
      [every, ...tiers.map(({ id, name }) => ({ value: id, label: name }))],
      stands.tier ?? EVERY
    ),
    field(ctx, 'cycles', stands.cycles),
    field(ctx, 'uses', stands.uses),
    { ...field(ctx, 'expires', stands.days), name: 'days' },
  ])
}
