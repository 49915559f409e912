import { createHash, createHmac } from 'node:crypto'
import { test } from '@japa/runner'
import { checkTelegramLogin } from '#app/identity/telegram_login'

const TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'
const NOW = 1_800_000_000

/** What Telegram sends, made as its documentation tells. */
function told(fields: Record<string, string>, token = TOKEN): Record<string, string> {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('\n')
  const key = createHash('sha256').update(token).digest()
  return { ...fields, hash: createHmac('sha256', key).update(text).digest('hex') }
}

const ana = {
  id: '424242',
  first_name: 'Ana',
  last_name: 'Ríos',
  username: 'ana',
  photo_url: 'https://t.me/i/userpic/320/ana.jpg',
  auth_date: String(NOW - 10),
}

test.group('The Telegram login widget', () => {
  test('says who somebody is', ({ assert }) => {
    assert.deepEqual(checkTelegramLogin(told(ana), TOKEN, NOW), {
      outcome: 'valid',
      platformId: '424242',
      displayName: 'Ana Ríos',
    })
    const short = { id: '7', auth_date: String(NOW) }
    assert.equal(checkTelegramLogin({ ...told(short), state: 'ours' }, TOKEN, NOW).outcome, 'valid')
  })

  test('is not believed when a field was changed, added or left out, or another bot signed', ({
    assert,
  }) => {
    const { username: _, ...without } = told(ana)
    for (const forged of [
      { ...told(ana), id: '1' },
      { ...told(ana), first_name: 'Eve' },
      without,
      { ...told(ana), hash: '' },
      { ...told(ana), hash: 'zz' },
      { ...told(ana), hash: undefined },
      { ...ana },
      {},
      told(ana, '110201543:AAother'),
      told({ ...ana, id: 'x' }),
    ]) {
      assert.equal(checkTelegramLogin(forged, TOKEN, NOW).outcome, 'forged')
    }
  })

  test('is not believed a day later, nor from the future, nor without a date', ({ assert }) => {
    const day = 24 * 60 * 60
    const at = (date: string) => checkTelegramLogin(told({ ...ana, auth_date: date }), TOKEN, NOW)
    assert.equal(at(String(NOW - day)).outcome, 'valid')
    assert.equal(at(String(NOW - day - 1)).outcome, 'too_old')
    assert.equal(at(String(NOW + 301)).outcome, 'too_old')
    assert.equal(at('soon').outcome, 'too_old')
    const { auth_date: _, ...undated } = ana
    assert.equal(checkTelegramLogin(told(undated), TOKEN, NOW).outcome, 'too_old')
  })
})
