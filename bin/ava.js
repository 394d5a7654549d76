// Starts AVA 8.0 with two repairs of its TAP reporter, both for the runs where names matter most.
import { relative } from 'node:path'
import TapReporter from '../node_modules/ava/lib/reporters/tap.js'

const { writeTest, writeTimeout } = TapReporter.prototype

// It expects errors as the workers send them and dies on those that it makes itself, which are just the ones that name
// a test that hangs or that ended its process.
TapReporter.prototype.writeTest = function (event, flags) {
  const { err } = event
  const asSent = err instanceof Error ? { type: 'native', name: err.name, stack: err.stack, originalError: err } : err
  return writeTest.call(this, { ...event, err: asSent }, flags)
}

// It says nothing of a file whose tests are through but whose process does not end.
TapReporter.prototype.writeTimeout = function (event) {
  for (const [file, tests] of event.pendingTests) {
    if (tests.size > 0) continue
    const err = new Error('Its tests are through, but something in it is still open: a pool, a server, a timer')
    this.writeCrash(
      { err: { type: 'native', name: err.name, stack: '', originalError: err } },
      `${relative('.', file)} did not end`
    )
  }
  return writeTimeout.call(this, event)
}

// When the test run is killed nobody reads the results: the tests end too. AVA's workers would go on; they are in the
// process group that this process leads.
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'))
process.channel?.unref()

await import('../node_modules/ava/entrypoints/cli.js')
