// The attributes of a file as rows of a table: within limits, with what identifies people and places left out when asked.

import { mayIdentify } from "../dicom/index.ts";
import type { TagNode, TagTree } from "../dicom/index.ts";
import { MAX_TAG_CHARACTERS, MAX_TAG_ROWS } from "./protocol.ts";
import type { TagRow, TagTable } from "./protocol.ts";

/** Characters of all values together; a message stays below 4 MB with two bytes for each. Above it values get short. */
const MAX_ALL_CHARACTERS = 500_000;
const SHORT_CHARACTERS = 32;
/** A name that a private creator gives itself may be as long as a LO. */
const MAX_CREATOR_CHARACTERS = 64;
const ELEMENT_BLOCK = /^00[1-9a-f][0-9a-f]$/;

/** What is known around a row. */
interface Around {
  readonly level: number;
  /** Inside a sequence whose whole content is hidden. */
  readonly isHidden: boolean;
  /** Creators by group and block, `0009` + `10`, of the data set around it (PS3.5 7.8.1). */
  readonly creators: ReadonlyMap<string, string>;
}

/**
 * Rows of a file's attributes in their order, what is inside a sequence after it; at most `MAX_TAG_ROWS`. The attributes
 * at the top come first in the count, so that a long sequence never takes their place.
 * @param showPatient false: values that may say who somebody is or where are not in the answer (`isHidden`)
 */
export function tagTableOf(tree: TagTree, showPatient: boolean): TagTable {
  const rows = new Rows(showPatient);
  const leftOut = rows.add(tree.nodes, { level: 1, isHidden: false, creators: creatorsOf(tree.nodes) });
  return { rows: rows.rows, leftOut, problems: [...tree.problems] };
}

class Rows {
  readonly rows: TagRow[] = [];
  /** Rows that may still be made; those of a data set are taken off before anything inside them is read. */
  #left = MAX_TAG_ROWS;
  #characters = 0;

  constructor(private readonly showPatient: boolean) {}

  /** @returns attributes for which there was no row left */
  add(nodes: readonly TagNode[], around: Around): number {
    const nShown = Math.min(nodes.length, this.#left);
    this.#left -= nShown;
    for (const node of nodes.slice(0, nShown)) this.#addNode(node, around);
    return nodes.length - nShown;
  }

  #addNode(node: TagNode, { level, isHidden: isAroundHidden, creators }: Around): void {
    const isIdentifying = !this.showPatient && (isAroundHidden || mayIdentify(node));
    const isSequence = node.vr === "SQ";
    const isHidden = isIdentifying && !isSequence && node.value !== "";
    const value = isHidden ? "" : this.#within(node.value);
    const row: TagRow = {
      kind: isSequence ? "sequence" : "attribute",
      level,
      tag: node.tag,
      vr: node.vr,
      keyword: node.keyword ?? "",
      name: node.name ?? "",
      creator: node.isPrivate ? (creators.get(blockOf(node.tag)) ?? "") : "",
      value,
      length: node.length,
      count: node.nItems,
      leftOut: 0,
      isHidden,
      isShortened: !isHidden && (node.isShortened || value.length < node.value.length),
    };
    this.rows.push(row);
    for (let at = 0; at < node.nItems; at++) {
      if (this.#left === 0) {
        row.leftOut = node.nItems - at;
        return;
      }
      this.#addItem(node.item(at), at + 1, level + 1, isIdentifying);
    }
  }

  #addItem(nodes: readonly TagNode[], count: number, level: number, isHidden: boolean): void {
    this.#left--;
    const row: TagRow = { ...EMPTY_ITEM, level, count };
    this.rows.push(row);
    row.leftOut = this.add(nodes, { level: level + 1, isHidden, creators: creatorsOf(nodes) });
  }

  #within(value: string): string {
    const isFull = this.#characters > MAX_ALL_CHARACTERS;
    const shown = value.slice(0, isFull ? SHORT_CHARACTERS : MAX_TAG_CHARACTERS);
    this.#characters += shown.length;
    return shown;
  }
}

const EMPTY_ITEM: TagRow = { kind: "item", level: 0, tag: "", vr: "", keyword: "", name: "", creator: "", value: "", length: null, count: 0, leftOut: 0, isHidden: false, isShortened: false };

function blockOf(tag: string): string {
  return tag.slice(0, 6);
}

/** (gggg,00bb) names who made up (gggg,bb00) to (gggg,bbff). */
function creatorsOf(nodes: readonly TagNode[]): ReadonlyMap<string, string> {
  const creators = nodes.filter(({ tag, isPrivate }) => isPrivate && ELEMENT_BLOCK.test(tag.slice(4)));
  return new Map(creators.map(({ tag, value }) => [tag.slice(0, 4) + tag.slice(6), value.slice(0, MAX_CREATOR_CHARACTERS)]));
}
