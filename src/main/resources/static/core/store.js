// @ts-check
/** Something that views show. Tells of its changes at most once a frame, however many there are. */
export class Store {
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #due = false;

  /** @param {() => void} listener @returns {() => void} ends it */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed() {
    if (this.#due) return;
    this.#due = true;
    soon(() => {
      this.#due = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}

/** A page that is not shown gets no frames. @param {() => void} action */
function soon(action) {
  if (document.hidden) setTimeout(action, 50);
  else requestAnimationFrame(() => action());
}
