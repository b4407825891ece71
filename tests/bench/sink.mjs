// A mail server that accepts everything, keeps nothing and says when it took the first mail and the last. A process of its
// own, so that whoever sends has its core to itself.
import { SMTPServer } from 'smtp-server';

let wanted = Infinity;
let taken = 0;
let first = 0;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, _session, done) {
    let bytes = 0;
    stream.on('data', (chunk) => (bytes += chunk.length));
    stream.on('end', () => {
      done();
      taken += 1;
      if (taken === 1) first = performance.now();
      if (taken === wanted) process.send({ seconds: (performance.now() - first) / 1000, bytes });
    });
  },
});
server.on('error', () => {}); // a client that hangs up is not our trouble

/** Counts anew, up to so many. */
process.on('message', (count) => {
  wanted = count;
  taken = 0;
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send({ port: server.server.address().port }));
