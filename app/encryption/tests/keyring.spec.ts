import { randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { DamagedSecretError, MissingKeysError, UnknownKeyError } from '#app/encryption/errors'
import { Keyring } from '#app/encryption/keyring'
import { keyringOf } from '#app/encryption/vault'

const key = () => randomBytes(32)
const PLACE = 'diaries.page_sealed:7'

test.group('Encryption | keys', () => {
  test('what was sealed opens again, in its own place alone', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        fc.string(),
        fc.string(),
        (secret, at, other) => {
          fc.pre(at !== other)
          const keys = new Keyring([key()])
          const envelope = keys.seal(secret, at)
          assert.deepEqual([...keys.open(envelope, at)], [...secret])
          assert.throws(() => keys.open(envelope, other), DamagedSecretError)
        }
      )
    )
  })

  test('one changed bit anywhere is found out', ({ assert }) => {
    const keys = new Keyring([key()])
    const envelope = keys.seal(Buffer.from('Meet me at the lighthouse'), PLACE)
    for (let bit = 0; bit < envelope.length * 8; bit++) {
      const changed = Buffer.from(envelope)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      try {
        keys.open(changed, PLACE)
        assert.fail(`bit ${bit} was changed unnoticed`)
      } catch (error) {
        assert.isTrue(error instanceof DamagedSecretError || error instanceof UnknownKeyError)
      }
    }
    for (let length = 0; length < envelope.length; length++) {
      assert.throws(() => keys.open(envelope.subarray(0, length), PLACE))
    }
  })

  test('the newest key seals, the older ones still open', ({ assert }) => {
    const [old, fresh] = [key(), key()]
    const before = new Keyring([old]).seal(Buffer.from('a'), PLACE)
    const both = new Keyring([fresh, old])
    assert.equal(both.open(before, PLACE).toString(), 'a')
    const after = both.seal(Buffer.from('a'), PLACE)
    assert.equal(new Keyring([fresh]).open(after, PLACE).toString(), 'a')
    assert.throws(() => new Keyring([old]).open(after, PLACE), UnknownKeyError)
  })

  test('the same secret never looks the same, and is not in its envelope', ({ assert }) => {
    const keys = new Keyring([key()])
    const secret = Buffer.from('a lighthouse keeper’s diary')
    const envelopes = Array.from({ length: 50 }, () => keys.seal(secret, PLACE))
    assert.equal(new Set(envelopes.map((one) => one.toString('hex'))).size, 50)
    for (const one of envelopes) assert.isFalse(one.includes(secret.subarray(0, 6)))
  })

  test('without the key an error names ENCRYPTION_KEYS and what cannot be read', ({ assert }) => {
    const envelope = new Keyring([key()]).seal(Buffer.from('a'), PLACE)
    assert.throws(
      () => new Keyring([key()]).open(envelope, PLACE),
      /diaries\.page_sealed:7.*ENCRYPTION_KEYS/
    )
    assert.throws(() => keyringOf(''), MissingKeysError)
    assert.throws(() => keyringOf(' , '), /ENCRYPTION_KEYS is not set/)
  })

  test('keys are read as they stand in ENCRYPTION_KEYS, newest first', ({ assert }) => {
    const [fresh, old] = [key(), key()]
    const keys = keyringOf(` ${fresh.toString('base64')},${old.toString('base64')}\n`)
    assert.deepEqual(keys.ids, new Keyring([fresh, old]).ids)
    assert.throws(() => keyringOf('abc'), /32 bytes/)
  })
})
