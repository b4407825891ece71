import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { playMainJob } from '../../tools/demo.mjs';
import { startMailbox, type Mailbox } from '../../tools/mailbox.mjs';
import { freePort } from '../../tools/ports.mjs';
import { cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { startProcess, type OurProcess } from '../support/processes.js';
import { environment } from '../support/stack.js';

describe('the demonstration', () => {
  let database: ClonedDatabase;
  let mailbox: Mailbox;
  let processes: OurProcess[] = [];
  let apiUrl: string;

  beforeAll(async () => {
    database = await cloneDatabase();
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
    const port = String(await freePort());
    apiUrl = `http://127.0.0.1:${port}`;
    const common = environment({ databaseUrl: database.url, backend: 'postgres', smtpUrl: mailbox.smtpUrl });
    const env = { ...common, PORT: port, PUBLIC_URL: apiUrl };
    await promisify(execFile)(process.execPath, ['dist/apps/admin/src/main.js', 'seed'], {
      env: { ...process.env, ...env },
    });
    processes = [await startProcess('api', env), await startProcess('worker', env)];
  });
  afterAll(async () => {
    for (const { kill } of processes) await kill();
    await mailbox.stop();
    await database.drop();
  });

  it('plays the main job from the list the project ships to the last mail', async () => {
    const steps: string[] = [];
    await playMainJob({ apiUrl, mailboxUrl: mailbox.webUrl, report: (step) => steps.push(step) });
    expect(steps.at(-1)).toBe('Deadlines');
    expect(steps).toEqual(
      expect.arrayContaining(['Import', 'Cluster', 'Propose', 'Verify', 'Remind', 'Contest', 'Approve']),
    );
  });
});
