import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { JoinedFan } from '#plugins/personas/actions/join_fan'
import { joinOffer, termsOffer } from '#plugins/personas/bot/offers'
import coinsConfig from '#config/coins'

/** To someone who has just joined: what they agreed to and what they got. */
export function welcome(ctx: TurnContext, { person, welcomed }: JoinedFan): Reply {
  const key = welcomed ? 'personas.join.welcome' : 'personas.join.already'
  return [
    {
      kind: 'choice',
      text: ctx.t(key, { name: person.displayName, coins: ctx.coins(coinsConfig.welcome) }),
      buttons: [termsOffer(ctx)],
    },
  ]
}

/** To a guest who has to join somewhere else. */
export function invitation(ctx: TurnContext): Reply {
  return [
    {
      kind: 'choice',
      text: ctx.t('personas.join.invitation', { coins: ctx.coins(coinsConfig.welcome) }),
      buttons: [joinOffer(ctx), termsOffer(ctx)],
    },
  ]
}
