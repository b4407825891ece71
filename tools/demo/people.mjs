// People who sign in by the link in a mail, and whose browsers stay signed in until the next demonstration.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultDataDir } from '../product.mjs';
import { apiAs, Browser, until } from './http.mjs';
import { linkIn } from './inbox.mjs';

const keptFile = path.join(defaultDataDir, 'demo-sessions.json');

/** One person gets five links an hour; the last two are left to whoever wants to look around. */
const linksForUs = 3;
const hour = 3_600_000;

/** Signs a person in. Gives `{ name, how, api }`, where `api` is the API as their browser reaches it. */
export async function signIn(email, { apiUrl, inbox }) {
  const recent = await inbox.mails({ to: email, kind: 'sign-in', since: new Date(Date.now() - hour) });
  const kept = recent.length >= linksForUs ? await stillSignedIn(email, apiUrl) : null;
  const browser = kept ?? (await signInByMail(email, { apiUrl, inbox, recent }));
  const api = apiAs(apiUrl, browser.headers);
  const { name } = await api.get('me');
  if (!kept) keep(email, browser.cookie);
  return { name, api, how: kept ? 'still signed in from an earlier demonstration' : 'by the link in the mail' };
}

async function signInByMail(email, { apiUrl, inbox, recent }) {
  await apiAs(apiUrl, {}).post('sign-in-links', { email });
  const mail = await until(
    `a mail to sign in reaches ${email} (nobody there? npm run nmrf -- seed; or five such mails in an hour already)`,
    async () => (await inbox.mails({ to: email, kind: 'sign-in' })).find(({ id }) => isNew(id, recent)),
    { seconds: 30 },
  );
  const browser = new Browser(apiUrl);
  const page = await browser.open(linkIn(mail, '/sign-in'));
  if (browser.cookie) throw new Error('Opening the link has signed somebody in: it must take the button.');
  await browser.submit(page.forms[0]);
  return browser;
}

const isNew = (id, before) => before.every((mail) => mail.id !== id) && Number(id.split('-')[0]) > Date.now() - hour;

async function stillSignedIn(email, apiUrl) {
  const cookie = readKept()[email];
  if (!cookie) return null;
  const browser = new Browser(apiUrl, cookie);
  const response = await fetch(`${apiUrl}/api/v1/me`, { headers: browser.headers });
  return response.ok ? browser : null;
}

function readKept() {
  try {
    return JSON.parse(readFileSync(keptFile, 'utf8'));
  } catch {
    return {};
  }
}

function keep(email, cookie) {
  mkdirSync(defaultDataDir, { recursive: true });
  writeFileSync(keptFile, JSON.stringify({ ...readKept(), [email]: cookie }), { mode: 0o600 });
}
