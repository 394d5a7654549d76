import { readConfigOrExit } from '../shared/config.ts'
import { settlePublishing } from '../shared/outbox/publish.ts'
import { type QueueName, queueNames } from '../shared/queues/catalog.ts'
import { stopInOrder } from '../shared/shutdown.ts'
import { startProcess } from '../shared/start-process.ts'
import { startClock } from './clock-ticks.ts'
import { startRelay } from './relay-loop.ts'
import { workQueues } from './work-queues.ts'

/** `node workers/main.ts`: every queue, the relay and the clock. `node workers/main.ts inbound outbound`: these queues only. */
const config = readConfigOrExit()
const asked = process.argv.slice(2)
const unknown = asked.filter(name => !queueNames.includes(name as QueueName))
if (unknown.length > 0) {
  process.stderr.write(`There is no queue ${unknown.join(', ')}. There are: ${queueNames.join(', ')}\n`)
  process.exit(1)
}
const queues = asked.length > 0 ? (asked as QueueName[]) : queueNames
const { app, backend, close } = await startProcess(config, asked.join('+') || 'worker', queues.length)
await backend.check().catch(error => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
const working = await workQueues(app, backend, queues)
const loops = asked.length > 0 ? [] : [startRelay(app), startClock(app)]
app.log.info({ queues, backend: backend.kind }, 'working')

stopInOrder(app.log, config.SHUTDOWN_TIMEOUT_MS, [
  { name: 'clock and relay', run: () => Promise.all(loops.map(loop => loop.stop())) },
  { name: 'workers', run: () => working.close(config.SHUTDOWN_TIMEOUT_MS * 0.8) },
  { name: 'last wake-ups', run: () => settlePublishing(app) },
  { name: 'connections', run: close }
])
