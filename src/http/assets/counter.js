/*
 * The register form while it is being filled in. Everything works without this file; it asks the server the same
 * questions as the buttons of the form do, and moves through the form by keyboard. Sent by POST: nothing personal
 * stands in an address.
 */
const form = document.querySelector('#counter');
const one = (selector, root = form) => root.querySelector(selector);
const byName = (name) => form.elements.namedItem(name);
const idOf = (name) => name.replace(/[^\w-]/g, '-');

/** The form as text: files go only with the registration itself. */
function formData(extra = {}) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  return data;
}

/** Asks the server; null when it does not answer well: the form itself still works then. */
async function ask(path, extra) {
  try {
    const response = await fetch(`/console/counter/${path}`, { method: 'POST', body: formData(extra) });
    return response.ok && !response.redirected ? response : null;
  } catch {
    return null;
  }
}

/* Checks beside the field */
const left = new Set([...form.querySelectorAll('[aria-invalid]')].map(({ name }) => name));
let newestCheck = 0;

function showProblem(name, text = '') {
  const line = document.querySelector(`#${idOf(name)}-problem`);
  const control = byName(name);
  if (line && line.textContent !== text) line.textContent = text;
  if (control instanceof Element) {
    if (text) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
  }
}

async function check(name) {
  left.add(name);
  const number = ++newestCheck;
  const response = await ask('check');
  if (!response || number !== newestCheck) return;
  const { problems } = await response.json();
  for (const field of left) {
    const control = byName(field);
    // An empty field is a matter for the end: people leave it to come back. Once it was named, it stays named.
    const isSpared = control?.value === '' && !control.matches('[aria-invalid]');
    if (!field.startsWith('document.')) showProblem(field, isSpared ? '' : problems[field]);
  }
}

function checkFile(input) {
  const limit = Number(form.dataset.fileBytes);
  const isTooLarge = [...input.files].some(({ size }) => size > limit);
  showProblem(input.name, isTooLarge ? `单个文件不能超过 ${limit / 1024 / 1024} MB。` : '');
}

/* Somebody who was here before, and the same case twice */
const lookUps = { customer: Promise.resolve(), agent: Promise.resolve() };
const asked = {};

function lookUp(role) {
  const value = (field) => byName(`${role}.${field}`).value;
  const key = [value('documentType'), value('documentNumber'), byName('matterCode').value].join();
  if (asked[role] === key) return lookUps[role];
  asked[role] = key;
  lookUps[role] = ask('known', { role }).then(async (response) => {
    if (response && asked[role] === key) one(`#known-${role}`).innerHTML = await response.text();
  });
  return lookUps[role];
}

async function fill(role) {
  const response = await ask('fill', { role });
  if (!response) return;
  const { values } = await response.json();
  for (const [name, value] of Object.entries(values)) {
    byName(name).value = value;
    showProblem(name);
  }
  one(`#known-${role} .offer`)?.remove();
  const missing = ['name', 'phone'].map((field) => byName(`${role}.${field}`)).find(({ value }) => !value);
  const next =
    missing ?? (role === 'customer' ? one('[data-receive]') : byName('authorisation.principalName'));
  next?.focus();
}

/* The list of materials follows matter, customer and agent; files that were chosen stay */
let newestList = 0;

async function renewMaterials() {
  const number = ++newestList;
  const response = await ask('materials');
  if (!response || number !== newestList) return;
  const markup = await response.text();
  const list = one('#materials-list');
  const files = [...list.querySelectorAll('input[type=file]')].filter(({ files }) => files.length > 0);
  list.innerHTML = markup;
  for (const old of files) byName(old.name)?.replaceWith(old);
}

/* The customer's phone */
const seen = new Set([...form.querySelectorAll('[data-document]')].map(({ dataset }) => dataset.document));

/** What has newly arrived counts as received, unless the row was filled in already. */
function tickArrived() {
  for (const { dataset } of form.querySelectorAll('[data-document]')) {
    if (seen.has(dataset.document)) continue;
    seen.add(dataset.document);
    const tick = byName(`material.${dataset.material}.isReceived`);
    if (!tick || tick.checked) continue;
    tick.checked = true;
    byName(`material.${dataset.material}.form`).value = 'electronic';
  }
}

