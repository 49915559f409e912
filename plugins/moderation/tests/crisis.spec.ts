import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { CRISIS_LINES } from '#plugins/moderation/crisis/lines'
import { lineFor } from '#plugins/moderation/crisis/crisis_help'

const moderation = async () => (await app.container.make('plugins')).use('moderation')

test.group('Who helps', () => {
  test('{locale} → {phone}')
    .with([
      { locale: 'en-US', phone: '988' },
      { locale: 'fr-CA', phone: '988' },
      { locale: 'en-GB', phone: '116 123' },
      { locale: 'en-IE', phone: '116 123' },
      { locale: 'es-ES', phone: '024' },
      { locale: 'es-MX', phone: '800 911 2000' },
      { locale: 'hi-IN', phone: '14416' },
      { locale: 'en_IN', phone: '14416' },
      { locale: 'de', phone: '0800 111 0 111' },
      { locale: 'de-AT', phone: '142' },
      { locale: 'fr', phone: '3114' },
      { locale: 'pt-BR', phone: '188' },
      { locale: 'en-AU', phone: '13 11 14' },
      { locale: 'en-NZ', phone: '1737' },
      { locale: 'zh-Hant-SG', phone: '1767' },
      { locale: 'es-419', phone: null },
      { locale: 'es', phone: null },
      { locale: 'en', phone: null },
      { locale: 'en-ZZ', phone: null },
      { locale: 'not a locale at all', phone: null },
      { locale: '', phone: null },
    ])
    .run(({ assert }, { locale, phone }) => {
      assert.equal(lineFor(locale)?.phone ?? null, phone)
    })

  test('each line is whole, and each country has one', ({ assert }) => {
    const countries = CRISIS_LINES.map(({ country }) => country)
    assert.equal(new Set(countries).size, countries.length)
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
    for (const line of CRISIS_LINES) {
      assert.isString(names.of(line.country), line.country)
      assert.equal(new URL(line.url).protocol, 'https:')
      assert.match(line.phone, /^[*\d][\d ]{1,16}$/)
      assert.match(line.emergency, /^\d{3}$/)
      assert.isAtMost(line.name.length, 40)
    }
  })

  test('the message is in the person’s language, with the line of their country', async ({
    assert,
  }) => {
    const service = await moderation()
    const spanish = service.crisisHelp('es-US', 'story')
    assert.include(spanish.text, 'Salgo un momento de la historia')
    assert.include(spanish.text, '988')
    assert.include(spanish.text, '911')
    const english = service.crisisHelp('ja-JP', 'story')
    assert.include(english.text, 'stepping out of the story')
    assert.include(english.text, '0120 279 338')
    const anywhere = service.crisisHelp('en', 'story')
    assert.include(anywhere.text, 'findahelpline.com')
    assert.include(anywhere.text, '112')
    assert.deepEqual(anywhere.links, [
      { label: 'findahelpline.com', url: 'https://findahelpline.com' },
    ])
  })
})
