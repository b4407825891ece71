import { readFileSync } from 'node:fs';
import { utils, write } from '@e965/xlsx';
import { officialHeader, uprRow } from '../../libs/intake/formats/fixtures/csv.js';
import { ImportsService } from '../../libs/intake/index.js';
import { anApi, type Api } from '../support/api.js';
import { aCountry } from '../support/country.js';
import { eventually } from '../support/eventually.js';
import { startProcess, type OurProcess } from '../support/processes.js';
import { environment } from '../support/stack.js';

const states = ['Albania', 'Bhutan', 'Cambodia', 'Egypt', 'Slovenia', 'Viet Nam', 'Chile', 'Cyprus'];

/** A workbook as large as the export of three sessions: 8,000 rows of some 180 letters. */
const workbook = (): Buffer => {
  const rows = Array.from({ length: 8000 }, (_, index) =>
    uprRow({
      state: states[index % states.length] ?? 'Cambodia',
      text: `Take measure ${index} ${'for everybody who lives in the country '.repeat(4)}without delay `,
      session: String(18 + (index % 3)),
    }),
  );
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([officialHeader, ...rows]), 'UPR Info database export');
  return write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer;
};

describe('a list of 8,000 rows', () => {
  let api: Api;
  let worker: OurProcess;

  beforeAll(async () => {
    api = await anApi();
    worker = await startProcess(
      'worker',
      environment({ databaseUrl: api.databaseUrl, backend: 'postgres', smtpUrl: 'smtp://127.0.0.1:9' }),
    );
  });
  afterAll(async () => {
    await worker.kill();
    await api.close();
  });

  it('is read and applied by a worker that stays under 300 MB', async () => {
    const { people } = await aCountry(api.db);
    const by = { personId: people.coordinator.id, onBehalfOfId: null, via: 'command' as const };
    const file = workbook();
    async function* stream() {
      yield await Promise.resolve(file);
    }
    const imports = api.app.get(ImportsService);
    const { id } = await imports.receive({ kind: 'RECOMMENDATIONS' }, { name: 'sessions.xls', stream: stream() }, by);
    const reaches = (status: string) =>
      eventually(async () => expect((await imports.find(id)).status).toBe(status), { seconds: 25 });
    await reaches('PREVIEWED');
    await imports.approve(id, by);
    await reaches('APPLIED');
    expect(await api.db.now.recommendation.count()).toBe(8000 + 6);
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${worker.child.pid}/status`, 'utf8'))?.[1];
    expect(Number(peak) / 1024).toBeLessThan(300);
  });
});
