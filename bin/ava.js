// Starts AVA 8.0 with one repair: its TAP reporter expects errors as its workers send them and dies on those it makes
// itself, which are just the ones that name a test that hangs or that ended its process.
import TapReporter from '../node_modules/ava/lib/reporters/tap.js'

const { writeTest } = TapReporter.prototype
TapReporter.prototype.writeTest = function (event, flags) {
  const { err } = event
  const asSent = err instanceof Error ? { type: 'native', name: err.name, stack: err.stack, originalError: err } : err
  return writeTest.call(this, { ...event, err: asSent }, flags)
}

// When the test run is killed nobody reads the results: the tests end too. AVA's workers would go on; they are in the
// process group that this process leads.
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'))
process.channel?.unref()

await import('../node_modules/ava/entrypoints/cli.js')
