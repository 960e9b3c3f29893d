export { contrast, isHex } from './color.js';
export { themeCss, variablesOf } from './css.js';
export {
  type Derivation,
  FAMILIES,
  type Family,
  type FamilyName,
  type Palette,
  SCHEMES,
  type Scheme,
  type Theme,
  type ThemeInput,
  onColor,
  solveTheme,
} from './engine.js';
