// What the pointer does over the pane, but for the tools: the wheel goes through the slices, the value under it is read.

export interface PaneEvents {
  /** The wheel was turned: 1 forward, -1 back. */
  readonly onTurn: (direction: number) => void;
  /** The pointer is at a place, CSS pixels of the pane. */
  readonly onPoint: (x: number, y: number) => void;
  readonly onLeave: () => void;
  readonly onResize: () => void;
}

/** Before the stage is opened: its own listener to the wheel must come second. */
export function listenToPane(pane: HTMLElement, { onTurn, onPoint, onLeave, onResize }: PaneEvents): void {
  new ResizeObserver(onResize).observe(pane);
  pane.addEventListener("wheel", (event) => {
    event.preventDefault();
    // The tools measure the page at each turn of the wheel, and none of them wants it.
    event.stopImmediatePropagation();
    if (event.deltaY !== 0) onTurn(Math.sign(event.deltaY));
  }, { passive: false });
  pane.addEventListener("pointermove", (event) => {
    const box = pane.getBoundingClientRect();
    onPoint(event.clientX - box.left, event.clientY - box.top);
  });
  pane.addEventListener("pointerleave", onLeave);
  pane.addEventListener("contextmenu", (event) => { event.preventDefault(); });
}
