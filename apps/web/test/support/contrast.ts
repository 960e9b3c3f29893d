/**
 * Runs inside a page, so it may use nothing from outside of itself. Reads what the page shows and says where a text has less than 4.5:1 (3:1 when it
 * is large) against what is painted behind it, or a control less than 3:1 at its edge, all by computed style.
 */
export function contrastFaults(root: Document): string[] {
  type Rgba = readonly [number, number, number, number];
  const view = root.defaultView!;
  const canvas = root.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  canvas.canvas.width = canvas.canvas.height = 1;
  const known = new Map<string, Rgba>();
  // The canvas turns each notation of CSS (oklch, color-mix, light-dark) into bytes.
  const colour = (css: string): Rgba => {
    let found = known.get(css);
    if (found === undefined) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
      found = [r, g, b, a / 255];
      known.set(css, found);
    }
    return found;
  };
  const over = ([r, g, b, a]: Rgba, below: Rgba): Rgba => [
    r * a + below[0] * (1 - a),
    g * a + below[1] * (1 - a),
    b * a + below[2] * (1 - a),
    1,
  ];
  /** What is painted behind the content of an element. */
  const ground = (element: Element | null): Rgba => {
    if (element === null) return [255, 255, 255, 1];
    const own = colour(view.getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const light = ([r, g, b]: Rgba): number => {
    const linear = (value: number): number =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const ratio = (a: Rgba, b: Rgba): number => {
    const [low = 0, high = 0] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const isShown = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const faults: string[] = [];
  const name = (element: Element): string =>
    `<${element.tagName.toLowerCase()} ${element.className.toString().slice(0, 60)}>`;

  const texts = root.createTreeWalker(root.body, NodeFilter.SHOW_TEXT);
  let count = 0;
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const element = node.parentElement!;
    if (node.textContent!.trim() === '' || /^(SCRIPT|STYLE|NOSCRIPT|OPTION)$/.test(element.tagName)) continue;
    // What cannot be used has no least contrast (1.4.3), and our own disabled colours are not the brand's.
    if (!isShown(element) || element.closest(':disabled, [data-disabled], [aria-disabled=true]') !== null) continue;
    count += 1;
    const style = view.getComputedStyle(element);
    const behind = ground(element);
    const size = Number.parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const found = ratio(over(colour(style.color), behind), behind);
    if (found < least) faults.push(`${name(element)} "${node.textContent!.trim().slice(0, 30)}" ${found.toFixed(2)}`);
  }
  const controls = root.querySelectorAll(
    'input:not([type=hidden], [type=range], .mantine-PasswordInput-innerInput), .mantine-PasswordInput-input, textarea, .mantine-Button-root[data-variant=filled], .mantine-Button-root[data-variant=default], .mantine-Button-root[data-variant=outline], .mantine-Switch-track',
  );
  for (const element of controls) {
    if (!isShown(element) || element.matches(':disabled, [data-disabled]') || element.getBoundingClientRect().width < 8)
      continue;
    count += 1;
    const style = view.getComputedStyle(element);
    const around = ground(element.parentElement);
    const fill = over(colour(style.backgroundColor), around);
    const edge = style.borderTopStyle === 'none' ? fill : over(colour(style.borderTopColor), around);
    const found = Math.max(ratio(fill, around), ratio(edge, around));
    if (found < 3) faults.push(`${name(element)} edge ${found.toFixed(2)}`);
  }
  if (count === 0) faults.push('the page shows nothing');
  return faults;
}
