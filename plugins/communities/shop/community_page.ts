import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import { listSpaces } from '#plugins/communities/queries/list_spaces'
import type { Storefront, TierOffer } from '#plugins/communities/shop/storefront'
import { joinWord, pageOf } from '#plugins/communities/tiers/links'
import {
  doorWords,
  includedWords,
  priceWords,
  type Speaker,
} from '#plugins/communities/tiers/tier_words'

/** What the view shows: everything in words already. */
export async function communityPage(ctx: HttpContext, front: Storefront) {
  const words = new Wording(i18nManager).in(ctx.i18n.locale)
  const { community, state, offers, isMember } = front
  const pages = await app.container.make('pages')
  const [botName, spaces] = await Promise.all([pages.telegramBotName(), listSpaces(community.id)])
  const servers = spaces.filter(({ kind, state: now }) => kind === 'server' && now === 'connected')
  return {
    name: community.name,
    description: community.description,
    address: pageOf(community),
    // `state` is the template's own word.
    selling: state,
    isMember,
    tiers: offers.map((offer) => cardOf(words, offer, botName)),
    ways: {
      telegram: botName && telegramAddress(botName, community.slug),
      servers: servers.map(({ title }) => title),
      chat: chatAddress(community.slug),
      command: `/join ${community.slug}`,
    },
  }
}

const telegramAddress = (botName: string, what: string): string =>
  `https://t.me/${botName}?start=${joinWord(what)}`
const chatAddress = (what: string): string => `/chat?start=${encodeURIComponent(joinWord(what))}`

function cardOf(words: Speaker, offer: TierOffer, botName: string | null) {
  const { tier, doors, persona, seatsLeft, isShut, isMine, paidLink } = offer
  const say = (key: string, data?: Record<string, unknown>) =>
    words.t(`communities.tiers.shop.${key}`, data)
  return {
    id: tier.id,
    name: tier.name,
    description: tier.description,
    perks: tier.perks,
    // On this site: the page is reached by another of its names as well.
    picture: tier.picture_id === null ? null : `/communities/pictures/${tier.picture_id}`,
    price: priceWords(words, tier),
    trial: tier.trial_days > 0 ? say('trial_days', { days: tier.trial_days }) : null,
    seats: seatsLeft === null || isMine ? null : say('seats_left', { seats: seatsLeft }),
    opens: doors.map((door) => doorWords(words, door)),
    persona: persona && { slug: persona.slug, words: includedWords(words, persona.name, tier) },
    isMine,
    shut: isShut ? say('shut') : null,
    isOpen: !isMine && !isShut && seatsLeft !== 0,
    paidLink: paidLink && {
      url: paidLink.link,
      label: words.t('communities.paid_there.do.subscribe', { stars: paidLink.stars }),
      hint: words.t('communities.paid_there.terms', { stars: paidLink.stars }),
    },
    chat: chatAddress(tier.link_code),
    telegram: botName && telegramAddress(botName, tier.link_code),
  }
}
