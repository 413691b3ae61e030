// Which row of what is kept belongs to which position, whatever memory the rows lie in.

/** Slot `i` is the row of the `i`th position that is kept; the first `fixed` of them are never moved or forgotten. */
export class Slots {
  readonly #positions: number[] = [];
  readonly #byPosition = new Map<number, number>();
  #fixed = 0;

  get fixed(): number {
    return this.#fixed;
  }

  get length(): number {
    return this.#positions.length;
  }

  /** All positions, by slot. */
  get positions(): readonly number[] {
    return this.#positions;
  }

  /** Undefined for a position that is not kept. */
  of(position: number): number | undefined {
    return this.#byPosition.get(position);
  }

  fix(): void {
    this.#fixed = this.#positions.length;
  }

  /** Forgets all that are not fixed. */
  forget(): void {
    for (const position of this.#positions.splice(this.#fixed)) this.#byPosition.delete(position);
  }

  /** Gives positions that have none a slot at the end. */
  reserve(positions: Int32Array): void {
    for (const position of positions) {
      if (this.#byPosition.has(position)) continue;
      this.#byPosition.set(position, this.#positions.length);
      this.#positions.push(position);
    }
  }

  swap(a: number, b: number): void {
    const [first = 0, second = 0] = [this.#positions[a], this.#positions[b]];
    this.#positions[a] = second;
    this.#positions[b] = first;
    this.#byPosition.set(first, b).set(second, a);
  }
}
