import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

const TYPING = 'input, textarea, select, [contenteditable="true"]';

/** M mutes and unmutes, unless somebody types or has turned it off (WCAG 2.1.4). */
export function useMuteKey(onPress: () => void): { isOn: boolean; setOn: (isOn: boolean) => void } {
  const [isOn, setOn] = useLocalStorage({ key: 'call-mute-key', defaultValue: true, getInitialValueInEffect: false });
  const press = useRef(onPress);
  useEffect(() => {
    press.current = onPress;
  });
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'm' || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      press.current();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isOn]);
  return { isOn, setOn };
}
