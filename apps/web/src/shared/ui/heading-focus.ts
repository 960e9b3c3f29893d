import { useEffect } from 'react';

/** After a change of page the heading has the focus, so that a screen reader starts where the eye does (X3). */
export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>('main h1');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}

/** The same for a page that changes without a change of its address; null = not now. */
export function useHeadingFocus(step: string | null): void {
  useEffect(() => {
    if (step !== null) focusHeading();
  }, [step]);
}
