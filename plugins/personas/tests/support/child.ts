/**
 * A program of its own, which a test may kill or cut off: it says one message as a fan on a fake platform. It is told
 * what to do by its first message and reports what happens.
 */
import type { Fan } from '#app/bot_kit/testing/conversation'
import type { LedgerService } from '#plugins/ledger/api'
import type { Report, Task } from '#plugins/personas/tests/support/crash_points'
import { bootHere } from '#tests/support/boot'

const app = await bootHere()

/** How many have not come to the place where the process dies. */
let alive = 1

/** Dies once everybody is here; whoever is early stands still. */
const die = async (): Promise<never> => {
  alive -= 1
  if (alive <= 0) process.kill(process.pid, 'SIGKILL')
  return new Promise<never>(() => undefined)
}

const report = (what: Report): void => void process.send?.(what)

process.once('message', (task: Task) => {
  run(task).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    }
  )
})

async function run(task: Task): Promise<void> {
  const { default: personasConfig } = await import('#config/personas')
  Object.assign(personasConfig, { holdLifetime: task.holdLifetime })
  const { conversation } = await import('#app/bot_kit/testing/conversation')
  const { platformId, updateId, others = [] } = task
  alive += others.length
  const service = await ledger()
  mine(service, task)
  const speak = async (who: { platformId: string; updateId: string }): Promise<Fan> => {
    const fan = await conversation.fan({ platformId: who.platformId })
    watch(fan, task)
    await fan.says(task.text, who.updateId)
    return fan
  }
  const [fan] = await Promise.all([speak({ platformId, updateId }), ...others.map(speak)])
  if (task.press !== undefined) await fan.presses(task.press)
  report({ kind: 'done', texts: fan.texts() })
}

async function ledger(): Promise<LedgerService> {
  return (await app.container.make('plugins')).use('ledger')
}

/** Lays the mines of a task in the ledger. */
function mine(service: LedgerService, { crashAt }: Task): void {
  const hold = service.hold.bind(service)
  const capture = service.capture.bind(service)
  service.hold = async (request) => {
    const held = await hold(request)
    return crashAt === 'after_hold' ? die() : held
  }
  service.capture = async (request) => {
    if (crashAt === 'before_capture') await die()
    const captured = await capture(request)
    return crashAt === 'after_capture' ? die() : captured
  }
}

/** Lays those in what a fan sees, and reports it. */
function watch(fan: Fan, { crashAt, pause }: Task): void {
  const stream = fan.stream.bind(fan)
  fan.platform.onChunk = async () => {
    delete fan.platform.onChunk
    if (crashAt === 'after_first_word') await die()
    report({ kind: 'first_word' })
    if (pause) await new Promise((resolve) => process.once('message', resolve))
  }
  fan.stream = async (node, signal) => {
    const settle = node.settle.bind(node)
    node.settle = async (delivery) => {
      try {
        return await settle(delivery)
      } catch (error) {
        report({ kind: 'settling_failed' })
        throw error
      }
    }
    const delivery = await stream(node, signal)
    return crashAt === 'after_delivery' ? die() : delivery
  }
}
