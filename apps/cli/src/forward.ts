import { signWebhook } from '@app/sdk';

/** A message as an endpoint gets it. */
export interface Message {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly subject: string;
  readonly sequence: number | null;
  readonly data: object;
}

const TIMEOUT_MS = 15_000;

/** A secret like those of endpoints, for this run. */
export function newSecret(): string {
  return `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}`;
}

/** Sends a message as the platform sends it: signed, no redirects followed. @returns the status, or why there is none */
export async function forward(
  url: string,
  secret: string,
  message: Message,
): Promise<{ status: number } | { fault: string }> {
  const body = JSON.stringify(message);
  const headers = await signWebhook(body, secret, { id: message.id });
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return { status: response.status };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { fault: cause instanceof Error ? cause.message : String(cause) };
  }
}
