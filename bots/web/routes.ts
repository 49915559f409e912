import type { HttpRouterService } from '@adonisjs/core/types'
import { middleware } from '#start/kernel'

const Pages = () => import('#bots/web/controllers/pages_controller')
const Chat = () => import('#bots/web/controllers/chat_controller')
const Uploads = () => import('#bots/web/controllers/uploads_controller')
const Messages = () => import('#bots/web/controllers/messages_controller')
const SignUp = () => import('#bots/web/controllers/sign_up_controller')
const SignIn = () => import('#bots/web/controllers/sign_in_controller')
const SignInLink = () => import('#bots/web/controllers/sign_in_link_controller')
const EmailLink = () => import('#bots/web/controllers/email_link_controller')
const Oauth = () => import('#bots/web/controllers/oauth_controller')
const TelegramSignIn = () => import('#bots/web/controllers/telegram_sign_in_controller')
const Account = () => import('#bots/web/controllers/account_controller')
const AccountLink = () => import('#bots/web/controllers/account_link_controller')
const AccountPrivacy = () => import('#bots/web/controllers/account_privacy_controller')
const AccountTokens = () => import('#bots/web/controllers/account_tokens_controller')

export default function routes(router: HttpRouterService): void {
  router
    .group(() => {
      router.get('/', [Pages, 'landing']).as('landing')
      router.get('/terms', [Pages, 'terms']).as('terms')
      router.post('/language', [Pages, 'language']).as('language')

      router.get('/chat', [Chat, 'show']).as('chat')
      router.get('/chat/session', [Chat, 'session']).as('chat_session')
      router.get('/chat/complete', [Chat, 'complete']).as('chat_complete')
      router.get('/chat/files/:id', [Chat, 'file']).as('chat_file')
      router.post('/chat/messages', [Messages, 'store']).as('chat_messages')
      router.post('/chat/files', [Uploads, 'store']).as('chat_files')

      router.get('/sign-up', [SignUp, 'show']).as('sign_up')
      // What the bots' invitations to join open.
      router.on('/join').redirectToPath('/sign-up').as('join')
      router.post('/sign-up', [SignUp, 'store']).as('sign_up_store')
      router.get('/sign-in', [SignIn, 'show']).as('sign_in')
      router.post('/sign-in', [SignIn, 'store']).as('sign_in_store')
      router.get('/sign-in/email', [EmailLink, 'show']).as('email_link')
      router.post('/sign-in/email', [EmailLink, 'store']).as('email_link_store')
      router.get('/sign-in/email/sent', [EmailLink, 'sent']).as('email_link_sent')
      router.get('/auth/telegram', [TelegramSignIn, 'show']).as('telegram_sign_in')
      router.get('/auth/telegram/callback', [TelegramSignIn, 'callback']).as('telegram_callback')
      router.get('/auth/:service', [Oauth, 'redirect']).as('oauth')
      router.get('/auth/:service/callback', [Oauth, 'callback']).as('oauth_callback')
      router.get('/sign-in/:token', [SignInLink, 'show']).as('sign_in_link')
      router.post('/sign-in/:token', [SignInLink, 'store']).as('sign_in_link_store')
      router.post('/sign-out', [SignIn, 'destroy']).as('sign_out')
      router.get('/account', [Account, 'show']).as('account')
      router.post('/account/adult', [Account, 'adult']).as('account_adult')
      router.post('/account/link-code', [AccountLink, 'code']).as('account_link_code')
      router.post('/account/link', [AccountLink, 'preview']).as('account_link')
      router.post('/account/link/confirm', [AccountLink, 'confirm']).as('account_link_confirm')
      router.post('/account/copy', [AccountPrivacy, 'copy']).as('account_copy')
      router.get('/account/delete', [AccountPrivacy, 'ask']).as('account_delete')
      router.post('/account/delete', [AccountPrivacy, 'destroy']).as('account_delete_store')
      router.post('/account/tokens', [AccountTokens, 'store']).as('account_tokens')
      router.post('/account/tokens/revoke', [AccountTokens, 'destroy']).as('account_token_revoke')
    })
    .use([
      middleware.session(),
      middleware.locale(),
      middleware.shield(),
      middleware.initializeAuth(),
    ])

  // Open for hours: a session, which is written when an answer ends, has no use there.
  router.get('/chat/events', [Chat, 'events']).as('chat_events').use(middleware.locale())
}
