import { Stack, TextInput } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';

/** A secret that is shown once: whole, to be taken by a press or by hand. */
export function SecretField({ label, value, copyLabel }: { label: string; value: string; copyLabel?: string }) {
  return (
    <Stack gap="xs" align="start">
      <TextInput
        w="100%"
        label={label}
        value={value}
        readOnly
        spellCheck={false}
        autoComplete="off"
        data-autofocus
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: 'monospace' } }}
      />
      <CopyButton value={value} variant="default" {...(copyLabel !== undefined && { label: copyLabel })} />
    </Stack>
  );
}
