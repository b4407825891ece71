/** Stops what the global set-up started. */
export default async function tearDown() {
  while (globalThis.startedServers?.length) await globalThis.startedServers.pop().stop();
}
