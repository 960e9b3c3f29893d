import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@fontsource-variable/inter/wght.css';
import './base.css';
import {
  Badge,
  Checkbox,
  type CSSVariablesResolver,
  DirectionProvider,
  Loader,
  MantineProvider,
  type MantineColorsTuple,
  Modal,
  Notification,
  Skeleton,
  Switch,
  type VariantColorsResolver,
  createTheme,
} from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import i18next from 'i18next';
import type { ReactNode } from 'react';
import { FAMILIES, type FamilyName } from '@app/theme';
import { styleNonce } from './boot.ts';

const v = (name: string): string => `var(--t-${name})`;

/** Mantine wants ten shades. All ten are the fill: nothing here picks a shade, the resolvers below name the role. */
const shades = (family: FamilyName): MantineColorsTuple =>
  Array.from({ length: 10 }, () => v(`${family}-solid`)) as unknown as MantineColorsTuple;

const isFamily = (color: unknown): color is FamilyName => (FAMILIES as readonly unknown[]).includes(color);

/** Every variant of every component, from the roles that the theme engine has solved. */
const variants: VariantColorsResolver = ({ color, variant }) => {
  const family = isFamily(color) ? color : 'brand';
  const clear = { background: 'transparent', border: '1px solid transparent' };
  switch (variant) {
    case 'light':
      return {
        background: v(`${family}-tint`),
        hover: v(`${family}-tint-hover`),
        color: v(`${family}-on-tint`),
        border: '1px solid transparent',
      };
    case 'outline':
      return {
        ...clear,
        hover: v('subtle'),
        color: v(`${family}-text`),
        border: `1px solid ${v(`${family}-ui`)}`,
      };
    case 'subtle':
    case 'transparent':
      return { ...clear, hover: variant === 'subtle' ? v('subtle') : 'transparent', color: v(`${family}-text`) };
    case 'default':
    case 'white':
      return { background: v('surface'), hover: v('subtle'), color: v('text'), border: `1px solid ${v('control')}` };
    default:
      return {
        background: v(`${family}-solid`),
        hover: v(`${family}-solid-hover`),
        color: v(`${family}-on-solid`),
        border: `1px solid ${v(`${family}-edge`)}`,
      };
  }
};

const roles = (): Record<string, string> => ({
  '--mantine-color-body': v('page'),
  '--mantine-color-text': v('text'),
  '--mantine-color-bright': v('text'),
  '--mantine-color-dimmed': v('dim'),
  '--mantine-color-placeholder': v('dim'),
  '--mantine-color-anchor': v('brand-text'),
  '--mantine-color-error': v('danger-text'),
  '--mantine-color-default': v('surface'),
  '--mantine-color-default-hover': v('subtle'),
  '--mantine-color-default-color': v('text'),
  '--mantine-color-default-border': v('control'),
  '--mantine-color-disabled': v('subtle'),
  '--mantine-color-disabled-color': v('dim'),
  '--mantine-color-disabled-border': v('border'),
  '--mantine-primary-color-filled': v('brand-solid'),
  '--mantine-primary-color-filled-hover': v('brand-solid-hover'),
  '--mantine-primary-color-light': v('brand-tint'),
  '--mantine-primary-color-light-hover': v('brand-tint-hover'),
  '--mantine-primary-color-light-color': v('brand-on-tint'),
  '--mantine-primary-color-contrast': v('brand-on-solid'),
  ...Object.fromEntries(
    FAMILIES.flatMap((family) => [
      [`--mantine-color-${family}-filled`, v(`${family}-solid`)],
      [`--mantine-color-${family}-filled-hover`, v(`${family}-solid-hover`)],
      [`--mantine-color-${family}-light`, v(`${family}-tint`)],
      [`--mantine-color-${family}-light-hover`, v(`${family}-tint-hover`)],
      [`--mantine-color-${family}-light-color`, v(`${family}-on-tint`)],
      [`--mantine-color-${family}-outline`, v(`${family}-ui`)],
      [`--mantine-color-${family}-outline-hover`, v('subtle')],
      [`--mantine-color-${family}-text`, v(`${family}-text`)],
    ]),
  ),
});

/** Mantine sets some of its own per scheme, more specifically than for all schemes; ours must win there too. */
const variables: CSSVariablesResolver = () => ({ variables: roles(), light: roles(), dark: roles() });

const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: 6,
  colors: Object.fromEntries(FAMILIES.map((family) => [family, shades(family)])),
  variantColorResolver: variants,
  fontFamily: 'var(--t-font)',
  headings: { fontFamily: 'var(--t-font)' },
  defaultRadius: 'md',
  radius: {
    xs: 'calc(var(--t-radius) * 0.25)',
    sm: 'calc(var(--t-radius) * 0.5)',
    md: 'var(--t-radius)',
    lg: 'calc(var(--t-radius) * 1.5)',
    xl: 'calc(var(--t-radius) * 2)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Without a variant of its own a badge ignores the resolver; small switches miss the target size (2.5.8).
    Badge: Badge.extend({ defaultProps: { variant: 'light', tt: 'none', fw: 600 } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'md' } }),
    Switch: Switch.extend({ defaultProps: { size: 'md' } }),
    Loader: Loader.extend({ defaultProps: { color: 'var(--t-brand-ui)' } }),
    Modal: Modal.extend({ defaultProps: { centered: true } }),
    // A getter: the theme is made before the words are loaded.
    Notification: Notification.extend({
      defaultProps: {
        closeButtonProps: {
          get 'aria-label'() {
            return i18next.t('common:action.close');
          },
        },
      },
    }),
    Skeleton: Skeleton.extend({ defaultProps: { 'aria-hidden': true } }),
  },
});

/** Theme, direction and notices of a face. Colours come from custom properties that the API put into the page. */
export function Themed({ children }: { children: ReactNode }) {
  return (
    <DirectionProvider detectDirection>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        defaultColorScheme="auto"
        getStyleNonce={() => styleNonce}
      >
        <Notifications position="bottom-center" containerWidth={420} />
        {children}
      </MantineProvider>
    </DirectionProvider>
  );
}
