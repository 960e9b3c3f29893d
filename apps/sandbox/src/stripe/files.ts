import type { Stripe } from 'stripe';
import { recordEvent } from './events.js';
import { invalidRequest } from './refusal.js';
import type { StripeState } from './state.js';

/** Stripe's limits for evidence (docs.stripe.com/file-upload). */
const TYPES: Record<string, string> = { 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' };
const EVIDENCE_BYTES = 5_000_000;

/** `files.create`: what the file is, is kept; the bytes are not. */
export function createFile(state: StripeState, params: Stripe.FileCreateParams): Stripe.File {
  const { file } = params;
  const size = typeof file.data === 'string' ? file.data.length : file.data.byteLength;
  if (size === 0) throw invalidRequest('The file is empty.', undefined, 'file');
  const extension = TYPES[file.type ?? ''];
  if (params.purpose === 'dispute_evidence' && (!extension || size > EVIDENCE_BYTES)) {
    throw invalidRequest(
      'Evidence must be a PDF, JPEG or PNG file of at most 5 MB.',
      size > EVIDENCE_BYTES ? 'file_too_large' : 'invalid_file_type',
      'file',
    );
  }
  const made: Stripe.File = {
    id: state.newId('file'),
    object: 'file',
    created: state.clock.seconds(),
    expires_at: null,
    filename: file.name ?? null,
    links: { object: 'list', data: [], has_more: false, url: '/v1/file_links' },
    purpose: params.purpose,
    size,
    title: null,
    type: extension ?? null,
    url: null,
  };
  state.save<Stripe.File>(made);
  recordEvent(state, 'file.created', made);
  return made;
}
