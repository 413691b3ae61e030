// JSON files of checkpoints and packages: read within a limit, and their keys read with the reason when one is wrong.

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { ModelError } from "./errors.ts";

/** Far above any real one (a tokenizer.json is about 10 MB, an index of 8B some 100 KB); stops a wrong file before it is read. */
const MAX_JSON_BYTES = 256 * 1024 * 1024;
/** No dimension of a network is larger; the same bound as in the manifest. */
const MAX_DIMENSION = 1 << 20;

/** A parsed JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for what `{...}` parses to. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Parses a JSON file that must hold an object.
 * @returns the object, or null where there is no such file
 * @throws ModelError `model/json-unreadable`
 */
export async function readJsonObject(folder: string, file: string): Promise<JsonObject | null> {
  const text = await readJsonText(folder, file);
  return text === null ? null : parseJsonObject(file, text);
}

/**
 * Parses a text that must be a JSON object.
 * @param file its plain name, for the sentence
 * @throws ModelError `model/json-unreadable`
 */
export function parseJsonObject(file: string, text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ModelError("model/json-unreadable", { file, why: "not JSON" }, cause);
  }
  if (!isJsonObject(value)) throw new ModelError("model/json-unreadable", { file, why: "not an object" });
  return value;
}

/**
 * The text of a JSON file, within the limit.
 * @returns the text, or null where there is no such file
 * @throws ModelError `model/json-unreadable`
 */
export async function readJsonText(folder: string, file: string): Promise<string | null> {
  const path = join(folder, file);
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (!found.isFile()) throw new ModelError("model/json-unreadable", { file, why: "not a file" });
  if (found.size > MAX_JSON_BYTES) throw new ModelError("model/json-unreadable", { file, why: "far too large" });
  return await readFile(path, "utf8").catch((cause: unknown) => { throw new ModelError("model/json-unreadable", { file, why: "not readable" }, cause); });
}

/** Reads the keys of one configuration file; null counts as absent, as it does in the reference. */
export interface KeyReader {
  /** A whole number from 1 to 2^20. @throws ModelError `model/config-missing`, `model/config-value` */
  dimension(key: string, fallback?: number): number;
  /** A finite number above 0. @throws the same */
  positive(key: string, fallback?: number): number;
  /** A text. @throws the same */
  text(key: string, fallback?: string): string;
  /** True or false; false where absent. @throws the same */
  flag(key: string): boolean;
}

/** @param file its plain name, for the sentence */
export function keysOf(file: string, object: JsonObject): KeyReader {
  const wrong = (key: string, why: string): ModelError => new ModelError("model/config-value", { file, key, why });
  const present = <T>(key: string, fallback: T | undefined): unknown => {
    const value = Object.hasOwn(object, key) ? (object[key] ?? fallback) : fallback;
    if (value === undefined) throw new ModelError("model/config-missing", { file, key });
    return value;
  };
  return {
    dimension(key, fallback) {
      const value = present(key, fallback);
      if (typeof value !== "number" || !Number.isInteger(value)) throw wrong(key, "a whole number is expected");
      if (value < 1 || value > MAX_DIMENSION) throw wrong(key, `a number from 1 to ${MAX_DIMENSION} is expected`);
      return value;
    },
    positive(key, fallback) {
      const value = present(key, fallback);
      if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) throw wrong(key, "a number above 0 is expected");
      return value;
    },
    text(key, fallback) {
      const value = present(key, fallback);
      if (typeof value !== "string") throw wrong(key, "a text is expected");
      return value;
    },
    flag(key) {
      const value = present(key, false);
      if (typeof value !== "boolean") throw wrong(key, "true or false is expected");
      return value;
    },
  };
}
