import { readConfigOrExit } from '../shared/config.ts'
import { stopInOrder } from '../shared/shutdown.ts'
import { startProcess } from '../shared/start-process.ts'
import { startRelay } from './relay-loop.ts'

const config = readConfigOrExit()
const { app, close } = await startProcess(config, 'relay', 0)
const relay = startRelay(app)
stopInOrder(app.log, config.SHUTDOWN_TIMEOUT_MS, [
  { name: 'relay', run: relay.stop },
  { name: 'connections', run: close }
])
