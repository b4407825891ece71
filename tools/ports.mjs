// Which TCP ports of this machine may be used.
import { createServer } from 'node:net';

const listenOnce = (port, host) =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: taken } = server.address();
      server.close(() => resolve(taken));
    });
  });

/** A port nobody listens on. Somebody may take it before we do: whoever starts a server on it retries. */
export const freePort = () => listenOnce(0, '127.0.0.1');

/** Whether a server could listen on this port. A listener on any address counts: browsers would reach that one. */
export async function isFree(port) {
  for (const host of ['127.0.0.1', undefined]) {
    try {
      await listenOnce(port, host);
    } catch {
      return false;
    }
  }
  return true;
}

/** The port asked for by name, or else the usual one, or else any: a taken default is no reason not to start. */
export async function choosePort(variable, usual, env = process.env) {
  const asked = env[variable];
  if (!asked) return (await isFree(usual)) ? usual : freePort();
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`${variable}=${asked} is not a port number.`);
  if (!(await isFree(port))) {
    throw new Error(`${variable}=${port} is taken by another program. Stop that one, or ask for another port.`);
  }
  return port;
}
