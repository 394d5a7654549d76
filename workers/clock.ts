import { readConfigOrExit } from '../shared/config.ts'
import { stopInOrder } from '../shared/shutdown.ts'
import { startProcess } from '../shared/start-process.ts'
import { startClock } from './clock-ticks.ts'

const config = readConfigOrExit()
const { app, close } = await startProcess(config, 'clock', 0)
const clock = startClock(app)
stopInOrder(app.log, config.SHUTDOWN_TIMEOUT_MS, [
  { name: 'clock', run: clock.stop },
  { name: 'connections', run: close }
])
