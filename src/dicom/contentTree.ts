// The content tree of a structured report (PS3.3 C.17.3) as items in reading order. Nothing is followed: an item that
// refers to another one is shown as a reference, so that no file can lead in a circle.

import { codeMeaning, codeValue, dateShown, itemOf, nameShown, nodeOf, numberShown, textOf, timeShown } from "./contentValues.ts";
import type { TagNode } from "./tagTree.ts";

/** One item. */
export interface ContentItem {
  /** 1 at the top, one more for what is in it. */
  readonly level: number;
  /** ValueType, e.g. `CONTAINER`, `TEXT`, `NUM`; `REFERENCE` for an item that stands for another one of the tree. */
  readonly type: string;
  /** Who observes, and what qualifies what is around it: RelationshipType is a HAS ... CONTEXT or HAS CONCEPT MOD. */
  readonly isContext: boolean;
  /** Meaning of its concept name; may be empty. */
  readonly name: string;
  /** For people; a UID for references to objects. Empty for containers, and while hidden. */
  readonly value: string;
  /** Frames of an image that is referred to, `1, 3`; else empty. */
  readonly frames: string;
  readonly isHidden: boolean;
  readonly isShortened: boolean;
}

/** As `DocumentLimits` has them. */
interface Limits {
  readonly items: number;
  readonly levels: number;
  readonly itemCharacters: number;
  readonly allCharacters: number;
}

/**
 * Codes of DICOM's own for who somebody is or where (PS3.16 TID 1003, 1005, 1006, 1007), and the numbers of an order: persons'
 * organizations, login names and places, the subject's name, ID and birth date, accession, placer and filler number.
 */
const IDENTIFYING_CONCEPTS: ReadonlySet<string> = new Set(["121008", "121009", "121017", "121020", "121021", "121022", "121029", "121030", "121031", "121036", "128774"]);
/** The same under codes of others, by what they are called. */
const IDENTIFYING_MEANING = /\b(?:observer|patient|subject|physician|person)(?:'s|s)? name\b|\b(?:organi[sz]ation|institution) name\b|\b(?:patient|subject) id\b|\bmedical record number\b|\baccession number\b/i;
/** The name of a device is often that of the room where it stands. */
const DEVICE_OBSERVER_NAME = "121013";
/** What says who or when, whatever it is called; times of day do not. */
const IDENTIFYING_TYPES: ReadonlySet<string> = new Set(["PNAME", "DATE", "DATETIME"]);
const CONTEXT = /^HAS (?:\w+ CONTEXT|CONCEPT MOD)$/;

/** Items of the tree within the limits; `leftOut` counts those that are not in it, each with all inside. */
export function contentItems(root: readonly TagNode[], showPatient: boolean, limits: Limits): { readonly items: readonly ContentItem[]; readonly leftOut: number } {
  const tree = new Tree(showPatient, limits, textOf(root, "StationName"));
  tree.add(root, 1);
  return { items: tree.items, leftOut: tree.leftOut };
}

class Tree {
  readonly items: ContentItem[] = [];
  leftOut = 0;
  #characters = 0;

  constructor(
    private readonly showPatient: boolean,
    private readonly limits: Limits,
    private readonly stationName: string,
  ) {}

  add(parent: readonly TagNode[], level: number): void {
    const sequence = nodeOf(parent, "ContentSequence");
    if (sequence === undefined) return;
    for (let at = 0; at < sequence.nItems; at++) {
      if (level > this.limits.levels || this.items.length >= this.limits.items || this.#characters >= this.limits.allCharacters) {
        this.leftOut += sequence.nItems - at;
        return;
      }
      const nodes = sequence.item(at);
      this.items.push(this.#itemOf(nodes, level));
      this.add(nodes, level + 1);
    }
  }

  #itemOf(nodes: readonly TagNode[], level: number): ContentItem {
    const type = nodeOf(nodes, "ReferencedContentItemIdentifier") === undefined ? textOf(nodes, "ValueType") : "REFERENCE";
    const concept = itemOf(nodes, "ConceptNameCodeSequence");
    const whole = valueOf(nodes, type);
    const isHidden = !this.showPatient && whole !== "" && this.#mayIdentify(type, concept, whole);
    const value = isHidden ? "" : this.#within(whole);
    return {
      level,
      type: this.#within(type),
      isContext: CONTEXT.test(textOf(nodes, "RelationshipType")),
      name: this.#within(codeMeaning(concept)),
      value,
      frames: this.#within(textOf(itemOf(nodes, "ReferencedSOPSequence"), "ReferencedFrameNumber").replaceAll("\\", ", ")),
      isHidden,
      isShortened: !isHidden && (value.length < whole.length || nodeOf(nodes, "TextValue")?.isShortened === true),
    };
  }

  #mayIdentify(type: string, concept: readonly TagNode[], value: string): boolean {
    if (IDENTIFYING_TYPES.has(type)) return true;
    if (IDENTIFYING_MEANING.test(codeMeaning(concept)) && !/\bdevice\b/i.test(codeMeaning(concept))) return true;
    if (textOf(concept, "CodingSchemeDesignator") !== "DCM") return false;
    const code = codeValue(concept);
    return IDENTIFYING_CONCEPTS.has(code) || (code === DEVICE_OBSERVER_NAME && value === this.stationName);
  }

  #within(text: string): string {
    const shown = text.slice(0, Math.max(0, Math.min(this.limits.itemCharacters, this.limits.allCharacters - this.#characters)));
    this.#characters += shown.length;
    return shown;
  }
}

function valueOf(nodes: readonly TagNode[], type: string): string {
  switch (type) {
    case "TEXT": return textOf(nodes, "TextValue").replace(/\r\n?/g, "\n");
    case "CODE": return codeMeaning(itemOf(nodes, "ConceptCodeSequence"));
    case "NUM": return numberShown(nodes);
    case "PNAME": return nameShown(textOf(nodes, "PersonName"));
    case "DATE": return dateShown(textOf(nodes, "Date"));
    case "TIME": return timeShown(textOf(nodes, "Time"));
    case "DATETIME": return dateShown(textOf(nodes, "DateTime"));
    case "UIDREF": return textOf(nodes, "UID");
    case "IMAGE":
    case "COMPOSITE":
    case "WAVEFORM": return textOf(itemOf(nodes, "ReferencedSOPSequence"), "ReferencedSOPInstanceUID");
    case "SCOORD":
    case "SCOORD3D": return textOf(nodes, "GraphicType");
    case "TCOORD": return textOf(nodes, "TemporalRangeType");
    case "REFERENCE": return textOf(nodes, "ReferencedContentItemIdentifier").replaceAll("\\", ".");
    default: return "";
  }
}
