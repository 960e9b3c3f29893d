import { Client, type PlatformOptions } from './client.js';
import { Resources } from './resources.gen.js';

/**
 * The API of one licensee. `new Platform({ baseUrl: 'https://calls.example.com', key: 'sk_live_...' })`; every operation is a method of its noun:
 * `platform.calls.list()`, `platform.refunds.refund(id, body)`.
 */
export class Platform extends Resources {
  /** @throws TypeError when the address or the key cannot be used */
  constructor(options: PlatformOptions) {
    super(new Client(options));
  }
}
