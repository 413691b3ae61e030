// A network without weights: its answers are a hash of the sequence it is shown, so that every commit changes what follows.

import type { Candidates, Denoiser, ScoreRequest } from "../../src/sampler/index.ts";

export interface ScriptedOptions {
  readonly seed: number;
  /** Candidates are 0 to `vocab - 1`. */
  readonly vocab: number;
  /** Certainties are multiples of 1 / this: small numbers make ties. */
  readonly certaintySteps: number;
}

/** Answers by hash; keeps copies of what it was asked. */
export class ScriptedDenoiser implements Denoiser {
  readonly requests: ScoreRequest[] = [];

  constructor(private readonly options: ScriptedOptions) {}

  score(request: ScoreRequest): Promise<Candidates> {
    this.requests.push({ ...request, ids: Int32Array.from(request.ids), scored: Int32Array.from(request.scored) });
    const ids = new Int32Array(request.scored.length);
    const certainties = new Float64Array(request.scored.length);
    for (const [index, position] of request.scored.entries()) {
      const forbidden = request.forbidden[request.classes[index] ?? 0] ?? [];
      const answer = scriptedAnswer(this.options, request.ids, position, forbidden);
      ids[index] = answer.id;
      certainties[index] = answer.certainty;
    }
    return Promise.resolve({ ids, certainties });
  }
}

/** Candidate and certainty at one position of a sequence; never a forbidden id. */
export function scriptedAnswer(options: ScriptedOptions, ids: Int32Array, position: number, forbidden: readonly number[]): { id: number; certainty: number } {
  let hash = mix(options.seed ^ Math.imul(position + 1, 0x9e3779b1));
  for (const id of ids) hash = mix(hash ^ id);
  let id = hash % options.vocab;
  while (forbidden.includes(id)) id = (id + 1) % options.vocab;
  return { id, certainty: (mix(hash ^ 0x5bd1e995) % (options.certaintySteps + 1)) / options.certaintySteps };
}

/** 32-bit finaliser of MurmurHash3. */
export function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
