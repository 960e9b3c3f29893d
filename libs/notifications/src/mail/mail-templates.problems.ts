import { Problem } from '@app/kernel';

/** Source: features.md O2. */
export class UnknownPlaceholder extends Problem {
  static override readonly type = 'unknown-placeholder';
  static override readonly title = 'The mail knows no such placeholder';
  static override readonly status = 409;
  constructor(placeholder: string, known: readonly string[]) {
    super(`{{${placeholder}}} is not one of ${known.map((name) => `{{${name}}}`).join(', ')}.`, {
      placeholder,
      known: [...known],
    });
  }
}

export class UnclosedPlaceholder extends Problem {
  static override readonly type = 'unclosed-placeholder';
  static override readonly title = 'A placeholder is not closed';
  static override readonly status = 409;
  constructor() {
    super('Each {{ needs its }} after a name of 60 characters at the most.');
  }
}

export class ButtonMismatch extends Problem {
  static override readonly type = 'button-mismatch';
  static override readonly title = 'The button does not fit the mail';
  static override readonly status = 409;
  constructor(isNeeded: boolean) {
    super(
      isNeeded
        ? 'This mail needs its button: a line of its own such as [[Open]].'
        : 'This mail leads nowhere: take the line with [[...]] out.',
    );
  }
}
