// Keys and values of a prompt up to the end of its last image, which serve every draft about it (DESIGN 4, `standard`).
//
// They are computed by themselves, so that they depend on nothing that follows: a draft is the same whatever was asked
// before it.

import { IMAGE_POSITION } from "../sampler/index.ts";
import { ByteCache } from "./byteCache.ts";
import { embedSequence } from "./graphDenoiser.ts";
import type { KeyValueStore } from "./keyValueStore.ts";
import type { Network } from "./network.ts";

/** A prefix of 1,510 positions of the 8B model is 1.5 GB: one stays, a second one takes its place. */
const LIMIT_BYTES = 2 * 1024 ** 3;

/** A prompt whose beginning is shared. */
export interface PrefixedPrompt {
  /** `[positions]`, `IMAGE_POSITION` at image features. */
  readonly ids: Int32Array;
  /** Rows for those positions `[image positions, hidden]`. */
  readonly features: Float32Array;
  /** Names the images and how they were looked at. */
  readonly imagesKey: string;
}

export class SharedPrefixes {
  readonly #network: Network;
  readonly #stores = new ByteCache<KeyValueStore>(LIMIT_BYTES, (store) => { store.dispose(); });

  constructor(network: Network) {
    this.#network = network;
  }

  /**
   * A store with the prefix fixed in it, which stays the owner's here; whoever gets it uses it alone. Null: no image, no prefix.
   * @throws the signal's reason when it is aborted between two shards
   */
  async storeFor({ ids, features, imagesKey }: PrefixedPrompt, signal: AbortSignal): Promise<KeyValueStore | null> {
    const prefix = ids.subarray(0, ids.lastIndexOf(IMAGE_POSITION) + 1);
    if (prefix.length === 0) return null;
    const key = `${imagesKey}\n${prefix.filter((id) => id !== IMAGE_POSITION).join(" ")}\n${String(prefix.length)}`;
    const known = this.#stores.get(key);
    if (known !== undefined) {
      known.forget();
      return known;
    }
    const store = this.#network.keyValueStore();
    try {
      await this.#fill(store, prefix, features, signal);
    } catch (error) {
      store.dispose();
      throw error;
    }
    this.#stores.set(key, store, store.bytes);
    return store;
  }

  async #fill(store: KeyValueStore, prefix: Int32Array, features: Float32Array, signal: AbortSignal): Promise<void> {
    const rows = Int32Array.from(prefix, (_, row) => row);
    store.reserve(rows);
    const input = await embedSequence(this.#network, prefix, features);
    await this.#network.decode(input, signal, { wanted: new Int32Array(1), kept: { store, positions: rows, rows } });
    store.fix();
  }

  /** Gives the memory of all back. */
  clear(): void {
    this.#stores.clear();
  }
}
