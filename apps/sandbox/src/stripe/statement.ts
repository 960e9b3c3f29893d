import { invalidRequest } from './refusal.js';

/** What stands on a bank statement: at most 22 characters, Latin, with a letter, and without < > \ ' " *. */
export function checkStatement(text: string | null | undefined, param: string): void {
  if (text === null || text === undefined) return;
  if (text.length > 22)
    throw invalidRequest('The statement descriptor must be at most 22 characters.', undefined, param);
  if (/[<>\\'"*]/.test(text) || !/^[ -~]*$/.test(text))
    throw invalidRequest(`The statement descriptor contains invalid characters: ${text}`, undefined, param);
  if (!/[a-z]/i.test(text))
    throw invalidRequest('The statement descriptor must contain at least one alphabetic character.', undefined, param);
}
