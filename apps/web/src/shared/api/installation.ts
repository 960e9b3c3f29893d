/** An id that this browser made for itself; nothing where it may keep none. The service keeps a keyed hash of it only. */
export function installation(): string | undefined {
  try {
    const kept = localStorage.getItem('device');
    if (kept !== null) return kept;
    const made = crypto.randomUUID();
    localStorage.setItem('device', made);
    return made;
  } catch {
    return undefined;
  }
}
