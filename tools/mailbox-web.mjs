// The mailbox's pages and its JSON. Written by the server, without scripts: a mail is never trusted.
import { answers, invitationOf } from './mailbox-reply.mjs';

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (value) => String(value ?? '').replace(/[&<>"']/g, (character) => escapes[character]);

/** A template that escapes what is put into it, unless it was made by this same function. */
function html(strings, ...values) {
  const write = (value) =>
    Array.isArray(value) ? value.map(write).join('') : value?.markup !== undefined ? value.markup : escape(value);
  return { markup: strings.reduce((out, part, index) => out + write(values[index - 1] ?? '') + part) };
}

const style = {
  markup: `
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 68%, transparent); }
  * { box-sizing: border-box; }
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
  a { color: inherit; }
  a:focus-visible, input:focus-visible, button:focus-visible, summary:focus-visible, iframe:focus-visible { outline: 3px solid #2563eb; outline-offset: 1px; }
  .columns { display: grid; grid-template-columns: minmax(18rem, 26rem) 1fr; min-height: 100vh; }
  nav { border-inline-end: 1px solid var(--line); max-height: 100vh; overflow-y: auto; position: sticky; top: 0; }
  header, main { padding: 1rem 1.25rem; }
  h1 { font-size: 1.1rem; margin: 0 0 .5rem; }
  h2 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 .75rem; overflow-wrap: anywhere; }
  form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: 0 0 .75rem; } textarea { font: inherit; flex: 1 1 100%; } input, button { font: inherit; padding: .25rem .5rem; } input { flex: 1; min-width: 0; }
  nav ul { list-style: none; margin: 0; padding: 0; }
  nav li a { display: block; padding: .6rem 1.25rem; border-top: 1px solid var(--line); text-decoration: none; }
  nav li a:hover { background: color-mix(in srgb, currentColor 5%, transparent); }
  nav li a[aria-current] { background: color-mix(in srgb, #2563eb 14%, transparent); }
  nav strong { display: block; font-weight: 600; overflow-wrap: anywhere; }
  .soft, nav time, nav span { color: var(--soft); font-size: .875rem; overflow-wrap: anywhere; }
  nav span { display: block; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 0 1rem; }
  dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
  iframe { width: 100%; height: 65vh; border: 1px solid var(--line); border-radius: 6px; background: #fff; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: .95rem/1.5 ui-monospace, monospace; }
  .headers { font-size: .875rem; } details { margin: 1rem 0; } summary { cursor: pointer; }
  @media (max-width: 50rem) { .columns { grid-template-columns: 1fr; } nav { max-height: 45vh; position: static; border-bottom: 1px solid var(--line); } }
`,
};

const shown = 200;
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const time = ({ receivedAt }) => html`<time datetime="${receivedAt}">${moment.format(new Date(receivedAt))}</time>`;

const listItem = (message, open, query) =>
  html`<li>
    <a href="/messages/${message.id}${query}" ${open ? { markup: ' aria-current="page"' } : ''}>
      <strong dir="auto">${message.subject || '(no subject)'}</strong>
      <span>To ${message.to.join(', ')}</span><span>From ${message.from}</span>${time(message)}</a
    >
  </li>`;

function page({ messages, open, to, reply, said }) {
  const query = to ? `?to=${encodeURIComponent(to)}` : '';
  const title = open ? `${open.subject || '(no subject)'} – Mailbox` : 'Mailbox';
  const more = messages.length > shown ? ` The newest ${shown} are listed.` : '';
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${style}
        </style>
      </head>
      <body>
        <div class="columns">
          <nav aria-label="Mails">
            <header>
              <h1><a href="/">Mailbox</a></h1>
              <form action="/" role="search">
                <input
                  type="search"
                  name="to"
                  value="${to}"
                  placeholder="to: name@example.org"
                  aria-label="Only mails to this address"
                /><button>Show</button>
              </form>
              <p class="soft">
                ${messages.length} ${messages.length === 1 ? 'mail' : 'mails'}${to ? ` to ${to}` : ''}. Nothing here was
                delivered to anybody.${more}
              </p>
            </header>
            <ul>
              ${messages.slice(0, shown).map((message) => listItem(message, message === open, query))}
            </ul>
          </nav>
          <main>
            ${open ? letter(open, reply, said) : html`<p class="soft">${messages.length ? 'Choose a mail from the list.' : 'No mail has arrived yet. Reload the page to look again.'}</p>`}
          </main>
        </div>
      </body>
    </html>`.markup;
}

const row = (name, value) =>
  html`<dt>${name}</dt>
    <dd dir="auto">${value}</dd>`;

const letter = (message, reply, said) => html`<article>
<h2 dir="auto">${message.subject || '(no subject)'}</h2>
<dl>${row('From', message.from)}${row('To', message.to.join(', '))}${row('Received', time(message))}
${message.attachments.length ? row('Attached', message.attachments.map(({ filename, contentType }) => filename ?? contentType).join(', ')) : ''}</dl>
${message.html ? html`<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/${message.id}/body"></iframe>` : ''}
<details${message.html ? '' : { markup: ' open' }}><summary>Text version</summary><pre dir="auto">${linked(message.text)}</pre></details>
<details><summary>Headers</summary><dl class="headers">${Object.entries(message.headers).map(([name, value]) => row(name, value))}</dl></details>
<p><a href="/api/messages/${message.id}/source">Raw source</a></p>
${said ? html`<p role="status"><strong>${said}</strong></p>` : ''}
${reply ? replyBox(message) : ''}</article>`;

/** Only mails that say where answers go are answered: by calendar, where they ask for that, and in words. */
const replyBox = (message) =>
  html`<section aria-label="Answer">
    <h3>Answer as ${message.to[0]}</h3>
    ${
      invitationOf(message.calendar)
        ? html`<form method="post" action="/messages/${message.id}/calendar" aria-label="By calendar">
            ${Object.entries(answers).map(([value, label]) => html`<button name="answer" value="${value}">${label}</button>`)}
          </form>`
        : ''
    }
    <form method="post" action="/messages/${message.id}/reply">
      <label for="text">Reply</label><textarea id="text" name="text" rows="3" required maxlength="10000"></textarea>
      <button>Send</button>
    </form>
  </section>`;

const linked = (text) =>
  text
    .split(/(https?:\/\/[^\s<>"']*[^\s<>"').,;:!?\]])/)
    .map((part, index) => (index % 2 ? html`<a href="${part}" target="_blank" rel="noopener">${part}</a>` : part));

/** Links of the mail open in a new tab, outside of the frame that holds the mail. */
const framed = (body) => `<!doctype html><base target="_blank">${body}`;
const frameRules =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox";
const pageRules = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; img-src data:";

const json = ({ source, calendar, ...message }) => message;

/** What each address answers: [status, type, body, more headers]. */
function route(store, method, url) {
  const to = url.searchParams.get('to') ?? '';
  const [, area, id, part] = /^\/(api\/messages|messages)?(?:\/([^/]+))?(?:\/(source|body))?$/.exec(url.pathname) ?? [];
  const asJson = (status, value) => [status, 'application/json; charset=utf-8', JSON.stringify(value)];
  const asPage = (status, open) => [
    status,
    'text/html; charset=utf-8',
    page({ messages: store.list({ to }), open, to, reply: store.reply, said: results[url.searchParams.get('said')] }),
    { 'content-security-policy': pageRules },
  ];

  if (area === 'api/messages' && method === 'DELETE' && !id) {
    store.clear();
    return [204, 'text/plain', ''];
  }
  if (method !== 'GET') return asJson(405, { error: 'Only GET, and DELETE /api/messages.' });
  if (url.pathname === '/') return asPage(200);
  if (area === 'api/messages' && !id) {
    const since = url.searchParams.has('since') ? new Date(url.searchParams.get('since')) : undefined;
    if (since && Number.isNaN(since.getTime())) return asJson(400, { error: 'since is not a date and time.' });
    return asJson(200, store.list({ to, since }).map(json));
  }
  const message = area && store.find(id);
  if (!message) return area === 'messages' ? asPage(404) : asJson(404, { error: 'There is no such mail.' });
  if (area === 'messages' && part === 'body')
    return [200, 'text/html; charset=utf-8', framed(message.html ?? ''), { 'content-security-policy': frameRules }];
  if (area === 'messages') return asPage(200, message);
  if (part === 'source') return [200, 'text/plain; charset=utf-8', message.source];
  return asJson(200, json(message));
}

/** What can be said after an answer; an address cannot make the page say anything else. */
const results = {
  sent: 'Your answer was sent.',
  refused: 'Your answer could not be sent: the product does not take it, or does not listen.',
};

/** Sends what was pressed or written, and goes back to the mail. */
async function answer(store, request, url) {
  const [, id, how] = /^\/messages\/([^/]+)\/(reply|calendar)$/.exec(url.pathname) ?? [];
  const message = id && store.find(id);
  if (!store.reply || !message) return [404, 'text/plain', 'There is no such mail.'];
  const chunks = [];
  let size = 0;
  for await (const chunk of request) if ((size += chunk.length) <= 100_000) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  let said = 'sent';
  try {
    if (how === 'reply') await store.reply.inWords(message, form.get('text') ?? '');
    else await store.reply.byCalendar(message, form.get('answer') ?? '');
  } catch {
    said = 'refused';
  }
  return [303, 'text/plain', '', { location: `/messages/${id}?said=${said}` }];
}

/** Only for names that mean this machine: another site's page could otherwise read the sign-in links in here. */
const isLocal = ({ headers }) => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? '');

/** Other sites' pages may not answer for anybody; programs say nothing of where they come from. */
const isOwn = ({ headers }) => ['same-origin', 'none', undefined].includes(headers['sec-fetch-site']);

async function outcomeOf(store, request) {
  if (!isLocal(request)) return [403, 'text/plain', 'Open this page as http://127.0.0.1.'];
  const url = new URL(request.url, 'http://mailbox');
  if (request.method !== 'POST') return route(store, request.method, url);
  return isOwn(request) ? answer(store, request, url) : [403, 'text/plain', 'Answer on the page of the mail.'];
}

export async function answerRequest(store, request, response) {
  const [status, type, body, headers = {}] = await outcomeOf(store, request);
  response.writeHead(status, {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}
