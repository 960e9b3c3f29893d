import { Anchor, type AnchorProps, Badge, type BadgeProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

type AnchorElement<P> = P & Omit<ComponentProps<'a'>, keyof P>;

/** The router's links in the clothes of our components; where they lead is checked by the compiler. */
export const LinkButton = createLink((props: AnchorElement<ButtonProps>) => <Button component="a" {...props} />);

export const LinkAnchor = createLink((props: AnchorElement<AnchorProps>) => <Anchor component="a" {...props} />);

export const LinkBadge = createLink((props: AnchorElement<BadgeProps>) => (
  <Badge component="a" {...props} style={{ cursor: 'pointer' }} />
));
