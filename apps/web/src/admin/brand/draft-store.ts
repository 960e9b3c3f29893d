import { isProblem } from '~/shared/api/index.ts';
import { sameDocument } from './document.ts';
import type { Brand, BrandDocument, BrandDraft } from './use-brand.ts';

/** `conflict`: somebody else changed the draft; nothing is sent until a person has chosen. */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';

export interface DraftState {
  readonly document: BrandDocument;
  readonly save: SaveState;
  readonly error: unknown;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Grows when the document was replaced as a whole, so that fields forget what was typed. */
  readonly generation: number;
}

interface Backend {
  readonly save: (document: BrandDocument, revision: number) => Promise<BrandDraft>;
  readonly read: () => Promise<Brand>;
}

const PAUSE_MS = 700;
/** Changes of the same field within this time are one step of undo. */
const STEP_MS = 1_000;
const MAX_STEPS = 200;

/** The draft in this window: its history, and its way to the API. One request at a time; the newest document follows. */
export class DraftStore {
  private past: BrandDocument[] = [];
  private future: BrandDocument[] = [];
  private lastEdit = { field: '', at: 0 };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | undefined;
  private saved: BrandDocument;
  private readonly listeners = new Set<() => void>();
  private state: DraftState;

  constructor(
    { document, revision }: Pick<BrandDraft, 'document' | 'revision'>,
    private readonly backend: Backend,
  ) {
    this.saved = document;
    this.currentRevision = revision;
    this.state = { document, save: 'saved', error: null, canUndo: false, canRedo: false, generation: 0 };
  }

  private currentRevision: number;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): DraftState => this.state;

  get revision(): number {
    return this.currentRevision;
  }

  /** Changes of one `field` that follow each other fast are one step. */
  change(part: Partial<BrandDocument>, field = Object.keys(part).join()): void {
    const { document } = this.state;
    const [now, { field: last, at }] = [Date.now(), this.lastEdit];
    if (field !== last || now - at > STEP_MS) this.past = [...this.past.slice(-MAX_STEPS), document];
    this.lastEdit = { field, at: now };
    this.future = [];
    this.show({ ...document, ...part });
  }

  undo(): void {
    const before = this.past.pop();
    if (!before) return;
    this.future.push(this.state.document);
    this.step(before);
  }

  redo(): void {
    const next = this.future.pop();
    if (!next) return;
    this.past.push(this.state.document);
    this.step(next);
  }

  /** Sends what is not saved. Resolves when it is saved, or is known not to be. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.state.save === 'conflict') return false;
    while (this.sending || !sameDocument(this.state.document, this.saved)) {
      this.sending ??= this.send().finally(() => (this.sending = undefined));
      await this.sending;
      if (this.state.save === 'failed' || (this.state.save as SaveState) === 'conflict') return false;
    }
    // Whoever goes back to what was saved takes back what was refused.
    this.set({ save: 'saved', error: null });
    return true;
  }

  /** After a conflict: what the other one wrote replaces what is here. It can be undone. */
  async loadTheirs(): Promise<void> {
    const { draft } = await this.backend.read();
    this.past = [...this.past, this.state.document];
    this.future = [];
    this.accept(draft);
    this.set({ document: draft.document, save: 'saved', error: null, generation: this.state.generation + 1 });
  }

  /** After a conflict: what is here replaces what the other one wrote, on purpose. */
  async keepMine(): Promise<void> {
    this.accept((await this.backend.read()).draft);
    this.set({ save: 'waiting', error: null });
    await this.flush();
  }

  /** Another document as a whole, as one step of undo. */
  replace(document: BrandDocument): void {
    this.change(document, 'all');
    this.set({ generation: this.state.generation + 1 });
  }

  private accept({ document, revision }: Pick<BrandDraft, 'document' | 'revision'>): void {
    this.saved = document;
    this.currentRevision = revision;
  }

  private step(document: BrandDocument): void {
    this.lastEdit = { field: '', at: 0 };
    this.show(document, this.state.generation + 1);
  }

  private show(document: BrandDocument, generation = this.state.generation): void {
    const save = this.state.save === 'conflict' ? 'conflict' : 'waiting';
    this.set({ document, save, generation });
    clearTimeout(this.timer);
    if (save === 'waiting') this.timer = setTimeout(() => void this.flush(), PAUSE_MS);
  }

  private async send(): Promise<void> {
    const { document } = this.state;
    this.set({ save: 'saving', error: null });
    try {
      const { revision } = await this.backend.save(document, this.currentRevision);
      this.accept({ document, revision });
    } catch (error) {
      this.set({ save: isProblem(error, 'brand-draft-changed') ? 'conflict' : 'failed', error });
    }
  }

  private set(part: Partial<DraftState>): void {
    this.state = { ...this.state, ...part, canUndo: this.past.length > 0, canRedo: this.future.length > 0 };
    for (const listener of this.listeners) listener();
  }
}
