// HTTP as the two kinds of visitor use it: programs with an access token, and browsers without JavaScript.
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Asks again and again until there is an answer; gives up with the sentence that says what did not happen. */
export async function until(what, probe, { seconds = 60 } = {}) {
  const end = performance.now() + seconds * 1000;
  for (let pause = 50; ; pause = Math.min(pause * 1.5, 500)) {
    const found = await probe();
    if (found) return found;
    if (performance.now() > end) throw new Error(`This did not happen within ${seconds} seconds: ${what}.`);
    await wait(pause);
  }
}

/** One request. Where the product asks for patience, it is shown some. */
async function send(url, options) {
  for (let patience = 3; ; patience -= 1) {
    const response = await fetch(url, { redirect: 'manual', ...options });
    if (response.status !== 429 || patience === 0) return response;
    await response.arrayBuffer();
    await wait(Math.min(60, Number(response.headers.get('retry-after')) || 1) * 1000);
  }
}

/** The API as a program sees it; `headers` say who calls. Throws what the problem+json says. */
export function apiAs(apiUrl, headers) {
  async function call(method, address, { body, ...more } = {}) {
    const response = await send(`${apiUrl}/api/v1/${address}`, { method, headers: { ...headers, ...more }, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /api/v1/${address}: ${sentenceOf(response, text)}`);
    return text === '' ? null : JSON.parse(text);
  }
  const get = (address, query = {}) => call('GET', `${address}${asQuery(query)}`);
  return {
    get,
    post: (address, body = {}) =>
      call('POST', address, { body: JSON.stringify(body), 'content-type': 'application/json' }),
    patch: (address, body) =>
      call('PATCH', address, { body: JSON.stringify(body), 'content-type': 'application/json' }),
    delete: (address) => call('DELETE', address),
    async upload(address, fields, file) {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) if (value) form.set(name, String(value));
      form.set('file', await openAsBlob(file), path.basename(file));
      return call('POST', address, { body: form });
    },
    /** A list with all its pages. */
    async all(address, query = {}) {
      const items = [];
      let cursor;
      do {
        const page = await get(address, { limit: 200, ...query, cursor });
        items.push(...page.items);
        cursor = page.next;
      } while (cursor);
      return items;
    },
  };
}

const asQuery = (query) => {
  const wanted = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return wanted.length ? `?${new URLSearchParams(wanted)}` : '';
};

function sentenceOf(response, text) {
  try {
    const { detail, title, errors = [] } = JSON.parse(text);
    return [detail ?? title, ...errors.map(({ path, message }) => `${path}: ${message}`)].join(' ');
  } catch {
    return `status ${response.status}`;
  }
}

/** A browser without JavaScript: it keeps cookies, follows redirects and sends the forms of the page it is on. */
export class Browser {
  #cookies = new Map();

  constructor(apiUrl, cookie) {
    this.apiUrl = apiUrl;
    if (cookie) this.#keep(cookie);
  }

  get cookie() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** What identifies this browser to the API, as its own pages would send it. */
  get headers() {
    return { cookie: this.cookie, origin: new URL(this.apiUrl).origin };
  }

  /** Opens a link of a mail, or of a page. */
  async open(link) {
    const { pathname, search } = new URL(link, this.apiUrl);
    return this.#visit(pathname + search, { method: 'GET' });
  }

  /** Presses the button of a form: `values` are what the person entered and chose. */
  async submit({ action, hidden }, values = {}) {
    const body = new URLSearchParams({ ...hidden, ...values });
    return this.#visit(action, { method: 'POST', body, origin: new URL(this.apiUrl).origin });
  }

  async #visit(address, { method, body, ...headers }) {
    const response = await send(new URL(address, this.apiUrl), {
      method,
      body,
      headers: { accept: 'text/html', ...headers, ...(this.cookie && { cookie: this.cookie }) },
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const html = await response.text();
    if (response.status === 303) return this.#visit(response.headers.get('location'), { method: 'GET' });
    if (!response.ok) throw new Error(`The page ${pageOf(address)} answered with status ${response.status}.`);
    return { address, html, bytes: Buffer.byteLength(html), forms: formsOf(html) };
  }

  #keep(cookie) {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
    if (value) this.#cookies.set(name, value);
    else this.#cookies.delete(name);
  }
}

/** Without the token: whoever reads the terminal over a shoulder must not have the link. */
const pageOf = (address) => `/${address.split(/[/?]/)[1]}`;

const entities = { '&amp;': '&', '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>' };
const plain = (text = '') => text.replace(/&(?:amp|quot|#39|lt|gt);/g, (entity) => entities[entity]);
const attribute = (tag, name) => plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]);

/** A button may send its form elsewhere than the form itself: then it counts as a form of its own. */
const formsOf = (html) =>
  [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, tag, inside]) => {
    const inputs = [...inside.matchAll(/<(?:input|textarea)\b[^>]*>/g)].map(([input]) => input);
    const hidden = inputs.filter((input) => attribute(input, 'type') === 'hidden');
    const form = {
      action: attribute(tag, 'action'),
      fields: new Set(inputs.map((input) => attribute(input, 'name'))),
      hidden: Object.fromEntries(hidden.map((input) => [attribute(input, 'name'), attribute(input, 'value')])),
    };
    const elsewhere = [...inside.matchAll(/<button\b[^>]*\sformaction="[^>]*>/g)].map(([button]) => button);
    return [form, ...elsewhere.map((button) => ({ ...form, action: attribute(button, 'formaction') }))];
  });
