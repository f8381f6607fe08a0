// The console: what the server answers becomes elements by name and text alone, never markup.
'use strict';

const $ = (id) => document.getElementById(id);
let csrf = '';
let view = null;   // the one that is shown
let page = 1;
let request = 0;   // of several answers under way only the last is shown
let settle = () => {};   // answers the question that is open

const views = {
  '/admin/users': {
    title: 'Users', path: 'users', search: true, none: 'No users.',
    columns: ['Address', 'Role', 'Sign-in by', 'State', 'Created', 'Last sign-in'],
    row: (user) => [
      user.email || user.phone || user.id, user.role, user.providers.join(', '), stateOf(user),
      time(user.created_at), time(user.last_sign_in_at)],
  },
  '/admin/sessions': {
    title: 'Sessions', path: 'sessions', search: true, none: 'No sessions.',
    columns: ['User', 'Opened', 'Last refresh', 'Address', 'Client', 'Level', ''],
    row: (session) => [
      session.user || session.user_id, time(session.created_at), time(session.refreshed_at), session.address,
      session.user_agent, session.aal,
      button('End', 'End the session of ' + (session.user || session.user_id), () => endSession(session))],
  },
  '/admin/audit': {
    title: 'Audit log', path: 'audit', search: true, none: 'Nothing has been noted.',
    columns: ['Time', 'Action', 'By', 'Address'],
    row: (entry) => [time(entry.created_at), entry.action, entry.actor, entry.address],
  },
  '/admin/mail': {
    title: 'Mail', path: 'mails', search: false, none: 'No mail has been sent.',
    columns: ['Subject', 'To', 'Sent'],
    row: (mail) => [
      button(mail.subject || '(no subject)', 'Read ' + mail.subject, () => readMail(mail.id)), mail.to, mail.date],
  },
};

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function button(text, label, action) {
  const made = element('button', { type: 'button', class: 'quiet', 'aria-label': label }, text);
  made.addEventListener('click', action);
  return made;
}

function time(text) {
  if (!text) return '';
  return element('time', { datetime: text }, new Date(text).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }));
}

function stateOf(user) {
  const states = [];
  if (user.banned) states.push('banned');
  if (user.anonymous) states.push('anonymous');
  if (!user.confirmed && !user.anonymous) states.push('unconfirmed');
  return states.join(', ') || 'active';
}

function say(text, bad) {
  $('status').textContent = text;
  $('status').classList.toggle('bad', Boolean(bad));
}

async function ask(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (body) headers['Content-Type'] = 'application/json';
  const answer = await fetch('/admin/api/' + path, {
    method, headers, body: body && JSON.stringify(body), credentials: 'same-origin', redirect: 'error' });
  const json = answer.status === 204 ? {} : await answer.json();
  if (answer.ok) return json;
  const error = new Error(json.message || 'The server answered ' + answer.status + '.');
  error.status = answer.status;
  throw error;
}

// What went wrong is said; a session that has ended leads back to the sign-in.
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (error.status === 401 && csrf) signedOut();
    say(error.message, true);
  }
}

function table(rows) {
  const head = element('tr', {}, ...view.columns.map((name) => element('th', { scope: 'col' }, name)));
  const body = rows.map((row) => element('tr', {}, ...view.row(row).map((cell) => {
    const when = cell instanceof Node && cell.nodeName === 'TIME';
    return element('td', when ? { class: 'when' } : {}, cell ?? '');
  })));
  const caption = rows.length ? 'Newest first' : view.none;
  return element('table', {}, element('caption', {}, caption), element('thead', {}, head), element('tbody', {}, ...body));
}

async function load() {
  const mine = ++request;
  const terms = new URLSearchParams({ page, search: view.search ? $('term').value.trim() : '' });
  const answer = await ask('GET', view.path + '?' + terms);
  if (mine !== request) return;
  $('content').replaceChildren(table(answer.rows));
  $('page').textContent = 'Page ' + page;
  $('back').disabled = page === 1;
  $('forward').disabled = !answer.more;
  say(answer.rows.length === 1 ? '1 row' : answer.rows.length + ' rows');
}

function show(path, focus) {
  view = views[path] || views['/admin/users'];
  page = 1;
  $('term').value = '';
  $('title').textContent = view.title;
  document.title = view.title + ' – Backstay console';
  $('search').hidden = !view.search;
  $('content').replaceChildren();
  for (const link of $('nav').querySelectorAll('a')) {
    if (views[link.getAttribute('href')] === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (focus) $('title').focus();
  return attempt(load);
}

// A dialog's close event comes a task after it has closed, so perhaps when the next question is open already: each
// question has its answer when the dialog closes or is asked anew, whichever comes first.
function confirmed(question) {
  const dialog = $('confirm');
  settle(dialog.returnValue === 'yes');
  dialog.returnValue = '';
  $('question').textContent = question;
  dialog.showModal();
  return new Promise((resolve) => { settle = resolve; });
}

async function endSession(session) {
  if (!await confirmed('End the session of ' + (session.user || session.user_id) + '?')) return;
  await attempt(async () => {
    await ask('DELETE', 'sessions/' + encodeURIComponent(session.id));
    await load();
    say('The session has ended.');
  });
}

function readMail(id) {
  return attempt(async () => {
    const mail = await ask('GET', 'mails/' + encodeURIComponent(id));
    const links = mail.links.filter((link) => /^https?:/.test(link));
    const list = element('ul', {}, ...links.map((link) => element('li', {},
      element('a', { href: link, rel: 'noreferrer noopener', target: '_blank' }, link))));
    const heading = element('h2', { tabindex: '-1' }, mail.subject || '(no subject)');
    $('content').replaceChildren(
      button('All mail', 'Back to all mail', () => show('/admin/mail', true)), heading,
      element('p', {}, 'To ' + mail.to + ', ' + mail.date), element('pre', {}, mail.text), list);
    say('');
    heading.focus();
  });
}

function signedIn(session) {
  csrf = session.csrf;
  $('name').textContent = session.name;
  $('mail-link').hidden = !session.mail;
  for (const id of ['nav', 'who', 'view']) $(id).hidden = false;
  $('sign-in').hidden = true;
  say('');
  return show(location.pathname, true);
}

function signedOut() {
  csrf = '';
  ++request;
  $('content').replaceChildren();
  for (const id of ['nav', 'who', 'view']) $(id).hidden = true;
  $('sign-in').hidden = false;
  $('sign-in').reset();
  document.title = 'Sign in – Backstay console';
  $('user').focus();
}

$('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = new FormData($('sign-in'));
  attempt(async () => {
    const session = await ask('POST', 'session', { name: form.get('name'), password: form.get('password') });
    $('sign-in').reset();
    await signedIn(session);
  });
});
$('sign-out').addEventListener('click', () => attempt(async () => {
  await ask('DELETE', 'session');
  signedOut();
  say('You have signed out.');
}));
$('confirm').addEventListener('close', () => {
  if (!$('confirm').open) settle($('confirm').returnValue === 'yes');
});
$('search').addEventListener('submit', (event) => {
  event.preventDefault();
  page = 1;
  attempt(load);
});
$('nav').addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  history.pushState(null, '', link.getAttribute('href'));
  show(location.pathname, true);
});
$('back').addEventListener('click', () => { --page; attempt(load); });
$('forward').addEventListener('click', () => { ++page; attempt(load); });
window.addEventListener('popstate', () => { if (csrf) show(location.pathname, true); });

attempt(async () => {
  try {
    await signedIn(await ask('GET', 'session'));
  } catch (error) {
    if (error.status !== 401) throw error;
    signedOut();
  }
});
