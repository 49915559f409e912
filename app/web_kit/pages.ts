/** Pages of plugins stand in the shell of the web frontend: its header, its notices, its sign-in. */
import type { HttpContext } from '@adonisjs/core/http'
import router from '@adonisjs/core/services/router'
import type { Person } from '#app/identity/types'

/** What the web frontend gives to the pages of plugins: `app.container.make('pages')`. */
export interface Pages {
  /** Who sits at the browser; null for a guest. Every handler that shows or changes something of theirs asks. */
  personOf(ctx: HttpContext): Promise<Person | null>
  /**
   * The person with the account that speaks from this browser, for checks and limits by account; null for a guest.
   */
  speakerOf(ctx: HttpContext): Promise<{ person: Person; accountId: string } | null>
  /** Draws a view, for instance `personas::edit`, in the shell; it may not be kept by caches. */
  render(ctx: HttpContext, template: string, data: Record<string, unknown>): Promise<string>
  /** Back to the form, with what was typed and what is wrong by field; `form` is wrong with all of it. */
  backWithErrors(ctx: HttpContext, wrong: Readonly<Record<string, string>>): void
  /** The Telegram bot's @name, without the @, for links to it; null while there is none, or it cannot be reached. */
  telegramBotName(): Promise<string | null>
}

/** What pages for people stand on: a session, the language, CSRF protection, who is signed in; in this order. */
const named = router.named({
  session: () => import('@adonisjs/session/session_middleware'),
  locale: () => import('#app/middleware/locale_middleware'),
  shield: () => import('@adonisjs/shield/shield_middleware'),
  initializeAuth: () => import('@adonisjs/auth/initialize_auth_middleware'),
})

/** For `router.group(…).use(pageMiddleware())`. */
export const pageMiddleware = () => [
  named.session(),
  named.locale(),
  named.shield(),
  named.initializeAuth(),
]

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    pages: Pages
  }
}
