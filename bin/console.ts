/*
 * `node ace …`. The `serve` command is the web server's own entry point, since an ace command lives in
 * the console environment and cannot turn itself into a web server.
 */
import { enableCompileCache } from 'node:module'

// What is compiled once is kept for the next start. It stands alone here: what a module imports is compiled before it runs.
enableCompileCache()

const isServer = process.argv[2] === 'serve' && !process.argv.includes('--help')
await (isServer ? import('#bin/server') : import('#bin/commands'))
