/**
 * The call button for a licensee's own pages (features.md A18): `<script src="https://host/embed/v1.js" async></script>` and `<call-button advisor="adv_...">`.
 * Alone in its file, without imports: it runs on pages that are not ours. What it shows lies in a closed shadow root with an adopted style sheet, so neither the
 * page's styles nor its `style-src` touch it. The call itself is a page of the licensee's host (docs/decisions/0025).
 */
(() => {
  interface Scheme {
    readonly solid: string;
    readonly hover: string;
    readonly onSolid: string;
    readonly edge: string;
    readonly focus: string;
  }
  interface Button {
    readonly name: string;
    readonly status: 'online' | 'in_call' | 'away' | 'on_schedule' | 'offline';
    readonly rateMinor: number | null;
    readonly currency: string;
    readonly url: string;
    readonly light: Scheme;
    readonly dark: Scheme;
    readonly radiusPx: number;
    readonly font: string;
  }

  const TAG = 'call-button';
  const EVERY_MS = 30_000;
  const WORDS = {
    en: {
      call: 'Call {name}',
      view: 'See {name}',
      online: 'Online now',
      in_call: 'On another call',
      away: 'Back soon',
      on_schedule: 'Later today',
      offline: 'Offline',
      rate: '{price} per minute',
      tab: 'opens in a new tab',
      gone: 'Not available',
    },
    de: {
      call: '{name} anrufen',
      view: '{name} ansehen',
      online: 'Jetzt online',
      in_call: 'In einem anderen Gespräch',
      away: 'Gleich zurück',
      on_schedule: 'Später wieder da',
      offline: 'Offline',
      rate: '{price} pro Minute',
      tab: 'öffnet einen neuen Tab',
      gone: 'Nicht verfügbar',
    },
  } as const;

  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || customElements.get(TAG)) return;
  const { origin } = new URL(script.src);

  function money(minor: number, currency: string, locale: string): string {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    const places = format.resolvedOptions().maximumFractionDigits ?? 2;
    const text = String(minor).padStart(places + 1, '0');
    const decimal = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
    return format.format(decimal as Intl.StringNumericLiteral);
  }

  const variables = (scheme: Scheme): string =>
    Object.entries(scheme)
      .map(([name, value]) => `--${name}:${value}`)
      .join(';');

  const styles = ({ light, dark, radiusPx, font }: Button): string =>
    `:host{display:inline-block;${variables(light)};font:400 1rem/1.4 ${font}}` +
    `@media(prefers-color-scheme:dark){:host(:not([scheme=light])){${variables(dark)}}}:host([scheme=dark]){${variables(dark)}}` +
    `a{display:inline-block;box-sizing:border-box;min-height:44px;padding:.6em 1.1em;border-radius:${radiusPx}px;border:1px solid var(--edge);background:var(--solid);color:var(--onSolid);font-weight:600;text-decoration:none}` +
    `a:hover{background:var(--hover)}a:focus-visible{outline:3px solid var(--focus);outline-offset:2px}p{margin:.35em 0 0;font-size:.875em;color:inherit}`;

  class CallButton extends HTMLElement {
    static readonly observedAttributes = ['advisor', 'lang'];
    private readonly root = this.attachShadow({ mode: 'closed' });
    private readonly sheet = new CSSStyleSheet();
    private timer: number | undefined;
    /** What was asked for last; an older answer is not shown. */
    private asked = 0;

    connectedCallback(): void {
      this.root.adoptedStyleSheets = [this.sheet];
      void this.refresh();
      this.timer = window.setInterval(() => {
        if (!document.hidden) void this.refresh();
      }, EVERY_MS);
    }

    disconnectedCallback(): void {
      window.clearInterval(this.timer);
      this.timer = undefined;
    }

    attributeChangedCallback(): void {
      // The attributes that are there from the beginning come before `connectedCallback`.
      if (this.timer !== undefined) void this.refresh();
    }

    private async refresh(): Promise<void> {
      const number = ++this.asked;
      const advisor = this.getAttribute('advisor') ?? '';
      let button: Button | undefined;
      try {
        const address = `${origin}/embed/advisors/${encodeURIComponent(advisor)}`;
        const response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
        // Without an answer what was shown stays; an advisor who is gone does not.
        if (!response.ok && response.status !== 404) return;
        button = response.ok ? ((await response.json()) as Button) : undefined;
      } catch {
        return;
      }
      if (number === this.asked) this.show(button);
    }

    private show(button: Button | undefined): void {
      const locale = this.closest('[lang]')?.getAttribute('lang') || navigator.language;
      const words = locale.toLowerCase().startsWith('de') ? WORDS.de : WORDS.en;
      const line = document.createElement('p');
      if (!button) {
        line.textContent = words.gone;
        this.root.replaceChildren(line);
        return;
      }
      this.sheet.replaceSync(styles(button));
      const link = document.createElement('a');
      const canCall = button.status === 'online';
      link.href = button.url;
      link.target = '_blank';
      link.rel = 'noopener';
      link.textContent = (canCall ? words.call : words.view).replace('{name}', () => button.name);
      link.setAttribute('aria-label', `${link.textContent} (${words.tab})`);
      const rate =
        button.rateMinor === null
          ? []
          : [words.rate.replace('{price}', () => money(button.rateMinor!, button.currency, locale))];
      line.textContent = [words[button.status], ...rate].join(' · ');
      const isFocused = this.root.activeElement !== null;
      this.root.replaceChildren(link, line);
      if (isFocused) link.focus();
    }
  }
  customElements.define(TAG, CallButton);
})();
