import { ApiProblem } from './api/index.ts';

/**
 * A refusal in words of the page, for it knows more than the general words of its code: at a field of the form, or for all of it. Its code has no words, so that
 * none stand in for these.
 */
export const inWords = ({ title, status, requestId }: ApiProblem, words: string, field?: string): ApiProblem =>
  new ApiProblem(
    'in-words',
    title,
    words,
    status,
    requestId,
    field === undefined ? [] : [{ pointer: `/${field}`, detail: words }],
  );