async function showArrived() {
  const list = one('#arrived');
  if (!list) return;
  try {
    const response = await fetch(`/console/counter/handovers/${list.dataset.handover}`);
    if (!response.ok || response.redirected) return;
    const markup = await response.text();
    // Only a change is put in, or the focus on a button in the list would be lost every time.
    if (list.dataset.shown !== markup) {
      list.dataset.shown = markup;
      list.innerHTML = markup;
    }
    if (response.headers.get('x-handover') !== 'open') delete list.dataset.open;
    tickArrived();
  } catch {
    // The next time will tell; the button beside the list works as well.
  }
}

setInterval(() => {
  if (one('#arrived')?.dataset.open !== undefined && !document.hidden) void showArrived();
}, 2500);

async function renewHandover(path, extra) {
  const response = await ask(path, extra);
  if (!response) return;
  one('#handover').innerHTML = await response.text();
  tickArrived();
  one('#handover [data-refresh]')?.focus();
}

/* Events */
form.addEventListener('focusout', ({ target }) => {
  if (!target.name || target.type === 'file' || target.tagName === 'BUTTON') return;
  void check(target.name);
  const role = /^(customer|agent)\.documentNumber$/.exec(target.name)?.[1];
  if (role) void lookUp(role);
});

form.addEventListener('change', ({ target }) => {
  if (target.type === 'file') checkFile(target);
  if (['matterCode', 'customer.documentType', 'hasAgent'].includes(target.name)) {
    void renewMaterials();
    if (byName('customer.documentNumber').value) void lookUp('customer');
  }
  // Mail brings files, the other ways bring paper.
  if (target.name === 'channel')
    for (const tick of form.querySelectorAll('[data-receive]:not(:checked)'))
      byName(tick.name.replace(/isReceived$/, 'form')).value =
        target.value === 'email' ? 'electronic' : 'paper';
  if (target.name === 'hasAgent' && target.checked && !byName('authorisation.principalName').value)
    byName('authorisation.principalName').value = byName('customer.name').value;
});

form.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { dataset } = button;
  const action =
    dataset.fill !== undefined
      ? () => fill(dataset.fill)
      : dataset.handoverOpen !== undefined
        ? () => renewHandover('handover')
        : dataset.remove !== undefined
          ? () => renewHandover('handover/remove', { documentId: dataset.remove })
          : dataset.refresh !== undefined
            ? showArrived
            : undefined;
  if (!action) return;
  event.preventDefault();
  void action();
});

/** Fields that can be reached now, from top to bottom. */
function stops() {
  return [...form.querySelectorAll('input, select, textarea, button, summary, a[href]')].filter(
    (element) =>
      element.tabIndex >= 0 && !element.disabled && element.type !== 'hidden' && element.checkVisibility(),
  );
}

function next(element) {
  const all = stops();
  return all[all.indexOf(element) + 1];
}

/** Received as the matter asks for it: ticked, signed and sealed where that is asked for; on to the next. */
function receive(tick) {
  const change = (control, isTicked) => {
    control.checked = isTicked;
  };
  const prefix = tick.name.replace(/isReceived$/, '');
  change(tick, true);
  if (tick.dataset.signature !== undefined) change(byName(`${prefix}isSigned`), true);
  if (tick.dataset.seal !== undefined) change(byName(`${prefix}isSealed`), true);
  const ticks = [...form.querySelectorAll('[data-receive]')];
  (ticks[ticks.indexOf(tick) + 1] ?? byName('consent')).focus();
}

form.addEventListener('keydown', async (event) => {
  const { target } = event;
  if (event.key !== 'Enter' || event.isComposing || event.altKey || event.shiftKey) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    one('#register').click();
    return;
  }
  const isField = target.matches('select, input:not([type=file])');
  if (!isField) return;
  event.preventDefault();
  if (target.dataset.receive !== undefined) {
    receive(target);
    return;
  }
  const role = /^(customer|agent)\.documentNumber$/.exec(target.name)?.[1];
  // Whoever was here before is offered as the next stop.
  if (role) await lookUp(role);
  if (document.activeElement === target) next(target)?.focus();
});

/* One form registers once; the server sees to that as well. */
let isSent = false;
form.addEventListener('submit', (event) => {
  if (isSent) event.preventDefault();
  isSent = true;
});
addEventListener('pageshow', () => {
  isSent = false;
});
document.addEventListener('DOMContentLoaded', () => document.querySelector('[autofocus]')?.focus());
