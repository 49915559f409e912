/* `node scripts/node.mjs ARGUMENTS`: Node ARGUMENTS, on the pinned Node. */
import { become } from './lib/child.mjs'
import { ensureInstalled } from './lib/toolchain.mjs'

ensureInstalled()
become(process.argv.slice(2), process.env)
