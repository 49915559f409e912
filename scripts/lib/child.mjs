/* Runs the program as a child that ends when, and as, this process does. */
import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { NODE, ROOT } from './toolchain.mjs'

/** A terminal and npm may both pass on one Ctrl-C: signals closer than this are one, milliseconds. */
const SAME_SIGNAL_MS = 500

/** How often it is looked whether npm is still there, milliseconds. */
const LOOK_EVERY_MS = 500

/**
 * Runs Node (the pinned one) and exits like it.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function become(args, env) {
  const follow = pathToFileURL(join(ROOT, 'scripts', 'lib', 'follow_parent.mjs')).href
  const child = spawn(NODE, ['--import', follow, ...args], {
    cwd: ROOT,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // In a group of its own, a Ctrl-C in the terminal reaches it once, through this process.
    detached: process.platform !== 'win32',
  })
  let lastSignal = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (Date.now() - lastSignal < SAME_SIGNAL_MS) return
      lastSignal = Date.now()
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
    })
  }
  // npm passes SIGTERM to the shell between it and this process; that shell ends and says nothing.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event) {
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      child.kill('SIGTERM')
    }, LOOK_EVERY_MS)
    watch.unref()
  }
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal) process.stderr.write(`The program was ended by ${signal}.\n`)
    process.exit(code ?? 1)
  })
}
