import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, NotFound } from '@app/kernel';
import { type CalendarPort, PROVIDERS, type Provider } from './calendar-port.js';
import { GoogleCalendar, type ProviderOptions } from './google.adapter.js';
import { MicrosoftCalendar } from './microsoft.adapter.js';

const ADAPTERS: Readonly<Record<Provider, new (options: ProviderOptions) => CalendarPort>> = {
  google: GoogleCalendar,
  microsoft: MicrosoftCalendar,
};

/** The providers that the operator has configured; another one is not offered. */
@Injectable()
export class CalendarProviders {
  private readonly ports = new Map<Provider, CalendarPort>();

  constructor(@Inject(CONFIG) config: Config) {
    for (const provider of PROVIDERS) {
      const name = provider === 'google' ? 'GOOGLE' : 'MICROSOFT';
      const clientId = config[`${name}_CALENDAR_CLIENT_ID`];
      if (clientId === '') continue;
      this.ports.set(
        provider,
        new ADAPTERS[provider]({
          clientId,
          clientSecret: config[`${name}_CALENDAR_CLIENT_SECRET`],
          redirectUrl: config.CALENDAR_CALLBACK_URL,
          standIn: config.CALENDAR_STAND_IN_URL,
        }),
      );
    }
  }

  get offered(): readonly Provider[] {
    return [...this.ports.keys()];
  }

  /** @throws NotFound when it is not offered */
  of(provider: Provider): CalendarPort {
    const port = this.ports.get(provider);
    if (!port) throw new NotFound();
    return port;
  }
}
