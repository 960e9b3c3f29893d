import { createHash, randomBytes } from 'node:crypto';

interface Grant {
  readonly account: string;
  readonly clientId: string;
  revoked: boolean;
}
interface Code {
  readonly grant: Grant;
  readonly challenge: string;
  readonly redirectUri: string;
}

export interface TokenAnswer {
  status: number;
  body: Record<string, unknown>;
}

const CODE = () => randomBytes(16).toString('hex');
const refusal = (error: string, description: string): TokenAnswer => ({
  status: 400,
  body: { error, error_description: description },
});

/** Consents and tokens of a vendor: OAuth 2 with PKCE (RFC 6749, RFC 7636). */
export class Grants {
  /** Seconds that an access token lives. */
  lifetime = 3_600;
  /** Calls of the token endpoint that fetched a new token. */
  refreshes = 0;
  private readonly codes = new Map<string, Code>();
  private readonly access = new Map<string, { grant: Grant; until: number }>();
  private readonly refresh = new Map<string, Grant>();

  /** @param rotates a refresh token is good once: the answer has the next one. Both vendors may do that; here one of them does */
  constructor(
    private readonly prefix: string,
    private readonly rotates: boolean,
  ) {}

  /** The person at `account` has said yes. */
  allow(
    account: string,
    { clientId, challenge, redirectUri }: { clientId: string; challenge: string; redirectUri: string },
  ) {
    const code = CODE();
    this.codes.set(code, { grant: { account, clientId, revoked: false }, challenge, redirectUri });
    return code;
  }

  answer(form: URLSearchParams, scope: string): TokenAnswer {
    const clientId = form.get('client_id') ?? '';
    if (clientId === '' || !form.get('client_secret')) return { status: 401, body: { error: 'invalid_client' } };
    if (form.get('grant_type') === 'authorization_code') {
      const code = this.codes.get(form.get('code') ?? '');
      this.codes.delete(form.get('code') ?? '');
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (!code || code.grant.clientId !== clientId) return refusal('invalid_grant', 'Bad Request');
      if (code.challenge !== challenge) return refusal('invalid_grant', 'Invalid code verifier.');
      if (code.redirectUri !== form.get('redirect_uri')) return refusal('redirect_uri_mismatch', 'Bad Request');
      return this.issue(code.grant, scope, true);
    }
    if (form.get('grant_type') === 'refresh_token') {
      const token = form.get('refresh_token') ?? '';
      const grant = this.refresh.get(token);
      if (!grant || grant.revoked || grant.clientId !== clientId)
        return refusal('invalid_grant', 'Token has been expired or revoked.');
      this.refreshes++;
      if (this.rotates) this.refresh.delete(token);
      return this.issue(grant, scope, this.rotates);
    }
    return refusal('unsupported_grant_type', 'Bad Request');
  }

  /** Whose calendar a request may use; undefined = 401. */
  accountOf(authorization: string | undefined): string | undefined {
    const known = this.access.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
    return known && !known.grant.revoked && known.until > Date.now() ? known.grant.account : undefined;
  }

  expireAccess(): void {
    for (const token of this.access.values()) token.until = 0;
  }

  /** The person takes the consent back in the settings of their account. */
  revoke(account: string | undefined): void {
    for (const { grant } of this.access.values())
      if (account === undefined || grant.account === account) grant.revoked = true;
    for (const grant of this.refresh.values())
      if (account === undefined || grant.account === account) grant.revoked = true;
  }

  private issue(grant: Grant, scope: string, withRefresh: boolean): TokenAnswer {
    const access = `${this.prefix}at_${randomBytes(20).toString('hex')}`;
    this.access.set(access, { grant, until: Date.now() + this.lifetime * 1000 });
    const body: Record<string, unknown> = {
      access_token: access,
      token_type: 'Bearer',
      expires_in: this.lifetime,
      scope,
    };
    if (withRefresh) {
      const refresh = `${this.prefix}rt_${randomBytes(20).toString('hex')}`;
      this.refresh.set(refresh, grant);
      body['refresh_token'] = refresh;
    }
    return { status: 200, body };
  }
}
