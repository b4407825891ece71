// A mail server that takes everything, keeps nothing and says how long it took from the first mail to the last. A process
// of its own, so that whoever sends does not share its core.
import { SMTPServer } from 'smtp-server';

let wanted = Infinity;
let taken = 0;
let first = 0;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, _session, done) {
    stream.resume();
    stream.on('end', () => {
      done();
      taken += 1;
      if (taken === 1) first = performance.now();
      if (taken === wanted) process.send({ seconds: (performance.now() - first) / 1000 });
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
