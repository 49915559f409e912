/* Preloaded into the program by scripts/lib/child.mjs: when the launcher is gone, however it went, stop. */
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
