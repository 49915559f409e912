import mail from '@adonisjs/mail/services/main'
import i18nManager from '@adonisjs/i18n/services/main'
import type { IdentityService } from '#app/identity/types'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { appUrl } from '#config/app'

/** Mails a one-time link to an address, if somebody signs in with it. Whoever asked is told nothing of which. */
export async function mailSignInLink(
  identity: IdentityService,
  email: string,
  locale: string
): Promise<void> {
  const person = await identity.findByEmail(email)
  if (!person || person.bannedAt) return
  const { token } = await identity.issueSignInToken(person.id)
  const i18n = i18nManager.locale(locale)
  await mail.send((message) => {
    message
      .to(email)
      .subject(i18n.t('identity.sign_in.mail_subject'))
      .text(
        i18n.t('identity.sign_in.mail_text', {
          url: `${appUrl}/sign-in/${token}`,
          minutes: IDENTITY_LIMITS.signInTokenLifetime,
        })
      )
  })
}
