import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, assertNoTransaction } from '@app/kernel';
import { type VatAnswer, type VatNumber, VatRegister, VatRegisterSilent } from './vat-register.js';

/** Member states are slow at times; a person waits for none of it. */
const TIMEOUT_MS = 20_000;
const MAX_BODY_BYTES = 32_768;
const MAX_NAME = 300;

interface ViesBody {
  readonly valid?: unknown;
  readonly requestIdentifier?: unknown;
  readonly name?: unknown;
  readonly address?: unknown;
  readonly errorWrappers?: readonly { readonly error?: unknown }[];
}

/**
 * The Commission's REST service: `POST check-vat-number`. A member state that does not answer comes as 200 with `errorWrappers` and without `valid`, so only `valid` itself is
 * an answer. The number travels in the body: no text of a person is ever part of an address, redirects are not followed, and the answer is bounded in time and size.
 */
@Injectable()
export class ViesAdapter extends VatRegister {
  /** Shorter in specs. */
  timeoutMs = TIMEOUT_MS;
  private readonly url: string;

  constructor(@Inject(CONFIG) { VIES_URL }: Pick<Config, 'VIES_URL'>) {
    super();
    this.url = `${VIES_URL.replace(/\/+$/, '')}/check-vat-number`;
  }

  async ask(asked: VatNumber, requester: VatNumber | null): Promise<VatAnswer> {
    const body = await this.post({
      ...split(asked, 'countryCode', 'vatNumber'),
      ...(requester && split(requester, 'requesterMemberStateCode', 'requesterNumber')),
    });
    const fault = body.errorWrappers?.[0]?.error;
    // Who asks is not known there: the question stands without them, and without its consultation number.
    if (fault === 'INVALID_REQUESTER_INFO' && requester) return this.ask(asked, null);
    if (fault === 'INVALID_INPUT') return { result: 'invalid', consultation: null, name: null, address: null };
    if (typeof body.valid !== 'boolean') throw new VatRegisterSilent(wordOf(fault));
    return {
      result: body.valid ? 'valid' : 'invalid',
      consultation: told(body.requestIdentifier),
      name: told(body.name),
      address: told(body.address),
    };
  }

  private async post(json: object): Promise<ViesBody> {
    assertNoTransaction();
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(this.timeoutMs),
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify(json),
      });
      text = await bounded(response);
    } catch (error) {
      throw new VatRegisterSilent(error instanceof VatRegisterSilent ? error.message : 'no answer');
    }
    const body = objectOf(text);
    // Refusals of a question come with 400 and 500 too, and say why in the same form.
    if (!response.ok && body.errorWrappers === undefined) throw new VatRegisterSilent(`status ${response.status}`);
    return body;
  }
}

/** VIES writes the letters of the country apart; those of Greece are EL. */
function split<C extends string, N extends string>(
  { country, number }: VatNumber,
  countryName: C,
  numberName: N,
): Record<C | N, string> {
  const letters = country === 'GR' ? 'EL' : country;
  const bare = number.startsWith(letters) ? number.slice(letters.length) : number;
  return { [countryName]: letters, [numberName]: bare } as Record<C | N, string>;
}

/** `---` stands for what a member state does not tell. */
function told(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.replaceAll('\0', '').trim().slice(0, MAX_NAME);
  return text === '' || /^-+$/.test(text) ? null : text;
}

/** The register's words are capitals; anything else is not repeated. */
const wordOf = (fault: unknown): string =>
  typeof fault === 'string' && /^[A-Z_-]{1,60}$/.test(fault) ? fault : 'no answer that says anything';

async function bounded(response: Response): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > MAX_BODY_BYTES) throw new VatRegisterSilent('an answer without end');
    chunks.push(Buffer.from(chunk as Uint8Array));
  }
  return Buffer.concat(chunks).toString('utf8');
}

function objectOf(text: string): ViesBody {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return {};
    const { errorWrappers } = parsed as ViesBody;
    return { ...(parsed as ViesBody), ...(Array.isArray(errorWrappers) ? {} : { errorWrappers: undefined }) };
  } catch {
    return {};
  }
}
