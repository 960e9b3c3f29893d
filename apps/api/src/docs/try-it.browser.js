/*
 * Sends the example of an operation in test mode, from the page of the reference. Read by the server and put into the page with its nonce; plain JavaScript, because nothing builds it.
 * The key stays in the field and in the request: nothing is stored, and a live key leaves the page in no way.
 */
(() => {
  const field = document.getElementById('try-key');
  const keyNote = document.getElementById('try-key-note');
  let signedIn;

  const WORDS = {
    none: 'Paste a key of test mode first (sk_test_...), or use your sign-in.',
    live: 'This is a live key. It was not sent, and the field is empty again: this page works in test mode only. Make a key that begins with sk_test_.',
    other: 'This is no key of test mode: those begin with sk_test_. Nothing was sent.',
    address: 'The address has to begin with /v1/. Nothing was sent.',
    json: 'The body is not JSON. Nothing was sent.',
    offline: 'No answer came.',
  };

  const keyFault = (key) => {
    if (/sk_live_/i.test(key)) return 'live';
    if (key === '') return signedIn ? undefined : 'none';
    return /^sk_test_[A-Za-z0-9]+$/.test(key) ? undefined : 'other';
  };

  /** What may be sent, or why not: decided before anything is asked of the network. */
  const requestOf = (form) => {
    const key = field.value.trim();
    const fault = keyFault(key);
    if (fault === 'live') field.value = '';
    if (fault) return { fault };
    const address = new URL(form.elements.address.value, location.origin);
    if (address.origin !== location.origin || !address.pathname.startsWith('/v1/')) return { fault: 'address' };
    const headers =
      key === '' ? { authorization: `Bearer ${signedIn}`, 'test-mode': 'true' } : { authorization: `Bearer ${key}` };
    const { method } = form.dataset;
    const body = form.elements.body?.value;
    if (body !== undefined) {
      try {
        JSON.parse(body);
      } catch {
        return { fault: 'json' };
      }
      headers['content-type'] = 'application/json';
    }
    // Wherever it was pasted.
    if (/sk_live_/i.test(`${address} ${body} ${form.elements.idempotency?.value}`)) return { fault: 'live' };
    if (form.elements.idempotency) headers['idempotency-key'] = form.elements.idempotency.value;
    return { address, options: { method, headers, body, credentials: 'omit', cache: 'no-store', redirect: 'error' } };
  };

  const pretty = (text) => {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  };

  const send = async (form) => {
    const [said, headersOut, bodyOut] = ['said', 'headers', 'answer'].map((name) => form.querySelector(`.try-${name}`));
    const button = form.querySelector('button');
    headersOut.hidden = bodyOut.hidden = true;
    const { fault, address, options } = requestOf(form);
    if (fault) {
      said.textContent = WORDS[fault];
      if (fault === 'live' || fault === 'other' || fault === 'none') field.focus();
      return;
    }
    button.disabled = true;
    try {
      const response = await fetch(address, options);
      const text = await response.text();
      said.textContent = `${response.status} ${response.statusText}`.trim();
      headersOut.textContent = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
      bodyOut.textContent = text === '' ? '(no body)' : pretty(text);
      headersOut.hidden = bodyOut.hidden = false;
      // An answer ends the request of this key, so that the next press is another one. Without an answer the same is sent again.
      if (form.elements.idempotency) form.elements.idempotency.value = crypto.randomUUID();
    } catch {
      said.textContent = WORDS.offline;
    }
    button.disabled = false;
  };

  field.addEventListener('input', () => {
    const isLive = keyFault(field.value.trim()) === 'live';
    if (isLive) field.value = '';
    keyNote.textContent = isLive ? WORDS.live : '';
  });

  /** The sign-in of the admin in this browser; its token is kept by this page alone, until it is closed. */
  document.getElementById('try-sign-in').addEventListener('click', async () => {
    const response = await fetch('/v1/auth/refresh', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: '{"face":"admin"}',
    }).catch(() => undefined);
    signedIn = response?.ok ? (await response.json()).accessToken : undefined;
    if (signedIn) field.value = '';
    keyNote.textContent = signedIn
      ? 'Requests are sent with your sign-in, in test mode.'
      : 'Nobody is signed in to the admin in this browser.';
  });

  for (const form of document.querySelectorAll('form.try')) {
    const { idempotency } = form.elements;
    if (idempotency) idempotency.value = crypto.randomUUID();
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void send(form);
    });
  }
})();
