/**
 * Flags of Node with which a worker is started; package.json, the compose file and the manifests give the same. While a
 * call waits for the model, all that its turn has made is in use: with the runtime's 16 MB for what is new, that is copied
 * some ten times a second under load, before anybody can tell what of it will stay.
 */
export const WORKER_FLAGS: readonly string[] = ['--min-semi-space-size=64', '--max-semi-space-size=64'];
