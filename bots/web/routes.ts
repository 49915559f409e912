import type { HttpRouterService } from '@adonisjs/core/types'
import { middleware } from '#start/kernel'

const Pages = () => import('#bots/web/controllers/pages_controller')
const Chat = () => import('#bots/web/controllers/chat_controller')
const Messages = () => import('#bots/web/controllers/messages_controller')
const SignUp = () => import('#bots/web/controllers/sign_up_controller')
const SignIn = () => import('#bots/web/controllers/sign_in_controller')
const SignInLink = () => import('#bots/web/controllers/sign_in_link_controller')
const Account = () => import('#bots/web/controllers/account_controller')

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

      router.get('/sign-up', [SignUp, 'show']).as('sign_up')
      // What the bots' invitations to join open.
      router.on('/join').redirectToPath('/sign-up').as('join')
      router.post('/sign-up', [SignUp, 'store']).as('sign_up_store')
      router.get('/sign-in', [SignIn, 'show']).as('sign_in')
      router.post('/sign-in', [SignIn, 'store']).as('sign_in_store')
      router.get('/sign-in/:token', [SignInLink, 'show']).as('sign_in_link')
      router.post('/sign-in/:token', [SignInLink, 'store']).as('sign_in_link_store')
      router.post('/sign-out', [SignIn, 'destroy']).as('sign_out')
      router.get('/account', [Account, 'show']).as('account')
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
