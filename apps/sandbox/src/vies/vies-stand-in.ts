import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../http.js';

/** What is said of a number; `unavailable` stands for a member state that does not answer. */
export type ViesVerdict = 'valid' | 'invalid' | 'unavailable';

interface Question {
  countryCode?: string;
  vatNumber?: string;
  requesterMemberStateCode?: string;
  requesterNumber?: string;
}

const PATH = '/vies/check-vat-number';
const STATES = new Set(
  'AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI'.split(' '),
);

/**
 * The EU's register of VAT numbers (VIES), its REST service. By the number: its last two digits 00 = not registered, 99 = the member state does not answer, anything else = registered.
 * A script may say otherwise of single numbers. Germany and Spain tell no names, as in life.
 */
export class ViesStandIn {
  /** Every question, oldest first. */
  readonly questions: Question[] = [];
  private readonly verdicts = new Map<string, ViesVerdict>();
  private isDown = false;

  knows(path: string): boolean {
    return path.startsWith('/vies/');
  }

  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (request.method !== 'POST' || path !== PATH) return sendJson(response, 404, { error: 'Not Found' });
    const question = JSON.parse(await readBody(request)) as Question;
    this.questions.push(question);
    const { countryCode = '', vatNumber = '', requesterMemberStateCode: asker, requesterNumber } = question;
    if (this.isDown) return failed(response, 500, 'SERVICE_UNAVAILABLE');
    if (!STATES.has(countryCode) || vatNumber === '') return failed(response, 400, 'INVALID_INPUT');
    if (asker !== undefined && (!STATES.has(asker) || requesterNumber === undefined))
      return failed(response, 400, 'INVALID_REQUESTER_INFO');
    const verdict = this.verdicts.get(`${countryCode}${vatNumber}`) ?? byNumber(vatNumber);
    if (verdict === 'unavailable') return failed(response, 200, 'MS_UNAVAILABLE');
    const isTold = verdict === 'valid' && countryCode !== 'DE' && countryCode !== 'ES';
    sendJson(response, 200, {
      countryCode,
      vatNumber,
      requestDate: new Date().toISOString(),
      valid: verdict === 'valid',
      requestIdentifier: asker === undefined ? '' : `WAPI${String(this.questions.length).padStart(12, 'A')}`,
      name: isTold ? `COMPANY ${vatNumber}` : '---',
      address: isTold ? `1 MAIN STREET ${countryCode}` : '---',
    });
  }

  /** `GET` and `POST /_control/vies`: `{ "down": true }`, `{ "answers": { "DE136695976": "invalid" } }`. */
  control(call: string, body: Record<string, unknown>): unknown {
    if (call === 'GET /vies') return { questions: this.questions };
    if (call !== 'POST /vies') return undefined;
    if (typeof body['down'] === 'boolean') this.isDown = body['down'];
    for (const [number, verdict] of Object.entries((body['answers'] ?? {}) as Record<string, ViesVerdict>))
      this.verdicts.set(number, verdict);
    return { down: this.isDown, answers: Object.fromEntries(this.verdicts) };
  }
}

function byNumber(number: string): ViesVerdict {
  const end = number.replace(/\D/g, '').slice(-2);
  if (end === '00') return 'invalid';
  return end === '99' ? 'unavailable' : 'valid';
}

const failed = (response: ServerResponse, status: number, error: string): void =>
  sendJson(response, status, { actionSucceed: false, errorWrappers: [{ error }] });
