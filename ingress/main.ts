import { once } from 'node:events'
import { createServer } from 'node:http'
import { readConfigOrExit } from '../shared/config.ts'
import { stopInOrder } from '../shared/shutdown.ts'
import { startProcess } from '../shared/start-process.ts'
import { buildApp } from './app.ts'

const config = readConfigOrExit()
const { app, close } = await startProcess(config, 'web', 0, { processMetrics: true })
const server = createServer(buildApp(app).callback())
server.on('error', (error: NodeJS.ErrnoException) => {
  const busy = error.code === 'EADDRINUSE'
  process.stderr.write(busy ? `Port ${config.PORT} is taken: set PORT to a free one\n` : `${error.message}\n`)
  process.exit(1)
})
server.listen(config.PORT)
await once(server, 'listening')
app.log.info({ port: config.PORT, queue: app.producer.kind }, 'listening')

stopInOrder(app.log, config.SHUTDOWN_TIMEOUT_MS, [
  {
    name: 'server',
    run: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      await closed
    }
  },
  { name: 'connections', run: close }
])
