import { Button, type ButtonProps } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

/** Goes to a path of this face. The faces have different routers, so a part that both use names paths, not routes. */
export function useGoTo(): (path: string) => void {
  const { history } = useRouter();
  return (path) => history.push(path);
}

interface LinkButtonProps extends ButtonProps {
  readonly href: string;
  readonly children: ReactNode;
}

/** A link that looks like a button and does not load the page anew. */
export function LinkButton({ href, children, ...button }: LinkButtonProps) {
  const goTo = useGoTo();
  const onClick = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(href);
  };
  return (
    <Button component="a" href={href} onClick={onClick} {...button}>
      {children}
    </Button>
  );
}
