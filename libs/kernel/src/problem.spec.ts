import { describe, expect, it } from '@jest/globals';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { problemBody } from './problem-body.js';
import {
  InvalidRequest,
  NotFound,
  Problem,
  RateLimited,
  Unavailable,
  mapViolations,
  translateDatabaseError,
} from './problem.js';

class SpecProblem extends Problem {
  static override readonly type = 'spec-problem';
  static override readonly title = 'For this spec only';
  static override readonly status = 409;
}

describe('the body of a problem', () => {
  it('has every member of RFC 9457, the code and the request id', () => {
    expect(problemBody(new SpecProblem('Why it is so.', { needMinor: 5 }), 'req-1')).toEqual({
      type: '/problems/spec-problem',
      title: 'For this spec only',
      status: 409,
      detail: 'Why it is so.',
      instance: 'urn:request:req-1',
      code: 'spec-problem',
      requestId: 'req-1',
      needMinor: 5,
    });
  });

  it('cannot be changed by an extension with a reserved name', () => {
    const forged = { type: 'x', title: 'x', status: 200, detail: 'x', instance: 'x', code: 'x', requestId: 'x' };
    expect(problemBody(new SpecProblem('real', forged), 'req-1')).toEqual(
      problemBody(new SpecProblem('real'), 'req-1'),
    );
  });

  it('carries the pointers of a malformed request', () => {
    const errors = [{ pointer: '/amountMinor', detail: 'must be an integer' }];
    expect(problemBody(new InvalidRequest(errors), 'r')).toMatchObject({ status: 422, errors });
  });

  it('says when to come back', () => {
    expect(new RateLimited(7).headers).toEqual({ 'retry-after': '7' });
    expect(problemBody(new RateLimited(7), 'r')).toMatchObject({ status: 429, retryAfterSeconds: 7 });
    expect(new Unavailable().headers).toEqual({ 'retry-after': '1' });
  });
});

describe('a database error', () => {
  const driver = (fields: object) => Object.assign(new Error('driver'), fields);
  const failed = (fields: object) => new QueryFailedError('select 1', [], driver(fields));

  it('becomes the problem that the module declared for its constraint', () => {
    mapViolations({ spec_constraint: () => new SpecProblem('taken') });
    expect(translateDatabaseError(failed({ code: '23505', constraint: 'spec_constraint' }))).toBeInstanceOf(
      SpecProblem,
    );
    expect(translateDatabaseError(driver({ code: '23505', constraint: 'spec_constraint' }))).toBeInstanceOf(
      SpecProblem,
    );
  });

  it('makes a connection that died in a transaction a refusal to try again', () => {
    expect(translateDatabaseError(new QueryRunnerAlreadyReleasedError())).toBeInstanceOf(Unavailable);
  });

  it.each(['40P01', '40001', '55P03', '57014', '08006', '57P01', '53300', 'ECONNREFUSED', 'ECONNRESET'])(
    'of code %s becomes "unavailable": the same request may come again',
    (code) => {
      expect(translateDatabaseError(failed({ code }))).toBeInstanceOf(Unavailable);
    },
  );

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect'])(
    'without a code that says "%s" becomes "unavailable"',
    (message) => {
      expect(translateDatabaseError(new Error(message))).toBeInstanceOf(Unavailable);
    },
  );

  it('that nobody declared stays what it is, and so does everything else', () => {
    const unknown = failed({ code: '23505', constraint: 'nobody_knows' });
    expect(translateDatabaseError(unknown)).toBe(unknown);
    const notFound = new NotFound();
    expect(translateDatabaseError(notFound)).toBe(notFound);
    for (const odd of [undefined, null, 'text', 5, new Error('other')]) expect(translateDatabaseError(odd)).toBe(odd);
  });
});
