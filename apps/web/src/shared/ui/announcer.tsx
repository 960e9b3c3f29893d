import { useEffect, useState } from 'react';

type Listener = (text: string) => void;
let listener: Listener | undefined;

/** Tells a screen reader something that is seen on the screen anyway: a count of results, a status, a pause. */
export function announce(text: string): void {
  listener?.(text);
}

/** The one polite live region of the page. */
export function Announcer() {
  const [text, setText] = useState('');
  useEffect(() => {
    listener = (next) => {
      // The same words again are only read when the region was empty in between.
      setText('');
      requestAnimationFrame(() => setText(next));
    };
    return () => {
      listener = undefined;
    };
  }, []);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
