import { Button, Radio, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { isProblem } from '~/shared/api/index.ts';
import { parseMoney } from '~/shared/format.ts';
import { inWords } from '~/shared/in-words.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';

/** One way to end it; with `amount` money moves: how it is called, and why a typed amount is not taken. */
interface Way<Name extends string> {
  readonly value: Name;
  readonly label: string;
  readonly description?: string;
  readonly amount?: {
    readonly label: string;
    readonly description?: string;
    /** What is wrong with so much, in minor units; undefined = no amount was typed. */
    readonly wrong: (minor: number | undefined) => string | null;
  };
}

interface Decision<Name extends string> {
  readonly way: Name;
  /** Minor units; undefined where the way takes none. */
  readonly amountMinor: number | undefined;
  readonly reason: string;
  readonly note: string;
}

/** More was asked for than there is: the problem that says so, its member with what there is, and our words for it. */
interface Above {
  readonly code: string;
  readonly member: string;
  readonly words: (minor: number) => string;
}

interface MoneyDecisionProps<Name extends string> {
  readonly button: {
    readonly label: string;
    readonly icon: ReactNode;
    readonly variant?: 'default';
    readonly disabled?: boolean;
  };
  readonly title: string;
  readonly text?: string;
  readonly how: string;
  /** The first one is chosen when the dialog opens, unless `first` names another. */
  readonly ways: readonly Way<Name>[];
  readonly first?: Name;
  readonly currency: string | undefined;
  /** As it is typed. */
  readonly amount?: string;
  readonly reason: {
    readonly label: string;
    readonly description: string;
    readonly empty: string;
    readonly max: number;
  };
  readonly note?: { readonly label: string; readonly description: string };
  readonly above?: readonly Above[];
  /** Sends it; what it throws is shown, with the dialog open. @returns what to tell */
  readonly send: (decision: Decision<Name>) => Promise<string>;
}

/** A button and its dialog for who gives money back or does not: in which way, how much, and why. The person reads the reason. */
export function MoneyDecision<Name extends string>(props: MoneyDecisionProps<Name>) {
  const { button, title, text, how, ways, currency, reason: why, note, above = [], send } = props;
  const [isOpen, { open, close }] = useDisclosure(false);
  const [way, setWay] = useState(props.first ?? ways[0]!.value);
  const { amount } = ways.find(({ value }) => value === way)!;
  const form = useProblemForm(
    {
      mode: 'controlled',
      initialValues: { amount: props.amount ?? '', reason: '', note: '' },
      validate: {
        amount: (typed) => amount?.wrong(parseMoney(typed, currency)) ?? null,
        reason: (typed) => (typed.trim() === '' ? why.empty : null),
      },
    },
    { amountMinor: 'amount' },
  );
  const submit = form.send(async (typed) => {
    const told = await send({
      way,
      amountMinor: amount && parseMoney(typed.amount, currency),
      reason: typed.reason.trim(),
      note: typed.note.trim(),
    }).catch((error: unknown) => {
      throw withWords(error, above, amount && 'amount');
    });
    announce(told);
    form.reset();
    close();
  });
  return (
    <>
      <Button variant={button.variant} leftSection={button.icon} disabled={button.disabled} onClick={open}>
        {button.label}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={title}
        form={form}
        onSubmit={submit}
        submitLabel={button.label}
      >
        {text !== undefined && <Text>{text}</Text>}
        <Radio.Group label={how} value={way} onChange={(value) => setWay(value as Name)}>
          <Stack gap="xs" mt="xs">
            {ways.map(({ value, label, description }) => (
              <Radio key={value} value={value} label={label} description={description} />
            ))}
          </Stack>
        </Radio.Group>
        {amount && (
          <TextInput
            label={amount.label}
            description={amount.description}
            inputMode="decimal"
            required
            {...form.getInputProps('amount')}
          />
        )}
        <TextInput
          label={why.label}
          description={why.description}
          required
          maxLength={why.max}
          {...form.getInputProps('reason')}
        />
        {note && (
          <Textarea
            label={note.label}
            description={note.description}
            autosize
            minRows={2}
            maxLength={2000}
            {...form.getInputProps('note')}
          />
        )}
      </FormDialog>
    </>
  );
}

/** A call may have spent its part meanwhile: what is left is said at the amount, where one was typed. */
function withWords(error: unknown, above: readonly Above[], field: 'amount' | undefined): unknown {
  const known = above.find(({ code }) => isProblem(error, code));
  if (known === undefined || !isProblem(error)) return error;
  const left = error.extensions[known.member];
  if (typeof left !== 'number') return error;
  return inWords(error, known.words(left), field);
}
