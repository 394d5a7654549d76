// Loaded into the parts that npm start runs. A part stops in order when the supervisor is gone, but listens for that
// only once it runs; until then this ends it.
process.on('disconnect', () => {
  if (process.listenerCount('disconnect') === 1) process.exit(1)
})
