import { Alert } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';

/** The refusal of a whole form, above its button; nothing when there is none. */
export function FormFailure({ failure }: { failure: string | null }) {
  if (failure === null) return null;
  return (
    <Alert variant="outline" color="danger" icon={<TriangleAlert aria-hidden />} role="alert">
      {failure}
    </Alert>
  );
}
