import { test } from '@japa/runner'
import { trustedProxies } from '#app/support/trusted_proxies'

test.group('Trusted proxies', () => {
  test('{address} with {list}: {isBelieved}')
    .with([
      { list: '', address: '127.0.0.1', isBelieved: true },
      { list: '', address: '::1', isBelieved: true },
      { list: '', address: '::ffff:127.0.0.1', isBelieved: true },
      { list: '', address: '10.0.0.7', isBelieved: false },
      { list: 'private', address: '10.0.0.7', isBelieved: true },
      { list: 'private', address: '::ffff:172.18.0.1', isBelieved: true },
      { list: 'private', address: '100.64.3.2', isBelieved: true },
      { list: 'private', address: 'fd12::1', isBelieved: true },
      { list: 'private', address: '172.32.0.1', isBelieved: false },
      { list: 'private', address: '203.0.113.9', isBelieved: false },
      { list: '203.0.113.0/28, 2001:db8::/32', address: '203.0.113.15', isBelieved: true },
      { list: '203.0.113.0/28, 2001:db8::/32', address: '203.0.113.16', isBelieved: false },
      { list: '203.0.113.0/28, 2001:db8::/32', address: '2001:db8:1::1', isBelieved: true },
      { list: '203.0.113.9', address: '203.0.113.9', isBelieved: true },
      { list: '203.0.113.9', address: '203.0.113.8', isBelieved: false },
      { list: 'private', address: 'unknown', isBelieved: false },
    ])
    .run(({ assert }, { list, address, isBelieved }) => {
      assert.equal(trustedProxies(list)(address), isBelieved)
    })

  test('what is no list is named: {$self}')
    .with([
      'everybody',
      '10.0.0.0/33',
      '10.0.0.0/8/8',
      '10.0.0.0/x',
      '::1/129',
      '300.1.1.1',
      '10.0.0.1/',
    ])
    .run(({ assert }, list) => {
      assert.throws(
        () => trustedProxies(`private, ${list}`),
        `"${list}" is no address, no range like 10.0.0.0/8, and not "private"`
      )
    })
})
