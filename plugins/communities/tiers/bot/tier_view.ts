import type { TurnContext } from '#app/bot_kit/command'
import type { Button, ButtonLike, Reply } from '#app/bot_kit/reply'
import type { PersonasService } from '#plugins/personas/api'
import { backToTier, label, notice, tierButton } from '#plugins/communities/tiers/bot/kit'
import { linksTo, pageOf } from '#plugins/communities/tiers/links'
import { pictureAddress } from '#plugins/communities/tiers/pictures'
import { doorWords, includedWords, priceWords } from '#plugins/communities/tiers/tier_words'
import { mayBePaidThere, paidThereWords } from '#plugins/communities/paid_there/bot/words'
import { isPriceless } from '#plugins/communities/tiers/price'
import type { OwnTier } from '#plugins/communities/tiers/queries/own_tier'

/** A tier as its creator works on it: all that it is, and what can be changed. */
export async function tierView(
  ctx: TurnContext,
  personas: Pick<PersonasService, 'published'>,
  own: OwnTier,
  said?: string
): Promise<Reply> {
  const { tier, community, doors } = own
  const persona = tier.persona_id === null ? null : await personas.published(tier.persona_id)
  const say = (key: string, data?: Record<string, unknown>) =>
    ctx.t(`communities.tiers.view.${key}`, data)
  const field = (key: string, value: string) => ({ name: say(key), value })
  return [
    ...(said === undefined ? [] : [notice(said)]),
    {
      kind: 'card',
      title: `${tier.name} · ${ctx.t(`communities.tiers.state.${tier.state}`)}`,
      text: [tier.description, tier.perks.map((perk) => `• ${perk}`).join('\n')]
        .filter(Boolean)
        .join('\n\n'),
      ...(tier.picture_id !== null && { imageUrl: pictureAddress(tier.picture_id) }),
      fields: [
        field('price', priceWords(ctx, tier)),
        field(
          'opens',
          doors.length === 0
            ? say('opens_nothing')
            : doors.map((door) => doorWords(ctx, door)).join('\n')
        ),
        ...(tier.telegram_stars === null
          ? []
          : [field('paid_there', await paidThereWords(ctx, tier))]),
        ...(tier.trial_days > 0
          ? [field('trial', say('trial_days', { days: tier.trial_days }))]
          : []),
        ...(tier.seats === null ? [] : [field('seats', String(tier.seats))]),
        ...(persona ? [field('persona', includedWords(ctx, persona.name, tier))] : []),
        ...(tier.welcome === '' ? [] : [field('welcome', tier.welcome)]),
        field(tier.hidden ? 'hidden_link' : 'link', (await linksTo(community, tier)).join('\n')),
      ],
      footer: say(`next.${nextStep(own)}`),
      buttons: buttonsOf(ctx, own),
    },
  ]
}

/** What its creator does next. */
function nextStep({ tier, community, doors }: OwnTier): string {
  if (tier.state === 'on_sale') return 'on_sale'
  if (doors.length === 0) return 'doors'
  if (isPriceless(tier)) return 'price'
  return community.state === 'open' ? 'sell' : 'open_community'
}

function buttonsOf(ctx: TurnContext, own: OwnTier): ButtonLike[] {
  const { tier, community } = own
  const next = nextStep(own)
  const act = (command: string, name: string, when?: string): Button => ({
    ...tierButton(ctx, command, tier.id, `communities.tiers.do.${name}`),
    replaces: false,
    ...(next === when && { style: 'primary' }),
  })
  return [
    tier.state === 'on_sale'
      ? { ...act('tier_withdraw', 'withdraw'), style: 'danger' }
      : act('tier_sell', 'sell', 'sell'),
    act('tier_doors', 'doors', 'doors'),
    act('tier_costs', 'costs', 'price'),
    ...(mayBePaidThere(own) ? [act('tier_paid_link', 'paid_link')] : []),
    act('tier_words', 'words'),
    act('tier_terms', 'terms'),
    act('tier_persona', 'persona'),
    act('tier_picture', 'picture'),
    act('tier_up', 'up'),
    ...(tier.state === 'draft'
      ? [{ ...act('tier_delete', 'delete'), style: 'danger' as const, singleUse: true }]
      : []),
    {
      label: label(ctx.t('communities.tiers.do.list')),
      invoke: { command: 'tiers', options: { community: community.id } },
    },
    ...(tier.state === 'on_sale'
      ? [
          {
            label: label(ctx.t('communities.tiers.do.page')),
            url: pageOf(community, tier.link_code),
          },
        ]
      : []),
  ]
}

/** Something went otherwise; the way back is there. */
export function onTheWay(
  ctx: TurnContext,
  tierId: string,
  text: string,
  more: Button[] = []
): Reply {
  return [{ kind: 'choice', text, buttons: [...more, backToTier(ctx, tierId)] }]
}
