/** The frontends, each in its folder. */
import { defineFrontend } from '#app/bot_kit/define_frontend'

const bots = [
  defineFrontend({
    name: 'web',
    frontend: () => import('#bots/web/frontend'),
    routes: () => import('#bots/web/routes'),
    outreach: () => import('#bots/web/outreach'),
    people: () => import('#bots/web/people'),
    migrations: true,
  }),
  defineFrontend({
    name: 'telegram',
    frontend: () => import('#bots/telegram/frontend'),
    outreach: () => import('#bots/telegram/outreach'),
    doorkeeper: () => import('#bots/telegram/doorkeeper'),
    routes: () => import('#bots/telegram/routes'),
    people: () => import('#bots/telegram/people'),
  }),
  defineFrontend({
    name: 'discord',
    frontend: () => import('#bots/discord/frontend'),
    outreach: () => import('#bots/discord/outreach'),
    doorkeeper: () => import('#bots/discord/doorkeeper'),
    spread: () => import('#bots/discord/sharding'),
    people: () => import('#bots/discord/people'),
  }),
]

export default bots
