/*
 * The ace entry point in TypeScript sources. The production build writes its own `ace.js`, which
 * imports `bin/console.js` without the TypeScript loader.
 */
const [major] = process.versions.node.split('.')

if (Number(major) >= 24) {
  // What is compiled once is kept for the next start: a quarter of the time until the program is ready.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  await import('#typescript')
  await import('./bin/console.js')
} else {
  // An older Node hands over to the one that the packages brought along.
  const { become } = await import('./scripts/lib/child.mjs')
  become(['ace.js', ...process.argv.slice(2)], process.env)
}
