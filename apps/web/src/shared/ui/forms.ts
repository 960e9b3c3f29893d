import { type FormErrors, type UseFormInput, type UseFormReturnType, useForm } from '@mantine/form';
import { useState } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { useProblemText } from './states.tsx';

export interface ProblemForm<V extends Record<string, unknown>> extends UseFormReturnType<V> {
  /** What went wrong with the whole form; shown above the button. What was typed stays. */
  readonly failure: string | null;
  readonly isSending: boolean;
  /** For `<form onSubmit>`: sends once however often it is pressed, and puts the API's pointer errors at their fields. */
  readonly send: (work: (values: V) => Promise<void>) => (event?: React.FormEvent<HTMLFormElement>) => void;
}

/**
 * A form whose errors are the API's: a pointer `/email` is shown at the field `email`. A pointer without a field is shown as the failure.
 * @param fields names of body members whose field has another name in the form
 */
export function useProblemForm<V extends Record<string, unknown>>(
  input: UseFormInput<V>,
  fields: Readonly<Record<string, string>> = {},
): ProblemForm<V> {
  const form = useForm<V>(input);
  const words = useProblemText();
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);

  const focusFirst = (errors: FormErrors): void => {
    const first = Object.keys(errors)[0];
    if (first !== undefined) form.getInputNode(first)?.focus();
  };

  const show = (error: unknown): void => {
    const known: FormErrors = {};
    const others: string[] = [];
    for (const { pointer, detail } of error instanceof ApiProblem ? error.errors : []) {
      const member = pointer.slice(1).replaceAll('/', '.');
      const field = fields[member] ?? member;
      const head = field.split('.')[0]!;
      const values = form.getValues();
      // One field may stand for a whole list: what is wrong with a line of it is shown there.
      if (head in values) known[hasInnerFields(values[head]) ? field : head] = detail;
      else others.push(detail);
    }
    form.setErrors(known);
    focusFirst(known);
    const isAtFields = Object.keys(known).length > 0;
    setFailure(others.length > 0 ? others.join(' ') : isAtFields ? null : words(error));
  };

  const send: ProblemForm<V>['send'] = (work) =>
    form.onSubmit((values) => {
      if (isSending) return;
      setSending(true);
      setFailure(null);
      void work(values)
        .catch(show)
        .finally(() => setSending(false));
    }, focusFirst) as (event?: React.FormEvent<HTMLFormElement>) => void;

  return { ...form, failure, isSending, send };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const hasInnerFields = (value: unknown): boolean =>
  Array.isArray(value) ? value.some((one) => isObject(one)) : isObject(value);
