import type { ProblemTexts } from './problem-text.js';

/** Of requests as such, whatever they ask for; of people, licensees and advisors. */
export const KERNEL: ProblemTexts = {
  internal: {
    means:
      'Something broke on our side. Whether the request had an effect is not known; nothing more is said than its id.',
    remedy:
      'Send the same request again under the same `Idempotency-Key`: it is carried out once at the most. If it stays, send us the `requestId`.',
    detail: 'Something went wrong on our side. Tell us the request id.',
  },
  'api-key-scope-missing': {
    means:
      'The key is known and works, but the route, or something that was asked to be sent along (`expand`), needs a scope that the key does not have.',
    remedy:
      'Use a key with the scope that `scope` names. Scopes of a key never change: an owner or admin makes another key on the page Keys.',
    detail: 'The request needs the scope wallets:read.',
    members: { scope: ['The scope that is missing', 'wallets:read'] },
  },
  'body-too-large': {
    means: 'The body has more bytes than this route takes. It was not read to its end, and nothing was done.',
    remedy: 'Send less in one request: split lists, or shrink the picture before it is sent.',
    detail: 'The body is larger than this route takes.',
  },
  'export-too-large': {
    means: 'The rows of the period are more than one file may hold. No part of the file was made.',
    remedy: 'Ask for the same export in shorter periods with `from` and `to`, one after the other.',
    detail: 'A file holds at most 100000 rows. Choose a shorter period.',
  },
  'external-id-taken': {
    means:
      'Another user, advisor or booking of yours has the `externalId` that you sent. An `externalId` names one thing of its kind.',
    remedy:
      'If you sent the same thing twice, go on with `id`: it is the one that you made before. Otherwise choose another `externalId`.',
    detail: 'usr_01hx0000000000000000000000 has the externalId customer-17.',
    members: {
      id: ['What has the name', 'usr_01hx0000000000000000000000'],
      externalId: ['The name', 'customer-17'],
    },
  },
  forbidden: {
    means: 'It is known who asks, and the route is not open for their role, or not from where they stand.',
    remedy:
      'Ask as somebody with a role that the reference names at the operation (`x-audience`). Signing in again changes nothing.',
    detail: 'This route is not open for your role.',
  },
  'headers-too-large': {
    means:
      'The lines of the header are too long together, most often because of cookies of another program on the same host.',
    remedy: 'Send fewer or shorter headers; delete the cookies of this host.',
    detail: 'Send fewer or smaller headers.',
  },
  'idempotency-key-in-flight': {
    means: 'A request with the same `Idempotency-Key` is being carried out at this moment. This one did nothing.',
    remedy:
      'Wait a second (`Retry-After`) and send it again with the same key: you then get the answer of the first one.',
    detail: 'Wait for its answer, or repeat in a moment.',
  },
  'idempotency-key-missing': {
    means:
      'The request moves money or begins a call, and came without the header `Idempotency-Key`. It was not carried out.',
    remedy:
      'Send a fresh random value of 1 to 255 visible characters, a UUID for example, and keep it with the order that it belongs to, so that a repeat has the same one.',
    detail:
      'Send a fresh random value of 1 to 255 visible characters in the Idempotency-Key header, and the same one when you repeat the request.',
  },
  'idempotency-key-reused': {
    means:
      'The `Idempotency-Key` was used in the last 24 hours with another path or another body. The first request stands; this one did nothing.',
    remedy: 'Use a fresh key for a new request. For a repeat send exactly the same path and body.',
    detail: 'The same key came with another path or body. Use a fresh key for a new request.',
  },
  'invalid-request': {
    means:
      'The body or a parameter lacks something, has a member that is not known, or a value that is not allowed. All faults are named at once; nothing was done.',
    remedy:
      'Correct each place that `errors` names by its JSON pointer. Repeating the same request gives the same answer.',
    detail: 'One or more values are missing or not allowed.',
    members: {
      errors: [
        'Each fault: `pointer` into the body (or the name of the parameter), and what is wrong there',
        [{ pointer: '/amountMinor', detail: 'must not be less than 1' }],
      ],
    },
  },
  'malformed-body': {
    means:
      'The body is no JSON in UTF-8, is nested deeper than we read, or has a member such as `__proto__` that no object may have.',
    remedy: 'Let a JSON library write the body, and send it with `content-type: application/json`.',
    detail: 'The body is not valid JSON in UTF-8.',
  },
  'malformed-http': {
    means:
      'What came over the connection is no HTTP request that can be trusted, for example with two lengths. The connection was closed.',
    remedy: 'Use a current HTTP library; look at what a proxy on the way makes of the request.',
    detail: 'This is not a valid HTTP request.',
  },
  'not-found': {
    means:
      'There is no such thing for you: it never was, it is gone, it belongs to another licensee, or it is of the other mode (live or test). The answer is the same for all of them.',
    remedy:
      'Check the id and the path, and that the key is of the mode in which the thing was made: `sk_test_` finds nothing of the real business and `sk_live_` nothing of test mode.',
    detail: 'No such resource.',
  },
  'rate-limited': {
    means: 'The limit of this route, for this key, person or address, is used up. The request was not carried out.',
    remedy:
      'Wait for the seconds of `Retry-After`, then send the same request again. Spread requests over time; the headers `RateLimit` and `RateLimit-Policy` say what is left.',
    detail: 'Try again in 12 s.',
    members: { retryAfterSeconds: ['Seconds until the next request is taken', 12] },
  },
  'request-timeout': {
    means: 'The request did not arrive whole in time. Nothing was begun.',
    remedy: 'Send it again without pauses between its parts; on a slow line send less at once.',
    detail: 'Send the whole request without pauses.',
  },
  unauthenticated: {
    means:
      'The route needs somebody who is signed in, and the access token is missing, has expired (it lives for ten minutes), or belongs to another host.',
    remedy:
      'Programs send their key as `Authorization: Bearer sk_...`. Pages exchange their refresh token for a new access token and ask again; if that is refused, sign in again.',
    detail: 'The access token is missing, expired or not valid here.',
  },
  unavailable: {
    means:
      'The service cannot answer now, for example while its database changes over. Whether the request had an effect may not be known.',
    remedy: 'Send the same request again after `Retry-After`, under the same `Idempotency-Key` when it moves money.',
    detail: 'Send the same request again in a moment.',
  },
  'unknown-expansion': {
    means:
      'An `expand` names something that cannot be sent along at this route, or goes deeper than it may. Nothing was read.',
    remedy: 'Ask for one of the names in `known`, as the reference lists them at the operation.',
    detail: '"wallet" cannot be expanded here. What can: advisor, caller.',
    members: {
      field: ['What you asked for', 'wallet'],
      known: ['What can be expanded here', ['advisor', 'caller']],
    },
  },
  'unsupported-media-type': {
    means: 'The body has a content type that this route does not read.',
    remedy:
      'Send `content-type: application/json`; routes for pictures take `image/png`, `image/jpeg` and `image/webp`.',
    detail: 'Send application/json.',
  },
  'no-such-version': {
    means: 'Somebody agreed to a version of a legal page that was never published in that language.',
    remedy: 'Read the page again (`GET /v1/legal/{kind}`), show it, and send the version that it names.',
    detail: 'Version 7 of "terms" was never published in "de". Read the page again and ask again.',
  },

  'account-frozen': {
    means:
      'The password is right, and the account was frozen by the team of this service: nobody signs in, no call begins.',
    remedy:
      'The person asks the support of the service. Staff with the right to do so unfreeze the account on its page in the admin.',
    detail: 'Ask the support of this service.',
  },
  'adult-attestation-required': {
    means: 'An account was to be made without the word that the person is an adult. The service is for adults only.',
    remedy:
      'Ask the person, and send `adult: true` when they have confirmed that they are 18 or older. Never send it on your own account.',
    detail: 'Confirm that you are 18 or older.',
  },
  'email-taken': {
    means:
      'Another account of this licensee has the e-mail address. Said to staff and keys only; the public sign-up never tells who is there.',
    remedy: 'Find the account by its address and go on with it, or use another address.',
    detail: 'Use another address.',
  },
  'external-token-refused': {
    means: 'The token by which your site signs a user in was refused, for the cause in `reason`. Nobody was signed in.',
    remedy:
      'Correct what `reason` names where the token is made: signature and key (`kid`), audience, times (it lives for minutes), `jti` (each works once). [The guide](/docs/signed-sign-in) has a whole token.',
    detail: 'The token was refused: expired.',
    members: { reason: ['Why, one of a closed list', 'expired'] },
  },
  'foreign-origin': {
    means: 'A page of another host sent a request that only pages of this service may send with a cookie.',
    remedy: 'Sign in on the page of this service. Programs use a key and no cookie.',
    detail: 'Sign in on the page of this service.',
  },
  'invalid-access-code': {
    means:
      'The code by which staff of the operator enter a tenant is unknown, was used, is older than a minute, or belongs to another licensee.',
    remedy: 'Ask for a new one on the page of the licensee and use it at once. Each works one time.',
    detail: 'Ask for a new one; each works once and for a minute.',
  },
  'invalid-credentials': {
    means: 'The address is unknown, the password is wrong, or the account was closed: the answer does not tell which.',
    remedy: 'Check both. Who has forgotten the password asks for a link by "Forgot password".',
    detail: 'Check both and try again.',
  },
  'invalid-link': {
    means:
      'The link of a mail (invitation, new password, other address) is too old, was used before, was not copied whole, or is another licensee’s.',
    remedy: 'Ask for a new mail, and use the link of the newest one.',
    detail: 'It is too old, was used before, or was not copied whole. Ask for another one.',
  },
  'invalid-refresh-token': {
    means: 'The session has ended: it expired, was revoked, its token was used twice, or it was signed out.',
    remedy: 'Forget both tokens and sign in again. Two windows must not use one refresh token: share the newer one.',
    detail: 'Sign in again.',
  },
  'last-owner': {
    means: 'The change would leave the licensee without an owner.',
    remedy: 'Make somebody else an owner first, then repeat it.',
    detail: 'Make somebody else an owner first.',
  },
  'sign-in-key-exists': {
    means: 'A public key for sign-ins with this `kid` works already.',
    remedy: 'Give the new key another `kid`, or revoke the old one first.',
    detail: 'Give the new key another kid, or revoke the old one first.',
  },
  'too-many-sign-in-keys': {
    means: 'As many public keys for sign-ins work as may work at a time.',
    remedy: 'Revoke one that signs nothing any more, then add the new one.',
    detail: 'At most 5 keys work at a time. Revoke one that is not used.',
    members: { most: ['How many may work at a time', 5] },
  },
  'wrong-face': {
    means: 'The sign-in is right, and the account belongs to another of the web applications: site, pro, admin or ops.',
    remedy: 'Lead the person to the application that `face` names, and sign in there.',
    detail: 'Your account belongs to "pro".',
    members: { face: ['Where the account works', 'pro'] },
  },
  'wrong-password': {
    means: 'For this step the person’s current password is asked for again, and it is not right. The session goes on.',
    remedy: 'Ask for the password again. Do not refresh the token or sign out: the session is fine.',
    detail: 'Type the password that you sign in with.',
  },

  'brand-draft-changed': {
    means: 'Somebody else has saved the draft of the brand since you read it. Your change was not saved over theirs.',
    remedy: 'Load the draft again, make the change on it, and save it.',
    detail: 'Somebody has changed the draft since you read it. Load it again.',
  },
  'change-planned': {
    means: 'A change of prices or terms waits for its day, and there can be one at a time.',
    remedy: 'Cancel the planned change, or wait until it is in force.',
    detail: 'One change can be planned at a time. Cancel it first.',
  },
  'checklist-not-done': {
    means: 'The site cannot open yet: items of its checklist are not done.',
    remedy: 'Do what `missing` names; the checklist in the admin leads to each page.',
    detail: 'Not done yet: legal_pages, payments.',
    members: { missing: ['Items that are not done', ['legal_pages', 'payments']] },
  },
  'domain-needed': {
    means:
      'The domain is the last one, or the primary one, of the licensee: without it the site would have no address.',
    remedy: 'Add another domain, or make another one primary, then remove this one.',
    detail: 'It is the primary one: make another one primary first.',
  },
  'domain-not-verified': {
    means: 'The last check of the domain was not good, so it cannot be the primary one.',
    remedy:
      'Set the records that the page Domains shows at your DNS provider, have the domain checked again, and repeat it.',
    detail: 'Only a domain whose last check was good can be the primary one.',
  },
  'domains-changed': {
    means: 'Somebody else has changed the domains since you read them.',
    remedy: 'Read the list again and repeat what is still needed.',
    detail: 'Look at the domains again and repeat what is still needed.',
  },
  'host-taken': {
    means: 'The host name is in use on this platform.',
    remedy: 'Choose another host. If it is yours, remove it where it is used now.',
    detail: 'Choose another host name.',
  },
  'image-refused': {
    means: 'The file is no picture that can be used: another format, too many or too few pixels. `detail` says which.',
    remedy: 'Send a PNG, JPEG or WebP of the size that `detail` asks for.',
    detail: 'The picture is 12 x 300 pixels: too small or too narrow. Each side needs at least 16 pixels.',
  },
  'licensee-suspended': {
    means:
      'The operator has suspended this service: no new calls and top-ups. What runs is finished, and money can still go back and be paid out.',
    remedy: 'Show that it is paused. The licensee clears it with the operator; repeating the request does not help.',
    detail: 'New calls and top-ups are not possible at the moment.',
  },
  'limit-below-use': {
    means: 'A limit of a licensee was to be set below what is in use.',
    remedy: 'Set it to `used` or more, or reduce what is in use first.',
    detail: 'maxAdvisors would be 3, and 5 are in use.',
    members: {
      limit: ['Which limit', 'maxAdvisors'],
      value: ['What it would be', 3],
      used: ['What is in use', 5],
    },
  },
  'limit-reached': {
    means: 'The licence allows no more of this: advisors, calls at a time, or what `limit` names.',
    remedy:
      'Free some of it, or agree on another plan with the operator. For calls at a time: try again when one has ended.',
    detail: 'maxAdvisors is 5.',
    members: { limit: ['Which limit', 'maxAdvisors'], value: ['How much it allows', 5] },
  },
  'api-limit-reached': {
    means: 'All keys of the licensee together have used up the requests of this minute that the licence allows.',
    remedy:
      'Wait for the seconds of `Retry-After`. Ask less often: use webhooks or `GET /v1/events` in place of polling.',
    detail: 'maxApiPerMinute is 600. Try again in 24 s.',
    members: {
      limit: ['Which limit', 'maxApiPerMinute'],
      value: ['Requests a minute', 600],
      retryAfterSeconds: ['Seconds until the next minute', 24],
    },
  },
  'no-draft': {
    means: 'There is no draft of this page in this language, so there is nothing to publish.',
    remedy: 'Save a draft first, then publish it.',
    detail: 'Save a draft of this page in this language first.',
  },
  'not-in-test-mode': {
    means:
      'What was asked for reaches the world outside or has no test mode: it was asked with a test key, or with the header `Test-Mode`, where that is not possible.',
    remedy:
      'Leave the header out for real things. In test mode use the routes under `/v1/test` that do it in place of people and banks. [Test mode](/docs/test-mode).',
    detail:
      'Test mode simulates calls, payments, refunds, disputes and payouts. It reaches no bank and no telephone, and nobody signs in.',
  },
  'test-mode-only': {
    means: 'The route exists for tests only, and it was asked with a live key or by somebody of the real business.',
    remedy: 'Use a key that begins with `sk_test_`.',
    detail: 'Use a key of test mode: it begins with sk_test_.',
  },
  'not-open-yet': {
    means: 'The site has not gone live: nobody can sign up, top up or call there yet.',
    remedy: 'The licensee opens it in the admin when the checklist is done. Test with a test key until then.',
    detail: 'It opens once everything is set up.',
  },
  'platform-host': {
    means: 'The host ends with the platform’s own name; such hosts are given by the operator.',
    remedy: 'Add a domain of your own, or ask the operator for the host.',
    detail: "Hosts under the platform's own name are given by the operator. Add a domain of your own.",
  },
  'pricing-changed': {
    means: 'Somebody else has changed the rules of prices since you read them.',
    remedy: 'Read the rules again and repeat what is still needed.',
    detail: 'Look at the rules again and repeat what is still needed.',
  },
  'shares-too-high': {
    means: 'The operator’s share and that of an advisor would be more than the whole price.',
    remedy: 'Lower the advisor’s share first, or the operator’s: together they may be 10,000 basis points.',
    detail: "The operator's 4500 and an advisor's 6000 basis points are more than 10000 together.",
    members: {
      operatorShareBp: ['The operator’s share, in basis points', 4500],
      advisorShareBp: ['The highest share of an advisor, in basis points', 6000],
    },
  },
  'slug-taken': {
    means: 'Another licensee has this short address.',
    remedy: 'Choose another one.',
    detail: 'Choose another short address.',
  },
  'switched-off': {
    means: 'The operator has switched this off for this service, for a time or for good.',
    remedy:
      'Show that it is not possible now, and try later. The licensee asks the operator for the switch that `switch` names.',
    detail: 'New top-ups are not possible at the moment. Try again later.',
    members: { switch: ['What is off', 'topUps'] },
  },
  'too-many-domains': {
    means: 'The licensee has as many domains as it may have.',
    remedy: 'Remove one that is not used, then add the new one.',
    detail: 'A licensee has 20 domains at the most. Remove one first.',
  },

  'advisor-move-refused': {
    means:
      'A profile is approved when it is pending, suspended when it is active, and reinstated when it is suspended; this one is in another state.',
    remedy: 'Read the advisor again; perhaps somebody else did it. `advisorStatus` says how it stands.',
    detail: 'A profile that is active cannot be approved.',
    members: { advisorStatus: ['State of the profile', 'active'] },
  },
  'advisor-not-active': {
    means: 'The profile of the advisor is not open: it waits for approval or is suspended. They cannot go online.',
    remedy: 'Staff approve or reinstate the profile (`POST /v1/staff/advisors/{id}/approve`).',
    detail: 'The licensee has not opened this profile, or has closed it.',
  },
  'already-advisor': {
    means: 'The person has an advisor profile; each has one.',
    remedy: 'Change the profile that is there.',
    detail: 'A person has one advisor profile.',
  },
  'photo-refused': {
    means: 'The file is no whole picture, is of another format, or has more than 40 million pixels.',
    remedy: 'Send a PNG, JPEG or WebP, scaled down before it is sent.',
    detail: 'Send one whole PNG, JPEG or WebP picture of at most 40 million pixels.',
  },
  'rate-outside-limits': {
    means: 'The price of a minute is below or above what the licensee allows.',
    remedy: 'Choose a rate between `minMinor` and `maxMinor`.',
    detail: 'A rate must be at least 50 and at most 500, in minor units per minute.',
    members: {
      minMinor: ['The least, in minor units a minute; null = none', 50],
      maxMinor: ['The most; null = none', 500],
    },
  },
  'share-too-high': {
    means: 'The advisor’s share and the operator’s would be more than the whole price.',
    remedy: 'Set a share of `maxShareBp` or less.',
    detail: "The advisor's share of 9000 and the operator's of 1500 basis points are more than 10000 together.",
    members: {
      shareBp: ['The share that was asked for, in basis points', 9000],
      operatorShareBp: ['The operator’s share', 1500],
      maxShareBp: ['The highest that is possible', 8500],
    },
  },
  'too-many-exceptions': {
    means: 'The schedule has as many dates that differ from the week as it may have.',
    remedy: 'Remove some of the dates to come, then add the new one.',
    detail: 'Remove some of the dates to come that differ from the week, then try again.',
  },
};
